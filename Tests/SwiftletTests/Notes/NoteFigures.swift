import Foundation
import TestSupport
import Testing

/// The figures of the three notes as other libraries measure them (notes.json), and one line per figure
/// with ours beside them.
enum NoteFigures {
  /// False only where SWIFTLET_GOLDEN names a set of fixtures that knows nothing of the notes.
  static let areThere =
    ProcessInfo.processInfo.environment["SWIFTLET_GOLDEN"] == nil
    || FileManager.default.fileExists(atPath: Golden.folder.appendingPathComponent("notes.json").path)

  static func value(_ program: String, _ key: String) throws -> GoldenValue {
    try Golden.load("notes")[program][key]
  }

  static func number(_ program: String, _ key: String) throws -> Double { try value(program, key).double() }

  static func count(_ program: String, _ key: String) throws -> Int { Int(try number(program, key)) }

  /// What "equal" means in notes.json.
  static func comparison() throws -> Comparison {
    var comparison = Comparison()
    comparison.standardErrors = try number("equal", "standard_errors")
    comparison.level = try number("equal", "variance_test_level")
    return comparison
  }

  /// Prints the figure and fails when our values are not distributed as the reference's.
  static func expectEqual(
    _ values: [Double], _ program: String, _ key: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let figure = try value(program, key)
    let sample = Sample(values)
    let reference = Reference(
      count: Int(try figure["count"].double()), mean: try figure["mean"].double(), deviation: try figure["sd"].double())
    try show(sample, program, figure)
    let differences = try comparison().differences(sample, reference)
    let name = Comment(rawValue: "\(program), \(key)")
    #expect(differences.isEmpty, name, sourceLocation: location)
  }

  /// The same for a share of all starts.
  static func expectEqual(
    share: Double, of count: Int, _ program: String, _ key: String, at location: SourceLocation = #_sourceLocation
  ) throws {
    let figure = try value(program, key)
    let expected = try figure["share"].double()
    let starts = Int(try figure["count"].double())
    let line = "\(program), \(try figure["what"].string())"
    print("\(line): reference \(percent(expected)) of \(starts), ours \(percent(share)) of \(count)")
    let differences = try comparison().differences(share: share, of: count, expected: expected)
    #expect(differences.isEmpty, Comment(rawValue: line), sourceLocation: location)
  }

  /// `tutorial_a, loss of the last epoch: reference 0.2322 ± 0.0332 (0.1736-0.3158, n 20), ours ...`.
  static func show(_ sample: Sample, _ program: String, _ figure: GoldenValue) throws {
    let mean = try figure["mean"].double()
    let deviation = try figure.optional("sd").map { " ± \(digits(try $0.double()))" } ?? ""
    let low = try figure.optional("min").map { "\(digits(try $0.double()))-" } ?? ""
    let high = try figure.optional("max").map { digits(try $0.double()) } ?? ""
    let theirs = "\(digits(mean))\(deviation) (\(low)\(high)\(low.isEmpty ? "" : ", ")n \(Int(try figure["count"].double())))"
    let ours =
      "\(digits(sample.mean)) ± \(digits(sample.deviation)) "
      + "(\(digits(sample.min))-\(digits(sample.max)), n \(sample.count))"
    print("\(program), \(try figure["what"].string()): reference \(theirs), ours \(ours)")
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  /// Four decimals, or six for what they would hide.
  private static func digits(_ value: Double) -> String {
    String(format: abs(value) < 0.01 ? "%.6f" : "%.4f", value)
  }
}

/// Runs a program once per seed, on all cores, each with a model of its own. Results in order of the seeds.
func forEachSeed<Result: Sendable>(
  _ seeds: Range<UInt64>, _ program: @escaping @Sendable (_ seed: UInt64) throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (UInt64, Result).self) { group in
    for seed in seeds { group.addTask { (seed, try program(seed)) } }
    var results: [UInt64: Result] = [:]
    for try await (seed, result) in group { results[seed] = result }
    return seeds.compactMap { results[$0] }
  }
}

/// Seeds of data that a model is judged by: never those of any training.
func freshSeed(_ seed: UInt64) -> UInt64 { seed + 1_000_000 }
