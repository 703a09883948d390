import Swiftlet
import Testing

// Layers and an optimizer rule as users write them in their own modules. `Scale` is also a word of the
// library's plots; here it is the user's.

struct Scale: Layer {
  let gain = Weight("gain", .ones)
  let offset = Weight("offset", .zeros)
  func forward(_ x: Symbol) -> Symbol { x * gain(x.shape) + offset(x.shape) }
}

struct Residual<Inner: Layer>: Layer {
  let inner: Inner
  func forward(_ x: Symbol) -> Symbol { x + inner(x) }
}

struct SignDescent: OptimizerRule {
  var name: String { "sign-descent" }
  var slots: Int { 0 }
  func step(
    _ p: inout MutableSpan<Float>, gradients g: borrowing Span<Float>, slots: inout MutableSpan<Float>,
    learningRate: Float, step: Int
  ) {
    for i in 0..<p.count { p[i] -= g[i] > 0 ? learningRate : -learningRate }
  }
}

/// Counts its own steps in its one slot: p ← p - rate·g, slot ← slot + 1.
struct CountingDescent: OptimizerRule {
  var name: String { "counting-descent" }
  var slots: Int { 1 }
  var settings: [(String, String)] { [("note", "counts")] }
  func step(
    _ p: inout MutableSpan<Float>, gradients g: borrowing Span<Float>, slots: inout MutableSpan<Float>,
    learningRate: Float, step: Int
  ) {
    precondition(slots.count == p.count && g.count == p.count)
    for i in 0..<p.count {
      slots[i] += 1
      // A rate that falls with the number of steps, read from the slot: it must equal `step`.
      p[i] -= learningRate / slots[i] * g[i] + (slots[i] == Float(step) ? 0 : .nan)
    }
  }
}

extension Optimizer {
  static func signDescent(learningRate: Double = 0.01) -> Optimizer {
    Optimizer(SignDescent(), learningRate: learningRate)
  }
}

@Suite struct OwnPartsTests {
  @Test(arguments: [false, true]) func layersOfOnesOwnLearnBesideTheBuiltInOnes(deep: Bool) throws {
    let data = Dataset.sumBin(rows: 500, seed: 1)
    let model = Sequential(for: data) {
      Scale()
      Dense(16, activation: .leakyReLU(slope: 0.1), weights: .heNormal)
      if deep {
        for width in [32, 32, 16] { Dense(width, activation: .elu) }
      }
      Residual(inner: Dense(16, activation: .tanh))
      Lambda { x in Activation.tanh(x) + 0.5 * x.sin() }
      Activation.leakyReLU
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 40, verbose: .silent)
    #expect(try #require(history[.accuracy].last) > 0.9)
    let weights = model.weights
    let gain = try #require(weights["scale/gain"])
    #expect(gain.values.count == 2 && gain.values != [1, 1])
    #expect(weights["residual/kernel"]?.values.count == 256)
    #expect(model.summary().contains("residual (Residual)"))
    #expect(weights.keys.count { $0.hasSuffix("kernel") } == (deep ? 6 : 3))
  }

  @Test func aRuleOfOnesOwnMovesEveryWeightByItsRate() throws {
    let data = Dataset.sumBin(rows: 90, seed: 1)
    let model = Sequential(for: data) { Dense(3, biases: "zeros") }
    try model.compile(
      optimizer: .signDescent(learningRate: 0.25), loss: .sparseCategoricalCrossentropy(from: .logits))
    let before = model.weights
    try model.fit(data, epochs: 1, batchSize: 90, verbose: .silent)
    let after = model.weights
    for (name, tensor) in before {
      let moved = try #require(after[name])
      for (a, b) in zip(tensor.values, moved.values) { #expect(abs(abs(a - b) - 0.25) < 1e-6, "\(name)") }
    }
    #expect(model.summary().contains("sign-descent(learning_rate 0.25)"))
  }

  @Test func aRuleOfOnesOwnKeepsItsSlotsFromFitToFit() throws {
    let data = Dataset.sumBin(rows: 64, seed: 1)
    let model = Sequential(for: data) { Dense(3) }
    try model.compile(
      optimizer: Optimizer(CountingDescent(), learningRate: 0.5), loss: .sparseCategoricalCrossentropy(from: .logits))
    let first = try model.fit(data, epochs: 3, batchSize: 16, verbose: .silent)
    let second = try model.fit(data, epochs: 3, batchSize: 16, verbose: .silent)
    #expect(try #require(second.loss.last) < (try #require(first.loss.first)))
  }

  @Test func aSharedLayerJoinsTwoBranches() throws {
    let left = Symbol.input(8, name: "left")
    let right = Symbol.input(8, name: "right")
    let shared = Dense(16, activation: .relu).named("encoder")
    let both = Concatenate()(shared(left), shared(right))
    let kind = Dense(1)(both).named("kind")
    let model = Model(inputs: [left, right], outputs: [kind])
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
    let a = Tensor.uniform(rows: 100, shape: 8, seed: 1)
    let b = Tensor.uniform(rows: 100, shape: 8, seed: 2)
    let sums = (0..<100).map { a[row: $0].reduce(0, +) - b[row: $0].reduce(0, +) }
    let data = try Dataset(inputs: ["left": a, "right": b], targets: ["kind": .values(Tensor(column: sums))])
    let history = try model.fit(data, epochs: 60, verbose: .silent)
    #expect(try #require(history.loss.last) < 0.2 * (try #require(history.loss.first)))
    #expect(try #require(model.predict(["left": a, "right": b])["kind"]).values.count == 100)
    #expect(model.weights.keys.sorted() == ["dense/bias", "dense/kernel", "encoder/bias", "encoder/kernel"])
  }
}
