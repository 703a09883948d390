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
    try show(sample, program, figure)
    let differences = try comparison().differences(sample, try reference(figure))
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

  static func reference(_ figure: GoldenValue) throws -> Reference {
    Reference(
      count: Int(try figure["count"].double()), mean: try figure["mean"].double(), deviation: try figure["sd"].double())
  }

  /// `tutorial_a, loss of the last epoch: reference 0.2322 ± 0.0332 (0.1736...0.3158, n 20), ours ...`.
  static func show(_ sample: Sample, _ program: String, _ figure: GoldenValue) throws {
    let mean = try figure["mean"].double()
    func text(_ key: String, _ before: String, _ after: String) throws -> String {
      try figure.optional(key).map { before + digits(try $0.double(), for: mean) + after } ?? ""
    }
    let low = try text("min", "", "...")
    let range = low.isEmpty ? "" : "\(low)\(try text("max", "", "")), "
    let count = Int(try figure["count"].double())
    let theirs = "\(digits(mean, for: mean))\(try text("sd", " ± ", "")) (\(range)n \(count))"
    print("\(program), \(try figure["what"].string()): reference \(theirs), ours \(words(sample))")
  }

  static func show(_ sample: Sample, _ program: String, _ what: String, _ reference: Sample) {
    print("\(program), \(what): reference \(words(reference)), ours \(words(sample))")
  }

  private static func words(_ sample: Sample) -> String {
    let numbers = [sample.mean, sample.deviation, sample.min, sample.max].map { digits($0, for: sample.mean) }
    return "\(numbers[0]) ± \(numbers[1]) (\(numbers[2])...\(numbers[3]), n \(sample.count))"
  }

  private static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  /// Four decimals, or six where the mean asks for them.
  private static func digits(_ value: Double, for mean: Double) -> String {
    String(format: abs(mean) < 0.01 ? "%.6f" : "%.4f", value)
  }
}

/// Runs a program once per seed, each with a model of its own. Results in order of the seeds.
///
/// No more runs at a time than cores: other tests want their turn.
func forEachSeed<Result: Sendable>(
  _ seeds: Range<UInt64>, _ program: @escaping @Sendable (_ seed: UInt64) throws -> Result
) async throws -> [Result] {
  try await withThrowingTaskGroup(of: (UInt64, Result).self) { group in
    var waiting = seeds.makeIterator()
    func addNext() {
      guard let seed = waiting.next() else { return }
      group.addTask { (seed, try program(seed)) }
    }
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount { addNext() }
    var results: [UInt64: Result] = [:]
    while let (seed, result) = try await group.next() {
      results[seed] = result
      addNext()
    }
    return seeds.compactMap { results[$0] }
  }
}

/// Seeds of data that a model is judged by: never those of any training.
func freshSeed(_ seed: UInt64) -> UInt64 { seed + 1_000_000 }
