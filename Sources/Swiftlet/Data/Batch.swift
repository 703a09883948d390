/// A handful of samples from a generator, handed over as values: changing the source afterwards changes nothing.
public struct Batch: Sendable {
  /// Sorted by name.
  let inputParts: [NamedTensor]
  /// Sorted by name. Class indices and signs are one number per row, shape `[1]`.
  let targetParts: [NamedTensor]
  /// A factor per row for its share in the loss; nil means 1 everywhere.
  public let weights: [Double]?
  /// What the targets are, where it is known: a batch of a data set remembers that its numbers are classes.
  let meanings: [Targets]

  /// One input, one target, of any shapes per row. Misfits are named when the batch is used.
  public init(inputs: Tensor, targets: Tensor, weights: [Double]? = nil) {
    inputParts = [NamedTensor(name: "inputs", tensor: inputs)]
    targetParts = [NamedTensor(name: "targets", tensor: targets)]
    self.weights = weights
    meanings = []
  }

  /// Several inputs and targets by name.
  public init(inputs: [String: Tensor], targets: [String: Tensor], weights: [Double]? = nil) {
    inputParts = inputs.sorted { $0.key < $1.key }.map { NamedTensor(name: $0.key, tensor: $0.value) }
    targetParts = targets.sorted { $0.key < $1.key }.map { NamedTensor(name: $0.key, tensor: $0.value) }
    self.weights = weights
    meanings = []
  }

  /// Rows of numbers. **Shapes** inputs `[rows][features]`, targets `[rows][outputs]`.
  ///
  /// - Throws: `SwiftletError` (`ragged-row`, `bad-argument`) when the rows have unequal lengths or are empty.
  @inlinable
  public init<F: BinaryFloatingPoint>(inputs: [[F]], targets: [[F]]) throws(SwiftletError) {
    self.init(inputs: try Tensor(rows: inputs), targets: try Tensor(rows: targets))
  }

  init(inputParts: [NamedTensor], targetParts: [NamedTensor], weights: [Double]?, meanings: [Targets] = []) {
    self.inputParts = inputParts
    self.targetParts = targetParts
    self.weights = weights
    self.meanings = meanings
  }

  /// The numbers that go in; with several inputs, the first by name.
  public var inputs: Tensor { inputParts.first?.tensor ?? Tensor(unchecked: [], rows: 0, shape: [1]) }

  /// The numbers to answer, class indices and signs as one number per row; with several targets, the first by name.
  public var targets: Tensor { targetParts.first?.tensor ?? Tensor(unchecked: [], rows: 0, shape: [1]) }

  /// The targets with what they are.
  var namedTargets: [NamedTarget] {
    targetParts.enumerated().map { index, part in
      NamedTarget(
        name: part.name, targets: meanings.indices.contains(index) ? meanings[index] : .values(part.tensor))
    }
  }

  /// The number of rows.
  public var count: Int { inputParts.first?.tensor.rows ?? 0 }

  /// What is wrong with the batch in itself, whatever the model: no rows, unequal counts, bad weights.
  var faults: [Finding] {
    guard let first = inputParts.first, !targetParts.isEmpty else { return [DatasetChecks.nothingGiven] }
    var faults: [Finding] = count == 0 ? [DatasetChecks.noRows] : []
    for part in inputParts.dropFirst() + targetParts where part.tensor.rows != count {
      faults.append(
        Finding(
          .shapeMisfit, "\"\(part.name)\" of a batch has another number of rows than \"\(first.name)\"",
          expected: "\(count)", got: "\(part.tensor.rows)", remedy: "Give one row per sample in all parts of a batch"))
    }
    if let weights { faults += DatasetChecks.weightFaults(weights, rows: count) }
    return faults
  }

  /// - Throws: `faults`, when there are any.
  func checked() throws(SwiftletError) {
    let faults = faults
    if !faults.isEmpty { throw SwiftletError(.data, faults) }
  }
}
