import TestSupport
import Testing

@testable import Swiftlet

/// What the fixtures do not say about initial weights.
struct InitializerTests {
  private func draw(_ initializer: Initializer, _ shape: Shape, seed: UInt64 = 1) -> [Float] {
    var values = [Float](repeating: .nan, count: shape.count)
    var random = RandomStream(.initialization, seed: seed)
    values.withUnsafeMutableBufferPointer { initializer.fill($0, shape: shape, random: &random) }
    return values
  }

  @Test func presetsOfOneWordDiffer() {
    #expect(Initializer.heNormal(.keras3) == .heNormal)
    #expect(Initializer.heNormal(.torch) == Initializer.heNormal(.keras1))
    for (old, new) in [
      (Initializer.heNormal(.keras1), Initializer.heNormal), (.glorotNormal(.keras1), .glorotNormal),
      (.orthogonal(.keras1), .orthogonal(.keras3)), (.uniform(.torch), .uniform(.keras3)),
      (.normal(.torch), .normal(.keras3)), (.truncatedNormal(.torch), .truncatedNormal(.keras3)),
    ] {
      #expect(old != new)
      #expect(draw(old, [6, 4]) != draw(new, [6, 4]), "\(old) \(new)")
      #expect(old.description != new.description)
    }
  }

  @Test func everyNameDrawsFiniteNumbersTheSameForTheSameSeed() throws {
    for (name, initializer) in Initializer.vocabulary {
      #expect(try Initializer(named: name) == initializer)
      #expect(initializer.fault(for: [6, 4], weight: "w", place: nil) == nil)
      let values = draw(initializer, [6, 4])
      #expect(values.allSatisfy { $0.isFinite }, "\(name)")
      #expect(values == draw(initializer, [6, 4]), "\(name)")
    }
  }

  @Test func fansAreKeras() {
    for (shape, fanIn, fanOut) in [
      (Shape([]), 1, 1), (Shape([7]), 7, 7), (Shape([5, 20]), 5, 20), (Shape([3, 3, 16, 32]), 144, 288),
    ] {
      let fans = Initializer.fans(of: shape)
      #expect(fans.fanIn == Double(fanIn) && fans.fanOut == Double(fanOut), "\(shape)")
    }
  }

  @Test func orthogonalMatricesAreTurnedEvenly() {
    // The first element of a column drawn uniformly from the sphere has the mean 0 and the variance 1/n; without
    // the sign rule of the QR decomposition its mean is far from 0.
    let n = 4
    let draws = (0..<4000).map { Double(draw(.orthogonal(), [4, 4], seed: $0)[0]) }
    let mean = draws.reduce(0, +) / 4000
    let variance = draws.reduce(0) { $0 + $1 * $1 } / 4000
    #expect(abs(mean) < 5 * (1 / Double(n) / 4000).squareRoot())
    #expect(abs(variance * Double(n) - 1) < 5 * (2.0 / 4000).squareRoot())
  }

  @Test func identityAndSparseHaveTheirPattern() {
    #expect(draw(.identity(gain: 2), [2, 3]) == [2, 0, 0, 0, 2, 0])
    #expect(draw(.identity(), [3, 2]) == [1, 0, 0, 1, 0, 0])
    let sparse = draw(.sparse(sparsity: 0.3, deviation: 1), [50, 7])
    for row in 0..<50 { #expect(sparse[row * 7..<row * 7 + 7].count { $0 == 0 } == 3) }
    #expect(draw(.sparse(sparsity: 1), [3, 3]) == [Float](repeating: 0, count: 9))
  }

  @Test func sirenKeepsItsLimits() {
    let first = draw(.sirenFirst, [3, 2000])
    #expect(first.map(abs).max()! <= 1 / 3 && first.map(abs).max()! > 0.98 / 3)
    let limit = Float((6.0 / 50).squareRoot() / 30)
    let hidden = draw(.sirenHidden(), [50, 200])
    #expect(hidden.map(abs).max()! <= limit && hidden.map(abs).max()! > 0.98 * limit)
  }

  @Test(arguments: [
    Initializer.varianceScaling(scale: 0), .varianceScaling(scale: .nan), .varianceScaling(scale: -1),
    .varianceScaling(scale: .infinity), .xavierUniform(gain: Initializer.Gain(.nan)), .orthogonal(gain: .nan),
    .identity(gain: .infinity), .sparse(sparsity: 1.1), .sparse(sparsity: .nan), .sparse(sparsity: -0.1),
    .sparse(sparsity: 0.1, deviation: -1), .sirenHidden(frequency: 0), .sirenHidden(frequency: .nan),
    .sirenHidden(frequency: .infinity),
  ])
  func badNumbersAreFaultsOfCompile(_ initializer: Initializer) throws {
    let model = Sequential(inputs: 4) { Dense(3, weights: initializer) }
    let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
    #expect(error.faults.map(\.id) == [.badArgument])
    #expect(error.faults[0].place?.line ?? 0 > 0)
  }

  @Test func aVectorCannotBeOrthogonal() throws {
    for initializer in [Initializer.orthogonal(), .identity(), .sparse(sparsity: 0.5)] {
      let model = Sequential(inputs: 4) { Dense(3, biases: initializer) }
      let error = try #require(throws: SwiftletError.self) { try model.compile(loss: .mse) }
      #expect(error.faults.map(\.id) == [.shapeMisfit])
    }
  }

  @Test func anInitializerSurvivesCoding() throws {
    for (_, initializer) in Initializer.vocabulary { #expect(try recoded(initializer) == initializer) }
    #expect(try recoded(Initializer.values([1, 2.5])) == .values([1, 2.5]))
  }
}
