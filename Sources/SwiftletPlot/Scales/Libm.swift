#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few functions of libm that pictures need, imported in one place.
enum Libm {
  static func exp(_ x: Double) -> Double { _exp(x) }
  static func log(_ x: Double) -> Double { _log(x) }
  static func log10(_ x: Double) -> Double { _log10(x) }
  static func pow(_ base: Double, _ exponent: Double) -> Double { _pow(base, exponent) }
  static func sin(_ x: Double) -> Double { _sin(x) }
  static func cos(_ x: Double) -> Double { _cos(x) }
  static func hypot(_ x: Double, _ y: Double) -> Double { _hypot(x, y) }
}

// Inside the enum its own names would be found first.
private func _exp(_ x: Double) -> Double { exp(x) }
private func _log(_ x: Double) -> Double { log(x) }
private func _log10(_ x: Double) -> Double { log10(x) }
private func _pow(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
private func _sin(_ x: Double) -> Double { sin(x) }
private func _cos(_ x: Double) -> Double { cos(x) }
private func _hypot(_ x: Double, _ y: Double) -> Double { hypot(x, y) }
