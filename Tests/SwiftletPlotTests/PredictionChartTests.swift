import Testing

@testable import Swiftlet
@testable import SwiftletPlot

/// Charts of predictions, made of plain values.
@Suite struct PredictionChartTests {
  /// Every ready-made chart of this kind for one case.
  static func charts(_ data: ChartCase) throws -> [(name: String, plot: Plot)] {
    let matrix = try ConfusionMatrix(truths: data.truths, answers: data.answers, classes: data.classes)
    var (roc, recall): ([RankedClass], [RankedClass]) = ([], [])
    for (number, name) in data.classes.enumerated() {
      let truths = data.truths.map { $0 == number }
      let count = truths.count { $0 }
      let (scores, share) = (data.scores(of: number), Double(count) / Double(max(truths.count, 1)))
      roc.append(
        RankedClass(
          try ROCCurve(scores: scores, truths: truths), name: name, number: number, count: count, share: share))
      recall.append(
        RankedClass(
          try PrecisionRecallCurve(scores: scores, truths: truths), name: name, number: number, count: count))
    }
    let calibration = try CalibrationCurve(
      probabilities: data.scores, truths: zip(data.truths, data.answers).map { $0 == $1 },
      binning: data.classes.count > 3 ? .equalCount : .equalWidth)
    let bars = data.classes.enumerated().map { i, name in
      ImportanceBars.Bar(
        name: name, mean: i < data.x.count ? data.x[i] : 0.1 * Double(i),
        deviation: i < data.y.count ? abs(data.y[i]) : 0)
    }
    let first = try ROCCurve(scores: data.scores(of: 0), truths: data.truths.map { $0 == 0 })
    let firstRecall = try PrecisionRecallCurve(scores: data.scores(of: 0), truths: data.truths.map { $0 == 0 })
    return [
      ("confusion", matrix.plot()), ("roc", .ranking(roc, Plot.rocWords, caption: data.name)),
      ("precision and recall", .ranking(recall, Plot.precisionRecallWords)), ("one roc", first.plot()),
      ("one precision and recall", firstRecall.plot()), ("calibration", calibration.plot()),
      ("predicted against true", .predictedAgainstTrue(data.judged, amount: data.classes[0])),
      ("importance", .importance(Array(bars.prefix(ImportanceBars.limit)), measure: "drop in accuracy")),
    ]
  }

  @Test(arguments: ChartCase.all) func anyDataGiveATidyPicture(data: ChartCase) throws {
    for (name, plot) in try Self.charts(data) {
      let faults = layoutFaults(plot, looks: data.looks)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  /// Charts that are several panels, and those over a plane.
  static func panels(_ data: ChartCase) -> [(name: String, grid: Grid)] {
    let columns = [data.x, data.y, data.scores, zip(data.x, data.y).map { $0 * $1 }]
    let matrix = ScatterMatrix(
      names: ["x", data.classes[0], "a score", "product"], values: columns, classes: data.truths,
      classNames: data.classes, classTitle: data.classes[0])
    return [
      ("residuals", .residuals(data.judged, amount: data.classes[0], caption: [data.name])),
      ("scatter matrix", .scatterMatrix(matrix, leftOut: Array(data.classes.dropFirst()))),
    ]
  }

  @Test(arguments: ChartCase.all) func anyDataGiveTidyPanels(data: ChartCase) throws {
    for (name, grid) in Self.panels(data) {
      let faults = layoutFaults(grid, looks: data.looks)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  static func planes(_ data: ChartCase) -> [(name: String, plot: Plot)] {
    let points = LabelledPoints(
      x: data.x, y: data.y, classes: data.truths, classNames: data.classes, classTitle: data.classes[0],
      xName: data.classes[0], yName: "x1")
    let values = zip(data.x, data.scores).map { $0 + $1 }
    let surface = Plot.Surface(data.classes[0], in: Plot.range(of: values)) { xs, ys in
      zip(xs, ys).map { 0.7 * $0 - 0.2 * $1 * $1 }
    }
    let probability = Plot.Surface("p(\(data.classes[0]))", in: 0...1) { xs, ys in
      zip(xs, ys).map { 1 / (1 + Libm.exp(-2 * ($0 + $1))) }
    }
    return [
      ("scatter", .scatter(points, title: data.name)),
      ("regions", .regions(of: Bands(), points, wrong: Array(data.truths.indices.prefix(9)), title: data.name)),
      ("surface", .surface(surface, points, values: values, title: data.name)),
      ("probability", .surface(probability, points, levels: [0.1, 0.25, 0.5, 0.75, 0.9], title: data.name)),
    ]
  }

  @Test(arguments: ChartCase.all) func anyDataGiveTidyPlanes(data: ChartCase) throws {
    for (name, plot) in Self.planes(data) {
      let faults = layoutFaults(plot, looks: data.looks)
      #expect(faults.isEmpty, "\(name)")
    }
  }

  @Test(arguments: ["2000 rows", "12 classes", "40 classes", "huge", "outlier"])
  func noneTakesLong(name: String) throws {
    let data = try #require(ChartCase.all.first { $0.name == name })
    for (chart, plot) in try Self.charts(data) + Self.planes(data) {
      let time = try cpuSeconds { _ = try plot.png(scale: 1) }
      #expect(time < 1, "\(chart): \(time) s")
    }
    for (chart, grid) in Self.panels(data) {
      let time = try cpuSeconds { _ = try grid.png(scale: 1) }
      #expect(time < 2, "\(chart): \(time) s")
    }
  }

  // MARK: - Confusion

  @Test func aConfusionMatrixSaysCountsSharesAndAccuracy() throws {
    let matrix = try ConfusionMatrix(
      truths: [0, 0, 0, 0, 1, 1, 1, 2], answers: [0, 0, 0, 1, 1, 1, 0, 2], classes: ["ant", "bee", "cow"])
    let (canvas, figure) = recorded(matrix.plot())
    for words in ["3", "75 %", "25 %", "67 %", "33 %", "100 %", "ant", "bee", "cow", "true class", "predicted class"] {
      #expect(canvas.has(words), "\(words)")
    }
    let caption = figure.layout.caption.joined(separator: " ")
    #expect(caption.contains("accuracy 75.0 % (6 of 8 rows)"))
    // The first class stands at the top, and answers run from left to right.
    let three = try #require(canvas.words.first { $0.text.string == "3" })
    let mistake = try #require(canvas.words.first { $0.text.string == "25 %" })
    #expect(three.box.center.x < mistake.box.center.x && three.box.center.y < figure.layout.area.center.y)
    #expect(three.text.size == 16 * 1.5)
  }

  @Test func numbersInCellsAreReadableOnEveryTint() throws {
    for theme in [Plot.Theme.light, .dark] {
      let looks = Looks(theme, .petroff10)
      for step in 0...50 {
        for isRight in [true, false] {
          let ground = ConfusionCells.ground(Double(step) / 50, isRight: isRight, looks)
          #expect(ConfusionCells.ink(on: ground).contrast(to: ground) >= 4.5)
        }
      }
    }
  }

  // MARK: - Curves

  @Test func theLegendOfCurvesIsInTheirOrder() throws {
    let plot = try #require(try Self.charts(ChartCase.all[4]).first { $0.name == "roc" }).plot
    let canvas = recorded(plot).canvas
    let entries = canvas.words.filter { $0.text.string.hasPrefix("0.") && $0.text.string.contains("(50)") }
    #expect(entries.count == 3)
    let areas = entries.sorted { $0.box.top < $1.box.top }.map { String($0.text.string.prefix(5)) }
    #expect(areas == areas.sorted(by: >))
    #expect(canvas.words.contains { $0.text.string.hasSuffix("macro average") })
    #expect(canvas.words.contains { $0.text.string == "0.500 chance" })
  }

  /// The mean of curves has the mean of their areas.
  @Test func theMeanCurveIsTheMean() throws {
    let data = ChartCase.all[4]
    let curves = try data.classes.indices.map { number in
      try ROCCurve(scores: data.scores(of: number), truths: data.truths.map { $0 == number })
    }
    let mean = CurveMean(curves: curves.map { (x: $0.falsePositiveRates, y: $0.truePositiveRates) }, name: "")
    let area = zip(mean.x.indices.dropFirst(), mean.x.indices).reduce(0) {
      $0 + (mean.x[$1.0] - mean.x[$1.1]) * (mean.y[$1.0] + mean.y[$1.1]) / 2
    }
    #expect(abs(area - curves.reduce(0) { $0 + $1.area } / 3) < 0.01)
  }

  @Test func theThresholdOfOneHalfIsMarked() throws {
    let curve = try ROCCurve(scores: [0.9, 0.6, 0.5, 0.4, 0.2], truths: [true, false, true, false, false])
    let one = RankedClass(curve)
    let point = try #require(one.operating)
    #expect(abs(point.x - 1.0 / 3) < 1e-12 && point.y == 1)
    #expect(recorded(curve.plot()).canvas.has("threshold 0.5"))
    let recall = try PrecisionRecallCurve(
      scores: [0.9, 0.6, 0.5, 0.4, 0.2], truths: [true, false, true, false, false])
    let other = try #require(RankedClass(recall).operating)
    #expect(other.x == 1 && abs(other.y - 2.0 / 3) < 1e-12)
  }

  /// Steps: the area under what is drawn is the average precision.
  @Test func theAreaUnderTheDrawnStepsIsTheAveragePrecision() throws {
    let data = ChartCase.all[4]
    let curve = try PrecisionRecallCurve(scores: data.scores(of: 0), truths: data.truths.map { $0 == 0 })
    let one = RankedClass(curve)
    let area = one.x.indices.dropFirst().reduce(0) {
      $0 + (one.x[$1 - 1] - one.x[$1]) * (one.y[$1 - 1] + one.y[$1]) / 2
    }
    #expect(abs(area - curve.averagePrecision) < 1e-12)
    #expect(abs(one.share - 1.0 / 3) < 1e-12)
  }

  // MARK: - Numbers

  @Test func bothAxesOfPredictedAgainstTrueAreTheSame() {
    let rows = JudgedNumbers(predicted: [0, 10, 3, .nan], truths: [1, 5, 30, 2])
    let (canvas, figure) = recorded(Plot.predictedAgainstTrue(rows))
    #expect(figure.x == figure.y)
    let caption = figure.layout.caption.joined(separator: " ")
    #expect(caption.contains("1 non-finite value not shown") && caption.contains("3 rows") && caption.contains("R² "))
    #expect(canvas.has("predicted = true"))
  }

  @Test func qualityIsThatOfTheMetrics() {
    let rows = JudgedNumbers(predicted: [2.5, 0, 2, 8], truths: [3, -0.5, 2, 7])
    // scikit-learn: r2_score 0.9486, mean_absolute_error 0.5, mean_squared_error 0.375.
    #expect(abs(rows.r2 - 0.9486081370449679) < 1e-12)
    #expect(abs(rows.rmse - 0.6123724356957945) < 1e-12 && abs(rows.mae - 0.5) < 1e-12)
    #expect(Plot.quality(rows) == "R² 0.949, RMSE 0.612, MAE 0.5, 4 rows")
  }

  @Test func aTrendFollowsWhatBendsAndKeepsWhatIsStraight() {
    let x = (0..<200).map { Double($0) / 20 }
    let straight = Trend(x: x, y: x.map { 3 - 2 * $0 })
    #expect(straight.x.count > 30)
    for (x, y) in zip(straight.x, straight.y) { #expect(abs(y - (3 - 2 * x)) < 1e-9) }
    let bent = Trend(x: x, y: x.map { ($0 - 5) * ($0 - 5) })
    #expect((bent.y.min() ?? 9) < 3 && (bent.y.first ?? 0) > 15 && (bent.y.last ?? 0) > 15)
    #expect(Trend(x: [1, 2], y: [1, 2]).x.isEmpty)
  }

  // MARK: - Importance

  @Test func importantColumnsStandAtTheTopAndTheRestIsCounted() {
    let columns = (0..<25).map { i in
      PermutationImportance.Column(name: "c\(i)", drops: [Double(i), Double(i) + 2])
    }
    let importance = PermutationImportance(columns: columns, metric: .accuracy, score: 0.9, repeats: 2, rows: 100)
    let (canvas, figure) = recorded(importance.plot())
    let names = canvas.words.filter { $0.text.string.hasPrefix("c") && $0.text.string.count < 4 }
    #expect(names.count == 20)
    #expect(names.min { $0.box.top < $1.box.top }?.text.string == "c24")
    let caption = figure.layout.caption.joined(separator: " ")
    #expect(caption.contains("5 less important columns not shown") && caption.contains("accuracy 0.9 "))
    #expect(canvas.has("drop in accuracy"))
  }
}
