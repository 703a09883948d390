import Swiftlet

/// A pattern that repeats, by which `swiftlet bench stripes` judges what finds it: points uniform on [0, 1) in each
/// input, the target computed in Double.
struct StripePattern {
  let name: String
  let inputs: Int
  let words: String
  let target: Target

  enum Target {
    case classes(Int, @Sendable ([Double]) -> Int)
    case amounts(@Sendable ([Double]) -> [Double])
  }

  static let all: [StripePattern] = [
    classes("sum_mod", 2, 3, "⌊100·(x0 + x1)⌋ mod 3") { Int(100 * ($0[0] + $0[1])) % 3 },
    classes("tilted", 2, 3, "⌊50·(3·x0 - x1)⌋ mod 3") { modulo(50 * (3 * $0[0] - $0[1]), 3) },
    classes("irregular", 2, 3, "⌊50·(x0 + x1)⌋ mod 5 mod 3") { Int(50 * ($0[0] + $0[1])) % 5 % 3 },
    classes("checkerboard", 2, 2, "(⌊20·x0⌋ + ⌊20·x1⌋) mod 2") { (Int(20 * $0[0]) + Int(20 * $0[1])) % 2 },
    classes("rings", 2, 3, "⌊20·r⌋ mod 3, r from the middle of the square") {
      let (x, y) = ($0[0] - 0.5, $0[1] - 0.5)
      return Int(20 * (x * x + y * y).squareRoot()) % 3
    },
    classes("chirp", 2, 3, "⌊60·x0·x1⌋ mod 3, which is no sum of a few waves") { Int(60 * $0[0] * $0[1]) % 3 },
    classes("line", 1, 3, "⌊100·x0⌋ mod 3") { Int(100 * $0[0]) % 3 },
    classes("space", 3, 3, "⌊30·(x0 + x1 - 2·x2)⌋ mod 3") { modulo(30 * ($0[0] + $0[1] - 2 * $0[2]), 3) },
    classes("two", 2, 2, "⌊100·(x0 + x1)⌋ mod 2") { Int(100 * ($0[0] + $0[1])) % 2 },
    classes("seven", 2, 7, "⌊200·(x0 + 0.3·x1)⌋ mod 7") { Int(200 * ($0[0] + 0.3 * $0[1])) % 7 },
    StripePattern(
      name: "wave", inputs: 2, words: "sin 90·x0 + 0.5·cos(40·x0 - 70·x1), as an amount",
      target: .amounts { [sine(90 * $0[0]) + 0.5 * cosine(40 * $0[0] - 70 * $0[1])] }),
    StripePattern(
      name: "waves", inputs: 1, words: "two amounts: sin 300·x0 and cos 210·x0",
      target: .amounts { [sine(300 * $0[0]), cosine(210 * $0[0])] }),
  ]

  static var names: [String] { all.map(\.name) }

  private static func classes(
    _ name: String, _ inputs: Int, _ count: Int, _ words: String, _ label: @escaping @Sendable ([Double]) -> Int
  ) -> StripePattern {
    StripePattern(name: name, inputs: inputs, words: words, target: .classes(count, label))
  }

  private static func modulo(_ value: Double, _ count: Int) -> Int {
    let rest = Int(value.rounded(.down)) % count
    return rest < 0 ? rest + count : rest
  }

  /// - Parameter shuffles: Whether the targets are dealt to other rows: the control, in which there is nothing to find.
  func data(rows: Int, seed: UInt64, shuffles: Bool = false) throws -> Dataset {
    let known = name == "sum_mod" ? Dataset.sumMod(rows: rows, seed: seed) : nil
    if let known, !shuffles { return known }
    let points = known?.inputs ?? Tensor.uniform(rows: rows, shape: Shape([inputs]), seed: seed)
    var order = Array(0..<rows)
    if shuffles {
      let keys = Tensor.uniform(rows: rows, shape: [1], seed: seed &+ 77).values
      order.sort { keys[$0] < keys[$1] }
    }
    let asked = order.map { points[row: $0].map(Double.init) }
    switch target {
    case .classes(let count, let label):
      return try Dataset(inputs: points, .classes(asked.map(label), names: (0..<count).map(String.init)))
    case .amounts(let amounts):
      return try Dataset(inputs: points, .values(try Tensor(rows: asked.map(amounts))))
    }
  }

  /// Stripes of random direction, period and number of classes: across the unit square at least 3 and at most 60
  /// periods, so wide that the distance between neighbours is not all of a stripe of the plane wave's class.
  static func random(seed: UInt64) -> StripePattern {
    let draws = Tensor.uniform(rows: 1, shape: [3], seed: seed &* 7919 &+ 13).values.map(Double.init)
    let (turn, periods, count) = (draws[0] * Double.pi, 3 + 57 * draws[1], 2 + Int(draws[2] * 5))
    let (a, b) = (cosine(turn), sine(turn))
    return classes("random \(seed)", 2, count, "\(count) classes, \(periods) periods at \(turn) radians") {
      modulo(periods * Double(count) * (a * $0[0] + b * $0[1]), count)
    }
  }
}
