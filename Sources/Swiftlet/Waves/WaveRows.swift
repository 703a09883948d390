internal import CKernels

/// Rows with what a wave is to explain of them: targets as far as the best constant does not answer them.
///
/// Points are scaled: each column's smallest value is 0, its largest 1. A column that is constant is 0 throughout.
struct WaveRows: Sendable {
  let dims: Int
  /// `[rows][dims]`
  let points: [Float]
  /// `[rows][outputs]`; pursuit takes one wave after the other out of it.
  private(set) var residuals: [Float]
  let outputs: Int
  /// Where each class ends, when rows lie in the order of their classes and nothing was taken out yet.
  private(set) var ends: [Int]?
  /// Of the columns, by which frequencies are told in units of the inputs.
  let lows: [Double]
  let spans: [Double]

  var count: Int { dims > 0 ? points.count / dims : 0 }
  /// Columns that are not constant.
  var isActive: [Bool] { spans.map { $0 > 0 } }
  /// Σ over the outputs of the mean square of what is left.
  var variance: Double { residuals.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(max(count, 1)) }

  /// Rows with one class each: the residual is one-hot minus the share of the class.
  init(points: [Float], dims: Int, labels: [Int], classes: Int) {
    let order = Self.byClass(labels, classes)
    self.init(points: order.flatMap { points[$0 * dims..<($0 + 1) * dims] }, dims: dims, outputs: classes)
    var counts = [Int](repeating: 0, count: classes)
    for label in labels { counts[label] += 1 }
    var (residuals, ends) = ([Float](), [Int]())
    residuals.reserveCapacity(labels.count * classes)
    let shares = counts.map { Float(Double($0) / Double(max(labels.count, 1))) }
    for (label, count) in counts.enumerated() {
      var row = shares.map { -$0 }
      row[label] += 1
      for _ in 0..<count { residuals += row }
      ends.append((ends.last ?? 0) + count)
    }
    self.residuals = residuals
    self.ends = ends
  }

  /// Rows with amounts, from which the best constant was taken already.
  init(points: [Float], dims: Int, residuals: [Float], outputs: Int) {
    self.init(points: points, dims: dims, outputs: outputs)
    self.residuals = residuals
  }

  /// Amounts minus the weighted mean of their column, times the weight of the row: the gradient of half the squared
  /// error by the output, but for its sign.
  static func centred(_ amounts: [Float], _ width: Int, _ weights: [Float]? = nil, _ factor: Float = 1) -> [Float] {
    let rows = width > 0 ? amounts.count / width : 0
    var centred = amounts
    for column in 0..<width {
      var (sum, total) = (0.0, 0.0)
      for row in 0..<rows {
        let weight = Double(weights?[row] ?? 1)
        sum += weight * Double(amounts[row * width + column])
        total += weight
      }
      let mean = total > 0 ? sum / total : 0
      for row in 0..<rows {
        let left = Double(amounts[row * width + column]) - mean
        centred[row * width + column] = Float(left * Double(weights?[row] ?? 1)) * factor
      }
    }
    return centred
  }

  private init(points: [Float], dims: Int, outputs: Int) {
    let rows = dims > 0 ? points.count / dims : 0
    var (lows, highs) = ([Float](repeating: .infinity, count: dims), [Float](repeating: -.infinity, count: dims))
    var scaled = points
    scaled.withUnsafeMutableBufferPointer { values in
      for row in 0..<rows {
        for column in 0..<dims {
          lows[column] = min(lows[column], values[row * dims + column])
          highs[column] = max(highs[column], values[row * dims + column])
        }
      }
      for column in 0..<dims {
        let (low, span) = (Double(lows[column]), Double(highs[column]) - Double(lows[column]))
        let scale = span > 0 ? 1 / span : 0
        for row in 0..<rows {
          values[row * dims + column] = Float((Double(values[row * dims + column]) - low) * scale)
        }
      }
    }
    self.dims = dims
    self.outputs = outputs
    self.points = scaled
    self.lows = lows.map(Double.init)
    spans = zip(lows, highs).map { max(Double($1) - Double($0), 0) }
    residuals = []
    ends = nil
  }

  private static func byClass(_ labels: [Int], _ classes: Int) -> [Int] {
    var rows = [[Int]](repeating: [], count: classes)
    for (row, label) in labels.enumerated() { rows[label].append(row) }
    return rows.flatMap { $0 }
  }
}

// MARK: - Scores

extension WaveRows {
  /// How many candidates a thread takes at a time.
  private static let grain = 512

  /// The size of the gradient on the output weights of each candidate: see `ck_wave_scores_f32`.
  ///
  /// - Parameter candidates: Frequencies in radians across the span of each column, `[dims][count]`.
  func scores(_ candidates: [Float], threads: Int) -> [Float] {
    let total = dims > 0 ? candidates.count / dims : 0
    let kernels = ck_kernels_best()
    let parts = min(max((total + Self.grain - 1) / Self.grain, 1), Team.maxParts)
    return [Float](unsafeUninitializedCapacity: total) { buffer, initialized in
      initialized = total
      guard let scores = buffer.baseAddress else { return }
      candidates.withUnsafeBufferPointer { w in
        points.withUnsafeBufferPointer { x in
          residuals.withUnsafeBufferPointer { g in
            guard let w = w.baseAddress, let x = x.baseAddress, let g = g.baseAddress else { return }
            sideBySide(parts, threads: threads) { part in
              let range = rangePart(part, of: parts, count: total, grain: 16)
              let first = range.lowerBound
              if let ends {
                kernels.pointee.wave_class_scores_f32(
                  range.count, dims, ends.count, ends, w + first, total, x, scores + first)
              } else {
                kernels.pointee.wave_scores_f32(
                  range.count, dims, count, outputs, w + first, total, x, g, scores + first)
              }
            }
          }
        }
      }
    }
  }

  /// Takes a wave out of what is left to explain.
  mutating func remove(_ frequencies: [Float]) {
    ends = nil
    let (dims, count, outputs, points) = (dims, count, outputs, points)
    residuals.withUnsafeMutableBufferPointer { g in
      guard let g = g.baseAddress else { return }
      ck_kernels_best().pointee.wave_remove_f32(dims, count, outputs, frequencies, points, g)
    }
  }
}
