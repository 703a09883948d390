import TestSupport
import Testing

@testable import Swiftlet

/// One layer of the library as the table of `LayerTests` runs it.
struct LayerCase: Sendable, CustomTestStringConvertible {
  let name: String
  /// Of one sample.
  let input: Shape
  let output: Shape
  /// The number of indices an input may hold; nil: any number goes in.
  let indices: Int?
  let make: @Sendable () -> any Layer

  var testDescription: String { name }

  init(
    _ name: String, _ input: Shape, to output: Shape? = nil, indices: Int? = nil,
    _ make: @escaping @Sendable () -> any Layer
  ) {
    self.name = name
    self.input = input
    self.output = output ?? input
    self.indices = indices
    self.make = make
  }

  /// A layer of several inputs, as a layer of one.
  init(merging name: String, _ input: Shape, to output: Shape, _ merge: @escaping @Sendable (Symbol) -> Symbol) {
    self.init(name, input, to: output) { Lambda(merge) }
  }

  /// Rows that the layer can take.
  func rows(_ count: Int, seed: UInt64 = 3) -> Tensor {
    var samples = Samples(seed: seed)
    let values =
      indices.map { bound in (0..<count * input.count).map { _ in Float(samples.below(bound)) } }
      ?? samples.floats(count * input.count, -1.5, 1.5)
    return Tensor(unchecked: values, rows: count, shape: input)
  }

  /// Weights stand before and behind the layer, so that its gradients of inputs are asked for too.
  private var before: [any Layer] { indices == nil ? [Gain()] : [] }

  /// In a chain.
  func sequential(
    outputs: Int = 2, last: [any Layer] = [], seed: UInt64 = 2,
    modified: (any Layer) -> any Layer = { $0 }
  ) -> Model {
    Sequential(inputs: input, seed: seed) {
      before
      [modified(make())]
      Flatten()
      Dense(outputs, weights: .uniform(-1...1)).named("last")
      last
    }
  }

  /// Those of the layer itself among the weights of `sequential()`.
  static func isOwn(_ name: String) -> Bool { !name.hasPrefix("gain/") && !name.hasPrefix("last/") }

  /// Its output is read twice, and its weights are used twice where it takes what it gives.
  func branched(seed: UInt64 = 4) -> Model {
    let x = Symbol.input(input)
    let front = before.first.map { $0(x) } ?? x
    let layer = make()
    let y = layer(front)
    let again = input == output && indices == nil ? layer(y) : y
    let left = Dense(2, weights: .uniform(-1...1))(Flatten()(y))
    let right = Dense(2, weights: .uniform(-1...1))(Flatten()(again).tanh())
    return Model(inputs: x, outputs: left + right, seed: seed)
  }

  /// A factor for each value, so that something is learnt in front of the layer.
  struct Gain: Layer {
    let gain = Weight("gain", .uniform(0.5...1.5))
    func forward(_ x: Symbol) -> Symbol { x * gain(x.shape) }
  }
}

extension LayerCase {
  /// Every layer of the library.
  static let all: [LayerCase] = [
    LayerCase("Dense", 3, to: 4) { Dense(4, weights: .uniform(-1...1)) },
    LayerCase("Activation", 3) { Activation.tanh },
    LayerCase("Dropout", 5) { Dropout(0.4) },
    LayerCase("AlphaDropout", 5) { AlphaDropout(0.3) },
    LayerCase("GaussianNoise", 5) { GaussianNoise(0.2) },
    LayerCase("GaussianDropout", 5) { GaussianDropout(0.3) },
    LayerCase("BatchNormalization", 5) { BatchNormalization() },
    LayerCase("BatchNormalization of PyTorch over two axes", [2, 3]) { BatchNormalization(.torch) },
    LayerCase("BatchNormalization without scale", 4) { BatchNormalization(scale: false) },
    LayerCase("BatchNormalization without weights", 4) { BatchNormalization(scale: false, center: false) },
    LayerCase("LayerNormalization", 5) { LayerNormalization() },
    LayerCase("LayerNormalization of PyTorch over two axes", [2, 3]) { LayerNormalization(.torch) },
    LayerCase("LayerNormalization without center", 5) { LayerNormalization(center: false) },
    LayerCase("LayerNormalization without weights", 5) { LayerNormalization(scale: false, center: false) },
    LayerCase("RMSNormalization", 5) { RMSNormalization() },
    LayerCase("RMSNormalization without scale", [2, 3]) { RMSNormalization(scale: false) },
    LayerCase("PReLU", 4) { PReLU(alphas: .uniform(0.1...0.4)) },
    LayerCase("PReLU of PyTorch", [2, 3]) { PReLU(.torch) },
    LayerCase("LeakyReLU", 4) { LeakyReLU() },
    LayerCase("ELU", 4) { ELU(alpha: 0.5) },
    LayerCase("ReLU", 4) { ReLU() },
    LayerCase("ReLU with options", 4) { ReLU(slope: 0.1, maximum: 1, threshold: 0.2) },
    LayerCase("ThresholdedReLU", 4) { ThresholdedReLU(theta: 0.3) },
    LayerCase("Sine", 3, to: 4) { Sine(4, frequency: 5) },
    LayerCase("Sine, the first", 3, to: 4) { Sine(4, frequency: 2, isFirst: true) },
    LayerCase("FourierFeatures", 3, to: 8) { FourierFeatures(4, deviation: 0.5) },
    LayerCase("Softmax", 4) { Softmax() },
    LayerCase("Softmax over the first axis", [3, 2]) { Softmax(axis: 0) },
    LayerCase("Softmax over a middle axis", [2, 3, 2]) { Softmax(axis: -2) },
    LayerCase("Flatten", [2, 3], to: 6) { Flatten() },
    LayerCase("Reshape", [2, 3], to: [3, 2]) { Reshape([-1, 2]) },
    LayerCase("Permute", [2, 3], to: [3, 2]) { Permute([1, 0]) },
    LayerCase("Permute of three axes", [2, 3, 4], to: [4, 2, 3]) { Permute([2, 0, 1]) },
    LayerCase("RepeatVector", 3, to: [2, 3]) { RepeatVector(2) },
    LayerCase("Embedding", 2, to: [2, 3], indices: 4) { Embedding(count: 4, units: 3, weights: .uniform(-1...1)) },
    LayerCase("Embedding of one index", [], to: [3], indices: 5) { Embedding(.torch, count: 5, units: 3) },
    LayerCase("OneHot", 2, to: [2, 4], indices: 4) { OneHot(4) },
    LayerCase("ActivityRegularization", 4) { ActivityRegularization(l1: 0.01, l2: 0.1) },
    LayerCase("Normalization", 3) { Normalization(means: [0.1, 0.2, 0.3], variances: [1, 2, 0]) },
    LayerCase("Lambda", 3, to: 3) { Lambda { $0.squared() + 1 } },
    LayerCase(merging: "Add", 3, to: 3) { Add()($0, $0.squared()) },
    LayerCase(merging: "Subtract", 3, to: 3) { Subtract()($0, $0.squared()) },
    LayerCase(merging: "Multiply", 3, to: 3) { Multiply()($0, $0.squared() + 1, $0) },
    LayerCase(merging: "Average", 3, to: 3) { Average()($0, $0.squared(), $0.tanh()) },
    LayerCase(merging: "Maximum", 3, to: 3) { Maximum()($0, $0.squared(), -$0) },
    LayerCase(merging: "Minimum", 3, to: 3) { Minimum()($0, $0.squared(), -$0) },
    LayerCase(merging: "Concatenate", 3, to: 6) { Concatenate()($0, $0.squared()) },
    LayerCase(merging: "Concatenate along the first axis", [2, 3], to: [4, 3]) {
      Concatenate(axis: 0)($0, $0.squared())
    },
    LayerCase(merging: "Dot", 4, to: 1) { Dot()($0, $0.squared() + 1) },
    LayerCase(merging: "Dot of matrices, normalised", [2, 3], to: [2, 2]) {
      Dot(axes: (1, 0), normalized: true)($0, Permute([1, 0])($0.tanh()))
    },
  ]
}
