import Swiftlet
import Testing

@testable import SwiftletPlot

@Suite struct NetworkChartTests {
  /// A chain of dense layers of these sizes with weights made by a rule.
  private static func chain(
    _ sizes: [Int], names: [String] = [], weight: (Int) -> Double = { Double($0 % 7) - 3 }
  ) -> NetworkSketch {
    var columns: [NetworkSketch.Column] = []
    for (index, count) in sizes.enumerated() {
      var column = NetworkSketch.Column(
        title: index == 0 ? "inputs" : "dense_\(index)", details: ["\(count) units", "tanh"], count: count,
        units: NetworkSketch.shown(of: count))
      if index > 0 {
        column.weights = (0..<sizes[index - 1] * count).map(weight)
        column.bias = (0..<count).map { weight($0 + 1) / 2 }
      }
      if index == 0 || index == sizes.count - 1 {
        column.names = (0..<count).map { names.isEmpty ? "name \($0)" : names[$0 % names.count] }
      }
      columns.append(column)
    }
    return NetworkSketch(columns: columns)
  }

  static let sketches: [String: NetworkSketch] = {
    var all: [String: NetworkSketch] = [:]
    for sizes in [
      [1], [1, 1], [2, 2, 3], [3, 4, 1], [2, 6, 3], [4, 16, 3], [2, 17, 3], [784, 64, 10], [5, 5, 5, 5, 5, 5],
      [1, 16, 1, 16, 1], [2, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 2],
    ] {
      all[sizes.map(String.init).joined(separator: "-")] = chain(sizes)
    }
    all["nothing"] = NetworkSketch(columns: [])
    all["zero weights"] = chain([3, 3, 2]) { _ in 0 }
    all["NaN"] = chain([3, 3, 2]) { $0 % 2 == 0 ? .nan : 1 }
    all["infinite"] = chain([3, 3, 2]) { $0 % 2 == 0 ? .infinity : -1 }
    all["huge"] = chain([2, 3, 2]) { $0 % 2 == 0 ? 1e300 : -1e-300 }
    all["largest"] = chain([2, 2]) { _ in -.greatestFiniteMagnitude }
    for (index, name) in ["long names", "letters", "twelve"].enumerated() {
      all[name] = chain(index == 2 ? [12, 4, 12] : [4, 3, 4], names: Array(ChartInputs.names.dropFirst(index * 3)))
    }
    return all
  }()

  @Test(arguments: sketches.keys.sorted())
  func anyNetworkGivesAPicture(name: String) throws {
    #expect(Self.sketches.count == 20)
    let sketch = try #require(Self.sketches[name])
    let plot = Plot.network(sketch, title: "Network", caption: name)
    try expectSoundChart(plot, name)
    let (canvas, _) = recorded(plot)
    for fill in canvas.fills {
      for shape in fill.shapes {
        if case .disc(let center, let radius) = shape {
          let disc = Rect(left: center.x, top: center.y, right: center.x, bottom: center.y).grown(radius)
          #expect(canvas.bounds.contains(disc))
        }
      }
    }
  }

  @Test func linesAreAsWideAsWeightsAreLargeAndDashedBelowZero() throws {
    let values = [4.0, -2, 1, -0.5]
    let sketch = Self.chain([2, 2]) { values[$0] }
    let (canvas, figure) = recorded(Plot.network(sketch, title: "two"), scale: 1)
    let (blue, red) = (figure.looks.line(0), figure.looks.line(2))
    // The key has three lines more.
    let above = lineWidths(canvas, blue).sorted().reversed()
    let below = lineWidths(canvas, red).sorted().reversed()
    #expect(Array(above).contains(5) && Array(above).contains(0.5 + 4.5 / 4))
    #expect(Array(below).contains(0.5 + 4.5 / 2) && Array(below).contains(0.5 + 4.5 / 8))
    let solid = canvas.fills.filter { $0.color.hex == blue.hex && $0.shapes.count == 1 }
    let dashed = canvas.fills.filter { $0.color.hex == red.hex && $0.shapes.count > 1 }
    #expect(solid.count == 4 && dashed.count == 3)
    for words in ["4", "−2", "1", "−0.5"] { #expect(canvas.has(words), "\(words)") }
  }

  @Test func largeLayersAreElidedAndThatIsSaid() throws {
    let plot = Plot.network(Self.chain([3, 40, 2]), title: "large")
    let (canvas, figure) = recorded(plot)
    #expect(figure.layout.caption.joined().contains("shown: 14 of 40 in dense_1"))
    #expect(NetworkSketch.shown(of: 40) == Array(0..<7) + Array(33..<40))
    #expect(NetworkSketch.shown(of: 16).count == 16 && NetworkSketch.shown(of: 0).isEmpty)
    #expect(canvas.has("40 units"))
  }

  @Test func aModelIsDrawnWithItsOwnNumbers() throws {
    let data = try Dataset(inputs: [[0.0, 1], [1, 0]], classes: ["low", "high"])
    let model = Sequential(for: data, seed: 1) {
      Normalization()
      Dense(2, activation: .tanh)
      Dense(2, activation: .softmax)
    }
    try model.setWeights([
      "dense/kernel": Tensor(column: [1, 2, -3, 0.25]), "dense/bias": Tensor(column: [0.5, -0.75]),
    ])
    let plot = try model.diagram()
    try expectSoundChart(plot, "model")
    let canvas = recorded(plot).canvas
    for words in ["x0", "x1", "high", "low", "dense", "tanh", "softmax", "Normalization", "−3", "0.25", "0.5", "−0.75"]
    {
      #expect(canvas.has(words), "\(words)")
    }
  }

  @Test func aModelThatIsNoChainIsBoxesAndArrows() throws {
    let (left, right) = (Symbol.input(4, name: "left"), Symbol.input(3, name: "right"))
    let both = Concatenate()(Dense(8, activation: .relu)(left), Dense(8)(right))
    let model = Model(inputs: [left, right], outputs: [Dense(1, name: "price")(both), Dense(2, name: "kind")(both)])
    let plot = try model.diagram()
    try expectSoundChart(plot, "branches")
    let canvas = recorded(plot).canvas
    for words in ["left", "right", "concatenate", "price", "kind", "[16]", "relu"] { #expect(canvas.has(words)) }
    let arrows = canvas.fills.flatMap(\.shapes).filter { if case .polygon = $0 { true } else { false } }
    #expect(arrows.count == 6)
    let deep = Sequential(inputs: 3) { for _ in 0..<30 { Dense(3, activation: .relu) } }
    try expectSoundChart(try deep.diagram(), "thirty layers")
    let longest = Plot.network(
      NetworkBoxes((0..<5000).map { .init(title: "l \($0)", details: [], sources: $0 == 0 ? [] : [$0 - 1]) }),
      title: "long")
    try expectSoundChart(longest, "5000 layers")
    let words = recorded(longest).canvas
    #expect(words.has("+4,941") && words.has("l 0") && words.has("l 4999") && !words.has("l 2000"))
    #expect(throws: SwiftletError.self) { try Sequential(inputs: 2) { Dense(0) }.diagram() }
  }
}
