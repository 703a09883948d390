import ArgumentParser

/// `swiftlet bench peak`: what the cores and the memory can do at most.
struct BenchPeak: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak",
    abstract: "Measure the ceilings: multiply-adds per second, bytes per second.",
    discussion: """
      EXAMPLES
        swiftlet bench peak
        swiftlet bench peak --threads 2 --json
      """)

  @OptionGroup var options: BenchOptions

  @Option(name: .customLong("repeat"), help: ArgumentHelp("How often to measure.", valueName: "n"))
  var repeats = 15

  @Flag(help: ArgumentHelp("Measure once for each line of standard input.", visibility: .hidden))
  var serve = false

  func validate() throws {
    guard repeats >= 1 else { throw ValidationError("--repeat is \(repeats), but must be at least 1.") }
  }

  func run() throws {
    let cores = MachinePeak(threads: options.threads)
    guard !serve else {
      return try Served.lines { "\(cores.operationsPerSecond() * 1e-9) 0" }
    }
    let memory = MemoryPeak(threads: options.threads)
    let rates = (0..<repeats).map { _ in (cores.operationsPerSecond(), memory.bytesPerSecond()) }
    let told = PeakResult(
      threads: options.threads, isa: BenchOptions.isa, gflops: Spread(rates.map(\.0)).median * 1e-9,
      gigabytesPerSecond: Spread(rates.map(\.1)).median * 1e-9)
    try Output.say(options.json ? try Words.json(told) : told.words)
  }
}

/// What is told of the ceilings; `--json` prints it with these keys in snake case.
struct PeakResult: Encodable {
  let threads: Int
  let isa: String
  let gflops: Double
  let gigabytesPerSecond: Double

  var words: String {
    """
    \(Words.number(gflops)) GFLOP/s, \(Words.number(gigabytesPerSecond)) GB/s with \(Words.count(threads, "thread")), \(isa)
    """
  }
}

/// For comparisons in turn with other programs: `ready`, then one line of numbers for each line of standard input.
enum Served {
  static func lines(_ measurement: () throws -> String) throws {
    try Output.say("ready")
    while readLine() != nil { try Output.say(try measurement()) }
  }
}
