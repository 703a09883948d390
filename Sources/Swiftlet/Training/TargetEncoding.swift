/// Targets in the form the loss kernel reads, with what was adapted on the way.
struct EncodedTargets {
  /// Row-major; for a sparse loss the bits of one Int32 class index per row, -1 for a row that is ignored.
  var values: [Float]
  /// Floats per row.
  var width: Int
  var notes: [Finding] = []

  var rows: Int { values.count / max(width, 1) }
  /// Of a sparse loss.
  var classIndices: [Int] { values.map { Int(Int32(bitPattern: $0.bitPattern)) } }
}

/// Fits what the data say (classes, one-hot rows, signs, numbers) to what a loss reads, row by row.
/// Nothing is ever broadcast.
struct TargetEncoder {
  let loss: Loss
  /// The shape of the model's output.
  let output: Shape
  let allowed: Set<Finding.ID>
  /// What the targets are called in messages.
  let name: String

  func encode(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch loss.traits.targets {
    case .classes: try sparse(targets)
    case .shares: try softened(categorical(targets), share: 1 / Float(max(output.count, 1)))
    case .binary: try softened(binary(targets), share: 0.5)
    case .signs: try signed(targets)
    case .numbers: try numbers(targets)
    case .counts: try counts(targets)
    case .anything: try anything(targets)
    }
  }

  /// Label smoothing, where the kernel does not smooth by itself.
  private func softened(_ encoded: EncodedTargets, share: Float) -> EncodedTargets {
    switch loss.formula {
    case .categoricalFocal, .binaryFocal: break
    default: return encoded
    }
    guard loss.smoothing != 0 else { return encoded }
    var softened = encoded
    let smoothing = Float(loss.smoothing)
    softened.values = encoded.values.map { $0 * (1 - smoothing) + share * smoothing }
    return softened
  }

  private func fail(
    _ id: Finding.ID, _ sentence: String, expected: String, got: String, remedy: String
  ) -> SwiftletError {
    SwiftletError(.training, Finding(id, sentence, expected: expected, got: got, remedy: remedy))
  }

  // MARK: - Classes

  private func sparse(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch targets {
    case .classes(let labels, _):
      try checkClassCount(targets.classNames.count)
      return EncodedTargets(values: labels.map { bits($0 == loss.ignoredClass ? -1 : $0) }, width: 1)
    case .oneHot:
      try checkClassCount(targets.classNames.count)
      let labels = targets.classIndices ?? []
      let note = adapted("one-hot targets were read as class indices, because the loss is \(loss.description)")
      return EncodedTargets(values: labels.map { bits($0 == loss.ignoredClass ? -1 : $0) }, width: 1, notes: [note])
    case .values(let tensor):
      guard tensor.shape.isScalarLike else { throw shapeFault(tensor.shape, expected: [1]) }
      return EncodedTargets(values: try classIndices(tensor.values).map(bits), width: 1)
    case .signs:
      throw fail(
        .labelSet, "labels of -1 and +1 are no class indices, which \(loss.description) reads",
        expected: "0...\(output.last - 1)", got: "-1 and +1", remedy: "Give classes: 0 and 1, or use .hinge")
    }
  }

  private func bits(_ label: Int) -> Float { Float(bitPattern: UInt32(bitPattern: Int32(truncatingIfNeeded: label))) }

  /// Numbers that must be class indices; -1 for the one that is ignored.
  private func classIndices(_ values: [Float]) throws(SwiftletError) -> [Int] {
    let ignored = loss.ignoredClass.map(Float.init)
    for (row, value) in values.enumerated() where value != ignored {
      guard value.rounded() == value, value >= 0, value < Float(output.last) else {
        throw fail(
          .labelSet, "row \(row) of \(name) is no class index", expected: "a whole number in 0...\(output.last - 1)",
          got: "\(value)", remedy: "Count classes from 0; the model has \(output.last) outputs")
      }
    }
    return values.map { $0 == ignored ? -1 : Int($0) }
  }

  private func checkClassCount(_ classes: Int) throws(SwiftletError) {
    guard output.count == output.last, classes == output.last else {
      throw fail(
        .outputCount, "the model has another number of outputs than \(name) has classes",
        expected: "\(classes) outputs",
        got: "\(output.count)",
        remedy: classes < output.count
          ? "End the model with Dense(\(classes)), or give the names: of all \(output.count) classes"
          : "End the model with Dense(\(classes))")
    }
  }

  private func categorical(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch targets {
    case .classes(let labels, _):
      return try oneHot(labels, targets.classNames.count)
    case .oneHot(let tensor, _):
      try checkClassCount(targets.classNames.count)
      return EncodedTargets(values: tensor.values, width: output.count)
    case .values(let tensor):
      guard tensor.shape == output else { throw shapeFault(tensor.shape, expected: output) }
      try checkShares(tensor)
      return EncodedTargets(values: tensor.values, width: output.count)
    case .signs:
      throw fail(
        .labelSet, "labels of -1 and +1 are no classes, which \(loss.description) reads", expected: "one-hot rows",
        got: "-1 and +1", remedy: "Give classes: 0 and 1, or use .hinge")
    }
  }

  private func oneHot(_ labels: [Int], _ classes: Int) throws(SwiftletError) -> EncodedTargets {
    try checkClassCount(classes)
    let note = adapted("class indices were read as one-hot targets, because the loss is \(loss.description)")
    return EncodedTargets(values: Tensor(oneHot: labels, classes: classes).values, width: classes, notes: [note])
  }

  /// Soft targets are legal: shares from 0 to 1 that sum to one.
  private func checkShares(_ tensor: Tensor) throws(SwiftletError) {
    let width = tensor.shape.count
    for row in 0..<tensor.rows {
      let shares = tensor.values[row * width..<(row + 1) * width]
      let sum = shares.reduce(0.0) { $0 + Double($1) }
      guard shares.allSatisfy({ $0 >= 0 && $0 <= 1 }), abs(sum - 1) < 1e-3 || allowed.contains(.labelSet) else {
        throw fail(
          .labelSet, "row \(row) of \(name) is no set of shares", expected: "values in 0...1 that sum to 1",
          got: "a sum of \(sum)", remedy: "Give one-hot rows, or shares that sum to 1")
      }
    }
  }

  // MARK: - Two classes

  private func binary(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch targets {
    case .classes(let labels, _):
      if output.isScalarLike {
        try checkTwoClasses(targets.classNames.count)
        return EncodedTargets(values: labels.map(Float.init), width: 1)
      }
      return try oneHot(labels, targets.classNames.count)
    case .oneHot(let tensor, _), .values(let tensor):
      let encoded = try matched(tensor)
      if let row = tensor.values.firstIndex(where: { $0 < 0 || $0 > 1 }) {
        throw fail(
          .labelSet, "row \(row / max(tensor.shape.count, 1)) of \(name) lies outside 0...1",
          expected: "labels 0 and 1",
          got: "\(tensor.values[row])", remedy: "Give 0 and 1; for -1 and +1 use .hinge")
      }
      return encoded
    case .signs:
      throw fail(
        .labelSet, "labels of -1 and +1 under \(loss.description), which reads 0 and 1", expected: "0 and 1",
        got: "-1 and +1", remedy: "Use .hinge, or give classes: 0 and 1")
    }
  }

  private func checkTwoClasses(_ classes: Int) throws(SwiftletError) {
    guard classes <= 2 else {
      throw fail(
        .outputCount, "one output cannot tell \(classes) classes apart", expected: "\(classes) outputs", got: "1",
        remedy: "End the model with Dense(\(classes)) and use .sparseCategoricalCrossentropy(from: .logits)")
    }
  }

  private func signed(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch targets {
    case .signs(let labels):
      guard output.isScalarLike else { throw shapeFault([1], expected: output) }
      return EncodedTargets(values: labels.map(Float.init), width: 1)
    case .values(let tensor), .oneHot(let tensor, _):
      var encoded = try matched(tensor)
      if tensor.values.allSatisfy({ $0 == 1 || $0 == -1 }) { return encoded }
      try checkMayBecomeSigns(tensor.values)
      // Keras 1 and 2 read 0 and 1 as they are.
      if loss.preset == .keras1 || loss.preset == .keras2 { return encoded }
      encoded.values = tensor.values.map { 2 * $0 - 1 }
      return encoded
    case .classes(let labels, _):
      guard output.isScalarLike else { throw shapeFault([1], expected: output) }
      try checkMayBecomeSigns(labels.map(Float.init))
      return EncodedTargets(values: labels.map { Float(2 * $0 - 1) }, width: 1)
    }
  }

  /// Keras turns 0 and 1 into -1 and +1 without a word; here it has to be asked for.
  private func checkMayBecomeSigns(_ values: [Float]) throws(SwiftletError) {
    let row = values.firstIndex { $0 != 0 && $0 != 1 }
    guard row == nil, allowed.contains(.labelSet) else {
      throw fail(
        .labelSet, "\(loss.description) reads labels of -1 and +1", expected: "-1 and +1",
        got: row.map { "\(values[$0])" } ?? "0 and 1",
        remedy: row == nil
          ? "Give labels: .signs, or allow \"label-set\" to read 0 as -1" : "Give labels of -1 and +1")
    }
  }

  // MARK: - Numbers

  private func numbers(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    switch targets {
    case .values(let tensor), .oneHot(let tensor, _): return try matched(tensor)
    case .signs(let labels): return try matched(Tensor(column: labels.map(Float.init)))
    case .classes:
      throw fail(
        .labelSet, "class indices are names, not amounts, and \(loss.description) would treat them as amounts",
        expected: "numbers", got: "\(targets.classNames.count) classes",
        remedy: "Use .sparseCategoricalCrossentropy, or give targets: if they are amounts")
    }
  }

  /// Numbers of at least 0: the loss takes a logarithm of them or of what they count.
  private func counts(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    let encoded = try numbers(targets)
    guard let index = encoded.values.firstIndex(where: { $0 < 0 }), !allowed.contains(.labelSet) else { return encoded }
    throw fail(
      .labelSet, "row \(index / max(encoded.width, 1)) of \(name) is negative, which \(loss.description) cannot read",
      expected: "numbers of at least 0", got: "\(encoded.values[index])", remedy: "Use .mse or .huber for such numbers")
  }

  /// A closure reads numbers as they are, and classes as one-hot rows where there is an output for each.
  private func anything(_ targets: Targets) throws(SwiftletError) -> EncodedTargets {
    guard case .classes(let labels, _) = targets else { return try numbers(targets) }
    if output.count > 1 { return try oneHot(labels, targets.classNames.count) }
    throw fail(
      .labelSet, "class indices are names, not amounts, and \(loss.description) has one output to compare with",
      expected: "numbers, or one output per class", got: "\(targets.classNames.count) classes",
      remedy: "Give targets: if they are amounts, or end the model with Dense(\(targets.classNames.count))")
  }

  /// Row by row: equal shapes, or one number per row on both sides under two shapes, which is said.
  private func matched(_ tensor: Tensor) throws(SwiftletError) -> EncodedTargets {
    if tensor.shape == output { return EncodedTargets(values: tensor.values, width: output.count) }
    guard tensor.shape.isScalarLike, output.isScalarLike else { throw shapeFault(tensor.shape, expected: output) }
    let note = adapted(
      "\(name) of shape \(tensor.shape) and outputs of shape \(output) were matched row by row",
      id: .targetShape)
    return EncodedTargets(values: tensor.values, width: 1, notes: [note])
  }

  private func shapeFault(_ got: Shape, expected: Shape) -> SwiftletError {
    fail(
      .targetShape, "\(name) has another shape than the output of the model", expected: "\(expected) per sample",
      got: "\(got)", remedy: "Nothing is broadcast: give one target value per output of the model")
  }

  private func adapted(_ sentence: String, id: Finding.ID = .labelSet) -> Finding {
    Finding(id, sentence, severity: .note, remedy: "Nothing to do")
  }
}
