import Swiftlet

/// A curve over thresholds for one class, as the ready-made charts take it.
struct RankedClass: Sendable {
  var name: String
  /// As the classes are numbered elsewhere: it gives colour and marker.
  var number: Int
  var x: [Double]
  var y: [Double]
  /// Area under the curve, or average precision.
  var area: Double
  /// Rows of the class.
  var count: Int
  /// The share of rows that are of the class.
  var share: Double
  /// The point at which the model answers; nil: there is none, or it is not shown.
  var operating: (x: Double, y: Double, words: String)?
}

extension RankedClass {
  init(_ curve: ROCCurve, name: String = "", number: Int = 0, count: Int = 0, share: Double = .nan) {
    self.init(
      name: name, number: number, x: curve.falsePositiveRates, y: curve.truePositiveRates, area: curve.area,
      count: count, share: share)
    if Self.areProbabilities(curve.thresholds) {
      operating = operatingPoint(curve.thresholds.lastIndex { $0 >= 0.5 })
    }
  }

  /// Precision is that of the threshold which first reaches a recall: steps, not straight lines between points.
  init(_ curve: PrecisionRecallCurve, name: String = "", number: Int = 0, count: Int = 0) {
    var x: [Double] = []
    var y: [Double] = []
    for i in curve.thresholds.indices {
      x += [curve.recalls[i], curve.recalls[i + 1]]
      y += [curve.precisions[i], curve.precisions[i]]
    }
    self.init(
      name: name, number: number, x: x, y: y, area: curve.averagePrecision, count: count,
      share: curve.precisions.count > 1 ? curve.precisions[0] : .nan)
    let place = curve.thresholds.firstIndex { $0 >= 0.5 }
    if Self.areProbabilities(curve.thresholds), let place, curve.recalls[place].isFinite {
      operating = (curve.recalls[place], curve.precisions[place], "threshold 0.5")
    }
  }

  /// Of logits and other scores, 0.5 is no place in particular.
  private static func areProbabilities(_ thresholds: [Double]) -> Bool {
    thresholds.allSatisfy { !$0.isFinite || (0...1).contains($0) }
  }

  private func operatingPoint(_ place: Int?) -> (x: Double, y: Double, words: String)? {
    guard let place, x[place].isFinite, y[place].isFinite else { return nil }
    return (x[place], y[place], "threshold 0.5")
  }

  /// Without rows of both kinds there is no curve.
  var isUsable: Bool { area.isFinite && x.count > 1 && x.allSatisfy(\.isFinite) && y.allSatisfy(\.isFinite) }
}

extension Plot {
  /// What the two kinds of curves have of their own.
  struct RankingWords {
    var title: String
    var x: String
    var y: String
    /// What the number of a curve is called: "AUC", "AP".
    var measure: String
  }

  static let rocWords = RankingWords(
    title: "ROC curve", x: "false positive rate", y: "true positive rate", measure: "AUC")
  static let precisionRecallWords = RankingWords(
    title: "Precision and recall", x: "recall", y: "precision", measure: "AP")

  /// One curve, or one for each class against all others with their mean.
  static func ranking(
    _ classes: [RankedClass], _ words: RankingWords, caption: String = "", notes: [String] = []
  ) -> Plot {
    let usable = classes.filter(\.isUsable)
    // The best first: the order of the legend is that of the curves from above.
    let sorted = usable.sorted { ($0.area, -Double($0.number)) > ($1.area, -Double($1.number)) }
    let isROC = words.measure == "AUC"
    let isSingle = classes.count <= 1
    var plot = Plot(words.title, caption: caption) {
      if let only = sorted.first, isSingle {
        for mark in single(only, words) { mark }
        if isROC { Diagonal(name: "chance, AUC 0.5", range: 0...1) }
      } else {
        if sorted.count > 1 { mean(sorted, words) }
        if isROC && !usable.isEmpty { Diagonal(name: "0.500 chance", range: 0...1) }
        for mark in several(sorted, words) { mark }
      }
    }
    if sorted.count > mostColoured { plot.notes.append("coloured: the \(worstShown) worst classes") }
    let missing = classes.filter { !$0.isUsable }
    if !missing.isEmpty { plot.notes.append(left(out: missing, isSingle: isSingle)) }
    if !isSingle { plot.notes.append("each class against all others") }
    plot.notes += notes
    // A little air: a perfect curve runs along the frame.
    return plot.x(words.x, in: -0.015...1.015).y(words.y, in: -0.015...1.015).aspect(.square)
      .legend(isSingle ? .inside : .outside)
  }

  /// More curves are a tangle: then only the worst have colours.
  private static let mostColoured = 10
  private static let worstShown = 5

  private static func several(_ classes: [RankedClass], _ words: RankingWords) -> [any Mark] {
    let isTangle = classes.count > mostColoured
    let coloured = isTangle ? Array(classes.suffix(worstShown)) : classes
    let quiet = classes.dropLast(coloured.count)
    let rest = QuietCurves(
      curves: quiet.map { (x: $0.x, y: $0.y) }, name: "the other \(quiet.count) classes")
    let curves = coloured.map { one in
      ClassCurve(
        x: one.x, y: one.y, number: one.number, name: "\(share(one.area)) \(one.name)", count: one.count,
        title: "\(words.measure), class (rows)")
    }
    return isTangle ? [rest] + curves : curves
  }

  /// Curves of several models on the same rows: lines in their colours, every second one dashed.
  static func compared(_ models: [RankedClass], _ words: RankingWords) -> Plot {
    let usable = models.filter(\.isUsable).sorted { $0.area > $1.area }
    let isROC = words.measure == "AUC"
    var plot = Plot(words.title) {
      LegendTitle(words: words.measure)
      if isROC && !usable.isEmpty { Diagonal(name: "0.500 chance", range: 0...1) }
      for one in usable {
        Line(x: one.x, y: one.y, name: "\(share(one.area)) \(one.name)").styled {
          $0.color = .series(one.number)
          $0.isDashed = one.number % 2 == 1
        }
      }
    }
    let missing = models.filter { !$0.isUsable }
    if !missing.isEmpty { plot.notes.append(left(out: missing, isSingle: false)) }
    return plot.x(words.x, in: -0.015...1.015).y(words.y, in: -0.015...1.015).aspect(.square).legend(.outside)
  }

  private static func single(_ one: RankedClass, _ words: RankingWords) -> [any Mark] {
    let name = one.name.isEmpty ? "model" : one.name.shortened
    let curve = Line(x: one.x, y: one.y, name: "\(name), \(words.measure) \(share(one.area))").styled { $0.series = 0 }
    let base = Guide(x: [0, 1], y: [one.share, one.share], name: "chance, \(words.measure) \(share(one.share))")
    let point = one.operating.map { Highlight(x: $0.x, y: $0.y, label: $0.words, series: 0) }
    // The chance line of a ROC curve is a diagonal, whatever the data.
    let marks: [(any Mark)?] = [curve, words.measure == "AUC" || !one.share.isFinite ? nil : base, point]
    return marks.compactMap { $0 }
  }

  /// The macro average: the mean of all curves at each place of the x axis.
  private static func mean(_ classes: [RankedClass], _ words: RankingWords) -> CurveMean {
    let area = classes.reduce(0) { $0 + $1.area } / Double(classes.count)
    return CurveMean(curves: classes.map { (x: $0.x, y: $0.y) }, name: "\(share(area)) macro average")
  }

  private static func left(out classes: [RankedClass], isSingle: Bool) -> String {
    if isSingle { return "rows of both kinds are needed, and these are of one" }
    let names = classes.prefix(3).map(\.name).joined(separator: ", ")
    let more = classes.count > 3 ? " and \(classes.count - 3) more" : ""
    return "without rows, not shown: \(names)\(more)"
  }

  /// Three decimals, all of them: 0.980.
  static func share(_ value: Double) -> String { value.isFinite ? NumberText.fixed(value, decimals: 3) : "NaN" }
}

/// Words above the entries of a legend.
struct LegendTitle: Mark {
  let words: String

  func survey(_ survey: inout Plot.Survey) { survey.classTitle = words }
  func draw(with pen: inout Plot.Pen) {}
}

/// Curves that need not be told apart, thin and grey.
struct QuietCurves: Mark {
  let curves: [(x: [Double], y: [Double])]
  let name: String

  private func color(_ looks: Looks) -> RGBA { looks.background.mixed(with: looks.ink, 0.35) }

  func survey(_ survey: inout Plot.Survey) {
    survey.isFilled = true
    survey.series.append(
      .init(name: name, color: color(survey.looks), isDashed: false, end: nil, endText: ""))
  }

  func draw(with pen: inout Plot.Pen) {
    for curve in curves {
      let spots = ClassCurve.thinned(zip(curve.x, curve.y).compactMap { pen.spot($0, $1) })
      pen.line(spots, color(pen.looks).faded(0.6), Stroke(width: pen.px(Size.thinLine)))
    }
  }
}

/// The mean of several curves of falling or growing steps, taken at each x; bold, in the colour of ink.
struct CurveMean: Mark {
  let x: [Double]
  let y: [Double]
  let name: String

  init(curves: [(x: [Double], y: [Double])], name: String) {
    self.name = name
    // Enough for every pixel; the ends just inside, where a jump at 0 or 1 is over.
    let places = (0...400).map { min(max(Double($0) / 400, 1e-9), 1 - 1e-9) }
    let rows = curves.map { curve in Self.values(curve.x, curve.y, at: places) }
    x = places
    y = places.indices.map { i in rows.reduce(0) { $0 + $1[i] } / Double(max(rows.count, 1)) }
  }

  /// A curve whose x only grows or only falls, between its points.
  private static func values(_ x: [Double], _ y: [Double], at places: [Double]) -> [Double] {
    guard let first = x.first, let last = x.last else { return places.map { _ in .nan } }
    let isFalling = first > last
    let xs = isFalling ? Array(x.reversed()) : x
    let ys = isFalling ? Array(y.reversed()) : y
    var i = 0
    return places.map { place in
      while i + 1 < xs.count, xs[i + 1] < place { i += 1 }
      guard i + 1 < xs.count else { return ys[ys.count - 1] }
      let span = xs[i + 1] - xs[i]
      return span > 0 ? ys[i] + (ys[i + 1] - ys[i]) * max(place - xs[i], 0) / span : ys[i + 1]
    }
  }

  func survey(_ survey: inout Plot.Survey) {
    survey.series.append(.init(name: name, color: survey.looks.ink, isDashed: false, end: nil, endText: ""))
  }

  func draw(with pen: inout Plot.Pen) {
    let spots = zip(x, y).compactMap { pen.spot($0, $1) }
    pen.line(spots, pen.looks.ink, Stroke(width: pen.px(Size.line * 1.5)))
  }
}
