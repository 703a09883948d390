/// Misfits between the graph and its loss that are decided from shapes and value ranges alone.
struct CompileChecks {
  let order: [Node]
  let output: Symbol
  let loss: Loss

  var findings: [Finding] {
    oneUnitSoftmax + OutputChecks(order: order, output: output.node, loss: loss).findings
  }

  private var oneUnitSoftmax: [Finding] {
    order.compactMap { node in
      guard case .rowwise(let function) = node.operation, node.shape.last == 1 else { return nil }
      let (name, value) = (function.activation.description, function == .logSoftmax ? 0 : 1)
      return Finding(
        .oneUnitSoftmax, "a \(name) over one unit is always \(value)", expected: "2 units or more", got: "1",
        remedy: "Use a sigmoid with a binary cross-entropy, or one unit per class", place: node.located)
    }
  }
}

/// Misfits between one output and its loss.
struct OutputChecks {
  /// The nodes of the model.
  let order: [Node]
  /// As the model names it: possibly under another shape than the one its range speaks of.
  let output: Node
  let loss: Loss

  private var source: Node { output.source }
  private var range: ValueRange { output.range }

  var findings: [Finding] {
    switch source.operation {
    // What is not known cannot be judged; its own fault is told.
    case .poison, .placeholder: []
    default: severalAxes + demanded + (CustomGoal(loss, output: output)?.faults(beside: order) ?? [])
    }
  }

  /// A loss over classes reads one row of classes per sample.
  private var severalAxes: [Finding] {
    guard output.shape.sizes.count > 1 else { return [] }
    switch loss.traits.targets {
    case .shares, .classes:
      return [
        Finding(
          .shapeMisfit, "\(loss.description) needs one axis of outputs, one per class", expected: "a shape like [3]",
          got: "\(output.shape)", remedy: "End the model with Flatten() and a Dense of as many units as classes",
          place: output.located)
      ]
    case .numbers, .counts, .signs, .binary, .anything: return []
    }
  }

  private var demanded: [Finding] {
    switch loss.traits.outputs {
    case .anything: classesNeedOutputs
    case .vector: output.shape.count > 1 ? [] : [oneNumberHasNoDirection]
    // Over one unit it is a fault of its own.
    case .logits: range.sumsToOne && source.shape.last > 1 ? [doubleSoftmax] : []
    case .binaryLogits: range.isWithinUnitInterval ? [doubleSigmoid] : []
    case .probabilities: range.isWithinUnitInterval ? sigmoidUnderClasses : [notProbabilities("softmax")]
    case .binaryProbabilities: range.isWithinUnitInterval ? softmaxUnderBinary : [notProbabilities("sigmoid")]
    case .bothSigns: range.interval.lowerBound >= 0 ? [needsBothSigns] : []
    case .logProbabilities: range.interval.upperBound <= 0 ? [] : [notLogarithms]
    case .rates: range.interval.lowerBound >= 0 ? [] : [logarithmOfNegative(above: 0)]
    case .aboveMinusOne: range.interval.lowerBound > -1 ? [] : [logarithmOfNegative(above: -1)]
    }
  }

  private var classesNeedOutputs: [Finding] {
    switch loss.traits.targets {
    case .shares where output.shape.count == 1, .classes where output.shape.count == 1:
      [
        Finding(
          .outputCount, "\(loss.description) compares the outputs of classes, and there is one output",
          expected: "one output per class", got: "1", remedy: "End the model with Dense(2), or use .hinge",
          place: output.located)
      ]
    case .numbers, .counts, .signs, .binary, .shares, .classes, .anything: []
    }
  }

  private var oneNumberHasNoDirection: Finding {
    Finding(
      .shapeMisfit, "\(loss.description) compares directions, and one number has none but its sign",
      expected: "2 outputs or more", got: "\(output.shape.count)", remedy: "Use .mse or .hinge", place: output.located)
  }

  private var doubleSoftmax: Finding {
    let classes = Double(source.shape.last)
    return Finding(
      .doubleSoftmax, "the model ends in a softmax and the loss applies another one",
      expected: "logits, as the loss was told", got: "probabilities",
      remedy: "Remove the softmax, or use \(loss.spelled(from: .probabilities))", place: source.located,
      evidence: [
        Finding.Evidence(
          name: "smallest loss that can be reached", value: naturalLog(1 + (classes - 1) / exponential(1)))
      ])
  }

  private var doubleSigmoid: Finding {
    Finding(
      .doubleSigmoid, "the output lies in 0...1 and the loss applies a sigmoid to it",
      expected: "logits, as the loss was told", got: "values \(source.range.words)",
      remedy: "Remove the last activation, or use \(loss.spelled(from: .probabilities))", place: source.located)
  }

  private func notProbabilities(_ last: String) -> Finding {
    let logits = loss.from(.logits) == loss ? "" : ", or use \(loss.spelled(from: .logits))"
    return Finding(
      .logitsIntoProbabilityLoss, "the loss expects probabilities, and nothing holds the outputs between 0 and 1",
      expected: "values in 0...1", got: "values \(source.range.words)",
      remedy: "End the model with activation: .\(last)\(logits)", place: source.located)
  }

  private var softmaxUnderBinary: [Finding] {
    guard range.sumsToOne, source.shape.last > 1 else { return [] }
    return [
      Finding(
        .softmaxBinaryCrossentropy,
        "a softmax makes the outputs one distribution, and the loss judges each by itself",
        expected: "outputs that do not depend on each other", got: "outputs that sum to 1",
        remedy: "Use .categoricalCrossentropy for one class per row, or a sigmoid for several", place: source.located)
    ]
  }

  private var sigmoidUnderClasses: [Finding] {
    guard case .activation(.sigmoid) = source.operation, source.shape.last > 1 else { return [] }
    return [
      Finding(
        .sigmoidCategoricalCrossentropy,
        "sigmoids are probabilities side by side, and the loss divides them by their sum",
        expected: "outputs that sum to 1", got: "sigmoids",
        remedy: "End the model with activation: .softmax, or use .binaryCrossentropy for several classes per row",
        place: source.located)
    ]
  }

  private var needsBothSigns: Finding {
    Finding(
      .hingeNeedsSign, "the output cannot be negative, and a hinge needs both signs", expected: "values of both signs",
      got: "values \(source.range.words)", remedy: "End the model with tanh or no activation", place: source.located)
  }

  private var notLogarithms: Finding {
    Finding(
      .logitsIntoProbabilityLoss, "the loss expects logarithms of probabilities, and the outputs can be above 0",
      expected: "values of 0 and below", got: "values \(source.range.words)",
      remedy: "End the model with activation: .logSoftmax, or use .sparseCategoricalCrossentropy(from: .logits)",
      place: source.located)
  }

  private func logarithmOfNegative(above bound: Int) -> Finding {
    Finding(
      .logOfNegative, "the loss takes a logarithm of the output, which may be \(bound) and below",
      expected: "values above \(bound)", got: "values \(source.range.words)",
      remedy: "End the model with activation: .softplus or .exponential", place: source.located)
  }
}
