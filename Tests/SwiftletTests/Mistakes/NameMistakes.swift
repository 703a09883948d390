import Swiftlet
import Testing

/// Words that the library does not know: literals at `compile()`, variables at `init(named:)`.
@Suite struct NameMistakes {
  static let literals: [Mistake] = [
    Mistake(
      "a misspelt activation", .compile, .unknownName, says: ["activation", "\"rellu\"", "Did you mean \"relu\""],
      isLocated: true
    ) { try Sequential(inputs: 2) { Dense(3, activation: "rellu") }.compile(loss: .mse) },
    Mistake(
      "a misspelt activation on its own line", .compile, .unknownName, says: ["\"sofmax\"", "\"softmax\""],
      isLocated: true
    ) {
      let model = Sequential(inputs: 2) {
        Dense(3)
        Activation("sofmax")
      }
      try model.compile(loss: .mse)
    },
    Mistake(
      "a misspelt initializer", .compile, .unknownName, says: ["\"glorot_unifrom\"", "\"glorot_uniform\""],
      isLocated: true
    ) { try Sequential(inputs: 2) { Dense(3, weights: "glorot_unifrom") }.compile(loss: .mse) },
    Mistake("a misspelt loss", .compile, .unknownName, says: ["loss", "\"msee\"", "\"mse\""], isLocated: true) {
      try Sequential(inputs: 2) { Dense(3) }.compile(loss: "msee")
    },
    Mistake(
      "a misspelt metric", .compile, .unknownName, says: ["metric", "\"acuracy\"", "\"accuracy\""], isLocated: true
    ) {
      try Sequential(inputs: 2) { Dense(3) }.compile(loss: .mse, metrics: ["acuracy"])
    },
    Mistake(
      "a misspelt optimizer", .compile, .unknownName, says: ["optimizer", "\"adamm\"", "\"adam\""], isLocated: true
    ) {
      try Sequential(inputs: 2) { Dense(3) }.compile(optimizer: "adamm", loss: .mse)
    },
    Mistake("an empty name", .compile, .unknownName, says: ["one of", "relu"], isLocated: true) {
      try Sequential(inputs: 2) { Dense(3, activation: "") }.compile(loss: .mse)
    },
    Mistake("a name nobody can guess", .compile, .unknownName, says: ["one of sgd"], isLocated: true) {
      try Sequential(inputs: 2) { Dense(3) }.compile(optimizer: "ökonomisch", loss: .mse)
    },
  ]

  static let variables: [Mistake] = [
    Mistake("an activation by name", .compile, .unknownName, says: ["\"tahn\"", "\"tanh\""]) {
      _ = try Activation(named: "tahn")
    },
    Mistake("a loss by name", .compile, .unknownName, says: ["loss", "\"mean_squared_error\""]) {
      _ = try Loss(named: "mean_sqared_error")
    },
    Mistake("a metric by name", .compile, .unknownName, says: ["metric", "\"accuracy\""]) {
      _ = try Metric(named: "accurracy")
    },
    Mistake("an optimizer by name", .compile, .unknownName, says: ["optimizer", "\"rmsprop\""]) {
      _ = try Optimizer(named: "rmsporp")
    },
    Mistake("an initializer by name", .compile, .unknownName, says: ["initializer", "\"zeros\""]) {
      _ = try Initializer(named: "zeroes")
    },
  ]

  @Test(arguments: literals) func unknownLiteralsAreFaultsOfCompile(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: variables) func unknownVariablesAreRefusedAtOnce(_ mistake: Mistake) { mistake.check() }

  @Test func namesAreReadAsKerasWritesThem() throws {
    #expect(try Activation(named: "LeakyReLU") == .leakyReLU)
    #expect(try Loss(named: "sparse_categorical_crossentropy") == .sparseCategoricalCrossentropy)
    #expect(try Initializer(named: "GlorotUniform") == .glorotUniform)
    #expect(try Metric(named: "acc") == .accuracy)
  }

  /// Four faults of four kinds in one error, in the order of the program.
  @Test func everyFaultOfAProgramIsToldAtOnce() throws {
    let first = #line + 2
    let model = Sequential(inputs: 5) {
      Dense(20, activation: "rellu")
      Lambda { x in x[20] - x[0..<2] }
      Dense(1, activation: .softmax)
    }
    do {
      try model.compile(optimizer: "adamm", loss: .categoricalCrossentropy(from: .logits))
      Issue.record("a broken model was compiled")
    } catch {
      print(error)
      #expect(error.stage == .compile)
      #expect(error.faults.map(\.id) == [.unknownName, .shapeMisfit, .oneUnitSoftmax, .unknownName])
      #expect(error.faults.map { $0.place?.line } == [first, first + 1, first + 2, first + 5])
      #expect(error.faults.allSatisfy { $0.place?.file == "SwiftletTests/NameMistakes.swift" })
      #expect(error.description.hasPrefix("4 faults:"))
      #expect(error.contains(.oneUnitSoftmax) && !error.contains(.notFinite))
    }
  }
}
