import Swiftlet
import Testing

@testable import SwiftletPlot

/// Charts of a model and its data: they say what the library's metrics say, and refuse what has no meaning.
@Suite struct PredictionModelTests {
  private func classifier(_ classes: Int, loss: Loss, units: Int) throws -> (Sequential, Dataset) {
    let all = Dataset.sumBin(rows: 240, seed: 4)
    let labels = (0..<all.count).map { row -> Int in
      let sum = all.inputs.values[2 * row] + all.inputs.values[2 * row + 1]
      return classes == 2 ? (sum > 1 ? 1 : 0) : sum < 0.8 ? 0 : sum < 1.2 ? 1 : 2
    }
    let names = ["low", "middle", "high"].prefix(classes)
    let rows = (0..<all.count).map { [all.inputs.values[2 * $0], all.inputs.values[2 * $0 + 1]] }
    let data = try Dataset(inputs: rows, classes: labels.map { names[$0] })
    let model = Sequential(inputs: 2, seed: 3) {
      Dense(6, activation: .tanh)
      Dense(units)
    }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: loss, metrics: [.accuracy, .rocAUC])
    try model.fit(data, epochs: 3, verbose: .silent)
    return (model, data)
  }

  private func pair() throws -> (Sequential, Dataset) {
    try classifier(2, loss: .binaryCrossentropy(from: .logits), units: 1)
  }

  private func three() throws -> (Sequential, Dataset) {
    try classifier(3, loss: .sparseCategoricalCrossentropy(from: .logits), units: 3)
  }

  private func regressor(outputs: Int = 1) throws -> (Sequential, Dataset) {
    let inputs = Tensor.uniform(rows: 60, shape: [2], seed: 2)
    var targets: [Float] = []
    for row in 0..<60 {
      let (a, b) = (inputs.values[2 * row], inputs.values[2 * row + 1])
      for number in 1...outputs { targets.append(a + b * Float(number)) }
    }
    let data = try Dataset(inputs: inputs, .values(try Tensor(targets, rows: 60, shape: Shape([outputs]))))
    let model = Sequential(inputs: 2, seed: 3) { Dense(outputs) }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .mse, metrics: [.r2])
    try model.fit(data, epochs: 2, verbose: .silent)
    return (model, data)
  }

  private func words(_ plot: Plot) -> String {
    let (canvas, figure) = recorded(plot)
    return (canvas.words.map(\.text.string) + figure.layout.caption).joined(separator: "|")
  }

  @Test func theAreasAreThoseOfTheMetric() throws {
    let (binary, data) = try pair()
    let area = try binary.evaluate(data)[.rocAUC]
    #expect(area > 0.5 && area < 1)
    #expect(words(try binary.rocCurve(data)).contains("\(data.classes[1]), AUC \(Plot.share(area))"))
    let (several, rows) = try three()
    let mean = try several.evaluate(rows)[.rocAUC]
    #expect(words(try several.rocCurve(rows)).contains("\(Plot.share(mean)) macro average"))
    for text in ["low (", "middle (", "high (", "macro average"] {
      #expect(words(try several.precisionRecallCurve(rows)).contains(text))
    }
  }

  /// Classes are sorted by their names: of "high" and "low" the second is positive.
  @Test func ofTwoClassesTheSecondIsPositive() throws {
    let (model, data) = try pair()
    #expect(data.classes == ["low", "middle"].sorted())
    #expect(words(try model.calibration(data)).contains("predicted probability of \(data.classes[1])"))
  }

  @Test func accuracyInTheCaptionIsThatOfEvaluate() throws {
    let (model, data) = try three()
    let right = try Int((model.evaluate(data)[.accuracy] * 240).rounded())
    #expect(words(try model.confusionMatrix(data)).contains("(\(right) of 240 rows)"))
  }

  @Test func calibrationIsOfTheAnswerOrOfOneClass() throws {
    let (model, data) = try three()
    #expect(words(try model.calibration(data)).contains("confidence in the answer"))
    #expect(words(try model.calibration(data, of: "middle")).contains("predicted probability of middle"))
    let error = #expect(throws: SwiftletError.self) { try model.calibration(data, of: "midle") }
    #expect(error?.contains(.labelSet) == true && error?.description.contains("\"middle\"") == true)
  }

  @Test func numbersAreRefusedWhereClassesAreMeantAndTheOtherWayRound() throws {
    let (numbers, amounts) = try regressor()
    let (model, data) = try three()
    for draw in [
      { _ = try numbers.confusionMatrix(amounts) as Plot }, { _ = try numbers.rocCurve(amounts) },
      { _ = try numbers.precisionRecallCurve(amounts) }, { _ = try numbers.calibration(amounts) },
      { _ = try model.residuals(data) }, { _ = try model.predictedAgainstTrue(data) },
    ] as [() throws -> Void] {
      let error = #expect(throws: SwiftletError.self) { try draw() }
      #expect(error?.contains(.metricMisfit) == true)
    }
  }

  @Test func rowsOfOneClassHaveNoCurve() throws {
    let (model, data) = try three()
    let labels = try #require(data.targets.classIndices)
    let ofOne = data.gathered(labels.indices.filter { labels[$0] == 0 })
    let error = #expect(throws: SwiftletError.self) { try model.rocCurve(ofOne) }
    #expect(error?.contains(.oneClass) == true)
    #expect(throws: SwiftletError.self) { try model.rocCurve(data[0..<0]) }
    // One class of three is missing: the others have curves, and the caption says so.
    let ofTwo = data.gathered(labels.indices.filter { labels[$0] != 1 })
    #expect(words(try model.rocCurve(ofTwo)).contains("without rows, not shown: \(data.classes[1])"))
  }

  @Test func aHingeHasARankingButNoProbabilities() throws {
    let inputs = Tensor.uniform(rows: 80, shape: [2], seed: 2)
    let signs = (0..<80).map { inputs.values[2 * $0] > 0.5 ? 1 : -1 }
    let data = try Dataset(inputs: inputs, .signs(signs))
    let model = Sequential(inputs: 2, seed: 3) { Dense(1) }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .hinge)
    try model.fit(data, epochs: 2, verbose: .silent)
    #expect(!words(try model.rocCurve(data)).contains("threshold"))
    let error = #expect(throws: SwiftletError.self) { try model.calibration(data) }
    #expect(error?.contains(.metricMisfit) == true)
  }

  @Test func aSurfaceShowsOneClassOrANumber() throws {
    let (model, data) = try three()
    let text = words(try model.probabilitySurface(data, of: "middle"))
    for part in ["p(middle)", "Probability of middle", "0.5", "low (", "high ("] {
      #expect(text.contains(part), "\(part)")
    }
    let unnamed = #expect(throws: SwiftletError.self) { try model.probabilitySurface(data) }
    #expect(unnamed?.description.contains("of: \"") == true)
    #expect(throws: SwiftletError.self) { try model.probabilitySurface(data, of: "nothing") }
    let (two, pairs) = try pair()
    #expect(words(try two.probabilitySurface(pairs)).contains("p(\(pairs.classes[1]))"))
    let (numbers, amounts) = try regressor(outputs: 2)
    #expect(words(try numbers.regressionSurface(amounts, column: 1)).contains("number 1 of 2"))
    #expect(throws: SwiftletError.self) { try numbers.regressionSurface(amounts, column: 2) }
    #expect(throws: SwiftletError.self) { try model.regressionSurface(data) }
    #expect(throws: SwiftletError.self) { try numbers.probabilitySurface(amounts) }
    #expect(throws: SwiftletError.self) { try numbers.regressionSurface(amounts, x: "x7") }
  }

  @Test func oneNumberOfSeveralIsChosenAndSaid() throws {
    let (model, data) = try regressor(outputs: 3)
    #expect(words(try model.predictedAgainstTrue(data, column: 2)).contains("number 2 of 3"))
    #expect(throws: SwiftletError.self) { try model.predictedAgainstTrue(data, column: 3) }
    #expect(throws: SwiftletError.self) { try model.residuals(data, output: "nothing") }
    #expect(try model.residuals(data, column: 1).plots.count == 2)
  }

  @Test func r2InTheCaptionIsThatOfEvaluate() throws {
    let (model, data) = try regressor()
    let r2 = try model.evaluate(data)[.r2]
    #expect(words(try model.predictedAgainstTrue(data)).contains("R² \(NumberText.brief(r2, digits: 3)),"))
  }

  @Test func aScatterMatrixSaysWhatItLeavesOut() throws {

    let rows = (0..<30).map { (row: Int) -> [Double] in (0..<8).map { Double((row * ($0 + 3)) % 17) } }
    let wide = try Dataset(inputs: rows, classes: rows.indices.map { $0 % 2 })

    let grid = try wide.scatterMatrix()
    #expect(grid.plots.count == 36)
    #expect(grid.caption.contains("without x6, x7"))
    #expect(try wide.scatterMatrix(columns: ["x1", "x7"]).plots.count == 4)
    for columns in [["x1"], ["x1", "x9"], (0..<7).map { "x\($0)" }] {
      #expect(throws: SwiftletError.self) { try wide.scatterMatrix(columns: columns) }
    }
  }
}
