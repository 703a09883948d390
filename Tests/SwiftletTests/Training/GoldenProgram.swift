import Swiftlet
import TestSupport
import Testing

/// One program of training.json: its data, its numbers, and the model that it describes. Sizes and hyper-parameters are
/// read from the file; what the file says in words only, the layers, follows from the program's letter.
struct GoldenProgram {
  let name: String
  let isTorch: Bool
  let losses: [Double]
  let batchSize: Int
  let epochs: Int
  let batches: [Batch]
  let data: Dataset
  let config: GoldenValue
  private let value: GoldenValue

  /// All of the file.
  static func names() throws -> [String] {
    try Golden.load("training")["programs"].list().map { try $0["name"].string() }
  }

  init(named name: String) throws {
    self.name = name
    let programs = try Golden.load("training")["programs"].list()
    value = try #require(try programs.first { try $0["name"].string() == name })
    config = try value["config"]
    isTorch = try value["lib"].string() == "torch"
    losses = try value["loss_f64"].doubles()
    batchSize = Int(try config["batch_size"].double())
    let x = try Self.rows(value["data"]["x"])
    let labels = try value["data"]["y"].doubles().map(Float.init)
    let y = stride(from: 0, to: labels.count, by: labels.count / x.count).map {
      Array(labels[$0..<$0 + labels.count / x.count])
    }
    let weights = try value["data"].optional("sample_weight")?.doubles()
    // As many batches as steps, the last of each epoch partial.
    let starts = Array(stride(from: 0, to: x.count, by: batchSize))
    let size = batchSize
    batches = try losses.indices.map { step in
      let start = starts[step % starts.count]
      let rows = start..<min(start + size, x.count)
      return Batch(
        inputs: try Tensor(rows: Array(x[rows])), targets: try Tensor(rows: Array(y[rows])),
        weights: weights.map { Array($0[rows]) })
    }
    epochs = losses.count / starts.count
    let plain = try Self.makeData(name, x, y)
    data = try weights.map { try plain.weighted($0) } ?? plain
  }

  private static func makeData(_ name: String, _ x: [[Float]], _ y: [[Float]]) throws -> Dataset {
    switch name.first {
    case "a": try Dataset(inputs: x, oneHot: y)
    case "b": try Dataset(inputs: Tensor(rows: x), .signs(y.map { Int($0[0]) }))
    case "c", "e", "f", "g": try Dataset(inputs: x, classes: y.map { Int($0[0]) })
    default: try Dataset(inputs: x, targets: y)
    }
  }

  private static func rows(_ array: GoldenValue) throws -> [[Float]] {
    let values = try array.doubles().map(Float.init)
    let width = Int(try array["shape"].doubles()[1])
    return stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  /// A weight of the file, [in, out] whatever the peer's layout.
  private func array(_ array: GoldenValue) throws -> (shape: [Int], values: [Double]) {
    let (shape, values) = (try array.shape(), try array.doubles())
    guard isTorch, shape.count == 2 else { return (shape, values) }
    return (
      [shape[1], shape[0]], values.indices.map { values[$0 % shape[0] * shape[1] + $0 / shape[0]] }
    )
  }

  // MARK: - The model

  /// The network, with the names of its weights in the order of the file.
  private func network() throws -> GoldenNetwork {
    var network = GoldenNetwork(
      arrays: try value["initial_weights"].list().map { try array($0) }, preset: isTorch ? .torch : .keras3)
    switch name.first {
    case "a": network.dense([.relu, .softmax])
    case "b": network.dense([.tanh, .tanh])
    case "c": network.dense([.relu, .softmax])
    case "d": network.dense([.linear])
    case "e": network.dense([.selu, .selu, .selu, .linear])
    case "f":
      // A bias in front of a BatchNorm would be rounding noise: PyTorch's program leaves it out.
      network.dense([.linear], bias: !isTorch)
      network.batchNormalization()
      network.layers += [Activation.relu, Dropout(0)]
      network.dense([.linear])
      network.layerNormalization()
      network.layers.append(Activation.tanh)
      network.dense([.linear])
    case "g":
      network.dense([.linear])
      network.parametricReLU()
      network.dense([isTorch ? .linear : .softmax])
    case "h": network.dense([.sigmoid, .linear])
    default: throw Unknown(name: name)
    }
    return network
  }

  struct Unknown: Error { let name: String }

  func makeModel() throws -> Sequential {
    let network = try network()
    let model = Sequential(inputs: data.inputs.shape) { network.layers }
    try compile(model)
    try #require(network.names.count == network.arrays.count, "\(name): weights without a place")
    try model.setWeights(
      Dictionary(
        uniqueKeysWithValues: zip(network.names, network.arrays).map { ($0, Tensor(column: $1.values)) }))
    return model
  }

  private func number(_ keys: String...) throws -> Double? {
    for key in keys { if let number = try config.optional(key)?.double() { return number } }
    return nil
  }

  private func compile(_ model: Model) throws {
    let preset: Preset = isTorch ? .torch : .keras3
    let rate = try #require(try number("learning_rate", "lr"))
    let optimizer: Optimizer
    switch try config["optimizer"].string() {
    case "RMSprop":
      optimizer = .rmsprop(
        preset, learningRate: rate, rho: try number("rho", "alpha"), momentum: try number("momentum"),
        epsilon: try number("epsilon", "eps"))
    case "Adam":
      optimizer = .adam(preset, learningRate: rate, epsilon: try number("epsilon", "eps"))
    case "AdamW":
      optimizer = .adamw(
        preset, learningRate: rate, weightDecay: try number("weight_decay"), epsilon: try number("epsilon", "eps"))
    case "Nadam": optimizer = .nadam(preset, learningRate: rate)
    case "SGD":
      let isNesterov = try config.optional("nesterov")?.bool() ?? false
      optimizer = .sgd(preset, learningRate: rate, momentum: try number("momentum"), nesterov: isNesterov)
    default: throw Unknown(name: name)
    }
    let loss: Loss
    switch name.first {
    case "a": loss = .categoricalCrossentropy
    case "b": loss = .hinge
    case "d", "h": loss = .mse
    case "g" where !isTorch: loss = .sparseCategoricalCrossentropy
    default: loss = .sparseCategoricalCrossentropy(from: .logits).smoothed(try number("label_smoothing") ?? 0)
    }
    try model.compile(optimizer: optimizer, loss: loss, allowing: name.first == "c" ? [.doubleSoftmax] : [])
  }

  // MARK: - Tolerances of the fixtures' README

  func check(losses actual: [Double]) throws {
    let deviation = try value["f32_dev"]["loss"]["max_abs"].double()
    expectClose(actual, losses, "loss of step") { max(20 * deviation, 2e-6 + 1e-5 * abs($0)) }
  }

  func check(weightsOf model: Model) throws {
    let deviation = try value["f32_dev"]["final_weights_max_abs"].double()
    let expected = try value["final_weights_f64"].list().map { try array($0).values }
    let names = try network().names
    #expect(expected.count == names.count && model.weights.count == names.count, "\(name): weights are missing")
    for (key, values) in zip(names, expected) {
      let actual = try #require(model.weights[key]).values.map(Double.init)
      expectClose(actual, values, key) { _ in max(20 * deviation, 1e-5) }
    }
  }

  func check(predictionsOf model: Model) throws {
    let deviation = try value["pred_f32_dev"]["max_abs"].double()
    let expected = try value["predictions_first20_f64"].doubles()
    let rows = (0..<min(20, data.count)).map { data.inputs[row: $0] }
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

/// Layers of the sizes that arrays have, one after the other, and what those arrays are called in the model.
struct GoldenNetwork {
  let arrays: [(shape: [Int], values: [Double])]
  let preset: Preset
  var layers: [any Layer] = []
  private(set) var names: [String] = []
  private var denses = 0

  init(arrays: [(shape: [Int], values: [Double])], preset: Preset) {
    self.arrays = arrays
    self.preset = preset
  }

  mutating func dense(_ activations: [Activation], bias: Bool = true) {
    for activation in activations {
      let units = arrays.indices.contains(names.count) ? arrays[names.count].shape.last ?? 0 : 0
      layers.append(Dense(units, activation: activation, bias: bias))
      let layer = denses == 0 ? "dense" : "dense_\(denses)"
      denses += 1
      names += bias ? ["\(layer)/kernel", "\(layer)/bias"] : ["\(layer)/kernel"]
    }
  }

  mutating func batchNormalization() {
    layers.append(BatchNormalization(preset))
    names += ["gamma", "beta", "moving_mean", "moving_variance"].map { "batch_normalization/\($0)" }
  }

  mutating func layerNormalization() {
    layers.append(LayerNormalization(preset))
    names += ["layer_normalization/gamma", "layer_normalization/beta"]
  }

  mutating func parametricReLU() {
    layers.append(PReLU(preset, shared: false))
    names.append("p_re_lu/alpha")
  }
}
