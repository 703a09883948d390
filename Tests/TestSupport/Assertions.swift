import CTestSupport
import Testing

/// How far a float may be from the exact value.
public enum Tolerance: Sendable {
  /// Units in the last place of the exact value rounded once, or `floor` absolutely where that is more.
  case ulps(Double, floor: Double = 0)
  /// absolute + relative·|expected|
  case close(absolute: Double, relative: Double)
  /// One bound per element.
  case each([Double])

  func bound(_ index: Int, expected: Double) -> Double {
    switch self {
    case .ulps(let ulps, let floor):
      let rounded = Float(expected)
      return rounded.isFinite ? max(ulps * Double(max(abs(rounded), .leastNormalMagnitude).ulp), floor) : 0
    case .close(let absolute, let relative): return absolute + relative * abs(expected)
    case .each(let bounds): return bounds[index]
    }
  }
}

/// Fails unless every element lies within its tolerance of the expected one; NaN and infinities must be
/// matched by their like. Fails also when there is nothing to compare or the tolerance is vacuous.
public func expectClose(
  _ actual: [Float], _ expected: [Double], _ tolerance: Tolerance, _ context: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func fail(_ text: String) { Issue.record("\(text) \(context())", sourceLocation: sourceLocation) }
  guard actual.count == expected.count else {
    return fail("\(actual.count) elements where \(expected.count) are expected")
  }
  guard !actual.isEmpty else { return fail("nothing to compare") }
  if case .each(let bounds) = tolerance, bounds.count != expected.count {
    return fail("\(bounds.count) bounds for \(expected.count) elements")
  }
  if isVacuous(tolerance, expected) { return fail("the tolerance \(tolerance) is not far smaller than the data") }
  var failures = 0
  var worst = (index: 0, error: -1.0, bound: 0.0)
  for i in 0..<actual.count {
    let bound = tolerance.bound(i, expected: expected[i])
    let error = distance(actual[i], expected[i])
    guard error != 0, !(error <= bound) else { continue }
    failures += 1
    if error > worst.error { worst = (i, error, bound) }
  }
  guard failures > 0 else { return }
  let i = worst.index
  fail(
    "\(failures) of \(actual.count) elements are off; worst [\(i)]: expected \(expected[i]), got \(actual[i]), "
      + "error \(worst.error), bound \(worst.bound)")
}

/// 0 for a like pair of NaN or infinities, infinity for an unlike one.
private func distance(_ actual: Float, _ expected: Double) -> Double {
  if actual.isNaN || expected.isNaN { return actual.isNaN && expected.isNaN ? 0 : .infinity }
  if Double(actual) == expected || (Float(expected).isInfinite && Float(expected) == actual) { return 0 }
  return abs(Double(actual) - expected)
}

/// A tolerance is vacuous when the largest bound is no longer small beside the largest value.
private func isVacuous(_ tolerance: Tolerance, _ expected: [Double]) -> Bool {
  if case .ulps(let ulps, let floor) = tolerance, floor == 0 { return ulps > 1e4 }
  var largest = 0.0
  var bound = 0.0
  for i in expected.indices where expected[i].isFinite {
    let own = tolerance.bound(i, expected: expected[i])
    if own.isNaN { return true }
    largest = max(largest, abs(expected[i]))
    bound = max(bound, own)
  }
  return bound > 0 && bound > 0.02 * largest
}

/// Fails unless both have the same elements, bit for bit; any NaN equals any other.
public func expectSameBits(
  _ actual: [Float], _ expected: [Float], _ context: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func fail(_ text: String) { Issue.record("\(text) \(context())", sourceLocation: sourceLocation) }
  guard actual.count == expected.count else {
    return fail("\(actual.count) elements where \(expected.count) are expected")
  }
  guard !actual.isEmpty else { return fail("nothing to compare") }
  for i in 0..<actual.count where actual[i].bitPattern != expected[i].bitPattern {
    if actual[i].isNaN && expected[i].isNaN { continue }
    let error = abs(actual[i] - expected[i])
    return fail("[\(i)]: expected \(expected[i]), got \(actual[i]), error \(error), bound 0 (same bits)")
  }
}

/// Fails unless a number lies within absolute + relative·|expected| of the exact one.
public func expectClose(
  _ actual: Double, _ expected: Double, absolute: Double = 0, relative: Double,
  _ context: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func fail(_ text: String) { Issue.record("\(text) \(context())", sourceLocation: sourceLocation) }
  let bound = absolute + relative * abs(expected)
  if actual.isNaN || expected.isNaN || expected.isInfinite {
    guard (actual.isNaN && expected.isNaN) || actual == expected else {
      return fail("expected \(expected), got \(actual)")
    }
    return
  }
  guard relative < 0.02, expected == 0 || absolute <= 0.02 * abs(expected) || absolute < 1e-5 else {
    return fail("the tolerance \(bound) is not far smaller than \(expected)")
  }
  guard abs(actual - expected) <= bound else {
    return fail("expected \(expected), got \(actual), error \(abs(actual - expected)), bound \(bound)")
  }
}

/// Walks over every `stride`-th float and fails when a kernel's error exceeds its bound anywhere.
public func expectWithinUlps(
  _ walk: ct_walk, _ bound: Double, atLeast samples: Int, _ context: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  func fail(_ text: String) { Issue.record("\(context()): \(text)", sourceLocation: sourceLocation) }
  guard walk.compared >= samples else { return fail("compared \(walk.compared) floats of \(samples)") }
  guard bound < 1e4 else { return fail("the bound \(bound) ULP is vacuous") }
  guard !(walk.worst <= bound) else { return }
  fail("at \(walk.at) expected \(walk.expected), got \(walk.actual), error \(walk.worst) ULP, bound \(bound)")
}
