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

extension Model {
  /// How an output is read as classes; without a name the only one that stands for classes.
  ///
  /// - Throws: When no output does, when several do, or when there is no such output.
  func reading(of output: String?) throws(SwiftletError) -> (output: Int, reading: OutputReading) {
    let goals = try compiled(stage: .prediction).goals
    if let output {
      guard let goal = goals.first(where: { $0.name == output }) else {
        let known = goals.map(\.name)
        throw SwiftletError(
          .prediction,
          GoalFaults.unknownOutput(output, among: known, "the model has no trained output called \"\(output)\""))
      }
      return (goal.output, try OutputReading(self, goal))
    }
    if goals.count == 1 { return (goals[0].output, try OutputReading(self, goals[0])) }
    let readings = goals.compactMap { goal in (try? OutputReading(self, goal)).map { (goal, $0) } }
    guard readings.count == 1, let (goal, reading) = readings.first else {
      throw SwiftletError(
        .prediction,
        Finding(
          .badArgument, "\(readings.isEmpty ? "no output" : "more than one output") of this model stands for classes",
          expected: "one output of classes",
          got: GoalFaults.listed(readings.isEmpty ? goals.map(\.name) : readings.map(\.0.name)),
          remedy: readings.isEmpty ? "Use predict" : "Say which: classify(data, output: \"\(readings[0].0.name)\")"))
    }
    return (goal.output, reading)
  }
}

/// What the outputs of a model mean: how they become probabilities of classes.
struct OutputReading: Sendable {
  enum Form: Sendable, Hashable { case probabilities, shares, logits, separateLogits, oneProbability, oneLogit, sign }
  let form: Form
  let names: [String]

  /// - Throws: When the outputs do not stand for classes.
  init(_ model: Model, _ goal: Compilation.Goal) throws(SwiftletError) {
    let loss = goal.loss
    let output = try model.prepared().graph.outputs[goal.output]
    let classNames = model.outputClasses[goal.output] ?? []
    let isOne = output.shape.isScalarLike
    form = try Self.form(loss, output, isOne: isOne, hasClasses: !classNames.isEmpty)
    let count = [.oneProbability, .oneLogit, .sign].contains(form) ? 2 : output.shape.count
    names = classNames.count == count ? classNames : form == .sign ? ["-1", "+1"] : (0..<count).map(String.init)
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

  /// `probabilities` of each row of so many outputs, in one list. The usual kinds make no list for each row.
  func flatProbabilities(_ outputs: [Float], width: Int) -> [Float] {
    switch form {
    case .probabilities: return outputs
    case .logits where width > 0: return flatSoftmax(outputs, width: width)
    default:
      return stride(from: 0, to: outputs.count, by: max(width, 1)).flatMap {
        probabilities(outputs[$0..<min($0 + width, outputs.count)])
      }
    }
  }

  private func flatSoftmax(_ outputs: [Float], width: Int) -> [Float] {
    var powers = [Double](repeating: 0, count: width)
    var result = [Float](repeating: 0, count: outputs.count)
    for start in stride(from: 0, through: outputs.count - width, by: width) {
      var largest = outputs[start]
      for i in start..<start + width where outputs[i] > largest { largest = outputs[i] }
      var sum = 0.0
      for i in 0..<width {
        powers[i] = exponential(Double(outputs[start + i]) - Double(largest))
        sum += powers[i]
      }
      for i in 0..<width { result[start + i] = Float(powers[i] / sum) }
    }
    return result
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
