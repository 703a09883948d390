import Swiftlet
import Testing

@testable import SwiftletPlot

/// Histograms of weights and answers, and the sizes of gradients.
@Suite struct DistributionChartTests {
  private func model() throws -> (Sequential, Dataset) {
    let points = sumBin(80)
    let data = try Dataset(inputs: zip(points.x, points.y).map { [$0, $1] }, classes: points.classes)
    let model = Sequential(inputs: 2, seed: 3) {
      Dense(8, activation: .relu)
      Dense(4, activation: .tanh)
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy)
    return (model, data)
  }

  @Test(arguments: ChartInputs.numbers.keys.sorted())
  func anyValuesGiveAGrid(name: String) throws {
    let values = try #require(ChartInputs.numbers[name]).map { Float($0) }
    for count in [1, 5] {
      let panels = (0..<count).map { index in
        HistogramPanel(
          name: ChartInputs.names[index % ChartInputs.names.count], count: values.count, values: values,
          words: index % 2 == 0 ? "52 % are 0" : "")
      }
      let grid = Grid.histograms(panels, of: "weight", title: name, caption: name, sharing: count == 5 ? .x : .none)
      try expectSoundChart(grid, "\(count) \(name)")
    }
  }

  @Test func everyKernelHasAPanelAndBiasesWhenAskedFor() throws {
    let (model, _) = try model()
    let kernels = try model.weightHistograms()
    #expect(
      kernels.plots.map(\.title) == [
        "dense/kernel, n = 16", "dense_1/kernel, n = 32", "dense_2/kernel, n = 12",
      ])
    #expect(kernels.caption.contains("biases and the like left out"))
    #expect(try model.weightHistograms(biases: true).plots.count == 6)
    try expectSoundChart(kernels, "weights")
    let empty = Sequential(inputs: 2) { Activation.relu }
    #expect(throws: SwiftletError.self) { try empty.weightHistograms() }
  }

  @Test func deadAndSaturatedUnitsAreSaid() throws {
    let (model, data) = try model()
    try model.setWeights([
      "dense/bias": Tensor(column: [-9, -9, 1, 1, 1, 1, 1, 1]), "dense_1/bias": Tensor(column: [50, 50, 50, 50]),
    ])
    let grid = try model.activationHistograms(data)
    #expect(
      grid.plots.map(\.title) == [
        "dense (relu), n = 640", "dense_1 (tanh), n = 320", "dense_2 (softmax), n = 240",
      ])
    #expect(grid.plots[0].caption.contains("2 of 8 units dead"))
    #expect(grid.plots[0].caption.contains("left out here"))
    #expect(grid.plots[1].caption.contains("100 % saturated"))
    try expectSoundChart(grid, "answers")
    #expect(throws: SwiftletError.self) {
      try model.activationHistograms(try Dataset(inputs: [[1.0]], classes: [0]))
    }
  }

  @Test func theVerdictNamesTheLayer() {
    func flow(_ means: [Double]) -> GradientFlow {
      GradientFlow(
        layers: means.enumerated().map { .init(name: "dense_\($0)", mean: $1, largest: 2 * $1, ratio: $1) })
    }
    #expect(
      flow([2.5e-10, 1e-6, 1e-3]).verdict
        == "vanishing: the gradient of dense_0 is 4.0×10⁶ times smaller than that of dense_2")
    #expect(
      flow([5, 0.1, 1e-3]).verdict == "exploding: the gradient of dense_0 is 5000 times larger than that of dense_2")
    #expect(flow([1, 0, 1]).verdict == "no gradient reaches dense_1")
    #expect(flow([1, .nan]).verdict == "the gradient of dense_1 is no finite number")
    #expect(flow([1, 4, 2]).verdict == "all means within a factor of 4")
    #expect(flow([]).verdict == nil && flow([1]).verdict == nil)
  }

  @Test(arguments: ChartInputs.numbers.keys.sorted())
  func anyGradientsGiveAPicture(name: String) throws {
    let values = try #require(ChartInputs.numbers[name]).prefix(40)
    let layers = values.enumerated().map { index, value in
      GradientFlow.Layer(
        name: ChartInputs.names[index % ChartInputs.names.count], mean: abs(value), largest: 3 * abs(value),
        ratio: value * value)
    }
    try expectSoundChart(Plot.gradientFlow(GradientFlow(layers: layers), title: name), name)
  }

  @Test func gradientsOfAModelAreThoseOfItsKernels() throws {
    let (model, data) = try model()
    let plot = try model.gradientFlow(data)
    try expectSoundChart(plot, "flow")
    let sizes = try model.gradientSizes(on: data).filter { $0.name.hasSuffix("kernel") }
    let lines = plot.marks.compactMap { $0 as? Line }
    #expect(lines.map(\.y) == [sizes.map(\.largest), sizes.map(\.mean), sizes.map(\.ratio)])
    let frozen = Sequential(inputs: 2) { Dense(3, activation: .softmax).frozen() }
    try frozen.compile(loss: .sparseCategoricalCrossentropy)
    let error = #expect(throws: SwiftletError.self) { try frozen.gradientFlow(data) }
    #expect(error?.description.contains("no weights that could learn") == true)
  }

  @Test func activationsStandOnSharedAxes() throws {
    let grid = Grid.activations()
    #expect(grid.plots.count == Activation.elementwise.count)
    try expectSoundChart(grid, "gallery")
    let some = Grid.activations([.relu, .softmax, .tanh])
    #expect(some.plots.map(\.title) == ["relu", "tanh"] && some.caption.contains("1 of whole rows left out"))
    let lines = Activation.relu.plot().marks.compactMap { $0 as? Line }
    #expect(zip(lines[0].x, lines[0].y).allSatisfy { $1 == max($0, 0) })
    try expectSoundChart(Activation.gelu.plot(), "gelu")
    #expect(throws: PlotError.self) { try Activation.softmax.plot().png() }
    #expect(throws: PlotError.self) { try Grid.activations([]).png() }
  }
}
