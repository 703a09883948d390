import Swiftlet
import Testing

@testable import SwiftletPlot

/// Pictures of a model and its data say what `evaluate` says.
@Suite struct ModelChartTests {
  private let inputs = [[0.0, 0], [0, 1], [1, 0], [1, 1], [0.1, 0], [0.9, 1]]

  private func trained() throws -> Sequential {
    let train = try Dataset(inputs: inputs, classes: ["a", "b", "c", "b", "a", "c"])
    let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
    try model.compile(
      optimizer: .adam(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    try model.fit(train, epochs: 60, verbose: .silent)
    return model
  }

  /// Classes without names, and classes that a part of the data lacks, are counted as the model counts them.
  @Test func misclassifiedRowsAreThoseThatEvaluateCounts() throws {
    let model = try trained()
    for data in [
      try Dataset(inputs: inputs, classes: [0, 1, 2, 1, 0, 2]),
      try Dataset(inputs: [[0.0, 1], [1, 0], [1, 1]], classes: ["b", "c", "b"]),
      try Dataset(inputs: inputs, classes: [1, 1, 1, 1, 1, 0]),
    ] {
      let wrong = try model.errors(on: data).count
      let right = try model.evaluate(data)[.accuracy] * Double(data.count)
      #expect(wrong == data.count - Int(right.rounded()))
      let words = recorded(try model.decisionRegions(data)).canvas
      #expect(wrong == 0 || words.has("misclassified (\(wrong))"))
    }
  }

  @Test func aColumnThatDoesNotExistIsNamedWhenThePictureIsMade() throws {
    let data = try Dataset(inputs: inputs, classes: ["a", "b", "c", "b", "a", "c"])
    for plot in [data.plot(x: "x7"), Plot { Points(data, y: "x7") }, Plot { Rings(data, x: "x7") }] {
      let error = #expect(throws: PlotError.self) { try plot.png() }
      #expect(error?.description.contains("x7") == true)
      #expect(error?.description.contains("\"x0\", \"x1\"") == true)
    }
    #expect(throws: Never.self) { try data.plot(x: "x1", y: "x0").png() }
  }

  @Test func classesThatTheModelDoesNotHaveAreRefused() throws {
    let model = try trained()
    let data = try Dataset(inputs: inputs, classes: [0, 1, 2, 3, 0, 2])
    let error = #expect(throws: SwiftletError.self) { try model.decisionRegions(data) }
    #expect(error?.contains(.labelSet) == true)
  }
}
