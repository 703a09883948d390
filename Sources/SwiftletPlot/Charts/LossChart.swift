/// What a loss chart shows; epochs count from 1.
struct LossCurves: Sendable {
  var training: [Double]
  var validation: [Double]?
  /// What is measured, as the y axis calls it.
  var measure = "loss"
  /// Horizontal lines to compare with: "class shares only 1.0986".
  var references: [(value: Double, label: String)] = []
  /// Vertical lines: "early stop", "learning rate halved".
  var events: [(epoch: Int, label: String)] = []
}

extension Plot {
  /// Curves of training and validation, with the best epoch ringed.
  ///
  /// From 30 epochs on each curve is drawn twice: faintly as it is, and boldly smoothed.
  static func losses(_ curves: LossCurves, title: String, caption: String = "") -> Plot {
    let validation = curves.validation ?? []
    let isSmoothed = max(curves.training.count, validation.count) >= Smoothing.fewest
    var plot = Plot(title, caption: caption) {
      for event in curves.events { Rule(x: Double(event.epoch), label: event.label) }
      for mark in curveMarks(curves.training, "training", series: 0, isDashed: false) { mark }
      if !validation.isEmpty {
        for mark in curveMarks(validation, "validation", series: 1, isDashed: true) { mark }
      }
      // Above the curves: a run that is stuck at the reference would hide it.
      for reference in curves.references { Rule(y: reference.value, label: reference.label) }
      if let best = best(validation) { best }
    }
    if isSmoothed { plot.notes.append("faint: every epoch, bold: smoothed") }
    return plot.x("epoch").y(curves.measure)
  }

  private static func curveMarks(_ values: [Double], _ name: String, series: Int, isDashed: Bool) -> [Line] {
    let last = values.reversed().first { $0.isFinite }.map { brief($0) }
    let base = Line(values, name: name).styled {
      $0.series = series
      $0.isDashed = isDashed
      $0.endText = last
      $0.unit = "epoch"
      $0.isLoss = true
    }
    guard values.count >= Smoothing.fewest else { return [base] }
    let faint = Line(values).styled {
      $0 = base.style
      $0.isThin = true
      $0.opacity = 0.35
    }
    let bold = Line(x: base.x, y: Smoothing.smoothed(values), name: name).styled {
      $0 = base.style
      $0.isQuiet = true
    }
    return [faint, bold]
  }

  /// A loss in a few digits: 0.0424, 1.099.
  private static func brief(_ loss: Double) -> String { NumberText.brief(loss, digits: abs(loss) < 1 ? 3 : 4) }

  private static func best(_ validation: [Double]) -> Highlight? {
    let finite = validation.enumerated().filter { $0.element.isFinite }
    guard finite.count > 1, let best = finite.min(by: { $0.element < $1.element }) else { return nil }
    let epoch = best.offset + 1
    let label = "best epoch \(NumberText.count(epoch)), \(brief(best.element))"
    return Highlight(x: Double(epoch), y: best.element, label: label, series: 1)
  }
}
