/// What a loss chart shows; epochs count from 1.
struct LossCurves: Sendable {
  var training: [Double]
  var validation: [Double]?
  /// What is measured, as the y axis calls it.
  var measure = "loss"
  /// Horizontal lines to compare with: "class shares only 1.0986".
  var references: [(value: Double, label: String)] = []
  /// Vertical lines: "stopped early", "learning rate 0.01".
  var events: [(epoch: Int, label: String)] = []

  var curves: CurveSet {
    var curves = [CurveSet.Curve(name: "training", values: training)]
    if let validation, !validation.isEmpty {
      curves.append(.init(name: "validation", values: validation, series: 1, isDashed: true, best: .least))
    }
    return CurveSet(curves: curves, measure: measure, references: references, events: events)
  }
}

extension Plot {
  /// Curves of training and validation, with the best epoch ringed.
  static func losses(_ curves: LossCurves, title: String, caption: String = "") -> Plot {
    Plot.curves(curves.curves, title: title, caption: caption)
  }
}
