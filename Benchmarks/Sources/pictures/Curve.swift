import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// An activation with its derivative, as formulas: both sides are drawn from one table.
struct Curve: Sendable {
  let name: String
  let value: @Sendable (Double) -> Double
  let slope: @Sendable (Double) -> Double

  static let xs = (0...400).map { Double($0) / 50 - 4 }

  static let panels: [Curve] = [
    Curve("linear", { $0 }, { _ in 1 }),
    Curve("relu", { max($0, 0) }, { $0 > 0 ? 1 : 0 }),
    Curve("leaky_relu", { $0 > 0 ? $0 : 0.1 * $0 }, { $0 > 0 ? 1 : 0.1 }),
    Curve("relu6", { min(max($0, 0), 6) }, { $0 > 0 && $0 < 6 ? 1 : 0 }),
    Curve("elu", { $0 > 0 ? $0 : exp($0) - 1 }, { $0 > 0 ? 1 : exp($0) }),
    Curve("softplus", { log(1 + exp($0)) }, sigmoid),
    Curve("sigmoid", sigmoid, { sigmoid($0) * (1 - sigmoid($0)) }),
    Curve("tanh", { tanh($0) }, { 1 - tanh($0) * tanh($0) }),
    Curve("silu", { $0 * sigmoid($0) }, { sigmoid($0) * (1 + $0 * (1 - sigmoid($0))) }),
    Curve("gelu", { $0 * normal($0) }, { normal($0) + $0 * exp(-$0 * $0 / 2) / (2 * Double.pi).squareRoot() }),
    Curve("softsign", { $0 / (1 + abs($0)) }, { 1 / ((1 + abs($0)) * (1 + abs($0))) }),
    Curve("exponential", { exp($0) }, { exp($0) }),
  ]

  static let shown = -1.2...3.0

  /// The part inside the limits.
  func line(_ f: (Double) -> Double) -> Line {
    let points = Self.xs.map { (x: $0, y: f($0)) }.filter { Self.shown.contains($0.y) }
    return Line(x: points.map(\.x), y: points.map(\.y))
  }

  /// Values, then slopes: one column per curve after that of x.
  static var tables: [Table] {
    let head = ["x"] + panels.map(\.name)
    return [
      Table(name: "gallery", head: head, columns: [xs] + panels.map { xs.map($0.value) }),
      Table(name: "gallery_slopes", head: head, columns: [xs] + panels.map { xs.map($0.slope) }),
    ]
  }

  private init(
    _ name: String, _ value: @escaping @Sendable (Double) -> Double, _ slope: @escaping @Sendable (Double) -> Double
  ) {
    self.name = name
    self.value = value
    self.slope = slope
  }

  @Sendable private static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
  @Sendable private static func normal(_ x: Double) -> Double { 0.5 * (1 + erf(x / 2.0.squareRoot())) }
}
