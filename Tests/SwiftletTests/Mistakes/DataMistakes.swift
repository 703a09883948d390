import Swiftlet
import Testing

/// Three inputs as rows of two numbers.
private let rows: [[Double]] = [[0, 1], [2, 3], [4, 5]]

/// Arrays that are no data set, and data that do not fit a model.
@Suite struct DataMistakes {
  static let arrays: [Mistake] = [
    Mistake("no rows", .data, .noRows, says: ["at least 1 row"]) {
      _ = try Dataset(inputs: [[Double]](), classes: [Int]())
    },
    Mistake("a row of another length", .data, .raggedRow, says: ["row 1", "2 values", "got 3"]) {
      _ = try Dataset(inputs: [[0.0, 1], [2, 3, 4], [5, 6]], classes: [0, 1, 0])
    },
    Mistake("rows without numbers", .data, .badArgument, says: ["empty row"]) {
      _ = try Dataset(inputs: [[Double]](repeating: [], count: 3), classes: [0, 1, 0])
    },
    Mistake("fewer labels than rows", .data, .shapeMisfit, says: ["\"targets\"", "expected 3", "got 2"]) {
      _ = try Dataset(inputs: rows, classes: [0, 1])
    },
    Mistake("a negative label", .data, .labelSet, says: ["row 1", "got -1", "0 ..."]) {
      _ = try Dataset(inputs: rows, classes: [0, -1, 1])
    },
    Mistake("a label outside the classes", .data, .labelSet, says: ["row 2", "0 ... 1", "got 2"]) {
      _ = try Dataset(inputs: rows, classes: [0, 1, 2], names: ["no", "yes"])
    },
    Mistake("the largest label there is", .data, .labelSet, says: ["\(Int.max)"]) {
      _ = try Dataset(inputs: rows, classes: [0, 1, Int.max])
    },
    Mistake("two classes of one name", .data, .labelSet, says: ["\"yes\" twice"]) {
      _ = try Dataset(inputs: rows, classes: [0, 1, 0], names: ["yes", "yes"])
    },
    Mistake("a one-hot row with two ones", .data, .labelSet, says: ["row 1", "[1.0, 1.0]"]) {
      _ = try Dataset(inputs: rows, oneHot: [[0, 1], [1, 1], [1, 0]])
    },
    Mistake("a sign of 0", .data, .labelSet, says: ["row 1", "-1 or +1", "got 0"]) {
      _ = try Dataset(inputs: Tensor(rows: rows), .signs([1, 0, -1]))
    },
    Mistake("an input that is no number", .data, .notFinite, says: ["row 1", "x0", "nan"]) {
      _ = try Dataset(inputs: [[0, 1], [.nan, 3], [4, 5]], classes: [0, 1, 0])
    },
    Mistake("an input beyond float32", .data, .notFinite, says: ["row 0", "x1", "inf", "3.4e38"]) {
      _ = try Dataset(inputs: [[0, 1e300], [2, 3]], classes: [0, 1])
    },
    Mistake("a target that is no number", .data, .notFinite, says: ["row 2", "target", "inf"]) {
      _ = try Dataset(inputs: rows, targets: [[0], [1], [.infinity]])
    },
    Mistake("values that do not fill the rows", .data, .shapeMisfit, says: ["2 × [3] = 6", "got 5"]) {
      _ = try Tensor([1.0, 2, 3, 4, 5], rows: 2, shape: 3)
    },
    Mistake("a negative number of rows", .data, .badArgument, says: ["-2 rows"]) {
      _ = try Tensor([1.0], rows: -2, shape: 3)
    },
    Mistake("a shape that overflows", .data, .badArgument, says: ["\(Int.max)"]) {
      _ = try Tensor([1.0], rows: 2, shape: [Int.max, Int.max])
    },
    Mistake("rows that overflow", .data, .shapeMisfit, says: ["\(Int.max)"]) {
      _ = try Tensor([1.0], rows: Int.max, shape: 3)
    },
    Mistake("a weight below 0", .data, .badArgument, says: ["row 1", "-1.0"]) {
      _ = try Dataset(inputs: rows, classes: [0, 1, 0]).weighted([1, -1, 1])
    },
    Mistake("a hold-out of everything", .data, .badArgument, says: ["got 1.0", "0.2"]) {
      _ = try Dataset.stripes.split(holdOut: 1, seed: 1)
    },
    Mistake("more folds than rows", .data, .tooFewRows, says: ["60 rows", "61 folds"]) {
      _ = try Dataset.stripes.folds(61, seed: 1)
    },
    Mistake("no such file", .data, .unreadableFile, says: ["nowhere.csv"]) {
      _ = try Dataset(csv: "nowhere.csv", target: "species")
    },
    Mistake("made-up data that no machine holds", .data, .tooLarge, says: ["memory", "\(1 << 60)"]) {
      try classifier().fit(.sumBin(rows: 1 << 60, seed: 1), verbose: .silent)
    },
    Mistake("made-up data of no rows", .data, .badArgument, says: ["0 rows"]) {
      try classifier().fit(.sumMod(rows: 0, seed: 1), verbose: .silent)
    },
    Mistake("a model for data that could not be made", .data, .badArgument, says: ["-3 rows"]) {
      let data = Dataset.sumBin(rows: -3, seed: 1)
      try Sequential(for: data) { Dense(3) }.classifying().fit(data, verbose: .silent)
    },
  ]

  static let fits: [Mistake] = [
    Mistake(
      "rows of another width", .training, .shapeMisfit, says: ["[5] per sample", "got [2]", "Sequential(for: data)"]
    ) {
      try Sequential(inputs: 5) { Dense(3) }.classifying().fit(.stripes, verbose: .silent)
    },
    Mistake(
      "another number of classes than outputs", .training, .outputCount, says: ["3 outputs", "got 4", "Dense(3)"]
    ) {
      try Sequential(inputs: 2) { Dense(4) }.classifying().fit(.stripes, verbose: .silent)
    },
    Mistake("classes for a model of numbers", .training, .labelSet, says: ["amounts", "3 classes", "targets:"]) {
      try Sequential(inputs: 2) { Dense(1) }.regressing().fit(.stripes, verbose: .silent)
    },
    Mistake("numbers for a model of classes", .training, .labelSet, says: ["row 0", "0...2", "1.5"]) {
      let data = try Dataset(inputs: [[0.0, 1], [2, 3]], targets: [[1.5], [0]])
      try classifier().fit(data, verbose: .silent)
    },
    Mistake("a class index outside the outputs", .training, .labelSet, says: ["row 1", "0...2", "3.0"]) {
      let data = try Dataset(inputs: [[0.0, 1], [2, 4]], targets: [[1], [3]])
      try classifier().fit(data, verbose: .silent)
    },
    Mistake("another number of target columns", .training, .targetShape, says: ["[1] per sample", "[2]", "broadcast"]) {
      let data = try Dataset(inputs: [[0.0], [1]], targets: [[1.0, 2], [3, 4]])
      try regressor().fit(data, verbose: .silent)
    },
    Mistake("signs for a loss on classes", .training, .labelSet, says: ["-1 and +1", ".hinge"]) {
      let data = Dataset.sumThreshold(rows: 50, labels: .signs, seed: 1)
      try Sequential(for: data) { Dense(2) }.classifying().fit(data, verbose: .silent)
    },
    Mistake("classes 0 and 1 under a hinge", .training, .labelSet, says: ["-1 and +1", "0 and 1", "label-set"]) {
      let data = Dataset.sumThreshold(rows: 50, labels: .zeroOne, seed: 1)
      let model = Sequential(for: data) { Dense(1) }
      try model.compile(loss: .hinge)
      try model.fit(data, verbose: .silent)
    },
    Mistake("three classes for one output", .training, .outputCount, says: ["3 classes", "Dense(3)"]) {
      let model = Sequential(inputs: 2) { Dense(1) }
      try model.compile(loss: .binaryCrossentropy(from: .logits))
      try model.fit(.stripes, verbose: .silent)
    },
    Mistake("one class only", .data, .oneClass, says: ["all 4 rows", "\"0\""]) {
      let data = try Dataset(
        inputs: [[0.0, 1], [2, 3], [4, 5], [6, 8]], classes: [0, 0, 0, 0], names: ["0", "1", "2"])
      try classifier().fit(data, verbose: .silent)
    },
    Mistake("no rows after slicing", .data, .noRows, says: ["at least 1 row"]) {
      try classifier().fit(Dataset.stripes[0..<0], verbose: .silent)
    },
    Mistake("a slice beyond the rows", .data, .badArgument, says: ["0..<60", "50..<70"]) {
      try classifier().fit(Dataset.stripes[50..<70], verbose: .silent)
    },
    Mistake("a column that is the answer", .training, .labelLeak, says: ["\"x1\"", "ignoring:"]) {
      let inputs = (0..<30).map { [Double($0 % 7), Double($0 % 3) + 5] }
      let data = try Dataset(inputs: inputs, classes: (0..<30).map { $0 % 3 })
      try classifier().fit(data, verbose: .silent)
    },
    Mistake("a column that is the number", .training, .labelLeak, says: ["\"x0\""]) {
      let data = try Dataset(inputs: [[1.0, 2], [3, 4], [5, 7]], targets: [[1], [3], [5]])
      try Sequential(for: data) { Dense(1) }.regressing().fit(data, verbose: .silent)
    },
    Mistake("two targets for one output", .training, .outputCount, says: ["2: a, b", "1 target"]) {
      let column = Targets.values(Tensor(column: [1.0, 2]))
      let data = try Dataset(inputs: ["x": Tensor(column: [1.0, 3])], targets: ["a": column, "b": column])
      try regressor().fit(data, verbose: .silent)
    },
    Mistake("one array for two inputs", .training, .shapeMisfit, says: ["\"left\", \"right\"", "got 1"]) {
      let left = Symbol.input(1, name: "left")
      let right = Symbol.input(1, name: "right")
      let model = try Model(inputs: [left, right], outputs: [Add()(left, right)]).regressing()
      try model.fit(.doubling, verbose: .silent)
    },
    Mistake(
      "arrays under other names", .training, .shapeMisfit, .shapeMisfit,
      says: ["\"left\"", "\"right\"", "\"a\", \"b\""]
    ) {
      let left = Symbol.input(1, name: "left")
      let right = Symbol.input(1, name: "right")
      let column = Tensor(column: [1.0, 2])
      let data = try Dataset(inputs: ["a": column, "b": column], targets: ["y": .values(Tensor(column: [3.0, 9]))])
      try Model(inputs: [left, right], outputs: [Add()(left, right)]).regressing().fit(data, verbose: .silent)
    },
    Mistake("accuracy on numbers", .training, .metricMisfit, says: ["accuracy", "numbers", "R²"]) {
      try Sequential(inputs: 1) { Dense(1) }.regressing([.accuracy]).fit(.doubling, verbose: .silent)
    },
    Mistake("binary accuracy on class indices", .training, .metricMisfit, says: ["binary_accuracy", ".accuracy"]) {
      try Sequential(inputs: 2) { Dense(3) }.classifying([.binaryAccuracy]).fit(.stripes, verbose: .silent)
    },
    Mistake("sign accuracy on class indices", .training, .metricMisfit, says: ["sign_accuracy"]) {
      let model = try classifier().classifying([.signAccuracy])
      _ = try model.evaluate(.stripes)
    },
  ]

  @Test(arguments: arrays) func arraysThatAreNoData(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: fits) func dataThatDoNotFitTheModel(_ mistake: Mistake) { mistake.check() }

  /// `[]` against `[1]`: row by row, said once, never broadcast.
  @Test func oneNumberPerRowIsMatchedRowByRowAndSaidOnce() throws {
    let x = try Tensor([0.1, 0.2, 0.3, 0.4], rows: 4, shape: 1)
    let flat = try Dataset(inputs: x, .values(Tensor([1.0, 2, 3, 4], rows: 4, shape: [])))
    let column = try Dataset(inputs: x, .values(Tensor([1.0, 2, 3, 4], rows: 4, shape: [1])))
    let (a, b) = (try regressor(), try regressor())
    let first = try a.fit(flat, epochs: 5, verbose: .silent)
    let second = try b.fit(column, epochs: 5, verbose: .silent)
    #expect(a.weights == b.weights)
    #expect(first.loss == second.loss)
    let notes = first.findings.filter { $0.id == .targetShape }
    #expect(notes.count == 1 && notes.first?.severity == .note)
    #expect(notes.first?.sentence.contains("row by row") == true)
    #expect(!second.findings.contains { $0.id == .targetShape })
  }

  @Test func aLeakThatIsAllowedIsANote() throws {
    let inputs = (0..<30).map { [Double($0 % 7), Double($0 % 3) + 5] }
    let data = try Dataset(inputs: inputs, classes: (0..<30).map { $0 % 3 })
    let model = Sequential(for: data) { Dense(3) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits), allowing: ["label-leak"])
    let history = try model.fit(data, verbose: .silent)
    #expect(history.findings.contains { $0.id == .labelLeak && $0.severity == .note })
  }

  @Test func aFitThatIsRefusedLeavesNoStatisticsBehind() throws {
    let model = Sequential(inputs: 2) {
      Normalization()
      Dense(3)
    }
    try model.compile(loss: .mse)
    #expect(throws: SwiftletError.self) { try model.fit(.stripes, verbose: .silent) }
    #expect(model.weights["normalization/mean"]?.values == [0, 0])
    #expect(throws: SwiftletError.self) { try model.predict([0.5, 0.5]) }
  }
}
