import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// What modifiers do to a loss, from `fit` to `evaluate`.
struct LossModifierTests {
  /// A model whose output is its input times 1.
  private func passing(_ outputs: Int, _ loss: Loss, allowing: Set<Finding.ID> = []) throws -> Model {
    let x = Symbol.input([outputs])
    let gain = Weight("gain", .ones)
    let model = Model(inputs: x, outputs: x * gain([outputs]))
    try model.compile(optimizer: .sgd(learningRate: 0.1), loss: loss, allowing: allowing)
    return model
  }

  private let logits: [[Double]] = [[1, 2, 3], [0, 1, -1], [2, 0, 0], [1, 1, 1]]

  private func log(_ row: Int, _ label: Int) -> Double {
    let sum = logits[row].reduce(0) { $0 + exp($1) }
    return Foundation.log(sum) - logits[row][label]
  }

  /// By hand: PyTorch divides by the weights of the targets, Keras by the rows.
  @Test func weightsOfClassesChangeTheDivisorOnlyInTorch() throws {
    let data = try Dataset(inputs: logits, classes: [2, 0, 1, 2])
    let weights = [1.0, 2, 0.5]
    let loss = Loss.sparseCategoricalCrossentropy(from: .logits).weighted(classes: weights)
    let sum = 0.5 * log(0, 2) + log(1, 0) + 2 * log(2, 1) + 0.5 * log(3, 2)
    expectClose(try passing(3, loss).evaluate(data).loss, sum / 4, relative: 1e-6)
    expectClose(try passing(3, loss.following(.torch)).evaluate(data).loss, sum / 4, relative: 1e-6)
    let uneven = [1.0, 4, 0.5]
    let other = loss.weighted(classes: uneven)
    expectClose(
      try passing(3, other.following(.torch)).evaluate(data).loss, (sum + 2 * log(2, 1)) / 6, relative: 1e-6)
    expectClose(try passing(3, other).evaluate(data).loss, (sum + 2 * log(2, 1)) / 4, relative: 1e-6)
  }

  /// Ignored rows count neither above nor below; batches of other sizes give the same epoch's mean.
  @Test(arguments: [1, 3, 4])
  func ignoredRowsDoNotCountInTheEpoch(batchSize: Int) throws {
    let labels = Tensor(unchecked: [2, -1, 1, -1], rows: 4, shape: [1])
    let data = try Dataset(inputs: Tensor(rows: logits), .values(labels))
    let expected = (log(0, 2) + log(2, 1)) / 2
    for preset in [Preset.keras3, .keras1, .torch] {
      let loss = Loss.sparseCategoricalCrossentropy(from: .logits).ignoring(class: -1).following(preset)
      let model = try passing(3, loss)
      expectClose(try model.evaluate(data).loss, expected, relative: 1e-6)
      try model.compile(optimizer: .sgd(learningRate: 1e-9), loss: loss)
      let history = try model.fit(data, epochs: 1, batchSize: batchSize, shuffle: false, verbose: .silent)
      expectClose(history.loss[0], expected, relative: 1e-6)
    }
  }

  /// Sample weights: Keras 3 divides by the rows, Keras 1 by those with a weight, PyTorch by their sum.
  @Test func sampleWeightsAreDividedAsThePresetDoes() throws {
    let weights = [2.0, 0, 1, 0]
    let data = try Dataset(inputs: Tensor(column: [1, 2, 3, 4]), .values(Tensor(column: [0, 0, 0, 0]))).weighted(
      weights)
    let sum = 2.0 + 9
    for (preset, divisor) in [(Preset.keras3, 4.0), (.keras1, 2), (.torch, 3)] {
      let model = try passing(1, .mse.following(preset))
      try model.compile(optimizer: .sgd(learningRate: 1e-9), loss: .mse.following(preset))
      let history = try model.fit(data, epochs: 1, batchSize: 4, shuffle: false, verbose: .silent)
      expectClose(history.loss[0], sum / divisor, relative: 1e-6)
    }
  }

  @Test func modifiersAreValuesThatCanBeWrittenDown() throws {
    let losses =
      Loss.all + [
        .mse.weighted(0.3), .categoricalCrossentropy(from: .logits, smoothing: 0.1).weighted(classes: [1, 2]),
        .sparseCategoricalCrossentropy.ignoring(class: 3).following(.torch),
        .binaryCrossentropy.weighted(positives: [2]).smoothed(0.2),
      ]
    #expect(Set(losses).count == losses.count, "all differ")
    #expect(Set(losses.map(\.description)).count == losses.count, "and are called differently")
    for loss in losses {
      let read = try JSONDecoder().decode(Loss.self, from: try JSONEncoder().encode(loss))
      #expect(read == loss)
    }
    #expect(Loss.mse.weighted(0.5).weighted(0.5).weight == 0.25)
    #expect(Loss.mse.weighted(0.3).description == "mse × 0.3")
  }

  /// Every loss that is no closure can be asked for by a name.
  @Test func everyNameIsFoundAndMeansALegalLoss() throws {
    for (name, loss) in Loss.vocabulary {
      #expect(try Loss(named: name) == loss)
      #expect(loss.faults(output: [3]).isEmpty, "\(name)")
    }
    let named = Set(Loss.vocabulary.map(\.1.formula.name))
    for loss in Loss.all {
      #expect(named.contains(loss.formula.name), "\(loss.description)")
    }
    #expect(throws: SwiftletError.self) { try Loss(named: "mean_sqared_error") }
  }

  // MARK: - The best constant

  /// No constant of many does better than the constant answer, and some come close.
  @Test(arguments: [
    Loss.mse, .mae, .mape, .msle, .huber(delta: 0.4), .smoothL1(beta: 0.4), .logCosh, .hinge, .squaredHinge,
    .softMargin,
    .binaryCrossentropy(from: .logits), .binaryCrossentropy(from: .logits, smoothing: 0.2).weighted(positives: [3]),
  ])
  func noConstantIsBetterThanTheConstantAnswer(_ loss: Loss) throws {
    var samples = Samples(seed: 5)
    let targets: [Float] =
      switch loss.traits.targets {
      case .signs: (0..<41).map { _ in samples.below(3) == 0 ? 1 : -1 }
      case .binary: (0..<41).map { _ in samples.below(3) == 0 ? 1 : 0 }
      default: samples.floats(41, 0.3, 3)
      }
    let best = try #require(ConstantAnswer(loss, EncodedTargets(values: targets, width: 1)).loss)
    let means = stride(from: -3.0, through: 3, by: 0.001).map { p in
      targets.reduce(0) { $0 + loss.forward([p], [Double($1)]) } / 41
    }
    let smallest = try #require(means.min())
    #expect(best <= smallest + 1e-12)
    #expect(smallest - best < 1e-2 * best, "\(smallest) and \(best)")
  }

  @Test(arguments: [
    Loss.categoricalCrossentropy, .categoricalCrossentropy.smoothed(0.2).weighted(classes: [1, 3, 0.5]), .klDivergence,
    .klDivergence.following(.torch),
  ])
  func noDistributionIsBetterThanTheConstantAnswer(_ loss: Loss) throws {
    var samples = Samples(seed: 6)
    let rows = (0..<9).map { _ in
      let row = samples.floats(3, 0.05, 1)
      return row.map { $0 / row.reduce(0, +) }
    }
    let best = try #require(ConstantAnswer(loss, EncodedTargets(values: rows.flatMap { $0 }, width: 3)).loss)
    var smallest = Double.infinity
    for a in stride(from: 0.02, to: 0.98, by: 0.01) {
      for b in stride(from: 0.01, to: 0.99 - a, by: 0.01) {
        let p = [a, b, 1 - a - b]
        let outputs = loss.traits.outputs == .logProbabilities ? p.map { Foundation.log($0) } : p
        smallest = min(smallest, rows.reduce(0) { $0 + loss.forward(outputs, $1.map(Double.init)) } / 9)
      }
    }
    #expect(best <= smallest + 1e-12)
    #expect(smallest - best < 1e-3, "\(smallest) and \(best)")
  }

  @Test func theConstantAnswerKnowsWeightsAndIgnoredClasses() throws {
    let labels = [0, 1, 1, -1].map { Float(bitPattern: UInt32(bitPattern: Int32($0))) }
    let encoded = EncodedTargets(values: labels, width: 1)
    let loss = Loss.sparseCategoricalCrossentropy.ignoring(class: -1)
    let entropy = -(Foundation.log(1.0 / 3) / 3 + 2 * Foundation.log(2.0 / 3) / 3)
    expectClose(try #require(ConstantAnswer(loss, encoded).loss), entropy, relative: 1e-12)
    let weighted = try #require(ConstantAnswer(loss.weighted(classes: [2, 1]).following(.torch), encoded).loss)
    expectClose(weighted, Foundation.log(2), relative: 1e-12)
  }
}
