import ArgumentParser
import Foundation
import Swiftlet

/// `swiftlet bench W1`: the time of a step through the public functions.
struct BenchWorkload: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "workload",
    abstract: "Time a step of a reference workload (the default).",
    discussion: """
      \(Workload.list)

      EXAMPLES
        swiftlet bench W1
        swiftlet bench W4 --threads 2 --repeat 30 --json

      Told is the time that passed, and what the processor spent on it: on a busy machine the second counts.
      """)

  @Argument(help: ArgumentHelp("W1, W1d, W2, ... W6, I1 or I2.", valueName: "workload"))
  var workload: String

  @OptionGroup var options: BenchOptions

  @Option(
    name: .customLong("repeat"), help: ArgumentHelp("How often to measure, 0.05 s or more each.", valueName: "n"))
  var repeats = 11

  @Flag(inversion: .prefixedNo, help: "Shuffle the rows in every epoch.")
  var shuffle = true

  @Option(help: ArgumentHelp("How long one measurement lasts at least.", visibility: .hidden))
  var seconds = 0.05

  @Flag(help: ArgumentHelp("Measure once for each line of standard input.", visibility: .hidden))
  var serve = false

  @OptionGroup(visibility: .hidden) var scale: WorkloadScale

  func validate() throws {
    guard repeats >= 1 else { throw ValidationError("--repeat is \(repeats), but must be at least 1.") }
    guard seconds > 0, seconds <= 60 else {
      throw ValidationError("--seconds is \(seconds), but must be above 0, and 60 at most.")
    }
    _ = try scaled()
  }

  private func scaled() throws -> Workload {
    guard let known = Workload.all.first(where: { $0.name.lowercased() == workload.lowercased() }) else {
      let names = Workload.all.map(\.name).joined(separator: ", ")
      throw ValidationError(
        "There is no workload called \"\(workload)\"; there are \(names). Products: bench gemm; ceilings: bench peak.")
    }
    return scale.applied(to: known)
  }

  func run() throws {
    let work = try scaled()
    let run = try WorkloadRun(work, isShuffled: shuffle, threads: options.threads)
    try run.warmUp(seconds: seconds)
    guard !serve else {
      return try Served.lines {
        let time = try run.repetition()
        return "\(time.seconds) \(time.processorSeconds)"
      }
    }
    let times = try (0..<repeats).map { _ in try run.repetition() }
    let result = WorkloadResult(work.name, threads: options.threads, times, try run.size())
    try Output.say(options.json ? try Words.json(result) : result.words)
  }
}

/// A workload of another size, to see how its cost grows.
struct WorkloadScale: ParsableArguments {
  @Option(help: "Rows of data.") var rows: Int?
  @Option(help: "Rows of a batch.") var batch: Int?
  @Option(help: "Units of every hidden layer.") var width: Int?
  @Option(help: "Hidden layers.") var depth: Int?

  func validate() throws {
    for (name, value) in [("rows", rows), ("batch", batch), ("width", width), ("depth", depth)] {
      guard let value, !(1...100_000_000).contains(value) else { continue }
      throw ValidationError("--\(name) is \(value), but must be from 1 to 100,000,000.")
    }
  }

  func applied(to work: Workload) -> Workload {
    var work = work
    work.rows = rows ?? work.rows
    work.batchSize = min(batch ?? work.batchSize, work.rows)
    let hidden = Array(work.widths.dropFirst().dropLast())
    let layers = depth.map { Array(repeating: hidden.first ?? work.widths[0], count: $0) } ?? hidden
    work.widths = [work.widths[0]] + layers.map { width ?? $0 } + [work.widths[work.widths.count - 1]]
    return work
  }
}

/// What is told of a workload; `--json` prints it with these keys in snake case.
struct WorkloadResult: Encodable {
  let workload: String
  let threads: Int
  let isa: String
  /// The median of the time that passed; `min` and `max` are the same of the fastest and the slowest repetition.
  let secondsPerStep: Double
  let min: Double
  let max: Double
  let repeats: Int
  /// The median of what all cores together spent on a step.
  let processorSecondsPerStep: Double
  /// Steps of one repetition.
  let steps: Int
  let dataBytes: Int
  /// Parameters, the optimizer's slots and the arena.
  let modelBytes: Int
  /// Of this program, which brings the libraries for pictures with it.
  let peakRssBytes: Int

  init(_ workload: String, threads: Int, _ times: [WorkloadRun.Time], _ size: WorkloadRun.Size) {
    let spread = Spread(times.map(\.seconds))
    self.workload = workload
    self.threads = threads
    isa = BenchOptions.isa
    secondsPerStep = spread.median
    min = spread.min
    max = spread.max
    repeats = times.count
    processorSecondsPerStep = Spread(times.map(\.processorSeconds)).median
    steps = size.steps
    dataBytes = size.dataBytes
    modelBytes = size.modelBytes
    peakRssBytes = Clock.peakResidentBytes
  }

  var words: String {
    """
    \(workload): \(Words.time(secondsPerStep)) per step \
    (\(Words.time(min)) to \(Words.time(max)); \(Words.count(repeats, "repeat")) of \(Words.count(steps, "step")), \
    \(Words.count(threads, "thread")), \(isa)); \(Words.time(processorSecondsPerStep)) of the processor
    """
  }
}
