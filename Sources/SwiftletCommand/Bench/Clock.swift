import Foundation

/// Clocks in seconds, and what the process has needed of memory.
enum Clock {
  /// Time that passes.
  static var now: Double { read(CLOCK_MONOTONIC) }
  /// Time that the process has spent on all cores together.
  static var processor: Double { read(CLOCK_PROCESS_CPUTIME_ID) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The largest resident size so far, in bytes.
  static var peakResidentBytes: Int {
    var usage = rusage()
    #if canImport(Darwin)
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #else
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

/// How long something takes.
enum Stopwatch {
  static func time(_ work: () throws -> Void) rethrows -> Double {
    let start = Clock.now
    try work()
    return Clock.now - start
  }

  /// Of one thread what it has computed, so that others on its core do not count; of several what has passed.
  static func time(threads: Int, _ work: () -> Void) -> Double {
    guard threads == 1 else { return time(work) }
    let start = Clock.processor
    work()
    return Clock.processor - start
  }

  /// How often to do `work` so that it lasts `seconds` at least; what runs to find that out is not counted.
  static func repetitions(lasting seconds: Double, _ work: (Int) throws -> Void) rethrows -> Int {
    var count = 1
    try work(count)
    while true {
      let took = try time { try work(count) }
      guard took < seconds else { return count }
      // At most fiftyfold, because what is very short is measured badly; a little more than needed.
      count = Int((Double(count) * min(max(1.2 * seconds / max(took, 1e-9), 1.5), 50)).rounded(.up))
    }
  }
}

/// Smallest, middle and largest of some measurements.
struct Spread {
  let median: Double
  let min: Double
  let max: Double

  /// - Parameter values: At least one.
  init(_ values: [Double]) {
    let sorted = values.sorted()
    median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    min = sorted[0]
    max = sorted[sorted.count - 1]
  }
}

extension Words {
  /// Seconds with a unit that suits them: `81.2 ns`, `1.93 ms`.
  static func time(_ seconds: Double) -> String {
    let units: [(Double, String)] = [(1, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")]
    let (size, name) = units.first { seconds >= $0.0 } ?? (1e-9, "ns")
    return String(format: "%.3g ", seconds / size) + name
  }

  /// One line of JSON with its keys in order.
  static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
