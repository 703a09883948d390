import Swiftlet
import TestSupport
import Testing

/// Complete trainings, step by step, against those of Keras 3 and PyTorch (training.json).
struct GoldenTrainingTests {
  /// The programs that the vocabulary of today can express; the others need layers to come.
  static let programs = [
    "a_seed0_program_A", "b_seed0_program_B", "d_seed2_mean_of_two", "c_seed1_sum_bin", "c_seed1_sum_mod",
    "e_selu_deep",
  ]

  @Test(arguments: programs)
  func reproducesThePeersTrainingStepByStep(name: String) throws {
    let program = try GoldenProgram(named: name)
    let model = try program.makeModel()
    let history = try model.fit(
      batches: program.batches, stepsPerEpoch: 1, epochs: program.losses.count, verbose: .silent)
    try program.check(losses: history.loss)
    try program.check(weightsOf: model)
    try program.check(predictionsOf: model)
  }

  @Test(arguments: programs)
  func aFitOverTheDataSetEndsAtTheSameWeights(name: String) throws {
    let program = try GoldenProgram(named: name)
    let model = try program.makeModel()
    let history = try model.fit(
      program.data, epochs: program.epochs, batchSize: program.batchSize, shuffle: false, verbose: .silent)
    #expect(history.loss.count == program.epochs)
    try program.check(weightsOf: model)
  }

  @Test func everyNamedProgramIsInTheFile() throws {
    let names = try Golden.load("training")["programs"].list().map { try $0["name"].string() }
    #expect(Self.programs.filter(names.contains).count == 6)
  }
}

/// One program of training.json and the model that it describes.
struct GoldenProgram {
  let name: String
  let isTorch: Bool
  let losses: [Double]
  let batchSize: Int
  let epochs: Int
  let batches: [Batch]
  let data: Dataset
  private let value: GoldenValue
  private let weights: [[Float]]

  init(named name: String) throws {
    self.name = name
    let programs = try Golden.load("training")["programs"].list()
    value = try #require(try programs.first { try $0["name"].string() == name })
    isTorch = try value["lib"].string() == "torch"
    losses = try value["loss_f64"].doubles()
    batchSize = Int(try value["config"]["batch_size"].double())
    let x = try Self.rows(value["data"]["x"])
    let labels = try value["data"]["y"].doubles().map(Float.init)
    let y = stride(from: 0, to: labels.count, by: labels.count / x.count).map {
      Array(labels[$0..<$0 + labels.count / x.count])
    }
    // As many batches as steps, the last of each epoch partial.
    let starts = Array(stride(from: 0, to: x.count, by: batchSize))
    let size = batchSize
    batches = try losses.indices.map { step in
      let start = starts[step % starts.count]
      let rows = start..<min(start + size, x.count)
      return try Batch(inputs: Array(x[rows]), targets: Array(y[rows]))
    }
    epochs = losses.count / starts.count
    data = try Self.makeData(name, x, y)
    let isTorch = isTorch
    weights = try value["initial_weights"].list().map { try Self.kernel($0, transposed: isTorch) }
  }

  private static func makeData(_ name: String, _ x: [[Float]], _ y: [[Float]]) throws -> Dataset {
    switch name.first {
    case "a": try Dataset(inputs: x, oneHot: y)
    case "c", "e": try Dataset(inputs: x, classes: y.map { Int($0[0]) })
    case "b": try Dataset(inputs: Tensor(rows: x), .signs(y.map { Int($0[0]) }))
    default: try Dataset(inputs: x, targets: y)
    }
  }

  private static func rows(_ array: GoldenValue) throws -> [[Float]] {
    let values = try array.doubles().map(Float.init)
    let width = Int(try array["shape"].doubles()[1])
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  /// [in, out], whatever the peer's layout.
  private static func kernel(_ array: GoldenValue, transposed: Bool) throws -> [Float] {
    let values = try array.doubles().map(Float.init)
    let shape = try array["shape"].doubles().map { Int($0) }
    guard transposed, shape.count == 2 else { return values }
    return (0..<values.count).map { values[$0 % shape[0] * shape[1] + $0 / shape[0]] }
  }

  func makeModel() throws -> Sequential {
    func dense(_ layer: Int, _ units: Int, _ activation: Activation) -> Dense {
      Dense(
        units, activation: activation, weights: .values(weights[2 * layer]), biases: .values(weights[2 * layer + 1]))
    }
    let model: Sequential
    switch name.first {
    case "a":
      model = Sequential(inputs: 5) {
        dense(0, 20, .relu)
        dense(1, 2, .softmax)
      }
      try model.compile(optimizer: .rmsprop(), loss: .categoricalCrossentropy)
    case "b":
      model = Sequential(inputs: 5) {
        dense(0, 20, .tanh)
        dense(1, 1, .tanh)
      }
      try model.compile(optimizer: .adam(), loss: .hinge)
    case "c":
      model = Sequential(inputs: 2) {
        dense(0, 2, .relu)
        dense(1, 3, .softmax)
      }
      try model.compile(
        optimizer: .sgd(.torch, learningRate: 0.001, momentum: 0.9),
        loss: .sparseCategoricalCrossentropy(from: .logits), allowing: [.doubleSoftmax])
    case "d":
      model = Sequential(inputs: 2) { dense(0, 1, .linear) }
      try model.compile(optimizer: .rmsprop(), loss: .mse)
    default:
      model = Sequential(inputs: 2) {
        for layer in 0..<3 { dense(layer, 64, .selu) }
        dense(3, 3, .linear)
      }
      try model.compile(optimizer: .adam(.torch), loss: .sparseCategoricalCrossentropy(from: .logits))
    }
    return model
  }

  // MARK: - Tolerances of the fixtures' README

  func check(losses actual: [Double]) throws {
    let deviation = try value["f32_dev"]["loss"]["max_abs"].double()
    expectClose(actual, losses, "loss of step") { max(20 * deviation, 2e-6 + 1e-5 * abs($0)) }
  }

  func check(weightsOf model: Model) throws {
    let deviation = try value["f32_dev"]["final_weights_max_abs"].double()
    let expected = try value["final_weights_f64"].list().map {
      try Self.kernel($0, transposed: isTorch).map(Double.init)
    }
    let layers = (0..<expected.count / 2).map { $0 == 0 ? "dense" : "dense_\($0)" }
    for (index, layer) in layers.enumerated() {
      for (offset, part) in ["kernel", "bias"].enumerated() {
        let actual = try #require(model.weights["\(layer)/\(part)"]).values.map(Double.init)
        expectClose(actual, expected[2 * index + offset], "\(layer)/\(part)") { _ in max(20 * deviation, 1e-5) }
      }
    }
  }

  func check(predictionsOf model: Model) throws {
    let deviation = try value["pred_f32_dev"]["max_abs"].double()
    let expected = try value["predictions_first20_f64"].doubles()
    let rows = (0..<20).map { data.inputs[row: $0] }
    let actual = try model.predict(rows).flatMap { $0 }.map(Double.init)
    // Program c predicts the softmax, program e the logits, as their peers do.
    expectClose(actual, expected, "prediction") { max(20 * deviation, 2e-6 + 1e-5 * abs($0)) }
  }

  private func expectClose(
    _ actual: [Double], _ expected: [Double], _ what: String, location: SourceLocation = #_sourceLocation,
    tolerance: (Double) -> Double
  ) {
    #expect(actual.count == expected.count && !expected.isEmpty, "\(name): \(what)", sourceLocation: location)
    for (i, (a, e)) in zip(actual, expected).enumerated() where !(abs(a - e) <= tolerance(e)) {
      Issue.record("\(name): \(what) \(i) is \(a), expected \(e) ± \(tolerance(e))", sourceLocation: location)
      return
    }
  }
}
