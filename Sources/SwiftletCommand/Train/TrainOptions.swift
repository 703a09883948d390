import ArgumentParser
import Swiftlet

/// What the table is and how it is read.
struct TableOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The column to predict.", valueName: "column"))
  var target: String

  @Option(help: ArgumentHelp("Leave this column out. May be given several times.", valueName: "column"))
  var ignore: [String] = []

  @Option(help: ArgumentHelp("What the target holds: auto, classification or regression.", valueName: "kind"))
  var task = TaskOption.auto

  @Option(
    help: ArgumentHelp("What to do about cells without a value: refuse, or drop their rows.", valueName: "refuse|drop"))
  var missing = MissingOption.refuse

  @Option(help: ArgumentHelp("What stands between cells: one character, or tab.", valueName: "character"))
  var separator = ","

  func validate() throws {
    guard isTab || separator.count == 1 else {
      throw ValidationError("--separator is '\(separator)', but must be one character, or tab.")
    }
  }

  /// "\t" is what a shell hands on when a tab was meant.
  private var isTab: Bool { separator == "tab" || separator == #"\t"# }

  func read(_ file: String) throws(SwiftletError) -> Dataset {
    try Dataset(
      csv: file, target: target, ignoring: ignore, separator: isTab ? "\t" : separator.first ?? ",",
      task: task.kind,
      missing: missing == .drop ? .dropRow : .refuse)
  }
}

/// The network and how it is trained.
struct NetworkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Units of the hidden layers, or none.", valueName: "n,n,..."))
  var hidden = "32,16"

  @Option(help: ArgumentHelp("The activation of the hidden layers, by Keras's name.", valueName: "name"))
  var activation = "relu"

  @Option(help: ArgumentHelp("Passes over the training rows.", valueName: "n"))
  var epochs = DefaultNetwork().epochs

  @Option(help: ArgumentHelp("Rows per training step.", valueName: "n"))
  var batchSize = DefaultNetwork().batchSize

  @Option(help: ArgumentHelp("The learning rate of Adam.", valueName: "number"))
  var learningRate = DefaultNetwork().learningRate

  func validate() throws {
    guard widths != nil else {
      throw ValidationError("--hidden is '\(hidden)', but must be whole numbers from 1 with commas between, or none.")
    }
    guard epochs >= 1 else { throw ValidationError("--epochs is \(epochs), but must be at least 1.") }
    guard batchSize >= 1 else { throw ValidationError("--batch-size is \(batchSize), but must be at least 1.") }
    guard learningRate.isFinite, learningRate > 0 else {
      throw ValidationError("--learning-rate is \(learningRate), but must be a number above 0.")
    }
    do {
      _ = try Activation(named: activation)
    } catch {
      let sentences = error.faults.map { "\($0.sentence). \($0.remedy)" }
      throw ValidationError("--activation: " + sentences.joined(separator: "; "))
    }
  }

  /// The units of the hidden layers; nil when they are not to be understood.
  private var widths: [Int]? {
    guard hidden != "none" else { return [] }
    let parts = hidden.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int($0) }.filter { $0 >= 1 }
    return numbers.count == parts.count ? numbers : nil
  }

  var design: DefaultNetwork {
    DefaultNetwork(
      hidden: widths ?? [], activation: (try? Activation(named: activation)) ?? .relu, learningRate: learningRate,
      epochs: epochs, batchSize: batchSize)
  }
}

/// How the network is judged.
struct JudgementOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The share of rows to hold out.", valueName: "share"))
  var holdOut = 0.2

  @Option(help: ArgumentHelp("Also judge by cross-validation with this many folds.", valueName: "n"))
  var folds: Int?

  @Option(help: ArgumentHelp("Where chance begins. The same seed gives the same result.", valueName: "n"))
  var seed: UInt64 = 0

  func validate() throws {
    guard holdOut > 0, holdOut < 1 else {
      throw ValidationError("--hold-out is \(holdOut), but must be above 0 and below 1.")
    }
    if let folds, folds < 2 { throw ValidationError("--folds is \(folds), but must be at least 2.") }
  }
}

enum TaskOption: String, ExpressibleByArgument, CaseIterable {
  case auto, classification, regression

  var kind: Dataset.TargetKind {
    switch self {
    case .auto: .automatic
    case .classification: .classification
    case .regression: .regression
    }
  }
}

enum MissingOption: String, ExpressibleByArgument, CaseIterable {
  case refuse, drop
}
