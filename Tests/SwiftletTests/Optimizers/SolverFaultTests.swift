import Testing

@testable import Swiftlet

@Suite struct SolverFaultTests {
  private func faults(_ layer: some Layer) -> [Finding] {
    let model = Sequential(inputs: 2) { layer }
    do throws(SwiftletError) {
      try model.compile(optimizer: .lbfgs(), loss: .mse)
      return []
    } catch { return error.faults }
  }

  @Test func whatASolverCannotObeyIsRefusedAndNotPassedOver() {
    let scaled = faults(Dense(1).learningRate(scale: 0.1))
    #expect(scaled.count == 2)
    #expect(scaled.allSatisfy { $0.id == .badArgument && $0.got?.contains("0.1") == true })
    let bent = faults(Dense(1).constrained(.nonNegative))
    #expect(bent.count == 1)
    #expect(bent.first?.got?.contains("kernel with a constraint") == true)
    #expect(bent.first?.place != nil)
    #expect(faults(Dense(1)).isEmpty)
    #expect(faults(Dense(1).regularized(.l2(0.1))).isEmpty)
  }

  @Test func frozenLayersMayHaveAnything() {
    #expect(faults(Dense(1).constrained(.nonNegative).frozen()).count == 0)
  }

  @Test func aPenaltyIsPartOfWhatASolverMakesSmall() throws {
    // Ridge regression through the origin: w = Σxy / (Σx² + n·λ).
    let x: [Double] = [1, 2, 3, 4]
    let y: [Double] = [2, 3.5, 6.5, 8]
    let model = Sequential(inputs: 1) { Dense(1, bias: false, regularizer: .l2(0.5)) }
    try model.compile(optimizer: .lbfgs(), loss: .mse)
    try model.fit(try Dataset(inputs: x.map { [$0] }, targets: y.map { [$0] }), epochs: 3, verbose: .silent)
    let products: Double = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    let squares: Double = x.reduce(0) { $0 + $1 * $1 }
    let w = Double(try #require(model.weights.first?.value.values.first))
    #expect(abs(w - products / (squares + 4 * 0.5)) < 1e-5)
  }
}
