import Testing

@testable import Swiftlet

/// Numbers that `fit` and `evaluate` report, computed by hand.
struct TrainingNumbersTests {
  /// A model that hands its inputs on: what goes in is the prediction.
  private func passing(_ count: Int, _ loss: Loss, allowing: Set<Finding.ID> = []) throws -> Sequential {
    let model = Sequential(inputs: Shape([count])) {
      Dense(count, bias: false, weights: .values((0..<count * count).map { $0 % (count + 1) == 0 ? 1 : 0 }))
    }
    try model.compile(loss: loss, metrics: [.accuracy], allowing: allowing)
    return model
  }

  // MARK: - Accuracy

  @Test func everyOutputOfABinaryCrossentropyCounts() throws {
    let model = try passing(2, .binaryCrossentropy(from: .logits))
    // Three of four outputs are on the side of their label.
    let data = try Dataset(inputs: [[1.0, -1], [2, 0.5]], targets: [[1.0, 0], [1, 0]])
    #expect(try model.evaluate(data)[.accuracy] == 0.75)
    #expect(try model.fit(data, verbose: .silent)[.accuracy] == [0.75])
  }

  @Test func everyOutputOfAHingeCounts() throws {
    let model = try passing(2, .hinge)
    let data = try Dataset(inputs: [[1.0, -1], [2, 0.5]], targets: [[1.0, 1], [1, -1]])
    #expect(try model.evaluate(data)[.accuracy] == 0.5)
  }

  @Test(arguments: [Loss.categoricalCrossentropy(from: .logits), .mse])
  func aRowOfOneHotTargetsCountsOnce(_ loss: Loss) throws {
    let model = try passing(3, loss)
    let data = try Dataset(
      inputs: [[3.0, 1, 2], [1, 2, 3], [0, 5, 1], [1, 0, 0]], oneHot: [[1, 0, 0], [0, 0, 1], [0, 1, 0], [0, 1, 0]])
    #expect(try model.evaluate(data)[.accuracy] == 0.75)
  }

  // MARK: - Skill

  /// The best constant answer, by hand: 0, 0, 1 and 5 as numbers; one of four positive as labels.
  @Test func theConstantAnswerOfEveryLoss() throws {
    func constant(_ loss: Loss, _ values: [Float], width: Int = 1) -> Double {
      ConstantAnswer(loss, EncodedTargets(values: values, width: width)).loss ?? .nan
    }
    #expect(constant(.mse, [0, 0, 1, 5]) == (2.25 + 2.25 + 0.25 + 12.25) / 4)
    #expect(constant(.mae, [0, 0, 1, 5]) == 1.5, "the median, not the mean")
    #expect(constant(.hinge, [1, -1, -1, -1]) == 0.5, "always -1: one row of four loses 2")
    #expect(constant(.squaredHinge, [1, -1, -1, -1]) == 0.75)
    let entropy = -(0.25 * naturalLog(0.25) + 0.75 * naturalLog(0.75))
    #expect(abs(constant(.binaryCrossentropy, [1, 0, 0, 0]) - entropy) < 1e-15)
    #expect(abs(constant(.categoricalCrossentropy, [1, 0, 0, 1, 0, 1, 0, 1], width: 2) - entropy) < 1e-15)
    let labels = [1, 0, 1, 1].map { Float(bitPattern: $0) }
    #expect(abs(constant(.sparseCategoricalCrossentropy, labels) - entropy) < 1e-15)
  }

  /// What squared hinge's constant comes from: no constant does better than 2·share - 1.
  @Test func noConstantBeatsTheConstantAnswerOfASquaredHinge() {
    let best =
      stride(from: -1.0, through: 1, by: 0.001).map { c in
        (0.25 * max(0, 1 - c) * max(0, 1 - c)) + 0.75 * max(0, 1 + c) * max(0, 1 + c)
      }.min() ?? 0
    #expect(abs(best - 0.75) < 1e-6)
  }

  @Test func skillIsOneForAPerfectModelAndZeroForTheMean() throws {
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    try model.compile(loss: .mse)
    #expect(try model.evaluate(Dataset(inputs: [[1.0], [2], [6]], targets: [[1.0], [2], [6]])).skill == 1)
    #expect(try model.evaluate(Dataset(inputs: [[3.0], [3], [3]], targets: [[1.0], [2], [6]])).skill == 0)
  }

  // MARK: - Normalization

  @Test func statisticsAreThoseOfTheRowsThatTrain() throws {
    // The last quarter is watched and must not count.
    let data = try Dataset(
      inputs: [[1.0, 7], [3, 7], [8, 7], [1000, 9]], targets: [[1.0], [2], [3], [4]])
    let model = Sequential(for: data) {
      Normalization()
      Dense(1)
    }
    try model.compile(loss: .mse)
    let history = try model.fit(data, validation: .split(0.25), verbose: .silent)
    #expect(model.weights["normalization/mean"]?.values == [4, 7])
    // Variance (9 + 1 + 16) / 3; a constant column is not stretched.
    #expect(model.weights["normalization/scale"]?.values == [Float(1 / (26.0 / 3).squareRoot()), 1])
    #expect(history.findings.contains { $0.id == "constant-column" && $0.sentence.contains("x1") })
  }

  /// One layer on two inputs has one set of statistics: those of both.
  @Test func aSharedNormalizationLearnsFromAllItsInputs() throws {
    let (left, right) = (Symbol.input(1, name: "left"), Symbol.input(1, name: "right"))
    let shared = Normalization()
    let model = Model(inputs: [left, right], outputs: [Dense(1)(Add()(shared(left), shared(right)))])
    try model.compile(loss: .mse)
    let data = try Dataset(
      inputs: ["left": Tensor(column: [1.0, 3]), "right": Tensor(column: [5.0, 7])],
      targets: ["y": .values(Tensor(column: [1.0, 2]))])
    try model.fit(data, verbose: .silent)
    #expect(model.weights["normalization/mean"]?.values == [4])
    #expect(model.weights["normalization/scale"]?.values == [Float(1 / 5.0.squareRoot())])
  }

  // MARK: - Validation

  @Test func theLastRowsAreWatchedInTheirOrder() throws {
    let data = try Dataset(inputs: [[1.0], [2], [3], [4], [5]], targets: [[1.0], [2], [3], [6], [9]])
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .mse)
    let history = try model.fit(data, validation: .split(0.4), verbose: .silent)
    #expect(history.loss == [0], "the first three rows are right")
    #expect(history.validation?.loss == [10], "4 for 6 and 5 for 9")
    #expect(try model.evaluate(data[3..<5]).loss == 10)
  }

  /// The mean of a batch that is smaller than the others is over its own rows.
  @Test func theLastBatchCountsItsOwnRows() throws {
    let data = try Dataset(inputs: [[0.0], [0], [1]], targets: [[0.0], [0], [3]])
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    try model.compile(optimizer: .sgd(learningRate: 0.125), loss: .mse)
    try model.fit(data, batchSize: 2, shuffle: false, verbose: .silent)
    // Only the last row has a gradient: 2·(1 - 3)·1, over one row.
    #expect(model.weights["dense/kernel"]?.values == [1 + 0.125 * 4])
  }

  /// A batch larger than those before it lays the plan out anew; what was measured is kept.
  @Test func batchesThatGrowCountInFull() throws {
    let model = try passing(1, .hinge, allowing: [.labelSet])
    let sizes = [1, 3, 2, 200]
    // Alternately a loss of 0 with the right sign and of 3 with the wrong one.
    let batches = try sizes.enumerated().map { i, size in
      try Batch(
        inputs: [[Double]](repeating: [i % 2 == 0 ? 2 : -2], count: size),
        targets: [[Double]](repeating: [1], count: size))
    }
    try model.compile(optimizer: .sgd(learningRate: 1e-30), loss: .hinge, metrics: [.accuracy])
    let history = try model.fit(batches: batches, stepsPerEpoch: sizes.count, verbose: .silent)
    #expect(history.loss == [3 * 203.0 / 206])
    #expect(history[.accuracy] == [3.0 / 206])
  }

  // MARK: - Schedule

  @Test func aCosineFallsFromOneToItsEnd() {
    let schedule = Schedule.cosine(steps: 10, end: 0.2)
    #expect(schedule.factor(step: 0) == 1)
    #expect(abs(schedule.factor(step: 5) - 0.6) < 1e-15)
    #expect(abs(schedule.factor(step: 10) - 0.2) < 1e-15)
    #expect(schedule.factor(step: 10) == schedule.factor(step: 1000))
  }

  @Test func theScheduleReachesTheUpdates() throws {
    let data = try Dataset(inputs: [[1.0]], targets: [[0.0]])
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones) }
    // After its only step the rate is 0: the second epoch changes nothing.
    try model.compile(optimizer: .sgd(learningRate: 0.125).schedule(.cosine(steps: 1)), loss: .mse)
    try model.fit(data, epochs: 3, verbose: .silent)
    #expect(model.weights["dense/kernel"]?.values == [0.75])
  }

  /// An option that a form does not have is not dropped in silence.
  @Test func dampeningIsForPyTorchsFormAlone() throws {
    let model = Sequential(inputs: 1) { Dense(1) }
    let error = #expect(throws: SwiftletError.self) {
      try model.compile(optimizer: .sgd(momentum: 0.9, dampening: 0.5), loss: .mse)
    }
    #expect(error?.description.contains("dampening") == true)
    #expect(throws: Never.self) {
      try model.compile(optimizer: .sgd(.torch, momentum: 0.9, dampening: 0.5), loss: .mse)
    }
  }

  // MARK: - Targets

  @Test func sharesThatDoNotSumToOneAreRefused() throws {
    let model = try passing(2, .categoricalCrossentropy(from: .logits))
    let error = #expect(throws: SwiftletError.self) {
      try model.evaluate(Dataset(inputs: [[1.0, 2]], targets: [[0.5, 0.6]]))
    }
    #expect(error?.contains(.labelSet) == true)
    #expect(throws: Never.self) { try model.evaluate(Dataset(inputs: [[1.0, 2]], targets: [[0.4, 0.6]])) }
  }

  @Test func zeroIsReadAsMinusOneWhereThatIsAllowed() throws {
    let model = try passing(1, .hinge, allowing: [.labelSet])
    let inputs = [[0.5], [-3], [2]]
    let signs = try model.evaluate(Dataset(inputs: inputs, targets: [[-1.0], [-1], [1]]))
    #expect(signs.loss == 0.5)
    #expect(try model.evaluate(Dataset(inputs: inputs, targets: [[0.0], [0], [1]])).loss == 0.5)
    #expect(try model.evaluate(Dataset(inputs: inputs, classes: [0, 0, 1])).loss == 0.5)
  }

  @Test func columnsInAnotherOrderAreRefused() throws {
    let names = ["width", "height"]
    func data(_ columns: [String]) throws -> Dataset {
      try Dataset(
        validating: [NamedTensor(name: "inputs", tensor: Tensor(rows: [[1.0, 2], [2, 3]]))],
        [NamedTarget(name: "targets", targets: .values(Tensor(column: [1.0, 5])))], columnNames: columns)
    }
    let model = Sequential(inputs: 2) { Dense(1) }
    try model.compile(loss: .mse)
    try model.fit(data(names), verbose: .silent)
    let error = #expect(throws: SwiftletError.self) { try model.evaluate(data(names.reversed())) }
    #expect(error?.description.contains("\"width\"") == true)
    #expect(throws: Never.self) { try model.evaluate(data(names)) }
  }
}
