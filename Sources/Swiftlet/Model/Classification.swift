/// What a row was taken for.
public struct Classification: Sendable, Hashable {
  /// The class, counted from 0.
  public let index: Int
  public let name: String
  /// Of this class.
  public let probability: Float
  /// Of all classes, in their order; they sum to one.
  public let probabilities: [Float]
}

/// What the outputs of a model mean: how they become probabilities of classes.
struct OutputReading: Sendable {
  enum Form: Sendable { case probabilities, shares, logits, separateLogits, oneProbability, oneLogit, sign }
  let form: Form
  let names: [String]

  /// - Throws: When the outputs do not stand for classes.
  init(_ model: Model) throws(SwiftletError) {
    let loss = try model.compiled(stage: .prediction).loss
    let output = try model.prepared().graph.outputs[0]
    let isOne = output.shape.isScalarLike
    form = try Self.form(loss, output, isOne: isOne, hasClasses: !model.classNames.isEmpty)
    let count = [.oneProbability, .oneLogit, .sign].contains(form) ? 2 : output.shape.count
    let known = model.classNames
    names = known.count == count ? known : form == .sign ? ["-1", "+1"] : (0..<count).map(String.init)
  }

  private static func form(
    _ loss: Loss, _ output: Node, isOne: Bool, hasClasses: Bool
  ) throws(SwiftletError) -> Form {
    switch (loss.traits.outputs, loss.traits.targets) {
    case (.logProbabilities, _): return .logits
    case (.probabilities, _), (.logits, _):
      return output.range.sumsToOne ? .probabilities : loss.output == .logits ? .logits : .shares
    case (.binaryLogits, _) where isOne: return .oneLogit
    case (.binaryProbabilities, _) where isOne: return .oneProbability
    case (_, .signs) where isOne: return .sign
    // Several outputs that were trained on one-hot rows: the largest wins.
    case (.binaryLogits, _) where hasClasses: return .separateLogits
    case (_, .classes) where !isOne, (_, .shares) where !isOne, _ where !isOne && hasClasses:
      return output.range.sumsToOne ? .probabilities : output.range.interval.lowerBound >= 0 ? .shares : .logits
    default:
      throw SwiftletError(
        .prediction,
        Finding(
          .metricMisfit, "the outputs of this model are numbers, not classes",
          expected: "a loss that tells classes apart", got: loss.description, remedy: "Use predict"))
    }
  }

  /// Probabilities of all classes. For a hinge they are 0 and 1: its output has no probability.
  func probabilities(_ outputs: ArraySlice<Float>) -> [Float] {
    let first = Double(outputs.first ?? .nan)
    switch form {
    case .probabilities: return Array(outputs)
    case .shares: return shares(outputs.map(Double.init))
    case .separateLogits: return shares(outputs.map { 1 / (1 + exponential(-Double($0))) })
    case .logits:
      let largest = Double(outputs.max() ?? 0)
      let powers = outputs.map { exponential(Double($0) - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { Float($0 / sum) }
    case .oneProbability: return [Float(1 - first), Float(first)]
    case .oneLogit:
      let p = 1 / (1 + exponential(-first))
      return [Float(1 - p), Float(p)]
    case .sign: return first > 0 ? [0, 1] : [1, 0]
    }
  }

  /// Sigmoids side by side, say: as they are they need not sum to one.
  private func shares(_ values: [Double]) -> [Float] {
    let sum = values.reduce(0, +)
    return values.map { sum > 0 ? Float($0 / sum) : 1 / Float(values.count) }
  }

  func classify(_ outputs: ArraySlice<Float>) -> Classification {
    let shares = probabilities(outputs)
    // The first of equals; of two classes by threshold the first unless the second is above 1/2.
    var best = 0
    for index in shares.indices where shares[index] > shares[best] { best = index }
    return Classification(
      index: best, name: names.indices.contains(best) ? names[best] : "\(best)", probability: shares[best],
      probabilities: shares)
  }
}
