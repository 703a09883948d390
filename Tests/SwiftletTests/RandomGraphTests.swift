import Swiftlet
import Testing

/// Programs that nobody would write: random formulas of random layers over one input. Each is either refused
/// with a reason or trained, judged and asked; none may trap.
@Suite struct RandomGraphTests {
  private let x = Symbol.input([3, 2], name: "x")
  private let rows = 140

  @Test func noFormulaTraps() throws {
    var (trained, refused) = (0, 0)
    for seed in 1...400 {
      var dice = SplitMix(state: UInt64(seed))
      let output = formula(&dice)
      let loss = try #require(
        [Loss.mse, .mae, .hinge, .binaryCrossentropy(from: .logits), .categoricalCrossentropy(from: .logits)]
          .randomElement(using: &dice))
      do {
        let batchSize = [1, 32, 140].randomElement(using: &dice) ?? 1
        try use(Model(inputs: x, outputs: output), output.shape, loss, batchSize: batchSize)
        trained += 1
      } catch {
        #expect(error.faults.allSatisfy { !$0.sentence.isEmpty && !$0.remedy.isEmpty }, "seed \(seed)")
        refused += 1
      }
    }
    // Both happen often enough to say something.
    #expect(trained > 100 && refused > 100, "\(trained) trained, \(refused) refused")
  }

  /// Everything that can be done with a model; what a row gets alone it gets among others.
  private func use(_ model: Model, _ output: Shape, _ loss: Loss, batchSize: Int) throws(SwiftletError) {
    try model.compile(
      optimizer: .adam(), loss: loss, allowing: [.doubleSoftmax, .doubleSigmoid, .hingeNeedsSign, .oneUnitSoftmax])
    let inputs = Tensor.uniform(rows: rows, shape: x.shape, seed: 1)
    let width = output.count
    var targets = [Float](repeating: 1, count: rows * width)
    if case .categoricalCrossentropy = loss { for i in targets.indices where i % width > 0 { targets[i] = 0 } }
    let data = try Dataset(inputs: inputs, .values(Tensor(targets, rows: rows, shape: output)))
    try model.fit(data, epochs: 2, batchSize: batchSize, validation: .data(data), verbose: .silent)
    _ = try model.evaluate(data)
    let together = try model.predict(inputs)
    for row in [0, 57, rows - 1] {
      let alone = try model.predict(Tensor(inputs[row: row], rows: 1, shape: x.shape))
      #expect(alone.values == together[row: row])
    }
  }

  private func formula(_ dice: inout SplitMix) -> Symbol {
    var pool = [x, x[0], x.reshaped(to: [6])]
    let shared = Dense(4, activation: .selu)
    for _ in 0..<Int.random(in: 1...10, using: &dice) {
      guard let a = pool.randomElement(using: &dice), let b = pool.randomElement(using: &dice) else { continue }
      let next = step(a, b, shared, &dice)
      if next.shape.count <= 200 { pool.append(next) }
    }
    let last = pool[pool.count - 1]
    switch Int.random(in: 0..<3, using: &dice) {
    case 0: return last
    case 1: return last.sum()
    default: return Dense(2)(Flatten()(last))
    }
  }

  private func step(_ a: Symbol, _ b: Symbol, _ shared: Dense, _ dice: inout SplitMix) -> Symbol {
    switch Int.random(in: 0..<22, using: &dice) {
    case 0: a + b
    case 1: a * b
    case 2: a - b
    case 3: a / (b.squared() + 1)
    case 4: a.maximum(b)
    case 5: a.softmax()
    case 6: a.sum(axis: [0, -1, 1, 7, .min, .max].randomElement(using: &dice))
    case 7: a.mean()
    case 8: a.repeated(to: Shape([2] + a.shape.sizes))
    case 9: Weight("w", .heNormal)(a.shape)
    case 10: Flatten()(a)
    case 11: Dense(3, activation: .tanh)(Flatten()(a))
    case 12: shared(Flatten()(a))
    case 13: Concatenate()(a, b)
    case 14: a[Int.random(in: -1...2, using: &dice)]
    case 15: a.exp().minimum(3)
    case 16: Activation.sigmoid(a)
    case 17: a.reshaped(to: [a.shape.count, 1])
    case 18: a.repeated(to: [3, 2])
    case 19: Normalization()(x)
    case 20: a.named("n")[0..<1]
    default: a.abs().sqrt() + 0.5
    }
  }
}

private struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
