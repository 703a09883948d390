import Swiftlet

extension CalibrationCurve {
  /// A reliability diagram: how often rows are positive beside how likely they were said to be, with intervals of 95 %
  /// (Wilson 1927), and below how many rows were said to be how likely.
  ///
  ///     try CalibrationCurve(probabilities: p, truths: isRain).plot().save("calibration.png")
  public func plot() -> Plot { .calibration(self, x: "predicted probability", y: "observed share") }
}

extension Model {
  /// How far the model's probabilities can be believed: a reliability diagram.
  ///
  /// Of two classes it is about the probability of the second. Of more it is about the answer, whichever class that is:
  /// how sure the model was, beside how often it was right; or about one class, when that is named.
  ///
  ///     try model.calibration(test).save("calibration.png")
  ///     try model.calibration(test, of: "virginica", binning: .equalCount).save("virginica.png")
  ///
  /// - Parameters:
  ///   - name: A class whose probability is looked at.
  ///   - bins: The most there may be.
  ///   - output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: `SwiftletError` when the model predicts numbers or has no probabilities (hinge losses), when the class is
  ///   unknown, or the model does not fit the data.
  public func calibration(
    _ data: Dataset, of name: String? = nil, bins: Int = 10, binning: CalibrationCurve.Binning = .equalWidth,
    output: String? = nil
  ) throws(SwiftletError) -> Plot {
    let judged = try judgedClasses(data, output: output)
    guard judged.areProbabilities else {
      throw SwiftletError(
        .prediction,
        Finding(
          .metricMisfit, "the outputs of this model have a sign but no probability", expected: "a cross-entropy",
          got: "a hinge loss", remedy: "Train with .binaryCrossentropy(from: .logits)"))
    }
    let number = try judged.number(of: name) ?? (judged.names.count == 2 ? 1 : nil)
    let confidences = judged.truths.indices.map { _ in 0.0 }
    var (probabilities, truths) = (confidences, judged.truths.map { _ in false })
    if let number {
      probabilities = judged.probabilities(of: number)
      truths = judged.truths.map { $0 == number }
    } else {
      for index in judged.names.indices {
        for (row, p) in judged.probabilities(of: index).enumerated() where judged.answers[row] == index {
          probabilities[row] = p
          truths[row] = judged.truths[row] == index
        }
      }
    }
    // Sums of float32 reach beyond 1 by a rounding.
    let curve = try CalibrationCurve(
      probabilities: probabilities.map { min(max($0, 0), 1) }, truths: truths, bins: bins, binning: binning)
    let words =
      number.map { ("predicted probability of \(judged.names[$0].shortened)", "observed share") }
      ?? ("confidence in the answer", "share of right answers")
    var plot = Plot.calibration(curve, x: words.0, y: words.1, caption: RunCaption.text(lastRun))
    plot.notes += judged.omissions
    plot.metadata = lastRun
    return plot
  }
}

extension JudgedClasses {
  /// - Throws: `SwiftletError` (`label-set`) for a name that is no class.
  func number(of name: String?) throws(SwiftletError) -> Int? {
    guard let name else { return nil }
    guard let number = names.firstIndex(of: name) else {
      throw SwiftletError(
        .prediction,
        Finding(
          .labelSet, "the model has no class \"\(name)\"",
          expected: names.prefix(12).map { "\"\($0)\"" }.joined(separator: ", ") + (names.count > 12 ? ", ..." : ""),
          got: "\"\(name)\"", remedy: "Choose one of them"))
    }
    return number
  }
}

extension Plot {
  static func calibration(_ curve: CalibrationCurve, x: String, y: String, caption: String = "") -> Plot {
    var plot = Plot("Calibration", caption: caption) {
      ScoreHistogram(values: curve.probabilities)
      if curve.count > 0 { Diagonal(name: "perfectly calibrated", range: 0...1) }
      CalibrationBins(bins: curve.bins)
    }
    if curve.count > 0 {
      let sum = "expected calibration error \(share(curve.expectedError))"
      plot.notes.append("\(sum), \(curve.bins.count) bins, \(NumberText.count(curve.count)) rows")
    }
    return plot.x(x, in: -0.02...1.02).y(y, in: ScoreHistogram.floor...1.02).aspect(.equal).legend(.outside)
  }
}

/// The bins of a calibration curve: a dot each with its interval, joined by a line.
struct CalibrationBins: Mark {
  let bins: [CalibrationCurve.Bin]

  func survey(_ survey: inout Plot.Survey) {
    for bin in bins { survey.include(x: bin.meanProbability, y: bin.share) }
    guard !bins.isEmpty else {
      survey.isFilled = false
      return
    }
    survey.series.append(
      .init(name: "model, 95 % interval", color: survey.looks.line(0), isDashed: false, end: nil, endText: ""))
  }

  func draw(with pen: inout Plot.Pen) {
    let color = pen.looks.line(0)
    let spots = bins.compactMap { pen.spot($0.meanProbability, $0.share) }
    var bars: [Shape] = []
    let cap = pen.px(3)
    for bin in bins {
      let interval = bin.interval()
      guard let low = pen.spot(bin.meanProbability, interval.lowerBound),
        let high = pen.spot(bin.meanProbability, interval.upperBound)
      else { continue }
      let width = pen.px(1.1)
      bars.append(.capsule(low, high, width: width))
      for end in [low, high] { bars.append(.capsule(end.moved(-cap, 0), end.moved(cap, 0), width: width)) }
    }
    pen.canvas.fill(bars, color.faded(0.75), within: pen.clip)
    pen.line(spots, color, Stroke(width: pen.px(Size.line)))
    for spot in spots { pen.marker(.disc, at: spot, radius: pen.px(3.6), color, edge: pen.px(1.2)) }
  }
}

/// How probabilities are spread: bars in a strip of their own below zero.
struct ScoreHistogram: Mark {
  let values: [Double]
  private static let bins = 40
  /// Where the strip ends; the axis has no label down there.
  static let floor = -0.18
  private static let ceiling = -0.03

  func survey(_ survey: inout Plot.Survey) {
    guard !values.isEmpty else { return }
    survey.name("how many rows", Self.color(survey.looks), .box)
  }

  private static func color(_ looks: Looks) -> RGBA { looks.background.mixed(with: looks.ink, 0.3) }

  func draw(with pen: inout Plot.Pen) {
    var counts = [Int](repeating: 0, count: Self.bins)
    for value in values where (0...1).contains(value) {
      counts[min(whole((value * Double(Self.bins)).rounded(.down)) ?? 0, Self.bins - 1)] += 1
    }
    guard let most = counts.max(), most > 0, let bottom = pen.spot(0, Self.floor), let top = pen.spot(0, Self.ceiling)
    else { return }
    // The strip has nothing to do with the grid of the shares above.
    let strip = Rect(left: pen.area.left, top: top.y - pen.px(6), right: pen.area.right, bottom: bottom.y)
    pen.canvas.fill([.rectangle(strip)], pen.looks.background, within: pen.clip)
    let gap = pen.px(0.5)
    let shapes = counts.enumerated().compactMap { i, count -> Shape? in
      guard count > 0, let left = pen.spot(Double(i) / Double(Self.bins), 0),
        let right = pen.spot(Double(i + 1) / Double(Self.bins), 0)
      else { return nil }
      let height = max(Double(count) / Double(most) * (bottom.y - top.y), pen.px(1))
      return .rectangle(
        Rect(left: left.x.rounded() + gap, top: bottom.y - height, right: right.x.rounded() - gap, bottom: bottom.y))
    }
    pen.canvas.fill(shapes, Self.color(pen.looks), within: pen.clip)
    if let zero = pen.spot(0, 0) {
      let line = [Point(pen.area.left, zero.y), Point(pen.area.right, zero.y)]
      pen.line(line, pen.looks.frame, Stroke(width: pen.px(Size.hairline)))
    }
  }
}
