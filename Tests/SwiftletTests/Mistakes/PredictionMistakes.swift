import Swiftlet
import Testing

private func normalizing() throws -> Model {
  try Sequential(inputs: 2) {
    Normalization()
    Dense(3)
  }.classifying()
}

private func twoInputs() throws -> Model {
  let left = Symbol.input(2, name: "left")
  let right = Symbol.input(2, name: "right")
  return try Model(inputs: [left, right], outputs: [Add()(left, right)]).regressing()
}

/// Rows that a model cannot answer, weights that it cannot take, sizes that no machine holds.
@Suite struct PredictionMistakes {
  static let rows: [Mistake] = [
    Mistake("a row too long", .prediction, .shapeMisfit, says: ["[2] per sample", "[3]"]) {
      _ = try classifier().predict([1.0, 2, 3])
    },
    Mistake("a row too short", .prediction, .shapeMisfit, says: ["[2] per sample", "[1]"]) {
      _ = try classifier().predict([[1.0]])
    },
    Mistake("a row of nothing", .prediction, .shapeMisfit, says: ["[2] per sample", "[0]"]) {
      _ = try classifier().predict([Float]())
    },
    Mistake("ragged rows", .data, .raggedRow, says: ["row 1", "2 values", "got 1"]) {
      _ = try classifier().predict([[1.0, 2], [3]])
    },
    Mistake("a row with a hole", .prediction, .notFinite, says: ["value 1 of input row 0", "nan"]) {
      _ = try classifier().predict([1, Double.nan])
    },
    Mistake("a row beyond float32", .prediction, .notFinite, says: ["value 0 of input row 1", "inf"]) {
      _ = try classifier().predict([[1.0, 2], [1e300, 2]])
    },
    Mistake("a row for a predictor", .prediction, .shapeMisfit, says: ["[2] per sample", "[4]"]) {
      _ = try classifier().predictor().predict([1, 2, 3, 4.0])
    },
    Mistake("a hole for a predictor", .prediction, .notFinite, says: ["nan"]) {
      _ = try classifier().predictor().classify([Float.nan, 0])
    },
    Mistake(
      "predict before the statistics", .prediction, .unfittedLayer, says: ["Normalization()", "means:variances:"]
    ) {
      _ = try normalizing().predict([1.0, 2])
    },
    Mistake("a predictor before the statistics", .prediction, .unfittedLayer, says: ["Normalization()"]) {
      _ = try normalizing().predictor()
    },
    Mistake("classes from a model of numbers", .prediction, .metricMisfit, says: ["numbers", "predict"]) {
      _ = try regressor().classify([1.0])
    },
    Mistake("classes from a predictor of numbers", .prediction, .metricMisfit, says: ["Use predict"]) {
      _ = try regressor().predictor().classify([1.0])
    },
    Mistake("classes before compile", .prediction, .notCompiled, says: ["compile("]) {
      _ = try Sequential(inputs: 2) { Dense(3) }.classify([1.0, 2])
    },
    Mistake("an answer of a broken model", .compile, .badArgument, says: ["Dense", "got 0"], isLocated: true) {
      _ = try Sequential(inputs: 2) { Dense(0) }.predict([1.0, 2])
    },
    Mistake("one array for two inputs", .prediction, .shapeMisfit, says: ["\"left\", \"right\"", "got 1"]) {
      _ = try twoInputs().predict([1.0, 2])
    },
    Mistake("inputs of different counts", .prediction, .shapeMisfit, says: ["rows", "2 of \"left\"", "3 of \"right\""])
    {
      let a = try Tensor(rows: [[1.0, 2], [3, 4]])
      let b = try Tensor(rows: [[1.0, 2], [3, 4], [5, 6]])
      _ = try twoInputs().predict(["left": a, "right": b])
    },
    Mistake("an input of another name", .prediction, .shapeMisfit, says: ["\"right\"", "\"write\""]) {
      let a = try Tensor(rows: [[1.0, 2]])
      _ = try twoInputs().predict(["left": a, "write": a])
    },
    Mistake("a class that the model does not know", .data, .labelSet, says: ["\"cat\", \"dog\"", "got \"owl\""]) {
      let animals = try Dataset(inputs: [[1.0], [2], [4], [3]], classes: ["cat", "dog", "cat", "dog"])
      let others = try Dataset(inputs: [[1.0], [2], [4], [3]], classes: ["owl", "dog", "owl", "dog"])
      let model = try Sequential(for: animals) { Dense(2) }.classifying()
      _ = try model.evaluate(others)
    },
  ]

  static let weights: [Mistake] = [
    Mistake("a weight of no layer", .storage, .unknownName, says: ["dense/kernle", "dense/kernel"]) {
      try classifier().setWeights(["dense/kernle": Tensor(column: [1.0])])
    },
    Mistake("too few values", .storage, .shapeMisfit, says: ["dense/kernel", "[2, 3]", "[5, 1]"]) {
      try classifier().setWeights(["dense/kernel": Tensor(column: [1, 2, 3, 4, 5.0])])
    },
    Mistake("a transposed kernel", .storage, .shapeMisfit, says: ["[2, 3]", "[3, 2]", "transposed"]) {
      try classifier().setWeights(["dense/kernel": Tensor(rows: [[1.0, 2], [3, 4], [5, 6]])])
    },
    Mistake("a weight that is no number", .storage, .notFinite, says: ["value 1", "dense/bias", "nan"]) {
      try classifier().setWeights(["dense/bias": Tensor(column: [1, Double.nan, 2])])
    },
    Mistake("two weights at once", .storage, .shapeMisfit, .unknownName, says: ["2 faults", "dense/bias", "\"x\""]) {
      try classifier().setWeights(["x": Tensor(column: [1.0]), "dense/bias": Tensor(column: [1.0])])
    },
    Mistake("weights of a model without any", .storage, .unknownName, says: ["has no weights"]) {
      try Sequential(inputs: 2) { Activation.relu }.setWeights(["x": Tensor(column: [1.0])])
    },
  ]

  static let sizes: [Mistake] = [
    Mistake("a layer that no machine holds", .compile, .tooLarge, says: ["parameters", "at most"], isLocated: true) {
      try Sequential(inputs: 5) { Dense(1 << 40) }.compile(loss: .mse)
    },
    Mistake("a layer whose size overflows", .compile, .badArgument, says: ["kernel", "counted"], isLocated: true) {
      try Sequential(inputs: 5) { Dense(Int.max) }.compile(loss: .mse)
    },
    Mistake("many layers whose sum overflows", .compile, .tooLarge, says: ["more than can be counted"], isLocated: true)
    {
      let model = Sequential(inputs: 1) { for _ in 0..<4 { Dense(1 << 31) } }
      try model.compile(loss: .mse)
    },
    Mistake("as many inputs as there are integers", .compile, .tooLarge, says: ["parameters"], isLocated: true) {
      try Sequential(inputs: Int.max) { Dense(1) }.compile(loss: .mse)
    },
    Mistake("an input shape that overflows", .compile, .badArgument, says: ["\(Int.max)"], isLocated: true) {
      try Sequential(inputs: [Int.max, 2]) { Flatten() }.compile(loss: .mse)
    },
    Mistake("statistics of too many columns", .compile, .tooLarge, says: ["state"], isLocated: true) {
      try Sequential(inputs: Int.max) { Normalization() }.compile(loss: .mse)
    },
    Mistake("a concatenation that overflows", .compile, .shapeMisfit, says: ["side by side"], isLocated: true) {
      let x = Symbol.input(Shape([Int.max]))
      try Model(inputs: x, outputs: Concatenate()(x, x)).compile(loss: .mse)
    },
    Mistake("a repetition that overflows", .compile, .shapeMisfit, says: ["repeated"], isLocated: true) {
      try Sequential(inputs: 1) { Lambda { x in x.repeated(to: [Int.max, 2, 1]).sum() } }.compile(loss: .mse)
    },
    Mistake("values that no machine holds, while predicting", .compile, .tooLarge, says: ["128 rows"]) {
      let model = Sequential(inputs: 1) {
        Lambda { x in (x.repeated(to: [1 << 55]) + x.repeated(to: [1 << 55])).sum() }
      }
      try model.compile(loss: .mse)
      _ = try model.predict([[1.0], [2.0]])
    },
    Mistake("values that no machine holds, while training", .compile, .tooLarge, says: ["rows"]) {
      let model = Sequential(inputs: 1) {
        Dense(1)
        Lambda { x in x.repeated(to: [1 << 60]).exp().mean() }
      }
      try model.regressing().fit(.doubling, verbose: .silent)
    },
    Mistake("an optimizer with more memory than there is", .compile, .tooLarge, says: ["optimizer"]) {
      let model = Sequential(inputs: 1) { Dense(1) }
      try model.compile(optimizer: Optimizer(Hoarder(slots: Int.max), learningRate: 1), loss: .mse)
      try model.fit(.doubling, verbose: .silent)
    },
    Mistake("an optimizer with less memory than none", .compile, .tooLarge, says: ["optimizer"]) {
      let model = Sequential(inputs: 1) { Dense(1) }
      try model.compile(optimizer: Optimizer(Hoarder(slots: -1), learningRate: 1), loss: .mse)
      try model.fit(.doubling, verbose: .silent)
    },
  ]

  @Test(arguments: rows) func rowsThatCannotBeAnswered(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: weights) func weightsThatCannotBeTaken(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: sizes) func sizesThatNoMachineHolds(_ mistake: Mistake) { mistake.check() }

  @Test func weightsThatAreRefusedChangeNothing() throws {
    let model = try classifier()
    let before = model.weights
    #expect(throws: SwiftletError.self) {
      try model.setWeights(["dense/bias": Tensor(column: [1.0, 2, 3]), "dense/kernel": Tensor(column: [1.0])])
    }
    #expect(model.weights == before)
    try model.setWeights(["dense/bias": Tensor(column: [1.0, 2, 3])])
    try model.setWeights(["dense/kernel": Tensor(rows: [[1.0, 2, 3], [4, 5, 6]])])
    #expect(try model.predict([1.0, 1]) == [6, 9, 12])
    try model.setWeights(before)
    #expect(model.weights == before)
  }

  @Test func noRowsGetNoAnswers() throws {
    #expect(try classifier().predict([[Float]]()) == [])
    #expect(try classifier().predict(Tensor([Float](), rows: 0, shape: 2)).rows == 0)
    #expect(try classifier().predictor().predict(Tensor([Float](), rows: 0, shape: 2)).rows == 0)
  }

  @Test func theLargestBatchIsTheWholeDataSet() throws {
    let (a, b) = (try classifier(), try classifier())
    let data = Dataset.sumBin(rows: 300, seed: 1)
    let huge = try a.fit(data, epochs: 3, batchSize: .max, validation: .split(0.2), verbose: .silent)
    let whole = try b.fit(data, epochs: 3, batchSize: 240, validation: .split(0.2), verbose: .silent)
    #expect(huge.loss == whole.loss && a.weights == b.weights)
    #expect(try a.evaluate(data, batchSize: .max).loss == a.evaluate(data, batchSize: 300).loss)
  }

  @Test func aModelWithoutLayersAnswersWithItsInputs() throws {
    let model = Sequential(inputs: 2) {}
    #expect(try model.predict([[1.0, 2], [3, 4]]) == [[1, 2], [3, 4]])
    try model.compile(loss: .mse, metrics: [.binaryAccuracy])
    let data = try Dataset(inputs: [[1.0, 2], [3, 5]], targets: [[1.0, 3], [3, 5]])
    let history = try model.fit(data, epochs: 2, validation: .data(data), verbose: .silent)
    #expect(history.loss == [0.25, 0.25])
    #expect(try model.evaluate(data).loss == 0.25)
    #expect(try model.predictor().predict([7.0, 8]) == [7, 8])
    #expect(model.summary().contains("0 parameters"))
  }

  @Test func anInputMayBeAnOutput() throws {
    let x = Symbol.input(3, name: "x")
    let model = Model(inputs: x, outputs: x)
    _ = try model.regressing()
    #expect(try model.predict([1.0, 2, 3]) == [1, 2, 3])
    let many = (0..<300).map { [Double($0), 0, 1] }
    #expect(try model.predict(many).map { $0.map(Double.init) } == many)
    let both = Model(inputs: [x], outputs: [x, x[0] * 2])
    #expect(try both.predict(["x": Tensor(rows: [[4.0, 5, 6]])])["x"]?.values == [4, 5, 6])
  }

  /// Neither compiling nor freeing it may overflow the stack.
  @Test func aVeryLongChainIsCompiledAndFreed() throws {
    let model = Sequential(inputs: 2) { for _ in 0..<50_000 { Activation.tanh } }
    try model.compile(loss: .mse)
    let flat = Sequential(inputs: 2) { for _ in 0..<50_000 { Flatten() } }
    #expect(try flat.predict([1.0, 2]) == [1, 2])
  }

  @Test func compilingAgainKeepsTheWeights() throws {
    let model = try classifier()
    try model.fit(.stripes, epochs: 3, verbose: .silent)
    let weights = model.weights
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    #expect(model.weights == weights)
    let history = try model.fit(.stripes, epochs: 2, verbose: .silent)
    #expect(history[.accuracy].count == 2)
    #expect(model.weights != weights)
    #expect(throws: SwiftletError.self) { try model.compile(loss: "msee") }
    try model.fit(.stripes, epochs: 1, verbose: .silent)
    #expect(model.summary().contains("adam"))
  }

  @Test func aMetricAskedForTwiceIsCountedOnce() throws {
    let model = try Sequential(inputs: 2) { Dense(3) }.classifying([.accuracy, "acc", .accuracy])
    let history = try model.fit(.stripes, epochs: 2, verbose: .silent)
    #expect(history[.accuracy].count == 2)
    #expect(model.summary().hasSuffix("Metrics: accuracy (the largest output is the class)"))
  }
}

/// Wants a number of slots that cannot be.
private struct Hoarder: OptimizerRule {
  let slots: Int
  var name: String { "hoarder" }
  func step(
    _ parameters: inout MutableSpan<Float>, gradients: borrowing Span<Float>, slots: inout MutableSpan<Float>,
    learningRate: Float, step: Int
  ) {}
}
