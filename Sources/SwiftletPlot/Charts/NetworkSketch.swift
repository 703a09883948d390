/// A network as columns of units, ready to be drawn: which units are shown, and what joins them.
struct NetworkSketch: Sendable {
  /// One layer, or the inputs.
  struct Column: Sendable {
    /// `dense`; under it `3 units` and `tanh`.
    var title: String
    var details: [String]
    /// How many units it has; those shown are `units`.
    var count: Int
    var units: [Int]
    /// Values are handed on one by one: a box in place of discs.
    var isBox = false
    /// By unit; empty for none.
    var bias: [Double] = []
    /// From unit i of the column before to unit j: `weights[i * count + j]`; empty: each unit to the one beside it.
    var weights: [Double] = []
    /// Beside the units, for the first and the last column; by unit, or empty.
    var names: [String] = []

    var isElided: Bool { units.count < count }
  }

  var columns: [Column]

  /// The largest |w| among all connections, shown or not; 1 without any.
  var largestWeight: Double { Self.largest(columns.flatMap(\.weights)) }
  var largestBias: Double { Self.largest(columns.flatMap(\.bias)) }

  private static func largest(_ values: [Double]) -> Double {
    let most = values.filter(AxisScale.canShow).map(abs).max() ?? 0
    return most > 0 ? most : 1
  }

  /// More units than this are elided in the middle.
  static let mostUnits = 16

  /// All of them, or the first and last ones.
  static func shown(of count: Int) -> [Int] {
    guard count > mostUnits else { return Array(0..<max(count, 0)) }
    let half = mostUnits / 2 - 1
    return Array(0..<half) + Array(count - half..<count)
  }
}

/// A network as boxes and arrows, for graphs that are no chain: from left to right by how many layers come before.
struct NetworkBoxes: Sendable {
  struct Box: Sendable {
    var title: String
    var details: [String]
    var sources: [Int]
    /// How many layers lie between it and the inputs.
    var depth = 0
  }

  private(set) var boxes: [Box]

  /// - Parameter boxes: Sources are places in this list; those that do not come before the box are passed over.
  init(_ boxes: [Box]) {
    self.boxes = boxes
    for index in boxes.indices {
      self.boxes[index].sources = boxes[index].sources.filter { $0 >= 0 && $0 < index }
      let before = self.boxes[index].sources.map { self.boxes[$0].depth }.max()
      self.boxes[index].depth = before.map { $0 + 1 } ?? 0
    }
  }

  var depth: Int { (boxes.map(\.depth).max() ?? 0) + 1 }

  /// Whether each box reads the one before it and nothing else.
  var isChain: Bool { boxes.indices.allSatisfy { boxes[$0].sources == ($0 == 0 ? [] : [$0 - 1]) } }

  /// A long chain without its middle: one box tells how many layers are left out.
  func shortened(to most: Int) -> NetworkBoxes {
    guard isChain, boxes.count > most, most > 2 else { return self }
    let (first, last) = (most / 2, most - most / 2 - 1)
    let left = boxes.count - first - last
    let gap = Box(title: "+\(NumberText.count(left))", details: ["layers"], sources: [first - 1])
    var kept = Array(boxes.prefix(first)) + [gap] + boxes.suffix(last)
    for index in kept.indices { kept[index].sources = index == 0 ? [] : [index - 1] }
    return NetworkBoxes(kept)
  }

  /// The boxes of each depth, from the top.
  var columns: [[Int]] { (0..<depth).map { column in boxes.indices.filter { boxes[$0].depth == column } } }
}
