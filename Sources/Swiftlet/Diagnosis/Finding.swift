/// One thing the library has to say: a fault that stopped an action, a warning, or a note.
///
/// A finding is data: what, where, expected, got, how to mend it, and the numbers that show it.
public struct Finding: Sendable, Identifiable, CustomStringConvertible {
  /// An open vocabulary with dot syntax: `.doubleSoftmax`, or `"double-softmax"` from a file.
  public struct ID: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }
    public var description: String { rawValue }
  }

  public enum Severity: Sendable, Comparable { case note, warning, error }

  /// A line of the program, or of a table.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let layer: String?
    public let column: String?

    public init(file: String, line: Int, layer: String? = nil, column: String? = nil) {
      self.file = file
      self.line = line
      self.layer = layer
      self.column = column
    }

    /// `iris.csv:12`, `Model.swift:8 (layer dense_1)`, `iris.csv:12, column petal_width`.
    public var description: String {
      var text = line > 0 ? "\(file):\(line)" : file
      if let column { text += ", column \(column)" }
      if let layer { text += " (layer \(layer))" }
      return text
    }
  }

  /// A number that shows the finding, and the threshold it crossed.
  public struct Evidence: Sendable, Hashable {
    public let name: String
    public let value: Double
    public let threshold: Double?
    public init(name: String, value: Double, threshold: Double? = nil) {
      self.name = name
      self.value = value
      self.threshold = threshold
    }
  }

  public let id: ID
  public let severity: Severity
  /// One sentence in plain words, without a final full stop.
  public let sentence: String
  public let expected: String?
  public let got: String?
  /// What to do about it, as an instruction.
  public let remedy: String
  public let place: Place?
  public let evidence: [Evidence]

  public init(
    _ id: ID, _ sentence: String, severity: Severity = .error, expected: String? = nil, got: String? = nil,
    remedy: String, place: Place? = nil, evidence: [Evidence] = []
  ) {
    self.id = id
    self.severity = severity
    self.sentence = sentence
    self.expected = expected
    self.got = got
    self.remedy = remedy
    self.place = place
    self.evidence = evidence
  }

  /// `iris.csv:12: the cell is not a number (expected a number, got "abc"). Remedy. [not-a-number]`
  public var description: String {
    var text = place.map { "\($0): " } ?? ""
    text += sentence
    switch (expected, got) {
    case (let expected?, let got?): text += " (expected \(expected), got \(got))"
    case (let expected?, nil): text += " (expected \(expected))"
    case (nil, let got?): text += " (got \(got))"
    case (nil, nil): break
    }
    return text + ". \(remedy)\(remedy.hasSuffix("?") ? "" : ".") [\(id)]"
  }
}

extension Finding.ID {
  // The graph.
  public static let shapeMisfit: Finding.ID = "shape-misfit"
  public static let badArgument: Finding.ID = "bad-argument"
  public static let unknownName: Finding.ID = "unknown-name"
  public static let doubleSoftmax: Finding.ID = "double-softmax"
  public static let doubleSigmoid: Finding.ID = "double-sigmoid"
  public static let logitsIntoProbabilityLoss: Finding.ID = "logits-into-probability-loss"
  public static let oneUnitSoftmax: Finding.ID = "one-unit-softmax"
  public static let hingeNeedsSign: Finding.ID = "hinge-needs-sign"
  public static let logOfNegative: Finding.ID = "log-of-negative"
  public static let softmaxBinaryCrossentropy: Finding.ID = "softmax-binary-crossentropy"
  public static let sigmoidCategoricalCrossentropy: Finding.ID = "sigmoid-categorical-crossentropy"
  public static let noGradientPath: Finding.ID = "no-gradient-path"
  public static let unfittedLayer: Finding.ID = "unfitted-layer"
  public static let untrainedOutput: Finding.ID = "untrained-output"
  public static let badIndex: Finding.ID = "bad-index"
  public static let notCompiled: Finding.ID = "not-compiled"
  // The data.
  public static let unreadableFile: Finding.ID = "unreadable-file"
  public static let unwritableFile: Finding.ID = "unwritable-file"
  public static let malformedTable: Finding.ID = "malformed-table"
  public static let raggedRow: Finding.ID = "ragged-row"
  public static let unknownColumn: Finding.ID = "unknown-column"
  public static let notANumber: Finding.ID = "not-a-number"
  public static let missingValue: Finding.ID = "missing-value"
  public static let notFinite: Finding.ID = "not-finite"
  public static let noRows: Finding.ID = "no-rows"
  public static let labelSet: Finding.ID = "label-set"
  public static let oneClass: Finding.ID = "one-class"
  public static let outputCount: Finding.ID = "output-count"
  public static let targetShape: Finding.ID = "target-shape"
  public static let metricMisfit: Finding.ID = "metric-misfit"
  public static let labelLeak: Finding.ID = "label-leak"
  public static let classMissingFromSplit: Finding.ID = "class-missing-from-split"
  public static let unscaledInputs: Finding.ID = "unscaled-inputs"
  public static let tooLarge: Finding.ID = "too-large"
  public static let tooFewRows: Finding.ID = "too-few-rows"
  public static let duplicateColumn: Finding.ID = "duplicate-column"
  public static let encoding: Finding.ID = "encoding"
  public static let targetKind: Finding.ID = "target-kind"
  public static let rowsDropped: Finding.ID = "rows-dropped"
  // The run.
  public static let batchSourceFailed: Finding.ID = "batch-source-failed"
  public static let scoredWaves: Finding.ID = "scored-waves"
  public static let noUpdate: Finding.ID = "no-update"
  public static let notFiniteInTraining: Finding.ID = "not-finite-in-training"
}
