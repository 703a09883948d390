/// A graph computed the plain way, in Double, as training does for one batch: what `checkGradients` differentiates
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

  /// The values of an output for each row of a batch, given those of each input for each row.
  func output(_ index: Int, rows: [[[Double]]]) -> [[Double]] {
    values(rows: rows)[graph.outputs[index]] ?? []
  }

  /// The values of all nodes, and of those of `losses` behind them.
  func values(rows: [[[Double]]], losses: [Node] = [], known: [Node: [[Double]]] = [:]) -> [Node: [[Double]]] {
    // What all rows share is computed once.
    var values = known
    for node in graph.order + losses where values[node] == nil {
      let inputs = node.inputs.map { values[$0] ?? [] }
      if case .batchNormalization(let normalization) = node.operation, !node.isFrozen {
        values[node] = normalized(node, normalization, inputs)
        continue
      }
      values[node] = (0..<(node.isBatched ? rows.count : 1)).map { row in
        let own = zip(node.inputs, inputs).map { $0.isBatched ? $1[row] : $1.first ?? [] }
        return evaluate(node, own, rows[row], row)
      }
    }
    return values
  }

  private func evaluate(_ node: Node, _ x: [[Double]], _ inputs: [[Double]], _ row: Int) -> [Double] {
    switch node.operation {
    case .input: return graph.inputs.firstIndex { $0.source === node }.map { inputs[$0] } ?? []
    case .parameter(let box): return array(graph.parameters.entry(of: box)?.offset, node.shape.count, parameters)
    case .state(let box): return array(graph.states.entry(of: box)?.offset, node.shape.count, states)
    case .constant(let value): return [Double(value)]
    case .activation(let activation): return x[0].map(activation.forward)
    case .elementary(let function): return x[0].map(function.forward)
    case .binary(let binary): return zip(x[0], x[1]).map(binary.forward)
    case .rowwise(let function): return rows(x[0], node.shape.last).flatMap(function.forward)
    case .matmul: return product(x[0], x[1], node.shape.last)
    case .slice(let range): return rows(x[0], node.inputs[0].shape.last).flatMap { $0[range] }
    case .concatenate: return concatenated(node, x)
    case .sum(let axis, let scale): return sum(node.inputs[0].shape, axis, Double(scale), x[0])
    case .repeated: return repeated(node.inputs[0].shape, node.shape, x[0])
    case .noise(let noise): return noisy(node, noise, x[0], row)
    case .rowNormalization(let normalization): return normalizedRows(node, normalization, x)
    case .batchNormalization(let normalization): return normalized(node, normalization, byMovingStatistics: x)
    case .embedding: return x[0].flatMap { rows(x[1], node.shape.last)[Int($0)] }
    case .oneHot(let count): return x[0].flatMap { index in (0..<count).map { Double($0) == index ? 1 : 0 } }
    case .axisSwap(let swap): return swapped(swap, x[0])
    case .reshape, .penalty: return x[0]
    case .placeholder, .poison: return []
    }
  }

  private func array(_ offset: Int?, _ count: Int, _ vector: [Double]) -> [Double] {
    offset.map { Array(vector[$0..<$0 + count]) } ?? []
  }

  func rows(_ values: [Double], _ width: Int) -> [[Double]] {
    stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
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
