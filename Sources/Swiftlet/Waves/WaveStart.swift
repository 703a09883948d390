// Kernels of sine units that start from waves in the rows of the first fit, as Normalization takes its statistics.

/// A kernel that is to be filled, and where its layer stands.
struct WaveStart {
  /// Of its array, among the parameters.
  let index: Int
  let name: String
  let range: Double
  let units: Int
  /// What its layer is given, a symbol of shape [inputs].
  let feature: Node
  /// sin(frequency·(x·kernel + bias))
  let frequency: Double
}

extension ModelGraph {
  /// The places of arrays that are read from data.
  var scoredParameters: Set<Int> {
    Set(parameters.entries.indices.filter { parameters.entries[$0].box.initializer.looksAtData })
  }

  /// How the layer of a kernel uses it: what it is given, and by what its sums are multiplied before the sine.
  fileprivate func sineUse(of box: WeightBox) -> (feature: Node, frequency: Double)? {
    func readers(of node: Node) -> [Node] { order.filter { $0.inputs.contains { $0 === node } } }
    let products = order.filter { node in
      guard case .matmul = node.operation, case .parameter(let other) = node.inputs[1].operation else { return false }
      return other === box
    }
    guard let product = products.first else { return nil }
    var (node, frequency) = (product, 1.0)
    // The bias, the frequency and the sine, one behind the other.
    for _ in 0..<3 {
      guard let next = readers(of: node).first else { return nil }
      switch next.operation {
      case .activation(.sine): return (product.inputs[0], frequency)
      case .binary(.add): break
      case .elementary(.affine(let factor, let offset)) where offset == 0: frequency *= factor
      default: return nil
      }
      node = next
    }
    return nil
  }
}

extension Model {
  /// The kernels that this fit has to fill, after everything about them was checked.
  func waveStarts(_ targets: GoalTargets) throws(SwiftletError) -> [WaveStart] {
    let storage = try prepared()
    var starts: [WaveStart] = []
    var faults: [Finding] = []
    for index in storage.unscored.sorted() {
      let entry = storage.graph.parameters.entries[index]
      guard case .scored(let range, _) = entry.box.initializer else { continue }
      guard let use = storage.graph.sineUse(of: entry.box) else {
        faults.append(WaveFaults.notBySine(entry.name, entry.place))
        continue
      }
      let before = GraphWalk([Symbol(use.feature)]).order
      if before.contains(where: \.isLearntOrRandom) {
        faults.append(WaveFaults.behindWeights(entry.name, entry.place))
      }
      if targets.targets.allSatisfy(\.isConstant) {
        faults.append(WaveFaults.constantTargets(entry.name, entry.place))
      }
      starts.append(
        WaveStart(
          index: index, name: entry.name, range: range, units: entry.shape.last, feature: use.feature,
          frequency: use.frequency))
    }
    guard faults.isEmpty else { throw SwiftletError(.training, faults) }
    return starts
  }

  /// Fills them from the rows that are trained on.
  ///
  /// - Returns: A note per kernel.
  func fitWaves(
    _ starts: [WaveStart], _ rows: RowArrays, threads: Int
  ) throws(SwiftletError) -> [Finding] {
    guard !starts.isEmpty else { return [] }
    let notes = try starts.map { (start) throws(SwiftletError) in
      try fitWaves(start, rows, threads: threads)
    }
    try prepared().publish()
    return notes.compactMap { $0 }
  }

  private func fitWaves(_ start: WaveStart, _ rows: RowArrays, threads: Int) throws(SwiftletError) -> Finding? {
    let storage = try prepared()
    let inputs = start.feature.shape.count
    let points = try values(of: start.feature, rows, threads: threads)
    guard let waves = waveRows(points, inputs, rows) else { return nil }
    guard waves.isActive.contains(true) else {
      let entry = storage.graph.parameters.entries[start.index]
      throw SwiftletError(.training, WaveFaults.constantInputs(entry.name, entry.place))
    }
    let lattice = WaveLattice(range: start.range, isActive: waves.isActive)
    let (candidates, _) = lattice.shell(around: nil)
    var shortlist = Shortlist(dims: inputs)
    shortlist.add(candidates, waves.scores(candidates, threads: threads))
    var pursuit = WavePursuit(waves, shortlist, threads: threads)
    let found = Array(pursuit.find((start.units + 1) / 2))
    fill(storage, start, found, waves)
    storage.unscored.remove(start.index)
    return Self.note(start, found, candidates: lattice.count)
  }

  /// Units 2k and 2k + 1 get wave k, in units of what the layer is given; units without a wave start at 0.
  private func fill(_ storage: ModelStorage, _ start: WaveStart, _ found: [FoundWave], _ rows: WaveRows) {
    guard let kernel = storage.values(of: storage.graph.parameters.entries[start.index].box) else { return }
    for unit in 0..<start.units where unit / 2 < found.count {
      for axis in 0..<rows.dims where rows.spans[axis] > 0 {
        let frequency = Double(found[unit / 2].frequencies[axis]) / rows.spans[axis] / start.frequency
        kernel[axis * start.units + unit] = Float(frequency)
      }
    }
  }

  private static func note(_ start: WaveStart, _ found: [FoundWave], candidates: Int) -> Finding {
    let shares = found.reduce(0) { $0 + $1.share }
    return Finding(
      .scoredWaves,
      "\(start.name) starts from \(found.count == 1 ? "the strongest" : "the \(found.count) strongest") of "
        + "\(candidates) waves", severity: .note,
      remedy: "Nothing to do; a share near 0 means that no wave below the range goes along with the targets",
      evidence: [
        Finding.Evidence(name: "share of the targets' variance", value: shares),
        Finding.Evidence(name: "range", value: start.range),
      ])
  }

  /// The numbers of a symbol that depends on inputs and statistics alone, for all rows.
  private func values(of node: Node, _ rows: RowArrays, threads: Int) throws(SwiftletError) -> [Float] {
    let storage = try prepared()
    let inputs = rows.arrays.filter { if case .input = $0.kind { true } else { false } }
    let place = storage.graph.inputs.firstIndex { $0.source === node.source }
    if let place, let column = inputs.first(where: { $0.kind == .input(place) }) { return column.values }
    let part = Model(inputs: self.inputs, outputs: [Symbol(node)])
    let partStorage = try part.prepared()
    for entry in partStorage.graph.states.entries {
      guard let known = storage.values(of: entry.box), let own = partStorage.values(of: entry.box) else { continue }
      _ = own.update(fromContentsOf: known)
    }
    let runner = try part.predictionRunner(rows: rows.count)
    guard let values = try runner.run(RowArrays(arrays: inputs, count: rows.count), threads: threads) else {
      throw SwiftletError(
        .training,
        Finding(
          .notFinite, "what a Sine layer with a scored kernel is given is not finite in every row",
          expected: "finite numbers", got: "NaN or infinity", remedy: "Look for a division by zero before it"))
    }
    return values[0].tensor.values
  }

  /// The rows with what waves are to explain: the classes of one goal without weights, else amounts of all goals.
  private func waveRows(_ points: [Float], _ inputs: Int, _ rows: RowArrays) -> WaveRows? {
    guard let compilation, let graph = try? prepared().graph else { return nil }
    func column(_ kind: VirtualBuffer.Kind) -> (values: [Float], width: Int)? {
      rows.arrays.first { $0.kind == kind }.map { ($0.values, $0.width) }
    }
    var parts: [(amounts: [Float], width: Int)] = []
    for (index, goal) in compilation.goals.enumerated() {
      guard let target = column(.target(goal.output)) else { continue }
      let weights = column(.weights(index))?.values
      var part = target
      if goal.loss.traits.targets == .classes {
        let labels = EncodedTargets(values: target.values, width: 1).classIndices
        let classes = graph.outputs[goal.output].shape.last
        if compilation.goals.count == 1, weights == nil, labels.allSatisfy({ 0..<classes ~= $0 }) {
          return WaveRows(points: points, dims: inputs, labels: labels, classes: classes)
        }
        part = (Self.oneHot(labels, classes), classes)
      }
      parts.append((WaveRows.centred(part.values, part.width, weights, Float(goal.weight)), part.width))
    }
    guard !parts.isEmpty else { return nil }
    let width = parts.reduce(0) { $0 + $1.width }
    let amounts = (0..<rows.count).flatMap { row in
      parts.flatMap { $0.amounts[row * $0.width..<(row + 1) * $0.width] }
    }
    return WaveRows(points: points, dims: inputs, residuals: amounts, outputs: width)
  }

  /// A row of zeros for a class that is ignored.
  private static func oneHot(_ labels: [Int], _ classes: Int) -> [Float] {
    var values = [Float](repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() where 0..<classes ~= label { values[row * classes + label] = 1 }
    return values
  }
}

extension Targets {
  /// Whether every row has the same.
  fileprivate var isConstant: Bool {
    let tensor = tensor
    let width = tensor.shape.count
    return tensor.values.indices.allSatisfy { $0 < width || tensor.values[$0] == tensor.values[$0 - width] }
  }
}

extension Node {
  fileprivate var isLearntOrRandom: Bool {
    switch operation {
    case .parameter, .noise: true
    default: looksAcrossRows
    }
  }
}
