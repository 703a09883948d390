import Swiftlet
import TestSupport
import Testing

@testable import SwiftletPlot

/// Charts of losses and metrics, of one training and of several.
@Suite struct TrainingChartTests {
  private static func data(_ count: Int = 60) throws -> Dataset {
    let points = sumBin(count)
    return try Dataset(inputs: zip(points.x, points.y).map { [$0, $1] }, classes: points.classes)
  }

  private static func model(learningRate: Double = 0.05) throws -> Sequential {
    let model = Sequential(inputs: 2, seed: 1) {
      Dense(6, activation: .tanh)
      Dense(3)
    }
    try model.compile(
      optimizer: .adam(learningRate: learningRate), loss: .sparseCategoricalCrossentropy(from: .logits),
      metrics: [.accuracy])
    return model
  }

  @Test(arguments: ChartInputs.numbers.keys.sorted())
  func anyCurvesGiveAPicture(name: String) throws {
    let values = try #require(ChartInputs.numbers[name])
    let events = [(epoch: 2, label: "learning rate 0.01"), (epoch: values.count, label: "stopped early")]
    let curves = LossCurves(training: values, validation: values.reversed(), events: events)
    try expectSoundChart(Plot.losses(curves, title: name), name)
    for count in [3, 12] {
      let set = CurveSet(
        curves: (0..<count).map { index in
          .init(
            name: ChartInputs.names[index], values: values.dropLast(index).map { $0 + Double(index) }, series: index)
        })
      try expectSoundChart(Plot.curves(set, title: "\(count) \(name)"), "\(count) \(name)")
    }
  }

  @Test func linesThatEndApartAreNamedWhereTheyEnd() throws {
    let short = CurveSet.Curve(name: "short", values: [1, 0.8, 0.7], series: 0)
    let long = CurveSet.Curve(name: "long", values: (0..<20).map { 0.9 - 0.02 * Double($0) }, series: 1)
    let (canvas, figure) = recorded(Plot.curves(CurveSet(curves: [short, long]), title: "two"))
    #expect(figure.legend == nil && figure.ends == nil)
    let word = try #require(canvas.words.last { $0.text.string == "short 0.7" })
    let area = figure.layout.area
    // Beside its end at epoch 3 of 20, not at the right.
    #expect(word.box.left < area.left + area.width * 0.4 && area.contains(word.box))
    #expect(canvas.has("long 0.52"))
  }

  @Test func manyRunsHaveALegendAndASecondChannel() throws {
    let curves = (0..<12).map { CurveSet.Curve(name: "run \($0)", values: [1, 0.5 + Double($0)], series: $0) }
    let (_, figure) = recorded(Plot.curves(CurveSet(curves: curves), title: "twelve"))
    let legend = try #require(figure.legend)
    #expect(legend.rows.count == 12)
    let dashed = figure.survey.series.map(\.isDashed)
    #expect(dashed == (0..<12).map { $0 % 2 == 1 })
  }

  @Test func theEndAndTheLearningRatesAreTold() throws {
    let history = try Self.model().fit(
      try Self.data(), epochs: 40, validation: .split(0.25),
      callbacks: [.schedule { epoch, rate in epoch == 3 ? rate / 2 : rate }, .earlyStopping(patience: 2, minDelta: 1)],
      verbose: .silent)
    let epochs = history.loss.count
    #expect(epochs < 40)
    let (canvas, figure) = recorded(history.plot())
    #expect(canvas.has("stopped early") && canvas.has("learning rate 0.025"))
    // The hairline stands apart from the frame.
    let last = try #require(figure.x.unit(Double(epochs)))
    #expect(last < 0.98)
    let smooth = try Self.model().fit(
      try Self.data(), epochs: 12, callbacks: [.schedule { _, rate in rate * 0.9 }], verbose: .silent)
    let words = recorded(smooth.plot()).figure.layout.caption.joined(separator: " ")
    #expect(words.contains("learning rate 0.045 → 0.014"))
  }

  @Test func sharesHaveAnAxisFromZeroToOne() throws {
    let history = try Self.model().fit(try Self.data(), epochs: 5, validation: .split(0.25), verbose: .silent)
    let plot = try history.plot("accuracy")
    let (canvas, figure) = recorded(plot)
    #expect(figure.y == AxisScale(.linear, 0, 1))
    let best = try #require(history.columns.first { $0.name == "val_accuracy" }?.values.max())
    #expect(
      canvas.words.contains { $0.text.string.hasPrefix("best epoch") && $0.text.string.hasSuffix(CurveSet.brief(best)) }
    )
    #expect(recorded(try history.plot(.accuracy)).canvas.words.map(\.text) == canvas.words.map(\.text))
    let both = recorded(try history.plot("accuracy", "loss")).figure.survey.series
    #expect(both.map(\.isDashed) == [false, true, false, true])
    #expect(both[0].color == both[1].color && both[0].color != both[2].color)
  }

  @Test func aValueThatWasNotMeasuredIsNamedWithTheNearest() throws {
    let history = try Self.model().fit(try Self.data(), epochs: 2, verbose: .silent)
    let error = #expect(throws: SwiftletError.self) { try history.plot("acuracy") }
    #expect(error?.description.contains("Did you mean \"accuracy\"?") == true)
    #expect(throws: SwiftletError.self) { try history.plot(.f1) }
    #expect(throws: SwiftletError.self) { try Plot.runs([("a", history)], metric: "val_loss") }
  }

  @Test func runsShareWhatTheyHaveInCommon() throws {
    let first = try Self.model(learningRate: 0.01).fit(try Self.data(), epochs: 4, verbose: .silent)
    let second = try Self.model(learningRate: 0.1).fit(try Self.data(), epochs: 4, verbose: .silent)
    let plot = try Plot.runs([("slow", first), ("fast", second)])
    #expect(plot.caption.contains("seed 1") && plot.caption.contains("60 rows"))
    #expect(!plot.caption.contains("0.01"))
    #expect(plot.yAxis.label == "cross-entropy")
    try expectSoundChart(plot, "runs")
    try expectSoundChart(try Plot.runs([]), "no runs")
    try expectSoundChart(try Plot.runs([("slow", first)], metric: "accuracy", over: .seconds), "seconds")
  }

  @Test func aRaceShowsEveryOptimizerAndSaysWhoWasLost() throws {
    let rows = sumBin(60)
    let data = try Dataset(
      inputs: zip(rows.x, rows.y).map { [$0, $1] }, targets: zip(rows.x, rows.y).map { [$0 * $1] })
    let model = Sequential(inputs: 2, seed: 1) { Dense(1) }
    try model.compile(loss: .mse)
    let race = try model.optimizerRace(
      data, [("calm", .sgd(learningRate: 0.1)), ("wild", .sgd(learningRate: 1e12))], epochs: 4)
    let plot = try race.plot()
    try expectSoundChart(plot, "race")
    let (canvas, figure) = recorded(plot)
    #expect(canvas.words.contains { $0.text.string.hasPrefix("calm ") })
    #expect(figure.layout.caption.joined(separator: " ").contains("wild: "))
    let times = try #require(try race.plot(over: .seconds).marks.compactMap { $0 as? Line }.first)
    #expect(zip(times.x, times.x.dropFirst()).allSatisfy { $0 < $1 })
  }
}
