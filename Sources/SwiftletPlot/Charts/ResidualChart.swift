import Swiftlet

extension Model {
  /// What is left of each target when the prediction is taken away, against the prediction; and how it is distributed.
  ///
  /// A good model leaves a band without shape around 0. A trend says that something was not learnt, a funnel that the
  /// error grows with the amount, two hills in the distribution that there are two kinds of rows.
  ///
  ///     try model.residuals(test).save("residuals.png")
  ///
  /// - Parameters:
  ///   - output: Which of several outputs; without it the first that is trained.
  ///   - column: Which number of an output of several numbers, counted from 0.
  /// - Returns: Two panels.
  /// - Throws: `SwiftletError` when the model tells classes apart, does not fit the data, or has no such output.
  public func residuals(_ data: Dataset, output: String? = nil, column: Int = 0) throws(SwiftletError) -> Grid {
    let (rows, width, name) = try judgedNumbers(data, output: output, column: column)
    let words = Self.amount(name, column, width)
    return .residuals(
      rows, amount: words.name, caption: [RunCaption.text(lastRun), words.note].compactMap { $0 }
    ).told(lastRun)
  }

  /// What the model predicts against what is true, with the line on which both are equal.
  ///
  ///     try model.predictedAgainstTrue(test).save("fit.png")
  ///
  /// - Parameters:
  ///   - output: Which of several outputs; without it the first that is trained.
  ///   - column: Which number of an output of several numbers, counted from 0.
  /// - Throws: `SwiftletError` when the model tells classes apart, does not fit the data, or has no such output.
  public func predictedAgainstTrue(
    _ data: Dataset, output: String? = nil, column: Int = 0
  ) throws(SwiftletError) -> Plot {
    let (rows, width, name) = try judgedNumbers(data, output: output, column: column)
    let words = Self.amount(name, column, width)
    var plot = Plot.predictedAgainstTrue(
      rows, amount: words.name, caption: [RunCaption.text(lastRun), words.note].compactMap { $0 })
    plot.metadata = lastRun
    return plot
  }

  /// What is predicted, as the axes call it, and a note when it is one of several numbers.
  private static func amount(_ name: String, _ column: Int, _ width: Int) -> (name: String, note: String?) {
    let own = ["targets", "outputs"].contains(name) ? "" : name.shortened
    return width == 1 ? (own, nil) : ("\(own.isEmpty ? "number" : own) \(column)", "number \(column) of \(width)")
  }
}

extension Plot {
  /// Predictions of any model against true values; see `Model.predictedAgainstTrue`.
  ///
  /// - Parameter name: What is predicted, for the axes.
  /// - Throws: `SwiftletError` for unequal numbers of rows.
  public static func predictedAgainstTrue(
    predicted: [Double], truths: [Double], name: String = ""
  ) throws(SwiftletError) -> Plot {
    .predictedAgainstTrue(try JudgedNumbers(checking: predicted, truths), amount: name)
  }

  /// Predictions against true values, on two axes with the same limits.
  ///
  /// - Parameter amount: What is predicted, as the axes call it; empty: "value".
  static func predictedAgainstTrue(_ rows: JudgedNumbers, amount: String = "", caption: [String] = []) -> Plot {
    var plot = Plot("Predicted against true", caption: caption.filter { !$0.isEmpty }.joined(separator: " · ")) {
      if !rows.finite.truths.isEmpty { Diagonal(name: "predicted = true") }
      Points(x: rows.truths, y: rows.predicted, name: rows.truths.isEmpty ? "" : "rows (\(rowCount(rows)))")
    }
    plot.notes.append(Self.quality(rows))
    let range = sharedRange(rows.truths, rows.predicted)
    let suffix = amount.isEmpty ? "value" : amount
    return plot.x("true \(suffix)", in: range).y("predicted \(suffix)", in: range).aspect(.square).legend(.outside)
  }

  private static func rowCount(_ rows: JudgedNumbers) -> String { NumberText.count(rows.truths.count) }

  /// R² and errors over the rows that have finite numbers.
  static func quality(_ rows: JudgedNumbers) -> String {
    let finite = rows.finite
    guard !finite.truths.isEmpty else { return "" }
    let r2 = finite.r2
    let isOne = finite.truths.count == 1
    let measures = [("R²", isOne ? .nan : r2), ("RMSE", finite.rmse), ("MAE", finite.mae)]
    let parts = measures.map { name, value in value.isFinite ? "\(name) \(NumberText.brief(value))" : "" }
    let rowWords = "\(NumberText.count(finite.truths.count)) row\(isOne ? "" : "s")"
    return (parts + [rowWords]).filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// Limits that hold both, with a little air; nil when there are none.
  private static func sharedRange(_ a: [Double], _ b: [Double]) -> ClosedRange<Double>? {
    var extent = Extent()
    for (x, y) in zip(a, b) where AxisScale.canShow(x) && AxisScale.canShow(y) {
      extent.include(x)
      extent.include(y)
    }
    if extent.isEmpty { return nil }
    let scale = extent.scale
    return scale.low...scale.high
  }
}

extension JudgedNumbers {
  /// Only the rows that can be drawn.
  var finite: JudgedNumbers {
    let kept = truths.indices.filter { AxisScale.canShow(truths[$0]) && AxisScale.canShow(predicted[$0]) }
    return JudgedNumbers(predicted: kept.map { predicted[$0] }, truths: kept.map { truths[$0] })
  }
}

extension JudgedNumbers {
  /// - Throws: `SwiftletError` (`shape-misfit`) for unequal numbers of rows.
  fileprivate init(checking predicted: [Double], _ truths: [Double]) throws(SwiftletError) {
    guard predicted.count == truths.count else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "predictions and true values are not of the same rows", expected: "\(predicted.count) of each",
          got: "\(truths.count) true values", remedy: "Give one per row"))
    }
    self.init(predicted: predicted, truths: truths)
  }
}

extension Grid {
  /// Residuals of any model, true minus predicted, in two panels; see `Model.residuals`.
  ///
  /// - Parameter name: What is predicted, for the axes.
  /// - Throws: `SwiftletError` for unequal numbers of rows.
  public static func residuals(
    predicted: [Double], truths: [Double], name: String = ""
  ) throws(SwiftletError) -> Grid {
    .residuals(try JudgedNumbers(checking: predicted, truths), amount: name)
  }

  /// Residuals against predictions, and their distribution.
  static func residuals(_ rows: JudgedNumbers, amount: String = "", caption: [String] = []) -> Grid {
    let finite = rows.finite
    let residuals = zip(finite.truths, finite.predicted).map { $0 - $1 }
    let spread = Spread(residuals)
    let lost = rows.truths.count - finite.truths.count
    let lostWords = lost == 0 ? "" : "\(NumberText.count(lost)) non-finite rows not shown"
    let suffix = amount.isEmpty ? "value" : amount
    let against = Plot("Against the prediction") {
      Points(x: finite.predicted, y: residuals)
      if !residuals.isEmpty { Rule(y: 0) }
      if let spread, spread.deviation > 0 {
        QuietRule(y: spread.mean + 2 * spread.deviation, label: "+2 sd")
        QuietRule(y: spread.mean - 2 * spread.deviation, label: "−2 sd")
      }
      let trend = Trend(x: finite.predicted, y: residuals)
      if trend.x.count > 1 { Line(x: trend.x, y: trend.y, name: "trend").styled { $0.series = 1 } }
    }
    .x("predicted \(suffix)").y("true − predicted")
    let bell = spread?.bell
    let distribution = Plot("Distribution") {
      Histogram(residuals)
      if let bell { Line(x: bell.x, y: bell.y).styled { ($0.series, $0.isDashed) = (1, true) } }
      if !residuals.isEmpty { Rule(x: 0) }
    }
    .x("true − predicted").y("density").legend(.none)
    let statistics = spread.map {
      "mean \(NumberText.brief($0.mean)), sd \(NumberText.brief($0.deviation))"
        + (bell == nil ? "" : "; dashed: normal distribution with these")
    }
    let lines = caption + [Plot.quality(rows), statistics ?? "", lostWords]
    return Grid(
      columns: 2, title: "Residuals", caption: lines.filter { !$0.isEmpty }.joined(separator: " · "),
      [against.legend(.none), distribution]
    ).panels(width: 390, height: 340)
  }
}

/// Mean and standard deviation of finite numbers.
struct Spread {
  let mean: Double
  let deviation: Double
  private let low: Double
  private let high: Double

  /// nil without values, or when their squares are too large to be told.
  init?(_ values: [Double]) {
    guard let low = values.min(), let high = values.max() else { return nil }
    let n = Double(values.count)
    let mean = values.reduce(0) { $0 + $1 / n }
    let deviation = values.reduce(0) { $0 + ($1 - mean) * (($1 - mean) / n) }.squareRoot()
    guard mean.isFinite, deviation.isFinite else { return nil }
    (self.mean, self.deviation, self.low, self.high) = (mean, deviation, low, high)
  }

  /// The normal distribution of this mean and deviation, over the values; nil when they are all equal.
  var bell: (x: [Double], y: [Double])? {
    guard deviation > max(abs(low), abs(high)) * 1e-9, deviation > 0 else { return nil }
    let (from, to) = (min(low, mean - 3 * deviation), max(high, mean + 3 * deviation))
    let x = (0...120).map { from + (to - from) * Double($0) / 120 }
    let y = x.map { x -> Double in
      let z = (x - mean) / deviation
      return Libm.exp(-0.5 * z * z) / (deviation * (2 * Double.pi).squareRoot())
    }
    return y.allSatisfy(AxisScale.canShow) ? (x, y) : nil
  }
}

/// A smooth curve through points: at each of some places a straight line fitted to the nearest third of them, nearer ones
/// counting more (Cleveland 1979, without its robust rounds).
struct Trend {
  private(set) var x: [Double] = []
  private(set) var y: [Double] = []
  private static let places = 41

  init(x xs: [Double], y ys: [Double]) {
    let order = xs.indices.sorted { xs[$0] < xs[$1] }
    guard order.count >= 10, let first = order.first, let last = order.last, xs[last] - xs[first] > 0,
      (xs[last] - xs[first]).isFinite
    else { return }
    // A few thousand points say as much as all.
    let step = max(1, order.count / 4000)
    let rows = stride(from: 0, to: order.count, by: step).map { (x: xs[order[$0]], y: ys[order[$0]]) }
    for i in 0..<Self.places {
      let place = xs[first] + (xs[last] - xs[first]) * Double(i) / Double(Self.places - 1)
      guard let value = Self.value(at: place, rows) else { continue }
      x.append(place)
      y.append(value)
    }
  }

  private static func value(at place: Double, _ rows: [(x: Double, y: Double)]) -> Double? {
    let wanted = min(max(rows.count / 3, 20), rows.count)
    var low = 0
    while low + wanted < rows.count, place - rows[low].x > rows[low + wanted].x - place { low += 1 }
    let near = rows[low..<min(low + wanted, rows.count)]
    let reach = max(near.map { abs($0.x - place) }.max() ?? 0, .leastNormalMagnitude) * 1.0001
    var (w0, w1, w2, v0, v1) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for row in near {
      let d = (row.x - place) / reach
      let c = 1 - abs(d) * abs(d) * abs(d)
      let w = c * c * c
      (w0, w1, w2) = (w0 + w, w1 + w * d, w2 + w * d * d)
      (v0, v1) = (v0 + w * row.y, v1 + w * d * row.y)
    }
    let determinant = w0 * w2 - w1 * w1
    let value = determinant > 1e-9 * w0 * w2 ? (w2 * v0 - w1 * v1) / determinant : v0 / w0
    return value.isFinite ? value : nil
  }
}

/// A fine dashed line across the plot, named at its right end inside the plot area.
struct QuietRule: Mark {
  let y: Double
  let label: String

  func survey(_ survey: inout Plot.Survey) {
    guard AxisScale.canShow(y) else { return }
    survey.y.include(y)
  }

  func draw(with pen: inout Plot.Pen) {
    guard let unit = pen.yScale.unit(y), (0...1).contains(unit) else { return }
    let row = pen.area.bottom - unit * pen.area.height
    let stroke = Stroke(width: pen.px(Size.thinLine), dash: Size.ruleDash.scaled(pen.scale))
    pen.line([Point(pen.area.left, row), Point(pen.area.right, row)], pen.looks.muted, stroke)
    let spot = Point(pen.area.right - pen.px(22), row)
    pen.callouts.append(Callout(words: label, spot: spot, clearance: 0, color: pen.looks.muted))
  }
}
