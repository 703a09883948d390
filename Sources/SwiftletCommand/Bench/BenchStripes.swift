import ArgumentParser
import Foundation
import Swiftlet

func sine(_ x: Double) -> Double { sin(x) }
func cosine(_ x: Double) -> Double { cos(x) }

/// `swiftlet bench stripes`: how well patterns that repeat are found.
struct BenchStripes: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stripes",
    abstract: "Find a pattern that repeats, and judge it on fresh points.",
    discussion: """
      Each seed draws other points, splits and shuffles. The patterns:

      \(StripePattern.all.map { "  \($0.name): \($0.words)" }.joined(separator: "\n"))
        random: stripes of random direction, period and number of classes, another pattern for each seed

      EXAMPLES
        swiftlet bench stripes
        swiftlet bench stripes --rows 100 --seeds 20
        swiftlet bench stripes --range 600 --waves 1
        swiftlet bench stripes rings --polish 100 --json
        swiftlet bench stripes random --seeds 30
        swiftlet bench stripes --shuffle
      """)

  @Argument(help: ArgumentHelp("Which pattern.", valueName: "pattern"))
  var pattern = "sum_mod"

  @Option(help: ArgumentHelp("Points to learn from.", valueName: "n"))
  var rows = 2000

  @Option(help: ArgumentHelp("Fresh points to judge by.", valueName: "n"))
  var heldOut = 10_000

  @Option(help: ArgumentHelp("How many seeds, from 1 on.", valueName: "n"))
  var seeds = 1

  @Option(help: ArgumentHelp("The largest frequency in radians across the data; without it, a search.", valueName: "r"))
  var range: Double?

  @Option(help: ArgumentHelp("The most frequencies to score.", valueName: "n"))
  var candidates = WaveFit.Options().candidates

  @Option(help: ArgumentHelp("The most waves that are tried.", valueName: "n"))
  var waves = WaveFit.Options().waves.last ?? 32

  @Option(help: ArgumentHelp("Updates of the network that is chosen.", valueName: "n"))
  var steps: Int?

  @Option(help: ArgumentHelp("Iterations of L-BFGS at the end.", valueName: "n"))
  var polish = 0

  @Flag(help: "Deal the targets to other points: a control, in which there is nothing to find.")
  var shuffle = false

  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard pattern == "random" || StripePattern.names.contains(pattern) else {
      throw ValidationError("\(pattern) is no pattern. Give random or \(StripePattern.names.joined(separator: ", ")).")
    }
    guard rows >= 1, heldOut >= 1, seeds >= 1 else {
      throw ValidationError("--rows, --held-out and --seeds must be at least 1.")
    }
  }

  func run() throws {
    var runs: [StripeRun] = []
    for seed in 1...UInt64(seeds) {
      let run = try found(seed)
      runs.append(run)
      if !options.json { try Output.say(run.words) }
    }
    let result = StripeResult(pattern: pattern, rows: rows, runs: runs)
    try Output.say(options.json ? try Words.json(result) : result.words)
  }

  private func found(_ seed: UInt64) throws -> StripeRun {
    let kind = StripePattern.all.first { $0.name == pattern } ?? StripePattern.random(seed: seed)
    let train = try kind.data(rows: rows, seed: seed, shuffles: shuffle)
    let test = try kind.data(rows: heldOut, seed: seed &+ 1_000_003)
    let settings = WaveFit.Options(
      range: range, candidates: candidates, waves: WaveFit.Options().waves.filter { $0 <= waves }, steps: steps,
      polish: polish)
    // As in `Stopwatch`: with one thread what the core has spent.
    let clock = { options.threads == 1 ? Clock.processor : Clock.now }
    let start = clock()
    let fit = try WaveFit(train, settings, seed: seed, threads: options.threads)
    let seconds = clock() - start
    func score(_ data: Dataset) throws -> Double {
      let scores = try fit.model.evaluate(data)
      return scores[.accuracy].isNaN ? scores.skill : scores[.accuracy]
    }
    return StripeRun(
      seed: Int(seed), train: try score(train), heldOut: try score(test), seconds: seconds, range: fit.range,
      waves: fit.choice.waves, verdict: fit.verdict.rawValue, first: fit.waves.first?.description ?? "",
      findings: fit.findings.filter { $0.severity != .note }.map(\.description))
  }
}

/// One seed; `--json` prints it with these keys in snake case. Scores are accuracies, of amounts R².
struct StripeRun: Encodable {
  let seed: Int
  let train: Double
  let heldOut: Double
  let seconds: Double
  let range: Double
  let waves: Int
  let verdict: String
  let first: String
  let findings: [String]

  var words: String {
    let shown = String(format: "seed %-3d train %.4f  held out %.4f  %.2f s", seed, train, heldOut, seconds)
    return "\(shown)  \(verdict), \(Words.count(waves, "wave")) below \(Int(range)): \(first)"
      + findings.map { "\n    \($0)" }.joined()
  }
}

struct StripeResult: Encodable {
  let pattern: String
  let rows: Int
  let mean: Double
  let min: Double
  let medianSeconds: Double
  /// Seeds with less than 0.98.
  let misses: Int
  let runs: [StripeRun]

  init(pattern: String, rows: Int, runs: [StripeRun]) {
    self.pattern = pattern
    self.rows = rows
    self.runs = runs
    let scores = runs.map(\.heldOut)
    mean = scores.reduce(0, +) / Double(scores.count)
    min = scores.min() ?? .nan
    misses = scores.filter { $0 < 0.98 }.count
    medianSeconds = Spread(runs.map(\.seconds)).median
  }

  var words: String {
    String(
      format: "%@, %d points, %@: held out mean %.4f, min %.4f, below 0.98 %d times; %.2f s in the median", pattern,
      rows,
      Words.count(runs.count, "seed"), mean, min, misses, medianSeconds)
  }
}
