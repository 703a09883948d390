/// A graph computed the plain way, in Double, for one sample: what `checkGradients` differentiates
/// numerically. Slow on purpose: no kernel is shared with the plan.
struct DoubleEvaluation {
  let graph: ModelGraph
  var parameters: [Double]
  let states: [Double]

  init(_ storage: ModelStorage) {
    graph = storage.graph
    parameters = storage.parameters.buffer.map(Double.init)
    states = storage.states.buffer.map(Double.init)
  }

  /// The values of an output, given the values of each input.
  func output(_ index: Int, inputs: [[Double]]) -> [Double] {
    var values: [Node: [Double]] = [:]
    for node in graph.order {
      values[node] = evaluate(node, node.inputs.map { values[$0] ?? [] }, inputs)
    }
    return values[graph.outputs[index]] ?? []
  }

  func evaluate(_ node: Node, _ x: [[Double]], _ inputs: [[Double]]) -> [Double] {
    switch node.operation {
    case .input: return graph.inputs.firstIndex { $0.source === node }.map { inputs[$0] } ?? []
    case .parameter(let box): return array(graph.parameters.entry(of: box)?.offset, node.shape.count, parameters)
    case .state(let box): return array(graph.states.entry(of: box)?.offset, node.shape.count, states)
    case .constant(let value): return [Double(value)]
    case .activation(let activation): return x[0].map(activation.forward)
    case .elementary(let function): return x[0].map(function.forward)
    case .binary(let binary): return zip(x[0], x[1]).map(binary.forward)
    case .softmax: return rows(x[0], node.shape.last).flatMap(softmax)
    case .matmul: return product(x[0], x[1], node.shape.last)
    case .slice(let range): return rows(x[0], node.inputs[0].shape.last).flatMap { $0[range] }
    case .concatenate: return concatenated(node, x)
    case .sum(let axis, let scale): return sum(node.inputs[0].shape, axis, Double(scale), x[0])
    case .repeated: return repeated(node.inputs[0].shape, node.shape, x[0])
    case .reshape: return x[0]
    case .placeholder, .poison: return []
    }
  }

  private func array(_ offset: Int?, _ count: Int, _ vector: [Double]) -> [Double] {
    offset.map { Array(vector[$0..<$0 + count]) } ?? []
  }

  private func rows(_ values: [Double], _ width: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
  }

  private func softmax(_ x: [Double]) -> [Double] {
    let largest = x.max() ?? 0
    let powers = x.map { exponential($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  private func product(_ x: [Double], _ w: [Double], _ n: Int) -> [Double] {
    (0..<n).map { j in x.indices.reduce(0) { $0 + x[$1] * w[$1 * n + j] } }
  }

  private func concatenated(_ node: Node, _ parts: [[Double]]) -> [Double] {
    let split = zip(node.inputs, parts).map { rows($1, $0.shape.last) }
    return (split.first ?? []).indices.flatMap { row in split.flatMap { $0[row] } }
  }

  private func sum(_ shape: Shape, _ axis: Int?, _ scale: Double, _ x: [Double]) -> [Double] {
    guard let axis else { return [scale * x.reduce(0, +)] }
    let n = shape.sizes[axis]
    let inner = shape.sizes[(axis + 1)...].reduce(1, *)
    return (0..<x.count / n).map { position in
      let (outer, i) = position.quotientAndRemainder(dividingBy: inner)
      return scale * (0..<n).reduce(0) { $0 + x[(outer * n + $1) * inner + i] }
    }
  }

  private func repeated(_ from: Shape, _ to: Shape, _ x: [Double]) -> [Double] {
    let axis = zip(from.sizes, to.sizes).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? 0
    let inner = to.sizes[(axis + 1)...].reduce(1, *)
    return rows(x, inner).flatMap { row in (0..<to.sizes[axis]).flatMap { _ in row } }
  }
}
