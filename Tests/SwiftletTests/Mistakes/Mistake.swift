import Swiftlet
import Testing

/// Something a person can get wrong, and what the answer has to say.
struct Mistake: Sendable, CustomTestStringConvertible {
  let name: String
  let stage: SwiftletError.Stage
  /// Of all faults, in the order in which they are listed.
  let ids: [Finding.ID]
  /// What the message must contain: the thing, the place, the numbers, the way out.
  let words: [String]
  /// Whether each fault names a line of the program.
  let isLocated: Bool
  let action: @Sendable () throws -> Void

  init(
    _ name: String, _ stage: SwiftletError.Stage, _ ids: Finding.ID..., says words: [String], isLocated: Bool = false,
    _ action: @escaping @Sendable () throws -> Void
  ) {
    self.name = name
    self.stage = stage
    self.ids = ids
    self.words = words
    self.isLocated = isLocated
    self.action = action
  }

  var testDescription: String { name }

  /// Runs it and judges the answer, which is printed to be read.
  func check(file: String = #filePath, location: SourceLocation = #_sourceLocation) {
    do {
      try action()
      Issue.record("\(name): nothing was thrown", sourceLocation: location)
    } catch let error as SwiftletError {
      print("-- \(name)\n\(error)")
      #expect(error.stage == stage, sourceLocation: location)
      #expect(error.faults.map(\.id) == ids, sourceLocation: location)
      for word in words {
        #expect(error.description.contains(word), "\(name) does not say \(word)", sourceLocation: location)
      }
      for fault in error.faults { check(fault, file, location) }
    } catch {
      Issue.record("\(name): threw \(error), which is no SwiftletError", sourceLocation: location)
    }
  }

  private func check(_ fault: Finding, _ file: String, _ location: SourceLocation) {
    #expect(fault.severity == .error, sourceLocation: location)
    #expect(!fault.sentence.isEmpty && !fault.sentence.hasSuffix("."), "\(fault)", sourceLocation: location)
    #expect(fault.expected?.isEmpty == false, "\(name): no word of what was expected", sourceLocation: location)
    #expect(fault.got?.isEmpty == false, "\(name): no word of what there was", sourceLocation: location)
    #expect(fault.remedy.count > 5 && !fault.remedy.hasSuffix("."), "\(fault)", sourceLocation: location)
    guard isLocated else { return }
    #expect(fault.place?.file.hasSuffix("Mistakes.swift") == true, "\(fault)", sourceLocation: location)
    #expect((fault.place?.line ?? 0) > 0, "\(fault)", sourceLocation: location)
  }
}

// MARK: - Small things that the mistakes are made with

extension Dataset {
  /// 60 rows of two numbers in three classes.
  static var stripes: Dataset { .sumBin(rows: 60, seed: 1) }

  /// y = 2x for eight rows.
  static var doubling: Dataset {
    get throws {
      let x = (0..<8).map { [Float($0) / 8] }
      return try Dataset(inputs: x, targets: x.map { [2 * $0[0] + 1] })
    }
  }
}

extension Model {
  /// Compiled for three classes on logits.
  func classifying(_ metrics: [Metric] = []) throws -> Self {
    try compile(
      optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: metrics)
    return self
  }

  func regressing(_ metrics: [Metric] = []) throws -> Self {
    try compile(optimizer: .sgd(learningRate: 0.1), loss: .mse, metrics: metrics)
    return self
  }
}

/// A compiled classifier for `Dataset.stripes`.
func classifier() throws -> Model { try Sequential(inputs: 2) { Dense(3) }.classifying() }

/// A compiled model for `Dataset.doubling`.
func regressor() throws -> Model { try Sequential(inputs: 1) { Dense(1) }.regressing() }
