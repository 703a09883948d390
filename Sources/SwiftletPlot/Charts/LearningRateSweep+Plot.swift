import Swiftlet

extension LearningRateSweep {
  /// The loss over the learning rate (Smith 2017, *Cyclical Learning Rates for Training Neural Networks*): each batch
  /// faintly, smoothed boldly, with the rate of the steepest fall and that of the least loss ringed. The band holds
  /// the rates from a quarter of the steepest fall's up to it: good ones to start with.
  ///
  ///     try model.learningRateRangeTest(train).plot().save("rates.png")
  ///
  /// What lies above the loss at the start is cut off: beyond the best rates it grows without end.
  public func plot() -> Plot {
    Plot.rateSweep(rates: rates, losses: losses, smoothed: smoothed, suggestion: suggestion)
  }
}

extension Plot {
  static func rateSweep(rates: [Double], losses: [Double], smoothed: [Double], suggestion: Double?) -> Plot {
    let places = zip(rates, smoothed).enumerated().filter { $0.element.1.isFinite && $0.element.0 > 0 }
    let least = places.min { $0.element.1 < $1.element.1 }
    let steepest = places.first { $0.element.0 == suggestion }
    var plot = Plot("Learning-rate range test", caption: "the loss of each batch while the learning rate grows") {
      if let suggestion { Band(x: suggestion / 4...max(suggestion, suggestion / 4), label: "") }
      Line(x: rates, y: losses).styled {
        $0.series = 0
        $0.isThin = true
        $0.opacity = 0.35
        $0.unit = "rate"
      }
      Line(x: rates, y: smoothed).styled {
        $0.series = 0
        $0.isQuiet = true
      }
      if let least, least.offset != steepest?.offset { sweepRing(least.element, "least loss") }
      if let steepest { sweepRing(steepest.element, "steepest fall") }
    }
    plot.notes = ["faint: every batch, bold: smoothed"]
    if let suggestion {
      let (low, high) = (NumberText.brief(suggestion / 4, digits: 2), NumberText.brief(suggestion, digits: 2))
      plot.notes.append("band: good rates to start with, \(low) to \(high)")
    } else if !rates.isEmpty {
      plot.notes.append("the loss never fell: no rate is suggested")
    }
    return plot.x("learning rate", scale: .log).y("loss", in: sweepLimits(smoothed))
  }

  private static func sweepRing(_ place: (Double, Double), _ words: String) -> Highlight {
    Highlight(x: place.0, y: place.1, label: "\(words) at \(NumberText.brief(place.0, digits: 2))", series: 0)
  }

  /// From below the least smoothed loss to above what it was until then; nil where it never changed.
  private static func sweepLimits(_ smoothed: [Double]) -> ClosedRange<Double>? {
    let finite = smoothed.filter(AxisScale.canShow)
    guard let least = finite.min(), let place = finite.firstIndex(of: least) else { return nil }
    let most = place > 1 ? finite[...place].max() ?? least : finite.max() ?? least
    let span = most - least
    return span > abs(most) * 1e-6 ? (least - 0.12 * span)...(most + 0.2 * span) : nil
  }
}
