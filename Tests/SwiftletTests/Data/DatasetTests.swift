import Testing

@testable import Swiftlet

@Suite struct DatasetTests {
  let small = [[1.0, 2], [3, 4], [5, 6]]

  @Test func classIndicesKeepTheirNamesOrGetNumbers() throws {
    let named = try Dataset(inputs: small, classes: [1, 0, 1], names: ["no", "yes", "perhaps"])
    #expect(named.count == 3 && named.inputShape == [2] && named.inputNames == ["x0", "x1"])
    #expect(named.classes == ["no", "yes", "perhaps"] && named.targets.labels == [1, 0, 1])
    #expect(named.inputs.values == [1, 2, 3, 4, 5, 6])
    #expect(named.inputParts.map(\.name) == ["inputs"] && named.targetParts.map(\.name) == ["targets"])
    #expect(try Dataset(inputs: small, classes: [2, 0, 0]).classes == ["0", "1", "2"])
  }

  @Test func classNamesAreSortedByBytesOrByValue() throws {
    let words = try Dataset(inputs: small, classes: ["b", "Z", "a"])
    #expect(words.classes == ["Z", "a", "b"] && words.targets.labels == [2, 0, 1])
    let numbers = try Dataset(inputs: small, classes: ["10", "9", "-1"])
    #expect(numbers.classes == ["-1", "9", "10"] && numbers.targets.labels == [2, 1, 0])
  }

  @Test func oneHotRowsSignsAndNumbersAreKeptAsTheyAre() throws {
    let hot = try Dataset(inputs: small, oneHot: [[0, 1], [1, 0], [0, 1]])
    #expect(hot.classes == ["0", "1"] && hot.targets.classIndices == [1, 0, 1])
    let signs = try Dataset(inputs: Tensor(rows: small), .signs([1, -1, 1]))
    #expect(signs.classes == ["-1", "+1"] && signs.targets.classIndices == [1, 0, 1])
    #expect(signs.targets.tensor.values == [1, -1, 1] && signs.targets.tensor.shape == [1])
    let numbers = try Dataset(inputs: small, targets: [[0.5], [1], [2]])
    #expect(numbers.classes.isEmpty && numbers.targets.numbers == [0.5, 1, 2])
  }

  @Test func severalInputsAndTargetsAreSortedByName() throws {
    let left = Tensor.uniform(rows: 4, shape: [2, 3], seed: 1)
    let right = Tensor.uniform(rows: 4, shape: 5, seed: 2)
    let data = try Dataset(
      inputs: ["right": right, "left": left],
      targets: ["price": .values(Tensor(column: [1.0, 2, 3, 4])), "kind": .classes([0, 1, 0, 1])])
    #expect(data.inputNames == ["left", "right"] && data.inputShape == [2, 3])
    #expect(data.targetParts.map(\.name) == ["kind", "price"] && data.classes == ["0", "1"])
    #expect(data[1..<3].inputParts[1].tensor.values == Array(right.values[5..<15]))
  }

  @Test func partsOfADataSetRememberAllClasses() throws {
    let part = try Dataset(inputs: small, classes: [0, 1, 2])[0..<1]
    #expect(part.count == 1 && part.classes == ["0", "1", "2"] && part.targets.labels == [0])
    #expect(try part.oneHot().targets.tensor.values == [1, 0, 0])
  }

  @Test func oneHotWritesOneColumnPerClass() throws {
    let hot = try Dataset(inputs: small, classes: ["b", "a", "b"]).oneHot()
    #expect(hot.targets.tensor == (try Tensor(rows: [[0.0, 1], [1, 0], [0, 1]])) && hot.classes == ["a", "b"])
    expectFault(.labelSet, saying: "targets", "classes") {
      try Dataset(inputs: small, targets: [[1], [2], [3]]).oneHot()
    }
  }

  @Test func shufflingKeepsRowsTogetherAndDependsOnTheSeedAlone() throws {
    let rows = (0..<100).map { [Double($0)] }
    let data = try Dataset(inputs: rows, targets: rows).weighted((0..<100).map(Double.init))
    let shuffled = data.shuffled(seed: 3)
    #expect(shuffled.inputs.values != data.inputs.values && shuffled.inputs.values.sorted() == data.inputs.values)
    #expect(shuffled.targets.numbers == shuffled.inputs.values)
    #expect(shuffled.weights?.map(Float.init) == shuffled.inputs.values)
    #expect(shuffled.inputs == data.shuffled(seed: 3).inputs && shuffled.inputs != data.shuffled(seed: 4).inputs)
  }

  @Test func rangesBeyondTheRowsAreFaultsOfTheActionThatUsesThem() throws {
    let data = try Dataset(inputs: small, classes: [0, 1, 0])
    #expect(data[1..<3].faults.isEmpty && data[1..<3].count == 2)
    let beyond = data[2..<9]
    #expect(beyond.count == 1)
    expectFault(.badArgument, saying: "0..<3", "2..<9") { try beyond.checkTrainable() }
    expectFault(.badArgument, saying: "-4..<2") { try data[(-4)..<2].split(holdOut: 0.5, seed: 1) }
    expectFault(.badArgument, saying: "7..<9") { try data[7..<9].oneHot() }
  }

  @Test func aDataSetIsDescribedInOneLine() throws {
    #expect("\(Dataset.sumBin(rows: 7, seed: 1))" == "7 rows of [2], 3 classes (0, 1, 2)")
    let three = Tensor.uniform(rows: 3, shape: 2, seed: 1)
    let two = try Dataset(inputs: ["b": three, "a": three], targets: ["t": .values(three), "s": .signs([1, -1, 1])])
    #expect("\(two)" == "3 rows of a [2] and b [2], s 2 classes (-1, +1) and t numbers [2]")
  }

  @Test func columnsCanBeDroppedByName() throws {
    let data = try Dataset(inputs: [[1.0, 2, 3], [4, 5, 6]], classes: [0, 1]).weighted([1, 2])
    let kept = try data.dropping(["x1"])
    #expect(kept.inputNames == ["x0", "x2"] && kept.inputs.values == [1, 3, 4, 6] && kept.weights == [1, 2])
    expectFault(.unknownColumn, saying: "\"x9\"", "\"x0\", \"x1\", \"x2\"") { try data.dropping(["x9"]) }
    let picture = try Dataset(inputs: Tensor.uniform(rows: 2, shape: [2, 2], seed: 1), .signs([1, -1]))
    expectFault(.badArgument, saying: "one input of shape [n]", "\"inputs\"") { try picture.dropping(["x0"]) }
    expectFault(.badArgument, saying: "no input column is left") { try data.dropping(["x0", "x1", "x2"]) }
  }
}

@Suite struct DatasetFaultTests {
  let small = [[1.0, 2], [3, 4]]

  @Test func rowsAndCountsMustFit() {
    expectFault(.noRows, saying: "no rows", "at least 1") { try Dataset(inputs: [[Double]](), classes: [Int]()) }
    expectFault(.shapeMisfit, saying: "\"targets\"", "expected 2, got 3") {
      try Dataset(inputs: small, classes: [0, 1, 0])
    }
    expectFault(.shapeMisfit, saying: "expected 2, got 1") { try Dataset(inputs: small, targets: [[1]]) }
    expectFault(.raggedRow, saying: "row 1", "expected 2", "got 1") {
      try Dataset(inputs: [[1.0, 2], [3]], classes: [0, 1])
    }
    expectFault(.noRows, saying: "at least one input") { try Dataset(inputs: [:], targets: ["a": .signs([1])]) }
    let two = Tensor.uniform(rows: 2, shape: 1, seed: 1)
    expectFault(.shapeMisfit, saying: "input \"b\"", "expected 2, got 3") {
      try Dataset(inputs: ["a": two, "b": .uniform(rows: 3, shape: 1, seed: 1)], targets: ["t": .signs([1, -1])])
    }
  }

  @Test func labelsOutsideTheClassesAreNamedWithTheirRow() {
    expectFault(.labelSet, saying: "row 1", "0 ... 1", "got 2") {
      try Dataset(inputs: small, classes: [0, 2], names: ["a", "b"])
    }
    expectFault(.labelSet, saying: "row 0", "got -3") { try Dataset(inputs: small, classes: [-3, 0]) }
    expectFault(.labelSet, saying: "Targets.signs") { try Dataset(inputs: small, classes: [1, -1]) }
    expectFault(.labelSet, saying: "row 1", "9223372036854775807") { try Dataset(inputs: small, classes: [0, .max]) }
    expectFault(.labelSet, saying: "same name", "\"a\" twice") {
      try Dataset(inputs: small, classes: [0, 1], names: ["a", "a"])
    }
    expectFault(.labelSet, saying: "number of class names", "got 0") {
      try Dataset(inputs: small, classes: [0, 1], names: [])
    }
    expectFault(.labelSet, saying: "row 1", "-1 or +1", "got 0") {
      try Dataset(inputs: Tensor(rows: small), .signs([1, 0]))
    }
  }

  @Test(arguments: [[0.0, 0], [1, 1], [0.5, 0.5], [1, -1], [2, 0], [.nan, 1]])
  func rowsThatAreNotOneHotAreNamed(row: [Double]) {
    expectFault(.labelSet, saying: "row 1", "a single 1 and 1 times 0", "classes:") {
      try Dataset(inputs: small, oneHot: [[0, 1], row])
    }
  }

  @Test func oneHotNamesMustMatchTheColumns() {
    expectFault(.labelSet, saying: "expected 3, got 2") {
      try Dataset(inputs: small, oneHot: [[0, 1], [1, 0]], names: ["a", "b", "c"])
    }
  }

  @Test func numbersThatAreNotFiniteAreNamedByRowAndColumn() {
    expectFault(.notFinite, saying: "row 1, column x0", "got nan") {
      try Dataset(inputs: [[1.0, 2], [.nan, 4]], classes: [0, 1])
    }
    expectFault(.notFinite, saying: "row 0, column x1", "got inf") {
      try Dataset(inputs: [[1.0, 1e300], [3, 4]], classes: [0, 1])
    }
    expectFault(.notFinite, saying: "row 1, value 0 of target") {
      try Dataset(inputs: small, targets: [[1], [-.infinity]])
    }
  }

  @Test func weightsMustBeUsable() throws {
    let data = try Dataset(inputs: small, classes: [0, 1])
    #expect(try data.weighted([0, 2]).weights == [0, 2])
    expectFault(.badArgument, saying: "expected 2, got 1") { try data.weighted([1]) }
    expectFault(.badArgument, saying: "row 1", "-1") { try data.weighted([1, -1]) }
    expectFault(.badArgument, saying: "row 0", "nan") { try data.weighted([.nan, 1]) }
    expectFault(.badArgument, saying: "all weights are 0") { try data.weighted([0, 0]) }
  }
}
