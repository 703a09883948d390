import CKernels
import Testing

@testable import Swiftlet

/// Every layer of the library, each in every situation that a layer can be in.
struct LayerTests {
  func data(_ layer: LayerCase, rows: Int) throws -> Dataset {
    let targets = Tensor.uniform(rows: rows, shape: 2, in: -1...1, seed: 4)
    return try Dataset(inputs: layer.rows(rows), .values(targets))
  }

  func bits(_ model: Model) -> [String: [UInt32]] { model.weights.mapValues { $0.values.map(\.bitPattern) } }

  @Test func theTableIsComplete() {
    #expect(LayerCase.all.count == 50)
    #expect(Set(LayerCase.all.map(\.name)).count == LayerCase.all.count)
  }

  @Test(arguments: LayerCase.all)
  func hasTheShapeThatItSays(_ layer: LayerCase) throws {
    let x = Symbol.input(layer.input)
    let made = layer.make()
    let y = made.forward(x)
    #expect(y.shape == layer.output)
    let model = Model(inputs: x, outputs: y)
    let answers = try model.predict(layer.rows(3))
    #expect(answers.shape == layer.output)
    #expect(answers.values.count == 3 * layer.output.count)
    let bounds = y.range.interval
    let outside = answers.values.filter { !bounds.contains($0) }
    #expect(outside.isEmpty, "its values leave the range that it states")
  }

  /// The bound is that of GradientTests, for the reason given there.
  func checkGradients(_ model: Model, _ data: Dataset, location: SourceLocation = #_sourceLocation) throws {
    try model.compile(loss: .mse)
    let check = try model.checkGradients(on: data, rows: 6)
    #expect(check.largestError < GradientTests.bound, "\(check)", sourceLocation: location)
    #expect(check.entries.contains { abs($0.numerical) > 1e-4 }, "all gradients vanish", sourceLocation: location)
    #expect(check.skipped * 4 <= check.entries.count, "\(check)", sourceLocation: location)
  }

  @Test(arguments: LayerCase.all)
  func inASequentialItsGradientsAreRight(_ layer: LayerCase) throws {
    try checkGradients(layer.sequential(), data(layer, rows: 6))
  }

  /// Every loss that there is, on outputs and targets that it is legal for.
  @Test(arguments: LayerCase.all)
  func underEveryLossItsGradientsAreRight(_ layer: LayerCase) throws {
    for loss in Loss.all {
      let model = layer.sequential(outputs: 3, last: GradientTests.lastLayers(for: loss))
      let data = try Dataset(inputs: layer.rows(6), GradientTests.targets(for: loss))
      try model.compile(loss: loss)
      let check = try model.checkGradients(on: data, rows: 4)
      #expect(check.largestError < GradientTests.bound, "\(loss.description): \(check)")
      #expect(check.skipped * 4 <= check.entries.count, "\(loss.description): \(check)")
    }
  }

  @Test(arguments: LayerCase.all)
  func withTwoConsumersItsGradientsAreRight(_ layer: LayerCase) throws {
    try checkGradients(layer.branched(), data(layer, rows: 6))
  }

  /// Cut into blocks and shards, as threads share a batch, the gradients are those of the whole batch but for the
  /// rounding of their sums; a layer that looks across rows is not cut.
  @Test(arguments: LayerCase.all)
  func cutIntoThreeItsGradientsAreThoseOfTheWholeBatch(_ layer: LayerCase) throws {
    let rows = 300
    let model = layer.sequential()
    try model.compile(loss: .mse)
    let data = try data(layer, rows: rows)
    let graph = try model.prepared().graph
    let usual = Cutting(rows: rows, training: graph)
    if graph.looksAcrossRows {
      #expect(usual.block == rows && usual.shards(of: rows) == 1)
      return
    }
    #expect(usual.shards(of: rows) == 3)
    let whole = try gradients(model, data, Cutting(block: rows, maxShards: 1))
    let scale = whole.map(abs).max() ?? 0
    #expect(scale > 1e-4)
    for cutting in [usual, Cutting(block: 100, maxShards: 1), Cutting(block: 37, maxShards: 4)] {
      let cut = try gradients(model, data, cutting)
      #expect(try cut == gradients(model, data, cutting), "twice the same, and not the same bits")
      // 300 additions of numbers no larger than the largest gradient, on either side.
      for (a, b) in zip(whole, cut) { #expect(abs(a - b) <= 300 * 0x1p-23 * scale) }
    }
  }

  private func gradients(_ model: Model, _ data: Dataset, _ cutting: Cutting) throws -> [Float] {
    let storage = try ModelStorage(copying: try model.prepared())
    let goal = PlanRequest.Goal(output: 0, loss: .mse)
    let plan = try Plan(storage.graph, PlanRequest(mode: .train, capacity: cutting.block, goals: [goal]))
    let buffer = try AlignedBuffer(count: storage.parameters.count, for: "the gradients")
    let pass = try Pass(
      plan, storage, cutting: cutting, rows: data.count, kernels: ck_kernels_best(), gradients: buffer)
    let arrays = RowArrays(
      arrays: [
        (.input(0), data.inputs.values, max(data.inputs.shape.count, 1)), (.target(0), data.targets.tensor.values, 2),
      ],
      count: data.count)
    try arrays.withPointers { source in
      pass.open(source)
      pass.runBatch(
        order: nil, start: 0, rows: data.count, noise: RandomStream(.dropout, seed: 5, 1, 2))
    }
    return Array(buffer.buffer)
  }

  @Test(arguments: LayerCase.all)
  func anOddLastBatchIsTrainedOnAsABatchOfItsOwn(_ layer: LayerCase) throws {
    let data = try data(layer, rows: 37)
    let (whole, batches) = (layer.sequential(), layer.sequential())
    for model in [whole, batches] { try model.compile(optimizer: .sgd(learningRate: 0.05), loss: .mse) }
    let before = bits(whole)
    let history = try whole.fit(data, epochs: 2, batchSize: 16, shuffle: false, verbose: .silent)
    let parts = [0..<16, 16..<32, 32..<37].map { Batch(inputs: data[$0].inputs, targets: data[$0].targets.tensor) }
    try batches.fit(batches: parts + parts, stepsPerEpoch: 3, epochs: 2, verbose: .silent)
    #expect(history.loss.allSatisfy { $0.isFinite })
    #expect(bits(whole) == bits(batches))
    #expect(bits(whole) != before, "nothing was learnt")
  }

  @Test(arguments: LayerCase.all)
  func trainedTwiceItHasTheSameBits(_ layer: LayerCase) throws {
    let data = try data(layer, rows: 300)
    let models = [layer.sequential(), layer.sequential()]
    for model in models {
      try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
      try model.fit(data, epochs: 2, batchSize: 150, verbose: .silent)
    }
    #expect(bits(models[0]) == bits(models[1]))
  }

  /// Trained, saved and loaded it answers the same and can be saved as the same file; in both forms of a graph.
  /// How it was to learn is no matter of the layer, so a model that has its weights and no loss is saved.
  @Test(arguments: LayerCase.all)
  func savedAndLoadedItIsTheSame(_ layer: LayerCase) throws {
    for make in [{ layer.sequential() }, { layer.branched() }] {
      let (trained, model) = (make(), make())
      try trained.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
      try trained.fit(data(layer, rows: 40), epochs: 2, verbose: .silent)
      try model.setWeights(trained.weights)
      try expectRoundTrip(model, rows: ["inputs": layer.rows(5)])
    }
  }

  @Test(arguments: LayerCase.all)
  func aRowAloneIsAnsweredAsInABatch(_ layer: LayerCase) throws {
    let model = layer.sequential()
    try model.compile(optimizer: .sgd(learningRate: 0.05), loss: .mse)
    try model.fit(data(layer, rows: 40), epochs: 1, verbose: .silent)
    let rows = layer.rows(131, seed: 9)
    let together = try model.predict(rows)
    for row in [0, 1, 63, 127, 128, 130] {
      let one = Tensor(unchecked: Array(rows[row: row]), rows: 1, shape: layer.input)
      #expect(try model.predict(one).values == Array(together[row: row]), "row \(row)")
    }
  }
}
