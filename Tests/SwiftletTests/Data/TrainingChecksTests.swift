import Testing

@testable import Swiftlet

@Suite struct TrainingChecksTests {
  @Test func soundDataPass() throws {
    try Dataset.sumBin(rows: 50, seed: 1).checkTrainable()
    try Dataset(inputs: [[1.0], [2]], targets: [[1], [1]]).checkTrainable()
  }

  @Test func oneClassOnlyIsAFaultOfTraining() throws {
    let data = try Dataset(inputs: [[1.0], [2], [3]], classes: [0, 0, 1], names: ["cat", "dog"])
    try data.checkTrainable()
    expectFault(.oneClass, saying: "all 2 rows", "\"cat\"") { try data[0..<2].checkTrainable() }
    expectFault(.oneClass, saying: "+1") {
      try Dataset(inputs: Tensor(column: [1.0, 2]), .signs([1, 1])).checkTrainable()
    }
  }

  @Test func noRowsIsAFaultOfTraining() throws {
    let data = try Dataset(inputs: [[1.0], [2]], classes: [0, 1])
    expectFault(.noRows, saying: "no rows") { try data[0..<0].checkTrainable() }
  }

  @Test func aColumnThatCopiesTheClassesIsALeak() throws {
    let rows = [[7.0, 1], [7, 2], [9, 3], [8, 4], [8, 4]]
    let leaks = try Dataset(inputs: rows, classes: [2, 2, 0, 1, 1]).labelLeaks()
    #expect(leaks.map(\.id) == [.labelLeak])
    #expect(leaks.first?.sentence.contains("\"x0\"") == true)
    #expect(try Dataset(inputs: rows, oneHot: [[0, 1], [0, 1], [1, 0], [1, 0], [1, 0]]).labelLeaks().isEmpty)
    #expect(try Dataset(inputs: Tensor(rows: [[0.0], [0], [5]]), .signs([-1, -1, 1])).labelLeaks().count == 1)
  }

  @Test func aColumnThatEqualsTheNumberIsALeak() throws {
    let data = try Dataset(inputs: [[1.0, 5], [2, 5], [3, 6]], targets: [[5], [5], [6]])
    #expect(data.labelLeaks().map(\.id) == [.labelLeak])
    #expect(data.labelLeaks().first?.sentence.contains("\"x1\"") == true)
    #expect(try Dataset(inputs: [[1.0], [2]], targets: [[1, 1], [2, 2]]).labelLeaks().isEmpty)
  }

  @Test func healthyDataHaveNoLeaks() throws {
    #expect(Dataset.sumThreshold(rows: 200, seed: 1).labelLeaks().isEmpty)
    #expect(Dataset.sumMod(rows: 200, seed: 1).labelLeaks().isEmpty)
    #expect(try Dataset(inputs: [[1.0], [1], [1], [1]], classes: [0, 1, 0, 1]).labelLeaks().isEmpty)
    // One row per class: any column would name it.
    #expect(try Dataset(inputs: [[1.0], [2]], classes: [0, 1]).labelLeaks().isEmpty)
  }
}
