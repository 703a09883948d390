import Testing

@testable import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The processor time of this thread: other tests at the same time do not count.
func cpuSeconds(_ body: () throws -> Void) rethrows -> Double {
  func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
  let start = now()
  try body()
  return now() - start
}

/// Data that people really have: every one of them gives a tidy picture within a second.
@Suite struct RobustnessTests {
  static let values: [String: [Double]] = [
    "empty": [],
    "one": [3],
    "constant": [2, 2, 2, 2],
    "zero": [0, 0],
    "NaN": [.nan, .nan],
    "infinite": [.infinity, -.infinity],
    "some NaN": [1, .nan, 3, .infinity, 5],
    "huge": [1e300, -1e300, 1],
    "largest": [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    "tiny": [5e-324, 1e-310, 0],
    "tiny steps": [1e9, 1e9 + 1e-6],
    "negative": [-3, -1, -2],
    "wide": [1e-12, 1, 1e12],
  ]

  private func expectSound(_ plot: Plot, _ name: String) throws {
    for plot in [plot, plot.y(scale: .log), plot.x(scale: .log).theme(.dark)] {
      let time = try cpuSeconds { _ = try plot.png(scale: 1) }
      #expect(time < 1, "\(name)")
      expectTidy(plot, scale: 1)
    }
  }

  @Test(arguments: values.keys.sorted())
  func check11AnyNumbersGiveAPicture(name: String) throws {
    let values = try #require(Self.values[name])
    try expectSound(Plot.losses(LossCurves(training: values, validation: values), title: name), name)
    try expectSound(Plot(name) { Points(x: values, y: values, name: "points") }.x("x").y("y"), name)
    let classes = values.indices.map { $0 * 5 - 3 }
    let points = LabelledPoints(x: values, y: values.reversed(), classes: classes, classNames: ["a"])
    try expectSound(Plot.scatter(points, title: name), name)
    try expectSound(
      Plot.regions(of: HalfPlane(), points, wrong: Array(values.indices), title: name).aspect(.equal), name)
    try expectSound(
      Plot(name) {
        for value in values {
          Rule(x: value, label: "here")
          Rule(y: value, label: "there")
        }
      }, name)
  }

  @Test func emptinessIsSaid() {
    func words(_ values: [Double]) -> [String] {
      recorded(Plot("e") { Points(x: values, y: values) }).canvas.words.map(\.text.string)
    }
    #expect(words([]).contains("no data"))
    #expect(words([.nan, .infinity]).contains("no finite values (2 NaN or infinite)"))
    #expect(!words([1]).contains { $0.hasPrefix("no ") })
  }

  @Test(arguments: [
    "потери на обучении и проверке", "損失 loss 👍🏽 🏳️‍🌈", "a\nb\r\nc\td", "&lt;b&gt; &amp; &#65;",
    String(repeating: "W", count: 300), String(repeating: "wide words ", count: 400), "\u{0}\u{7}\u{1B}[31m",
    "e\u{301}\u{301}",
    "\u{202E}right to left",
  ])
  func check11AnyWordsGiveAPicture(words: String) throws {
    let points = LabelledPoints(
      x: [1, 2], y: [1, 2], classes: [0, 1], classNames: [words, words], classTitle: words, xName: words, yName: words)
    try expectSound(Plot.scatter(points, title: words, caption: words), words)
    try expectSound(
      Plot(words, caption: words) {
        Line([1, 2, 3], name: words)
        Rule(y: 2, label: words)
        Rule(x: 2, label: words)
      }.x(words).y(words), words)
  }

  @Test func manyPointsTakeLittleTime() throws {
    let time = try cpuSeconds { _ = try Plot.scatter(sumBin(20_000), title: "many").png() }
    #expect(time < 5)
    let long = try cpuSeconds {
      _ = try Plot.losses(LossCurves(training: fallingLoss(20_000, to: 0.1)), title: "long").png()
    }
    #expect(long < 5)
  }
}
