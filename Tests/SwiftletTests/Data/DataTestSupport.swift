import Testing

@testable import Swiftlet

/// The faults that `body` throws; none when it does not throw, or throws something else.
func dataFaults<T>(_ body: () throws -> T) -> [Finding] {
  do {
    _ = try body()
    return []
  } catch {
    return (error as? SwiftletError)?.faults ?? []
  }
}

/// Expects exactly one fault with this id whose printed message has all `parts`, and that says how to mend it.
func expectFault<T>(
  _ id: Finding.ID, saying parts: String..., at location: SourceLocation = #_sourceLocation, _ body: () throws -> T
) {
  let faults = dataFaults(body)
  #expect(faults.map(\.id) == [id], "\(faults)", sourceLocation: location)
  guard let fault = faults.first else { return }
  for part in parts {
    #expect(fault.description.contains(part), "\"\(part)\" is missing in: \(fault)", sourceLocation: location)
  }
  #expect(fault.severity == .error && !fault.remedy.isEmpty && !fault.sentence.hasSuffix("."), sourceLocation: location)
}

/// Reads a table from text, a few bytes at a time if asked.
func table(
  _ text: String, target: String = "y", ignoring: [String] = [], separator: Character = ",",
  task: Dataset.TargetKind = .automatic, missing: Missing = .refuse, chunk: Int = 256 * 1024
) throws(SwiftletError) -> Dataset {
  try table(
    Array(text.utf8), target: target, ignoring: ignoring, separator: separator, task: task, missing: missing,
    chunk: chunk)
}

func table(
  _ bytes: [UInt8], target: String = "y", ignoring: [String] = [], separator: Character = ",",
  task: Dataset.TargetKind = .automatic, missing: Missing = .refuse, chunk: Int = 256 * 1024
) throws(SwiftletError) -> Dataset {
  let request = TableBuilder.Request(file: "t.csv", target: target, ignoring: ignoring, kind: task, missing: missing)
  return try Dataset(table: MemoryBytes(bytes), request, separator: separator, chunk: chunk)
}

extension Targets {
  /// The labels of a class target; fails the test for any other.
  var labels: [Int] {
    if case .classes(let labels, _) = self { return labels }
    Issue.record("not a class target: \(self)")
    return []
  }

  /// The numbers of a regression target; fails the test for any other.
  var numbers: [Float] {
    if case .values(let tensor) = self { return tensor.values }
    Issue.record("not a target of numbers: \(self)")
    return []
  }
}
