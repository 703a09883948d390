import Swiftlet
import Testing

private func fit(_ callbacks: any Callback..., metrics: [Metric] = [], validation: Validation = .none) throws {
  let model = try Sequential(inputs: 2) { Dense(3) }.classifying(metrics)
  let before = model.weights.mapValues(\.values)
  defer { #expect(model.weights.mapValues(\.values) == before, "it was trained") }
  try model.fit(.stripes, validation: validation, callbacks: callbacks, verbose: .silent)
}

private func fit(classWeights: ClassWeights) throws {
  try classifier().fit(.stripes, classWeights: classWeights, verbose: .silent)
}

/// Numbers of callbacks that cannot be used, things they cannot watch, files they cannot write; weights of classes.
/// Everything is refused before anything is trained.
@Suite struct CallbackMistakes {
  static let numbers: [Mistake] = [
    Mistake("a negative patience", .training, .badArgument, says: ["patience", "early stopping", "got -1", "5"]) {
      try fit(.earlyStopping(patience: -1))
    },
    Mistake("a negative minDelta", .training, .badArgument, says: ["minDelta", "got -0.5"]) {
      try fit(.earlyStopping(minDelta: -0.5))
    },
    Mistake("a minDelta that is no number", .training, .badArgument, says: ["minDelta", "got nan"]) {
      try fit(.earlyStopping(minDelta: .nan))
    },
    Mistake("an infinite baseline", .training, .badArgument, says: ["baseline", "got inf"]) {
      try fit(.earlyStopping(baseline: .infinity))
    },
    Mistake("a start before the beginning", .training, .badArgument, says: ["startFromEpoch", "got -3"]) {
      try fit(.earlyStopping(startFromEpoch: -3))
    },
    Mistake("a factor that raises the rate", .training, .badArgument, says: ["factor", "below 1", "got 1.5"]) {
      try fit(.reduceOnPlateau(factor: 1.5))
    },
    Mistake("a factor of 1", .training, .badArgument, says: ["factor", "got 1.0"]) {
      try fit(.reduceOnPlateau(factor: 1))
    },
    Mistake("a factor of 0", .training, .badArgument, says: ["factor", "got 0.0"]) {
      try fit(.reduceOnPlateau(factor: 0))
    },
    Mistake(
      "nothing right about a plateau", .training, .badArgument, .badArgument, .badArgument, .badArgument, .badArgument,
      says: ["5 faults", "got -2", "got inf", "got -1", "got nan"]
    ) {
      try fit(
        .reduceOnPlateau(.torch, factor: -2, patience: -1, minDelta: .infinity, cooldown: -1, minLearningRate: .nan))
    },
    Mistake("no time", .training, .badArgument, says: ["seconds", "above 0", "got 0.0"]) {
      try fit(.timeLimit(seconds: 0))
    },
    Mistake("a checkpoint never", .training, .badArgument, says: ["every: 1", "got 0"]) {
      try fit(.checkpoint(to: "never", every: 0))
    },
    Mistake("two callbacks at fault", .training, .badArgument, .badArgument, says: ["2 faults"]) {
      try fit(.earlyStopping(patience: -1), .timeLimit(seconds: .nan))
    },
  ]

  static let watching: [Mistake] = [
    Mistake(
      "watching a metric that is not counted", .training, .unknownName,
      says: ["early stopping watches \"accuracy\"", "loss", "compile(metrics:)"]
    ) { try fit(.earlyStopping(on: .accuracy)) },
    Mistake(
      "watching a metric that is not counted on watched rows", .training, .unknownName,
      says: ["\"val_accuracy\"", "one of loss, val_loss"]
    ) { try fit(.earlyStopping(on: .accuracy), validation: .data(.stripes)) },
    Mistake("a misspelt name", .training, .unknownName, says: ["\"val_acuracy\"", "Did you mean val_accuracy"]) {
      try fit(.earlyStopping(monitoring: "val_acuracy"), metrics: [.accuracy], validation: .data(.stripes))
    },
    Mistake("a name of validation without validation", .training, .unknownName, says: ["\"val_loss\"", "one of loss"]) {
      try fit(.earlyStopping(monitoring: "val_loss"))
    },
    Mistake("validation rows that there are not", .training, .badArgument, says: ["none", ".split(0.2)"]) {
      try fit(.earlyStopping(rows: .validation))
    },
    Mistake("the best by a metric that is not counted", .training, .unknownName, says: ["checkpoint", "accuracy"]) {
      try fit(.checkpoint(to: "never", bestOnly: true, on: .accuracy))
    },
    Mistake("a plateau of a metric that is not counted", .training, .unknownName, says: ["reduce on plateau"]) {
      try fit(.reduceOnPlateau(on: .signAccuracy))
    },
  ]

  static let files: [Mistake] = [
    Mistake(
      "a log in a folder that is not there", .storage, .unwritableFile,
      says: ["/no/such/folder/log.csv", "No such file"]
    ) { try fit(.csvLog(to: "/no/such/folder/log.csv")) },
    Mistake("a log that is a folder", .storage, .unwritableFile, says: ["directory"]) {
      try fit(.jsonLinesLog(to: "/"))
    },
    Mistake("a log without a name", .storage, .unwritableFile, says: ["no", "file name"]) { try fit(.csvLog(to: "")) },
    Mistake(
      "a checkpoint in a folder that is not there", .storage, .unwritableFile, says: ["no folder /no/such/folder"]
    ) { try fit(.checkpoint(to: "/no/such/folder/model.safetensors")) },
    Mistake("a checkpoint that is a folder", .storage, .unwritableFile, says: ["not a regular file"]) {
      try fit(.checkpoint(to: "/"))
    },
    Mistake("adding to a log that is a folder", .storage, .unwritableFile, says: ["directory"]) {
      try fit(.csvLog(to: "/", append: true))
    },
  ]

  static let classWeights: [Mistake] = [
    Mistake("a weight for no class", .training, .unknownName, says: ["\"3\"", "\"0\", \"1\", \"2\""]) {
      try fit(classWeights: ["3": 2])
    },
    Mistake("a misspelt class", .training, .unknownName, says: ["Did you mean \"setosa\"?"]) {
      let rows = try Dataset(
        inputs: [[0.0, 1], [1, 0], [1, 0], [0, 1]], classes: ["setosa", "virginica", "setosa", "virginica"])
      let model = try Sequential(inputs: 2) { Dense(2) }.classifying()
      try model.fit(rows, classWeights: ["setossa": 2], verbose: .silent)
    },
    Mistake(
      "weights that cannot be used", .training, .badArgument, .badArgument, .badArgument,
      says: ["got -1.0", "got nan", "got inf"]
    ) { try fit(classWeights: ["0": -1, "1": .nan, "2": .infinity]) },
    Mistake("weights that leave nothing", .training, .badArgument, says: ["nothing to learn", "60 rows"]) {
      try fit(classWeights: ["0": 0, "1": 0, "2": 0])
    },
    Mistake("class weights for numbers", .training, .labelSet, says: ["numbers", "data.weighted(_:)"]) {
      try regressor().fit(.doubling, classWeights: .balanced, verbose: .silent)
    },
    Mistake("balance in a stream", .training, .badArgument, says: [".balanced", "data set"]) {
      try classifier().fit(
        batches: Dataset.stripes.batches(of: 4), stepsPerEpoch: 1, classWeights: .balanced, verbose: .silent)
    },
    Mistake("a class that a stream does not know", .training, .unknownName, says: ["batch 1", "\"x\""]) {
      try classifier().fit(
        batches: Dataset.stripes.batches(of: 4), stepsPerEpoch: 1, classWeights: ["x": 1], verbose: .silent)
    },
    Mistake("class weights for a stream of numbers", .training, .labelSet, says: ["batch 1", "numbers"]) {
      try regressor().fit(
        batches: Dataset.doubling.batches(of: 4), stepsPerEpoch: 1, classWeights: ["1": 2], verbose: .silent)
    },
  ]

  @Test(arguments: numbers + watching) func isNamed(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: files) func filesAreNamed(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: classWeights) func weightsOfClassesAreNamed(_ mistake: Mistake) { mistake.check() }
}
