import ArgumentParser
import Foundation
import Swiftlet

/// `swiftlet train`: a table in; how good a network is on rows it has not seen, and pictures of it, out.
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a network on a table and say how good it is.",
    discussion: """
      The table is a CSV file whose first row names the columns. One column is the target; the others must be numbers \
      and are standardised by the rows that are trained on. A target of text, or of at most 20 distinct whole numbers \
      written without a decimal point, is taken as classes, any other as a number; what was chosen is printed, and \
      --task overrides it.

      A part of the rows is held out: the network never learns from them, and the score on them is printed beside that \
      of a guess which ignores the inputs.

      EXAMPLES
        swiftlet train iris.csv --target species
        swiftlet train wine.csv --target cultivar --folds 5 --seed 7
        swiftlet train homes.csv --target price --ignore id --ignore street
        swiftlet train iris.csv --target species --save iris.safetensors
        swiftlet train a.csv --target y --hidden 64,64 --activation tanh
        swiftlet train a.csv --target y --json --quiet > score.json
      """)

  @Argument(help: ArgumentHelp("The table to learn from.", valueName: "file.csv"))
  var file: String

  @OptionGroup(title: "The table")
  var table: TableOptions

  @OptionGroup(title: "The network and its training")
  var network: NetworkOptions

  @OptionGroup(title: "The judgement")
  var judgement: JudgementOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The folder for the pictures; made when missing. (default: the file's name with -model)", valueName: "folder"))
  var out: String?

  @Option(help: ArgumentHelp("Also save the trained network, as one safetensors file.", valueName: "file.safetensors"))
  var save: String?

  @Flag(name: .shortAndLong, help: "No progress display.")
  var quiet = false

  @Flag(help: "Print the results as one JSON object in place of words.")
  var json = false

  func run() throws {
    let data = try table.read(file)
    let folder = try OutputFolder(out ?? defaultFolder, for: TrainPictures.names(for: data))
    if let save { try Model.checkSaving(to: save) }
    let design = network.design
    let folds = try judgement.folds.map { try crossValidate(data, folds: $0, design: design) }

    let (train, test) = try data.split(
      holdOut: judgement.holdOut, stratified: !data.classes.isEmpty, seed: judgement.seed)
    let model = try design.model(for: train, seed: judgement.seed)
    let history = try model.fit(
      train, epochs: design.epochs, batchSize: design.batchSize, validation: .data(test),
      verbose: quiet ? .silent : .automatic)
    if let save { try model.save(to: save) }
    let score = try Score(of: model, trainedOn: train, on: test)
    let pictures = TrainPictures(model: model, history: history, test: test, target: table.target)
    let written = try pictures.write(into: folder)
    let report = TrainReport(
      file: file, target: table.target, data: data, design: design, seed: judgement.seed, trainedRows: train.count,
      score: score, folds: folds, findings: history.findings,
      overfitting: Overfitting.warning(history), pictures: written, model: save)
    try Output.say(json ? try report.json() : report.text)
  }

  private var defaultFolder: String {
    URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent + "-model"
  }

  private func crossValidate(_ data: Dataset, folds: Int, design: DefaultNetwork) throws -> [Score] {
    let seed = judgement.seed
    return try data.crossValidate(folds: folds, stratified: !data.classes.isEmpty, seed: seed) { fold in
      try design.score(fold, seed: seed)
    }
  }
}
