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
  func output(_ index: Int, rows: [[[Double]]]) -> [[Double]] { values(of: graph.outputs[index], rows: rows) }

  /// The values of a node for each row of a batch.
  func values(of wanted: Node, rows: [[[Double]]]) -> [[Double]] {
    // What all rows share is computed once.
    var values: [Node: [[Double]]] = [:]
    for node in graph.order {
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
    return values[wanted] ?? []
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

extension Loss {
  /// The loss of one sample in plain Double, for `checkGradients`. A sparse target is its class index.
  func forward(_ p: [Double], _ t: [Double]) -> Double {
    func mean(_ f: (Double, Double) -> Double) -> Double {
      zip(p, t).reduce(0) { $0 + f($1.0, $1.1) } / Double(p.count)
    }
    func clipped(_ x: Double) -> Double { min(max(x, 1e-7), 1 - 1e-7) }
    switch self {
    case .mse: return mean { ($0 - $1) * ($0 - $1) }
    case .mae: return mean { abs($0 - $1) }
    case .hinge: return mean { max(0, 1 - $0 * $1) }
    case .squaredHinge: return mean { max(0, 1 - $0 * $1) * max(0, 1 - $0 * $1) }
    case .binaryCrossentropy(.probabilities):
      return mean { -($1 * naturalLog(clipped($0)) + (1 - $1) * naturalLog(1 - clipped($0))) }
    case .binaryCrossentropy(.logits): return mean { log1p(exp: $0) - $0 * $1 }
    case .categoricalCrossentropy(.probabilities):
      let sum = p.reduce(0, +)
      return zip(p, t).reduce(0) { $0 - $1.1 * naturalLog(clipped($1.0 / sum)) }
    case .categoricalCrossentropy(.logits):
      let norm = logSumExp(p)
      return zip(p, t).reduce(0) { $0 - $1.1 * ($1.0 - norm) }
    case .sparseCategoricalCrossentropy(.probabilities):
      return naturalLog(p.reduce(0) { $0 + clipped($1) }) - naturalLog(clipped(p[Int(t[0])]))
    case .sparseCategoricalCrossentropy(.logits): return logSumExp(p) - p[Int(t[0])]
    case .unknown: return .nan
    }
  }

  private func logSumExp(_ x: [Double]) -> Double {
    let largest = x.max() ?? 0
    return largest + naturalLog(x.reduce(0) { $0 + exponential($1 - largest) })
  }
}
