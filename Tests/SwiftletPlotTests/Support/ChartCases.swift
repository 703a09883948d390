import Testing

@testable import Swiftlet
@testable import SwiftletPlot

/// Data that people really have, for charts of rows with a class, what was answered, and a number with its prediction.
struct ChartCase: Sendable, CustomTestStringConvertible {
  var name: String
  var x: [Double]
  var y: [Double]
  var truths: [Int]
  var answers: [Int]
  /// Of the row's own class, 0...1.
  var scores: [Double]
  var classes: [String]

  var testDescription: String { name }

  /// Every theme and scale for two of the cases, one of them for each of the others.
  var looks: [(Plot.Theme, Double)] {
    if ["150 rows", "long names"].contains(name) { return everyLook }
    return [name.count % 2 == 0 ? (.light, 1) : (.dark, 1)]
  }

  /// Twenty of them.
  static let all: [ChartCase] = sizes + numbers + names

  private static let sizes: [ChartCase] = [0, 1, 2, 7, 150, 2000].map { made("\($0) rows", rows: $0) }

  private static let numbers: [ChartCase] = [
    made("constant", rows: 9) { _, _ in (2, 2) },
    made("not a number", rows: 6) { _, _ in (.nan, .nan) },
    made("some not finite", rows: 40) { i, value in
      if i % 5 == 0 { return (.infinity, value.1) }
      return i % 7 == 0 ? (.nan, 1) : value
    },
    made("huge", rows: 12) { i, value in i == 3 ? (1e300, -1e300) : value },
    made("largest", rows: 4) { i, _ in
      let largest = Double.greatestFiniteMagnitude
      return (i % 2 == 0 ? largest : -largest, 0)
    },
    made("tiny", rows: 12) { _, value in (value.0 * 1e-310, value.1 * 1e-310) },
    made("large offset", rows: 30) { _, value in (1e9 + value.0, 1e9 + value.1) },
    made("outlier", rows: 60) { i, value in i == 7 ? (5000, -3000) : value },
  ]

  private static let names: [ChartCase] = [
    made("12 classes", rows: 600, classes: (0..<12).map { "class \($0)" }),
    made("40 classes", rows: 900, classes: (0..<40).map { "kind \($0)" }),
    made("long names", rows: 60, classes: (0..<4).map { "\($0) " + String(repeating: "Regularisierung ", count: 19) }),
    made("Cyrillic", rows: 60, classes: ["ирис щетинистый", "ирис разноцветный", "ирис виргинский"]),
    made("emoji and blanks", rows: 60, classes: ["👍🏽 🏳️‍🌈 yes", "", "a\nb\t\u{7}"]),
    made("one class of three", rows: 25, classes: ["a", "b", "c"], truth: 1),
  ]

  private static func made(
    _ name: String, rows: Int, classes: [String] = ["setosa", "versicolor", "virginica"],
    truth: Int? = nil, _ change: (Int, (Double, Double)) -> (Double, Double) = { _, value in value }
  ) -> ChartCase {
    var random = Seeded(UInt64(rows + classes.count))
    var made = ChartCase(name: name, x: [], y: [], truths: [], answers: [], scores: [], classes: classes)
    for i in 0..<rows {
      let x = Double.random(in: -2...2, using: &random)
      let value = change(i, (x, 0.7 * x + Double.random(in: -0.5...0.5, using: &random)))
      made.x.append(value.0)
      made.y.append(value.1)
      let kind = truth ?? i % classes.count
      let isRight = Double.random(in: 0...1, using: &random) < 0.8
      made.truths.append(kind)
      made.answers.append(isRight ? kind : Int.random(in: 0..<classes.count, using: &random))
      made.scores.append((Double.random(in: 0...1, using: &random) * (isRight ? 1 : 0.5) * 20).rounded() / 20)
    }
    return made
  }

  /// How likely each row is of one class.
  func scores(of number: Int) -> [Double] {
    truths.indices.map { truths[$0] == number ? scores[$0] : (1 - scores[$0]) * 0.7 }
  }

  var judged: JudgedNumbers { JudgedNumbers(predicted: y, truths: x) }
}
