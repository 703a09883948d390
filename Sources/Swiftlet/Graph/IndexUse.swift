/// Values of an input that a layer reads as indices, so that data can be checked before anything is run.
struct IndexUse: Sendable {
  /// Which input of the model.
  let input: Int
  /// Which values of a row.
  let elements: [Int]
  /// Indices are whole numbers in 0..<count.
  let count: Int
  let place: Finding.Place?

  /// All of a graph that stand on inputs; those that are computed have proven bounds.
  static func all(in order: [Node], inputs: [Node]) -> [IndexUse] {
    order.compactMap { node in
      let count: Int
      switch node.operation {
      case .embedding: count = node.inputs[1].shape.sizes[0]
      case .oneHot(let classes): count = classes
      default: return nil
      }
      guard let (source, elements) = source(of: node.inputs[0]),
        let input = inputs.firstIndex(where: { $0.source === source })
      else { return nil }
      return IndexUse(input: input, elements: elements, count: count, place: node.located)
    }
  }

  /// The input that a node copies values of, and which; nil when they are computed.
  static func source(of node: Node) -> (input: Node, elements: [Int])? {
    var path: [(range: Range<Int>, width: Int)] = []
    var current = node.source
    while case .slice(let range) = current.operation {
      path.append((range, current.inputs[0].shape.last))
      current = current.inputs[0].source
    }
    guard case .input = current.operation else { return nil }
    var elements = Array(0..<current.shape.count)
    for (range, width) in path.reversed() {
      elements = elements.indices.filter { range.contains($0 % width) }.map { elements[$0] }
    }
    return (current, elements)
  }

  /// The first row of `values` that holds something else.
  func fault(in values: [Float], width: Int, name: String) -> Finding? {
    let bound = Float(count)
    for start in stride(from: 0, to: values.count, by: max(width, 1)) {
      for element in elements {
        let value = values[start + element]
        if value >= 0, value < bound, value.rounded(.down) == value { continue }
        return Finding(
          .badIndex, "value \(element) of input row \(start / max(width, 1)) of \"\(name)\" is no index",
          expected: "a whole number in 0..<\(count)", got: "\(value)",
          remedy: "Rows count from 0; give the layer as many indices as there are, or mend the row", place: place)
      }
    }
    return nil
  }
}
