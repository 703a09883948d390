import Swiftlet
import Testing

/// Losses, metrics and targets by the names of outputs.
@Suite struct OutputMistakes {
  private static func twins() -> Model {
    let x = Symbol.input(2)
    let (price, kind) = (Dense(1).named("price")(x), Dense(3).named("kind")(x))
    return Model(inputs: [x], outputs: [price, kind])
  }

  private static func compiled() throws -> Model {
    let model = twins()
    try model.compile(losses: ["price": .mse, "kind": .sparseCategoricalCrossentropy(from: .logits)])
    return model
  }

  private static func data(_ names: String...) throws -> Dataset {
    let column = Targets.values(Tensor(column: [1.0, 2]))
    return try Dataset(
      inputs: ["inputs": Tensor(rows: [[1.0, 5], [3, 4]])],
      targets: Dictionary(uniqueKeysWithValues: names.map { ($0, column) }))
  }

  static let compiling: [Mistake] = [
    Mistake(
      "a loss for an output that does not exist", .compile, .unknownName,
      says: ["no output called \"prise\"", "\"price\", \"kind\"", "Did you mean \"price\"?"], isLocated: true
    ) { try twins().compile(losses: ["prise": .mse, "kind": .sparseCategoricalCrossentropy(from: .logits)]) },
    Mistake(
      "metrics for an output that does not exist", .compile, .unknownName, says: ["\"sort\"", ".named("],
      isLocated: true
    ) { try twins().compile(losses: ["price": .mse], metrics: ["sort": [.accuracy]]) },
    Mistake(
      "metrics for an output without a loss", .compile, .badArgument,
      says: ["\"kind\" has metrics and no loss", "losses for \"price\""], isLocated: true
    ) { try twins().compile(losses: ["price": .mse], metrics: ["kind": [.accuracy]]) },
    Mistake("no loss at all", .compile, .badArgument, says: ["nothing to learn", "\"price\": .mse"], isLocated: true) {
      try twins().compile(losses: [:])
    },
    Mistake(
      "one loss for two outputs", .compile, .badArgument, says: ["\"price\", \"kind\"", "Give losses: by name"],
      isLocated: true
    ) { try twins().compile(loss: .mse) },
    Mistake(
      "a misfit in each output", .compile, .logitsIntoProbabilityLoss, .logitsIntoProbabilityLoss,
      says: ["2 faults"], isLocated: true
    ) { try twins().compile(losses: ["price": .binaryCrossentropy, "kind": .categoricalCrossentropy]) },
  ]

  static let data: [Mistake] = [
    Mistake(
      "a target is missing", .training, .outputCount, says: ["no target for the output \"kind\"", "got \"price\""]
    ) {
      try compiled().fit(data("price"), verbose: .silent)
    },
    Mistake(
      "a target under another name", .training, .outputCount, .unknownName,
      says: ["Rename the target \"kinds\"", "Did you mean \"kind\"?"]
    ) { try compiled().fit(data("price", "kinds"), verbose: .silent) },
    Mistake("a target that is no output", .prediction, .unknownName, says: ["\"weight\"", "is no output"]) {
      try _ = compiled().evaluate(data("price", "kind", "weight"))
    },
    Mistake("classes of an output that does not exist", .prediction, .unknownName, says: ["\"knd\"", "\"kind\"?"]) {
      try _ = compiled().classify([1.0, 2], output: "knd")
    },
    Mistake("classes of an output of numbers", .prediction, .metricMisfit, says: ["Use predict"]) {
      try _ = compiled().classify([1.0, 2], output: "price")
    },
    Mistake("classes of one of two outputs", .prediction, .badArgument, says: ["more than one", "output: \"left\""]) {
      let x = Symbol.input(2)
      let model = Model(inputs: [x], outputs: [Dense(2)(x).named("left"), Dense(2)(x).named("right")])
      let loss = Loss.sparseCategoricalCrossentropy(from: .logits)
      try model.compile(losses: ["left": loss, "right": loss])
      _ = try model.classify([1.0, 2])
    },
  ]

  @Test(arguments: compiling) func namesInCompile(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: data) func namesInData(_ mistake: Mistake) { mistake.check() }
}
