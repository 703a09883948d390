// The operations of whole layers in plain Double, as training computes them.

extension DoubleEvaluation {
  /// With the draws of key 0, which a gradient check uses.
  func noisy(_ node: Node, _ noise: Noise, _ x: [Double], _ row: Int) -> [Double] {
    func draw(_ key: UInt64, _ number: Int) -> UInt64 {
      var stream = RandomStream(key: key)
      stream.index = UInt64(number)
      return stream.next()
    }
    let key = draw(0, graph.noiseNumbers[node] ?? 0)
    let first = node.isBatched ? row * x.count : 0
    return x.indices.map { noise.forward(x[$0], draw: draw(key, first + $0)) }
  }

  func normalizedRows(_ node: Node, _ normalization: RowNormalization, _ x: [[Double]]) -> [Double] {
    let width = node.shape.last
    let (scale, offset) = affine(normalization.hasScale, normalization.hasOffset, Array(x.dropFirst()), width)
    return rows(x[0], width).flatMap { row in
      let mean = normalization.isCentred ? row.reduce(0, +) / Double(width) : 0
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(width)
      let factor = 1 / (variance + normalization.epsilon).squareRoot()
      return row.indices.map { (row[$0] - mean) * factor * scale[$0] + offset[$0] }
    }
  }

  /// Every row of a batch by the statistics of all of them; `x` as the node's inputs, each with its rows.
  func normalized(_ node: Node, _ normalization: BatchStatistics, _ x: [[[Double]]]) -> [[Double]] {
    let width = node.shape.last
    let parts = x[0].flatMap { rows($0, width) }
    let count = Double(parts.count)
    let weights = x.dropFirst(3).map { $0.first ?? [] }
    let (scale, offset) = affine(normalization.hasScale, normalization.hasOffset, weights, width)
    let mean = (0..<width).map { column in parts.reduce(0) { $0 + $1[column] } / count }
    let factor = (0..<width).map { column in
      let variance = parts.reduce(0) { $0 + ($1[column] - mean[column]) * ($1[column] - mean[column]) } / count
      return 1 / (variance + normalization.epsilon).squareRoot()
    }
    return x[0].map { sample in
      sample.indices.map { i in
        let column = i % width
        return (sample[i] - mean[column]) * factor[column] * scale[column] + offset[column]
      }
    }
  }

  /// One row, as when the layer is frozen.
  func normalized(_ node: Node, _ normalization: BatchStatistics, byMovingStatistics x: [[Double]]) -> [Double] {
    let width = node.shape.last
    let (scale, offset) = affine(normalization.hasScale, normalization.hasOffset, Array(x.dropFirst(3)), width)
    return x[0].indices.map { i in
      let column = i % width
      let factor = 1 / (x[2][column] + normalization.epsilon).squareRoot()
      return (x[0][i] - x[1][column]) * factor * scale[column] + offset[column]
    }
  }

  private func affine(
    _ hasScale: Bool, _ hasOffset: Bool, _ weights: [[Double]], _ width: Int
  ) -> (scale: [Double], offset: [Double]) {
    (
      hasScale ? weights[0] : [Double](repeating: 1, count: width),
      hasOffset ? weights[hasScale ? 1 : 0] : [Double](repeating: 0, count: width)
    )
  }

  func swapped(_ swap: AxisSwap, _ x: [Double]) -> [Double] {
    var y = [Double](repeating: 0, count: x.count)
    for o in 0..<swap.outer {
      for i in 0..<swap.first {
        for j in 0..<swap.second {
          for k in 0..<swap.inner {
            let to = ((o * swap.second + j) * swap.first + i) * swap.inner + k
            y[to] = x[((o * swap.first + i) * swap.second + j) * swap.inner + k]
          }
        }
      }
    }
    return y
  }
}
