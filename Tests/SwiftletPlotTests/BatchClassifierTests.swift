import Swiftlet
import Testing

@testable import SwiftletPlot

@Suite struct BatchClassifierTests {
  /// A network and its probabilities, in rows and in one list: the same numbers to the last bit.
  private func expectEqual(_ model: Model) throws {
    let predictor = try model.predictor()
    let points: [SIMD2<Float>] = (0..<50).map { (i: Int) -> SIMD2<Float> in
      SIMD2(Float(i) / 50, Float((i * 7) % 50) / 50)
    }
    let rows: [[Float]] = predictor.probabilities(at: points)
    #expect(rows.count == 50)
    #expect(predictor.flatProbabilities(at: points) == rows.flatMap { $0 })
  }

  @Test func oneListOfLogitsIsThatOfTheRows() throws {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(for: data, seed: 1) {
      Dense(5, activation: .tanh)
      Dense(3)
    }
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(from: .logits))
    try expectEqual(model)
  }

  @Test func oneListOfProbabilitiesIsThatOfTheRows() throws {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(for: data, seed: 1) { Dense(3, activation: .softmax) }
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(from: .probabilities))
    try expectEqual(model)
  }

  @Test func oneListOfASingleOutputIsThatOfTheRows() throws {
    let data = Dataset.sumThreshold(rows: 60, features: 2, threshold: 1, labels: .zeroOne, seed: 1)
    let model = Sequential(for: data, seed: 1) { Dense(1) }
    try model.compile(optimizer: .adam(), loss: .binaryCrossentropy(from: .logits))
    try expectEqual(model)
  }
}
