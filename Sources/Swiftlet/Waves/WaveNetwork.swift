/// The data of a `WaveFit` in the form that its networks learn, and how they are made and trained.
struct WaveProblem: Sendable {
  /// Amounts are brought to mean 0 and deviation 1, so that one learning rate fits all.
  let data: Dataset
  /// Class indices of each row; empty for amounts.
  let labels: [Int]
  let outputs: Int
  let centres: [Double]
  let scales: [Double]
  /// Of the columns of all rows.
  let lows: [Double]
  let spans: [Double]

  var isClassification: Bool { !labels.isEmpty }
  var dims: Int { lows.count }

  /// - Throws: `SwiftletError` for data that no wave can be looked for in.
  init(_ data: Dataset) throws(SwiftletError) {
    try data.checkTrainable()
    if let fault = WaveProblem.fault(data) { throw SwiftletError(.data, fault) }
    let tensor = data.targets.tensor
    if case .classes(let labels, _) = data.targets {
      self.labels = labels
    } else if case .oneHot = data.targets {
      labels = data.targets.classIndices ?? []
    } else {
      labels = []
    }
    outputs = labels.isEmpty ? tensor.shape.count : data.classes.count
    let moments = labels.isEmpty ? Self.moments(tensor) : []
    centres = moments.map(\.mean)
    scales = moments.map { $0.deviation > 0 ? $0.deviation : 1 }
    let rows = WaveRows(points: data.inputs.values, dims: data.inputShape.count, residuals: [], outputs: 0)
    (lows, spans) = (rows.lows, rows.spans)
    if labels.isEmpty {
      let (centres, scales, width) = (centres, scales, outputs)
      let values = tensor.values.enumerated().map { Float((Double($1) - centres[$0 % width]) / scales[$0 % width]) }
      self.data = Dataset(
        inputParts: data.inputParts,
        targetParts: [
          NamedTarget(
            name: data.targetName, targets: .values(Tensor(unchecked: values, rows: tensor.rows, shape: tensor.shape)))
        ], weights: data.weights, columnNames: data.columnNames)
    } else {
      self.data = data
    }
    guard spans.contains(where: { $0 > 0 }) else { throw SwiftletError(.data, Self.constantInputs) }
    guard isClassification || moments.contains(where: { $0.deviation > 0 }) else {
      throw SwiftletError(.data, Self.constantTargets)
    }
  }

  private static func moments(_ tensor: Tensor) -> [(mean: Double, deviation: Double)] {
    let (width, count) = (tensor.shape.count, Double(max(tensor.rows, 1)))
    return (0..<width).map { column in
      func sum(_ term: (Double) -> Double) -> Double {
        stride(from: column, to: tensor.values.count, by: width).reduce(0.0) { $0 + term(Double(tensor.values[$1])) }
      }
      let mean = sum { $0 } / count
      return (mean, (sum { ($0 - mean) * ($0 - mean) } / count).squareRoot())
    }
  }

  private static func fault(_ data: Dataset) -> Finding? {
    func bad(_ sentence: String, _ expected: String, _ got: String, _ remedy: String) -> Finding {
      Finding(.badArgument, sentence, expected: expected, got: got, remedy: remedy)
    }
    guard data.inputParts.count == 1, data.targetParts.count == 1 else {
      return bad(
        "waves are looked for in one input and one target", "1 and 1",
        "\(data.inputParts.count) and \(data.targetParts.count)", "Make a data set of those that are meant")
    }
    let inputs = data.inputShape.count
    guard data.inputShape.sizes.count == 1, 1...WaveFaults.mostInputs ~= inputs else {
      return bad(
        "waves are looked for among few inputs, because candidates grow as range^inputs",
        "1 to \(WaveFaults.mostInputs) columns", "inputs of shape \(data.inputShape)",
        "Leave columns out with dropping(_:), or use Sine(64, isFirst: true)")
    }
    guard data.count >= 10 else {
      return Finding(
        .tooFewRows, "there are too few rows to tell a wave from chance", expected: "at least 10", got: "\(data.count)",
        remedy: "Give more rows; a hundred are enough for narrow stripes of two inputs")
    }
    guard data.targets.tensor.shape.sizes.count <= 1 else {
      return bad(
        "waves explain classes or a list of numbers", "targets of one axis", "\(data.targets.tensor.shape)",
        "Flatten the targets")
    }
    return nil
  }

  private static let constantInputs = Finding(
    .badArgument, "all rows have the same inputs", expected: "inputs that vary", got: "one point",
    remedy: "Look at how the data were read")
  private static let constantTargets = Finding(
    .badArgument, "all rows have the same target", expected: "targets that vary", got: "one value",
    remedy: "Look at how the data were read")
}

// MARK: - Networks

extension WaveProblem {
  private static let batchSize = 500
  /// Rates of Adam: of frequencies in radians across the data, and of all else.
  private var frequencyRate: Double { 0.05 }
  private var rate: Double { isClassification ? 1 : 0.1 }

  /// A network of `waves.count` pairs of sine units, whose outputs are still 0.
  ///
  /// - Parameter waves: Frequencies in radians per unit of the inputs.
  func network(_ waves: [[Double]], seed: UInt64, scalesRates: Bool = true) -> Sequential {
    let units = 2 * waves.count
    let kernel = (0..<dims).flatMap { axis in
      (0..<units).map { Float(waves[$0 / 2][axis] * (spans[axis] > 0 ? spans[axis] : 0)) }
    }
    let sine = Sine(units, kernel: .values(kernel), bias: .repeating([0, .pi / 2]))
    return Sequential(for: data, seed: seed) {
      Normalization(
        minimums: lows.map { Float($0) }, maximums: zip(lows, spans).map { Float($0 + $1) })
      if scalesRates {
        sine.learningRate(scale: frequencyRate / rate, of: "kernel")
      } else {
        sine
      }
      Dense(outputs, weights: .zeros)
    }
  }

  /// About `steps` updates by Adam, whose rate falls to 0 as half a cosine.
  func train(_ model: Sequential, on data: Dataset, steps: Int, threads: Int) throws(SwiftletError) {
    let perEpoch = (data.count - 1) / Self.batchSize + 1
    let epochs = max(steps / perEpoch, 1)
    try model.compile(
      optimizer: .adam(learningRate: rate).schedule(.cosine(steps: epochs * perEpoch)), loss: loss, metrics: metrics)
    try model.fit(data, epochs: epochs, batchSize: Self.batchSize, threads: threads, verbose: .silent)
  }

  /// The same network, all of whose weights were then moved together by L-BFGS over all rows.
  func polished(_ model: Sequential, iterations: Int, threads: Int) throws(SwiftletError) -> Sequential {
    let waves = (0..<(model.weights["sine/kernel"]?.shape.last ?? 0) / 2).map { _ in [Double](repeating: 0, count: dims)
    }
    let polished = network(waves, seed: model.seed, scalesRates: false)
    try polished.setWeights(model.weights)
    try polished.compile(optimizer: .lbfgs(iterations: iterations), loss: loss, metrics: metrics)
    try polished.fit(data, threads: threads, verbose: .silent)
    return polished
  }

  var loss: Loss { isClassification ? .sparseCategoricalCrossentropy(from: .logits) : .mse }
  var metrics: [Metric] { isClassification ? [.accuracy] : [] }

  /// Amounts in their own units: the last layer takes back what brought the targets to mean 0 and deviation 1.
  func inOwnUnits(_ model: Sequential) throws(SwiftletError) {
    guard !isClassification, let kernel = model.weights["dense/kernel"], let bias = model.weights["dense/bias"] else {
      return
    }
    let weights = kernel.values.enumerated().map { Float(Double($1) * scales[$0 % outputs]) }
    let offsets = bias.values.enumerated().map { Float(Double($1) * scales[$0] + centres[$0]) }
    try model.setWeights([
      "dense/kernel": Tensor(unchecked: weights, rows: 1, shape: kernel.shape),
      "dense/bias": Tensor(unchecked: offsets, rows: 1, shape: bias.shape),
    ])
  }
}

// MARK: - Judging

/// What a network gets wrong, row by row.
struct WaveErrors: Sendable {
  /// 0 or 1 for classes, squared errors for amounts.
  let errors: [Double]
  /// The mean of the loss.
  let loss: Double

  var mean: Double { errors.reduce(0, +) / Double(max(errors.count, 1)) }

  /// By how many standard errors the mean of `other` is larger; infinite where every row agrees.
  func advantage(over other: WaveErrors) -> Double {
    let differences = zip(other.errors, errors).map { $0 - $1 }
    let count = Double(max(differences.count, 1))
    let mean = differences.reduce(0, +) / count
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    guard variance > 0 else { return mean > 0 ? .infinity : mean < 0 ? -.infinity : 0 }
    return mean / (variance / count).squareRoot()
  }
}

extension WaveProblem {
  func errors(of model: Model, on data: Dataset) throws(SwiftletError) -> WaveErrors {
    let outputs = try model.predict(data.inputs)
    if isClassification { return classErrors(outputs, data.targets.classIndices ?? []) }
    let targets = data.targets.tensor.values
    let errors = (0..<data.count).map { row in
      (0..<self.outputs).reduce(0.0) { sum, column in
        let left = Double(outputs.values[row * self.outputs + column]) - Double(targets[row * self.outputs + column])
        return sum + left * left
      } / Double(self.outputs)
    }
    return WaveErrors(errors: errors, loss: errors.reduce(0, +) / Double(max(errors.count, 1)))
  }

  private func classErrors(_ outputs: Tensor, _ labels: [Int]) -> WaveErrors {
    var (errors, loss) = ([Double](), 0.0)
    for (row, label) in labels.enumerated() {
      let values = outputs[row: row].map(Double.init)
      let largest = values.max() ?? 0
      loss += largest + naturalLog(values.reduce(0) { $0 + exponential($1 - largest) }) - values[label]
      errors.append(values.firstIndex(of: largest) == label ? 0 : 1)
    }
    return WaveErrors(errors: errors, loss: loss / Double(max(labels.count, 1)))
  }

  /// Of the best answer that knows nothing of the inputs.
  func constantErrors(trainedOn train: Dataset, on data: Dataset) -> WaveErrors {
    guard isClassification else {
      let (known, asked) = (train.targets.tensor, data.targets.tensor)
      let means = Self.moments(known).map(\.mean)
      let errors = (0..<data.count).map { row in
        (0..<outputs).reduce(0.0) { sum, column in
          let left = Double(asked.values[row * outputs + column]) - means[column]
          return sum + left * left
        } / Double(outputs)
      }
      return WaveErrors(errors: errors, loss: errors.reduce(0, +) / Double(max(errors.count, 1)))
    }
    var counts = [Int](repeating: 0, count: outputs)
    for label in train.targets.classIndices ?? [] { counts[label] += 1 }
    let guess = counts.indices.max { counts[$0] < counts[$1] } ?? 0
    let errors = (data.targets.classIndices ?? []).map { $0 == guess ? 0.0 : 1.0 }
    return WaveErrors(errors: errors, loss: .nan)
  }
}
