// The few functions of libm that the library's decisions need, in one place.
#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// log(1 - x).
func log1m(_ x: Double) -> Double { log1p(-x) }
/// cos(2πx).
func cosineOfTurn(_ x: Double) -> Double { cos(2 * Double.pi * x) }
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
func naturalLog(_ x: Double) -> Double { log(x) }
func exponential(_ x: Double) -> Double { exp(x) }
func expMinusOne(_ x: Double) -> Double { expm1(x) }
func log1p(exp x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
/// Φ(x), the probability that a normal number is smaller.
func normalProbability(below x: Double) -> Double { 0.5 * erfc(-x * 0.5.squareRoot()) }
func hyperbolicTangent(_ x: Double) -> Double { tanh(x) }
func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }
/// The angle of the point (x, y), from -π to π.
func angle(_ x: Double, _ y: Double) -> Double { atan2(y, x) }
