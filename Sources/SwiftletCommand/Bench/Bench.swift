import ArgumentParser

/// `swiftlet bench`: how long a step of a reference network or a matrix product takes on this machine.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Time a reference workload or a matrix product.",
    discussion: """
      The workloads train or ask small networks through the library's public functions, with everything that a user \
      gets: shuffling, loss, accuracy, history. The first run is not counted.

      \(Workload.list)

      EXAMPLES
        swiftlet bench W1
        swiftlet bench W5 --threads 2 --json
        swiftlet bench gemm 512 512 512 --form nt
      """,
    subcommands: [BenchWorkload.self, BenchProduct.self, BenchPeak.self, BenchStripes.self],
    defaultSubcommand: BenchWorkload.self)
}

/// What both kinds of measurement are told.
struct BenchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many threads to use.", valueName: "n"))
  var threads = 1

  @Flag(help: "Print one line of JSON.")
  var json = false

  func validate() throws {
    guard 1...1023 ~= threads else { throw ValidationError("--threads is \(threads), but must be 1 to 1023.") }
  }
}
