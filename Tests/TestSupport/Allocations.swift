import CTestSupport

/// How often this thread has asked for memory; nil where nobody counts.
public func allocationsOfThisThread() -> Int? {
  let count = ct_allocations()
  return count < 0 ? nil : Int(count)
}
