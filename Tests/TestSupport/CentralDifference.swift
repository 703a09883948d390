/// ∂f/∂x[i] in Double by the central difference, step ∛ε·max(1, |x|): truncation and rounding balance.
public func centralDifference(_ x: [Double], _ i: Int, _ f: ([Double]) -> Double) -> Double {
  let step = 6e-6 * max(1, abs(x[i]))
  var above = x
  var below = x
  above[i] += step
  below[i] -= step
  return (f(above) - f(below)) / (above[i] - below[i])
}
