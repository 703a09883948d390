import TestSupport
import Testing

@testable import Swiftlet

struct GradientSizeTests {
  /// y = w·x + b with the mean of (y - t)²: ∂/∂w = 2·mean(e·x), ∂/∂b = 2·mean(e).
  @Test func theSizesAreThoseOfTheFormula() throws {
    let x = [1.0, 2, 3, 4]
    let targets = [2.0, 1, 5, 4]
    let data = try Dataset(inputs: x.map { [$0] }, targets: targets.map { [$0] })
    let model = Sequential(inputs: 1) { Dense(1) }
    try model.compile(optimizer: .sgd(), loss: .mse)
    try model.setWeights(["dense/kernel": Tensor(row: [0.5]), "dense/bias": Tensor(row: [-1])])
    let errors = zip(x, targets).map { 0.5 * $0 - 1 - $1 }
    let kernel = abs(2 * zip(errors, x).map(*).reduce(0, +) / 4)
    let bias = abs(2 * errors.reduce(0, +) / 4)
    let sizes = try model.gradientSizes(on: data)
    #expect(sizes.map(\.name) == ["dense/kernel", "dense/bias"])
    #expect(sizes.map(\.layer) == ["dense", "dense"])
    for (size, (gradient, weight)) in zip(sizes, [(kernel, 0.5), (bias, 1)]) {
      #expect(abs(size.mean - gradient) < 1e-5 && abs(size.largest - gradient) < 1e-5)
      #expect(size.weight == weight)
      #expect(abs(size.ratio - gradient / weight) < 1e-5)
    }
    // Two rows, evenly spread.
    let two = try model.gradientSizes(on: data, rows: 2)
    #expect(abs(two[1].mean - abs(errors[0] + errors[2])) < 1e-5)
  }

  @Test func frozenArraysHaveNoGradientAndNothingIsChanged() throws {
    let x = Samples.rows(20, 3, seed: 4)
    let data = try Dataset(inputs: x, targets: x.map { [$0[0]] })
    let model = Sequential(inputs: 3, seed: 2) {
      Dense(4, activation: .tanh).frozen()
      Dense(1)
    }
    try model.compile(optimizer: .adam(), loss: .mse)
    let before = try model.snapshot()
    let sizes = try model.gradientSizes(on: data)
    #expect(sizes.map(\.isFrozen) == [true, true, false, false])
    #expect(sizes[0].mean == 0 && sizes[2].mean > 0)
    #expect(try model.snapshot() == before)
  }

  @Test func whatCannotBeAskedIsRefused() throws {
    let data = try Dataset(inputs: [[1.0, 2]], targets: [[1.0]])
    let model = Sequential(inputs: 2) { Dense(1) }
    let uncompiled = #expect(throws: SwiftletError.self) { try model.gradientSizes(on: data) }
    #expect(uncompiled?.contains(.notCompiled) == true)
    try model.compile(loss: .mse)
    #expect(throws: SwiftletError.self) { try model.gradientSizes(on: data, rows: 0) }
    let other = try Dataset(inputs: [[1.0]], targets: [[1.0]])
    #expect(throws: SwiftletError.self) { try model.gradientSizes(on: other) }
  }
}
