import Testing

@testable import Swiftlet

@Suite struct SplitTests {
  /// Row i holds the number i; `sizes[c]` rows of class c, sorted by class.
  func sorted(_ sizes: [Int]) throws -> Dataset {
    let labels = sizes.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    return try Dataset(inputs: labels.indices.map { [Double($0)] }, classes: labels)
  }

  func ids(_ data: Dataset) -> [Int] { data.inputs.values.map { Int($0) } }

  @Test(arguments: [0.1, 0.2, 0.5, 0.75])
  func aSplitDividesTheRowsWithoutLossOrOverlap(share: Double) throws {
    let data = try sorted([40, 60])
    let (train, test) = try data.split(holdOut: share, seed: 5)
    #expect(test.count == Int((100 * share).rounded()))
    #expect((ids(train) + ids(test)).sorted() == Array(0..<100))
    #expect(ids(train) != ids(train).sorted())
    let again = try data.split(holdOut: share, seed: 5)
    #expect(ids(again.train) == ids(train) && ids(again.test) == ids(test))
    #expect(ids(try data.split(holdOut: share, seed: 6).test) != ids(test))
  }

  @Test func aStratifiedSplitKeepsTheShares() throws {
    for seed in 0..<10 as Range<UInt64> {
      let (train, test) = try sorted([50, 20, 5, 2]).split(holdOut: 0.2, stratified: true, seed: seed)
      let heldOut = (0..<4).map { label in test.targets.labels.count { $0 == label } }
      #expect(heldOut == [10, 4, 1, 1] && train.count == 77 - 16)
    }
  }

  @Test func sharesAndPartsMustMakeSense() throws {
    let data = try sorted([3, 3])
    for share in [0.0, 1, -0.1, 1.5, .nan, .infinity] {
      expectFault(.badArgument, saying: "\(share)", "between 0 and 1") { try data.split(holdOut: share, seed: 1) }
    }
    let numbers = try Dataset(inputs: [[1.0], [2], [3]], targets: [[1], [2], [3]])
    expectFault(.noRows, saying: "3 for training and 0 held out", "0.1 of 3") {
      try numbers.split(holdOut: 0.1, seed: 1)
    }
    expectFault(.noRows, saying: "0 for training and 3 held out") { try numbers.split(holdOut: 0.9, seed: 1) }
    expectFault(.badArgument, saying: "stratified") { try numbers.split(holdOut: 0.5, stratified: true, seed: 1) }
  }

  @Test func aClassMissingFromAPartIsAFault() throws {
    expectFault(.classMissingFromSplit, saying: "class \"1\"", "part", "1 rows", "Add rows") {
      try sorted([50, 1]).split(holdOut: 0.2, stratified: true, seed: 1)
    }
    expectFault(.classMissingFromSplit, saying: "class \"1\"", "0 of its 2 rows", "stratified: true") {
      try sorted([500, 2]).split(holdOut: 0.02, seed: 1)
    }
  }

  @Test(arguments: [false, true])
  func foldsHoldEachRowOutOnce(stratified: Bool) throws {
    let data = try sorted([33, 41, 29])
    let folds = try data.folds(5, stratified: stratified, seed: 2)
    #expect(folds.map(\.index) == [0, 1, 2, 3, 4])
    #expect(folds.flatMap { ids($0.test) }.sorted() == Array(0..<103))
    for fold in folds {
      #expect((ids(fold.train) + ids(fold.test)).sorted() == Array(0..<103))
      #expect(ids(fold.train) != ids(fold.train).sorted())
      #expect((20...21).contains(fold.test.count))
      let counts = (0..<3).map { label in fold.test.targets.labels.count { $0 == label } }
      if stratified {
        #expect((6...7).contains(counts[0]) && (8...9).contains(counts[1]) && (5...6).contains(counts[2]))
      }
    }
    #expect(ids(try data.folds(5, stratified: stratified, seed: 2)[3].train) == ids(folds[3].train))
  }

  @Test func foldsMustFitTheRows() throws {
    let data = try sorted([3, 4])
    expectFault(.tooFewRows, saying: "at most 7 folds", "8 folds") { try data.folds(8, seed: 1) }
    expectFault(.badArgument, saying: "got 1") { try data.folds(1, seed: 1) }
    expectFault(.badArgument, saying: "got -5") { try data.folds(-5, seed: 1) }
    expectFault(.tooFewRows, saying: "class \"0\"", "at least 4 rows", "got 3") {
      try data.folds(4, stratified: true, seed: 1)
    }
    expectFault(.classMissingFromSplit, saying: "training part of fold") { try sorted([9, 1]).folds(2, seed: 1) }
  }

  @Test func givenFoldsAreUsedAsTheyAre() throws {
    let data = try sorted([2, 2])
    let folds = try data.folds(assigned: [1, 0, 0, 1])
    #expect(folds.count == 2 && ids(folds[0].test) == [1, 2] && ids(folds[1].test) == [0, 3])
    #expect(ids(folds[0].train).sorted() == [0, 3])
    expectFault(.shapeMisfit, saying: "expected 4, got 3") { try data.folds(assigned: [0, 1, 0]) }
    expectFault(.badArgument, saying: "row 2", "got -1") { try data.folds(assigned: [0, 1, -1, 0]) }
    expectFault(.badArgument, saying: "row 0") { try data.folds(assigned: [1 << 60, 1, 0, 0]) }
    expectFault(.noRows, saying: "fold 1 of 3") { try data.folds(assigned: [0, 2, 2, 0]) }
    expectFault(.badArgument, saying: "at least two folds") { try data.folds(assigned: [0, 0, 0, 0]) }
  }

  @Test func crossValidationReturnsResultsInOrderAndPassesErrorsOn() throws {
    struct Broken: Error {}
    let data = try sorted([10, 10])
    #expect(try data.crossValidate(folds: 4, seed: 1) { $0.index * 10 } == [0, 10, 20, 30])
    #expect(throws: Broken.self) { try data.crossValidate(folds: 4, seed: 1) { _ in throw Broken() } }
  }
}
