import CRaster

/// Coordinates of many points, left where they are.
enum PointCloud: Sendable {
  case doubles(x: [Double], y: [Double])
  case floats(x: [Float], y: [Float])
  /// Two columns of a table of so many columns, row by row.
  case table([Float], width: Int, x: Int, y: Int)

  var count: Int {
    switch self {
    case .doubles(let x, let y): min(x.count, y.count)
    case .floats(let x, let y): min(x.count, y.count)
    case .table(let values, let width, _, _): values.count / max(width, 1)
    }
  }

  func point(_ i: Int) -> (x: Double, y: Double) {
    switch self {
    case .doubles(let x, let y): (x[i], y[i])
    case .floats(let x, let y): (Double(x[i]), Double(y[i]))
    case .table(let values, let width, let x, let y): (Double(values[i * width + x]), Double(values[i * width + y]))
    }
  }

  /// Lends the columns to CRaster; nothing happens when there are no points.
  func withColumns(_ body: (UnsafePointer<cr_column>, UnsafePointer<cr_column>) -> Void) {
    guard count > 0 else { return }
    func lend(_ x: UnsafeRawPointer?, _ y: UnsafeRawPointer?, stride: Int, isFloat: Bool) {
      guard let x, let y else { return }
      let first = cr_column(values: x, stride: stride, is_float: isFloat ? 1 : 0)
      let second = cr_column(values: y, stride: stride, is_float: isFloat ? 1 : 0)
      withUnsafePointer(to: first) { a in withUnsafePointer(to: second) { b in body(a, b) } }
    }
    switch self {
    case .doubles(let x, let y):
      x.withUnsafeBytes { x in
        y.withUnsafeBytes { y in lend(x.baseAddress, y.baseAddress, stride: 1, isFloat: false) }
      }
    case .floats(let x, let y):
      x.withUnsafeBytes { x in
        y.withUnsafeBytes { y in lend(x.baseAddress, y.baseAddress, stride: 1, isFloat: true) }
      }
    case .table(let values, let width, let x, let y):
      values.withUnsafeBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        lend(base + x, base + y, stride: width, isFloat: true)
      }
    }
  }

  /// Widens the axes by what can be shown. Limits and logarithmic axes of one's choice look at each point; without them
  /// the extremes are enough.
  func survey(_ survey: inout Plot.Survey) {
    if survey.x.fixed != nil || survey.y.fixed != nil || survey.x.isLogarithmForced || survey.y.isLogarithmForced {
      for i in 0..<count {
        let point = point(i)
        survey.include(x: point.x, y: point.y)
      }
      return
    }
    var span = cr_span()
    withColumns { x, y in cr_extent(x, y, count, AxisScale.limit, &span) }
    survey.notFinite += count - span.count
    guard span.count > 0 else { return }
    survey.shown += span.count
    for value in [span.left, span.right] { survey.x.include(value) }
    for value in [span.low, span.high] { survey.y.include(value) }
  }
}
