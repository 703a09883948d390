import Foundation
import Swiftlet

/// What `swiftlet train` has to say when it is done.
struct TrainReport {
  let file: String
  let target: String
  let data: Dataset
  let design: DefaultNetwork
  let seed: UInt64
  let trainedRows: Int
  let score: Score
  let folds: [Score]?
  let findings: [Finding]
  let overfitting: String?
  let pictures: [String]
  /// Where it was saved.
  let model: String?

  var text: String {
    var lines = [
      "\(file): \(Words.count(data.count, "row")), \(Words.count(data.inputNames.count, "column")): \(Words.list(data.inputNames))"
    ]
    lines.append("target: \(target), " + targetKind)
    lines += data.notes.map { "note: " + Words.forCommand($0.sentence + ". " + $0.remedy) }
    lines.append("network: \(design.description(for: data)), seed \(seed)")
    if let folds { lines.append(Self.line(of: folds)) }
    lines.append(
      "held out: \(Self.name(score.kind)) \(Words.number(score.value)) on \(Words.count(score.rows, "row")) after training on "
        + "\(trainedRows); always guessing \(guessed): \(Words.number(score.guess))")
    lines += warnings.map { "warning: " + $0 }
    lines.append("pictures: " + pictures.joined(separator: ", "))
    if let model { lines.append("model: \(model)") }
    return lines.joined(separator: "\n")
  }

  private var warnings: [String] {
    findings.filter { $0.severity > .note }.map { Words.forCommand($0.description) } + [overfitting].compactMap(\.self)
  }

  private var guessed: String { score.kind == .r2 ? "the mean, \(score.guessed)" : "\"\(score.guessed)\"" }

  private var targetKind: String {
    guard !data.classes.isEmpty else { return "a number" }
    let counts = ClassCounts(data).counts
    let names = zip(data.classes, counts).map { "\($0) (\($1))" }
    return "\(data.classes.count) classes: \(Words.list(names))"
  }

  private static func line(of folds: [Score]) -> String {
    let values = folds.map(\.value)
    let guesses = folds.map(\.guess)
    return "\(folds.count) folds: mean \(name(folds[0].kind)) \(Words.number(mean(values))), "
      + "\(Words.number(values.min() ?? 0)) to \(Words.number(values.max() ?? 0)); "
      + "guessing: \(Words.number(mean(guesses)))"
  }

  private static func name(_ kind: Score.Kind) -> String { kind == .accuracy ? "accuracy" : "R²" }

  private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  func json() throws -> String {
    struct Folds: Encodable {
      let mean: Double
      let scores: [Score]
    }
    struct Results: Encodable {
      let file: String
      let rows: Int
      let columns: [String]
      let target: String
      let classes: [String]
      let network: String
      let seed: UInt64
      let trainedRows: Int
      let heldOut: Score
      let folds: Folds?
      let notes: [String]
      let warnings: [String]
      let pictures: [String]
      let model: String?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    // An R² is NaN when all held-out numbers are equal.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let results = Results(
      file: file, rows: data.count, columns: data.inputNames, target: target, classes: data.classes,
      network: design.description(for: data), seed: seed, trainedRows: trainedRows, heldOut: score,
      folds: folds.map { Folds(mean: Self.mean($0.map(\.value)), scores: $0) },
      notes: data.notes.map { Words.forCommand($0.sentence) },
      warnings: warnings, pictures: pictures, model: model)
    return String(decoding: try encoder.encode(results), as: UTF8.self)
  }
}
