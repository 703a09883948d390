/// Curves over epochs or time: losses, metrics, several runs.
struct CurveSet: Sendable {
  struct Curve: Sendable {
    enum Best: Sendable { case least, largest }

    var name: String
    /// Where the values lie; nil: at 1, 2, 3, ...
    var x: [Double]?
    var values: [Double]
    /// The number of its colour.
    var series = 0
    var isDashed = false
    /// Which value is ringed.
    var best: Best?
  }

  var curves: [Curve]
  /// What is measured, as the y axis calls it.
  var measure = "loss"
  /// What x counts.
  var unit = "epoch"
  /// Whether x is a time in seconds.
  var isTime = false
  /// Sizes that 0 bounds from below, and that a logarithmic axis may show.
  var isLoss = true
  /// Limits of the y axis that are known: 0...1 for shares.
  var range: ClosedRange<Double>?
  /// Horizontal lines to compare with: "class shares only 1.0986".
  var references: [(value: Double, label: String)] = []
  /// Vertical lines: "stopped early", "learning rate 0.01".
  var events: [(epoch: Int, label: String)] = []
}

extension Plot {
  /// The curves with their last values at their ends, and the best value ringed.
  ///
  /// From 30 values on each curve is drawn twice: faintly as it is, and boldly smoothed. Up to six are named at their
  /// ends, more of them in a legend, where every second line is dashed.
  static func curves(_ set: CurveSet, title: String, caption: String = "") -> Plot {
    let isCrowded = set.curves.count > 6
    let isSmoothed = (set.curves.map(\.values.count).max() ?? 0) >= Smoothing.fewest
    let tags = isCrowded ? [] : set.endTags
    var plot = Plot(title, caption: caption) {
      for event in set.hasValues ? set.events : [] { Rule(x: Double(event.epoch), label: event.label) }
      for (index, curve) in set.curves.enumerated() {
        for mark in set.lines(of: index, isDashed: curve.isDashed || isCrowded && index % 2 == 1) { mark }
      }
      // Above the curves: a run that is stuck at the reference would hide it.
      for reference in set.references { Rule(y: reference.value, label: reference.label) }
      for tag in tags { tag }
      for curve in set.curves { if let ring = curve.ring { ring } }
    }
    if isSmoothed { plot.notes.append("faint: every epoch, bold: smoothed") }
    plot = plot.x(set.unit, in: set.roomForTheEnd, scale: set.isTime ? .time : .automatic).y(set.measure, in: set.range)
    return tags.isEmpty ? plot : plot.legend(.none)
  }
}

extension CurveSet {
  fileprivate var hasValues: Bool { curves.contains { $0.values.contains(where: AxisScale.canShow) } }

  /// Of lines that end at different places each is named where it ends, not in a legend far from all.
  fileprivate var endTags: [EndTag] {
    let ends = curves.compactMap { curve -> (Double, Double, Curve)? in
      guard let last = curve.lastShown else { return nil }
      return (last.x, last.y, curve)
    }
    let first = curves.flatMap { $0.places }.min() ?? 0
    let farthest = ends.map(\.0).max() ?? 0
    guard farthest > first, ends.contains(where: { $0.0 - first <= 0.9 * (farthest - first) }) else { return [] }
    return ends.map { x, y, curve in
      EndTag(x: x, y: y, label: "\(curve.name) \(Self.brief(y))", series: curve.series)
    }
  }

  /// A hairline at the last epoch would lie on the frame: the axis goes on a little.
  fileprivate var roomForTheEnd: ClosedRange<Double>? {
    let last = curves.map(\.values.count).max() ?? 0
    guard last > 1, curves.allSatisfy({ $0.x == nil }), events.contains(where: { $0.epoch >= last }) else { return nil }
    return 1...(Double(last) + max(Double(last - 1) * 0.04, 0.1))
  }

  fileprivate func lines(of index: Int, isDashed: Bool) -> [Line] {
    let curve = curves[index]
    // Curves of one training lose the same epochs: that is told once.
    let isTold = curves[..<index].contains { $0.lost == curve.lost }
    var base = curve.x.map { Line(x: $0, y: curve.values, name: curve.name) } ?? Line(curve.values, name: curve.name)
    base = base.styled {
      $0.series = curve.series
      $0.isDashed = isDashed
      $0.endText = curve.values.last { $0.isFinite }.map { Self.brief($0) }
      $0.unit = unit
      $0.isLoss = isLoss
      $0.hidesLost = isTold
    }
    guard curve.values.count >= Smoothing.fewest else { return [base] }
    let faint = Line(x: base.x, y: base.y).styled {
      $0 = base.style
      $0.isThin = true
      $0.opacity = curves.count > 3 ? 0.2 : 0.35
    }
    let bold = Line(x: base.x, y: Smoothing.smoothed(base.y), name: curve.name).styled {
      $0 = base.style
      $0.isQuiet = true
    }
    return [faint, bold]
  }

  /// A loss in a few digits: 0.0424, 1.099.
  static func brief(_ loss: Double) -> String { NumberText.brief(loss, digits: abs(loss) < 1 ? 3 : 4) }
}

extension CurveSet.Curve {
  /// The places of values that are no finite numbers.
  fileprivate var lost: [Double] { zip(places, values).filter { !AxisScale.canShow($0.1) }.map(\.0) }

  fileprivate var places: [Double] { x ?? values.indices.map { Double($0 + 1) } }

  fileprivate var lastShown: (x: Double, y: Double)? {
    zip(places, values).reversed().first { AxisScale.canShow($0.0) && AxisScale.canShow($0.1) }.map {
      (x: $0.0, y: $0.1)
    }
  }

  /// Around the best of several epochs.
  fileprivate var ring: Highlight? {
    let finite = values.enumerated().filter { $0.element.isFinite }
    let least = finite.min { $0.element < $1.element }
    // Of equal ones the first, as for the least.
    let largest = finite.min { $0.element > $1.element }
    guard let best, x == nil, finite.count > 1, let place = best == .least ? least : largest else { return nil }
    let epoch = place.offset + 1
    let label = "best epoch \(NumberText.count(epoch)), \(CurveSet.brief(place.element))"
    return Highlight(x: Double(epoch), y: place.element, label: label, series: series)
  }
}
