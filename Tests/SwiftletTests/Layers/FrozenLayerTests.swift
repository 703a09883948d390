import Testing

@testable import Swiftlet

/// An existential layer has to be opened before it can be modified.
private func frozen(_ layer: some Layer) -> any Layer { layer.frozen() }

extension LayerTests {
  /// Frozen it keeps every bit, statistics too, while what stands around it learns by the right gradients.
  @Test(arguments: LayerCase.all)
  func frozenItKeepsItsBits(_ layer: LayerCase) throws {
    let model = layer.sequential { frozen($0) }
    try checkGradients(model, data(layer, rows: 6))
    try model.compile(optimizer: .adam(learningRate: 0.01).weightDecay(0.1), loss: .mse)
    let before = bits(model)
    try model.fit(data(layer, rows: 37), epochs: 2, batchSize: 16, verbose: .silent)
    for (name, values) in bits(model) {
      #expect((values == before[name]) == LayerCase.isOwn(name), "\(name)")
    }
    let free = layer.sequential()
    try free.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
    try free.fit(data(layer, rows: 37), epochs: 2, batchSize: 16, verbose: .silent)
    let moved = Set(bits(free).filter { before[$0.key] != $0.value }.keys.filter(LayerCase.isOwn))
    let movable = try free.prepared().graph.parameters.entries.map(\.name).filter(LayerCase.isOwn)
    #expect(moved.isSuperset(of: movable), "unfrozen it does not learn either")
  }
}
