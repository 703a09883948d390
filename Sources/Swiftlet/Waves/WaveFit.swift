/// Finds stripes, checkerboards and other patterns that repeat, however fine they are beside the distance between the
/// rows, and trains a small network of sine units on them.
///
/// Gradient descent does not find a wave whose frequency is far from where it starts: the loss has a valley as narrow
/// as one period across the data. So one looks before one trains. For each frequency w of a lattice the neurons sin w·x
/// and cos w·x are asked how large a gradient their output weights would receive while these are still 0; the strongest
/// are taken, one after the other, each out of what those before it leave. The range of frequencies doubles until
/// `candidates` are tried or hardly an error is left, and networks of 1, 2, 4, ... waves are trained at each of them for
/// a moment; range and number are chosen on rows that were held out. The network of that choice is then trained on all
/// rows.
///
///     let fit = try WaveFit(train, seed: 1)
///     print(fit.waves)                          // [x0 + x1, period 0.0300, crest at 0.0046]
///     print(try fit.model.evaluate(test)[.accuracy])
///
/// One to three inputs, any number of classes or amounts. What is no sum of a few waves, such as stripes that become
/// finer from place to place, it does not find, and says so in `verdict` and `findings`.
///
/// The same seed gives the same bits for any number of threads.
public struct WaveFit {
  /// What is tried, and for how long.
  public struct Options: Sendable, Hashable {
    /// The largest frequency, in radians across the span of each input: 2π times the number of periods that fit in.
    /// nil: doubled from 8π as long as `candidates` lasts and errors are left, and chosen on the rows held out.
    public var range: Double?
    /// The most frequencies that are scored.
    public var candidates: Int
    /// The numbers of waves that are tried, rising.
    public var waves: [Int]
    /// The share of the rows that range and number of waves are chosen on.
    public var holdOut: Double
    /// About how many updates of the network that was chosen, in whole passes over the rows; nil: 1500, or 300 where it is polished.
    public var steps: Int?
    /// Iterations of L-BFGS on all its weights behind that: closer with many rows, too close with a hundred.
    public var polish: Int

    public init(
      range: Double? = nil, candidates: Int = 1 << 20, waves: [Int] = [1, 2, 4, 8, 16, 32], holdOut: Double = 0.2,
      steps: Int? = nil, polish: Int = 0
    ) {
      self.range = range
      self.candidates = candidates
      self.waves = waves
      self.holdOut = holdOut
      self.steps = steps
      self.polish = polish
    }
  }

  /// A network that was tried, as it did on the rows held out.
  public struct Trial: Sendable, Hashable {
    /// In radians across the span of each input.
    public let range: Double
    public let waves: Int
    public let loss: Double
    /// The accuracy for classes, R² for amounts.
    public let score: Double
  }

  /// How much of the pattern was found, judged on the rows held out.
  public enum Verdict: String, Sendable, Hashable {
    /// At least half of the errors of the best constant answer are gone.
    case found
    /// Fewer, though more than chance takes away.
    case partly
    /// Nothing that chance could not be.
    case nothing
  }

  /// Normalization, Sine and Dense; an ordinary model, whose outputs are logits for classes.
  public let model: Sequential
  /// What its sine units have learnt, the wave that moves the outputs most first.
  public let waves: [Wave]
  /// The range that was chosen, in radians across the span of each input.
  public let range: Double
  /// All that was tried, in this order.
  public let trials: [Trial]
  /// Which of them was chosen.
  public let choice: Trial
  /// All scores.
  public let spectrum: WaveSpectrum
  public let verdict: Verdict
  /// Where the search ended, and why nothing was found if so.
  public let findings: [Finding]

  /// - Parameters:
  ///   - data: At least 10 rows of 1 to 3 inputs with one target.
  ///   - seed: Which rows are held out, and how rows are shuffled.
  ///   - threads: The most that work on it, at least 1; nil: see `Model.fit`. They change no bit.
  /// - Throws: `SwiftletError` for data and options that cannot be used; `CancellationError`.
  /// - Complexity: O(candidates·rows), of at most 4096 rows, and the trainings.
  public init(_ data: Dataset, _ options: Options = Options(), seed: UInt64 = 0, threads: Int? = nil) throws {
    try Self.check(options, inputs: data.inputShape.count)
    let threads = try ThreadCount.resolved(threads, .training)
    let problem = try WaveProblem(data)
    var sweep = try WaveSweep(problem, options, seed: seed, threads: threads)
    let end = try sweep.run()
    guard let chosen = sweep.chosen else { throw SwiftletError(.training, Self.noTrial) }
    model = try Self.trained(chosen.model, problem, options, threads: threads)
    let constant = sweep.constant
    waves = Self.waves(of: model, problem, chosen.found, names: data.inputNames)
    range = chosen.range
    trials = sweep.trials.map { Trial($0, constant, isClassification: problem.isClassification) }
    choice = Trial(chosen, constant, isClassification: problem.isClassification)
    spectrum = sweep.spectrum
    verdict = Self.verdict(chosen.errors, constant, trials: sweep.trainings)
    findings = [end] + Self.reasons(verdict, choice, constant, chosen, problem, reach: sweep.reach)
  }

  /// The network of the choice on all rows: its waves go on from where they are, its outputs start again.
  private static func trained(
    _ model: Sequential, _ problem: WaveProblem, _ options: Options, threads: Int
  ) throws -> Sequential {
    try model.restart("dense")
    let steps = options.steps ?? (options.polish > 0 ? 300 : 1500)
    try problem.train(model, on: problem.data, steps: steps, threads: threads)
    let trained =
      options.polish > 0 ? try problem.polished(model, iterations: options.polish, threads: threads) : model
    if Cancellation.isRequested { throw CancellationError() }
    try problem.inOwnUnits(trained)
    return trained
  }

  /// How often chance may pass for a pattern.
  private static let level = 0.01

  /// Whether the errors are so few that the best of so many trials has hardly got there by chance.
  private static func verdict(_ errors: WaveErrors, _ constant: WaveErrors, trials: Int) -> Verdict {
    // Student's t of so many rows as a normal deviate (Wallace 1959): of few rows its tails are long.
    let (t, freedom) = (errors.advantage(over: constant), Double(max(errors.errors.count - 1, 1)))
    let scale = (8 * freedom + 1) / (8 * freedom + 3)
    let deviate = t.isFinite ? scale * (freedom * log1m(-t * t / freedom)).squareRoot() * (t < 0 ? -1 : 1) : t
    let chance = normalProbability(below: -deviate) * Double(max(trials, 1))
    guard chance <= level, errors.mean < constant.mean else { return .nothing }
    return errors.mean <= constant.mean / 2 ? .found : .partly
  }
}

extension WaveFit.Trial {
  init(_ tried: WaveSweep.Tried, _ constant: WaveErrors, isClassification: Bool) {
    let share = constant.mean > 0 ? tried.errors.mean / constant.mean : 0
    self.init(
      range: tried.range, waves: tried.found.count, loss: tried.errors.loss,
      score: 1 - (isClassification ? tried.errors.mean : share))
  }
}

// MARK: - In words

extension WaveFit {
  /// The waves of a network of pairs: each pair has learnt one, as the mean of its two units.
  private static func waves(
    of model: Sequential, _ problem: WaveProblem, _ found: [FoundWave], names: [String]
  ) -> [Wave] {
    guard let kernel = model.weights["sine/kernel"], let phases = model.weights["sine/bias"],
      let outputs = model.weights["dense/kernel"]
    else { return [] }
    let (units, width) = (kernel.shape.last, outputs.shape.last)
    let told = (0..<units / 2).map { pair -> (squares: [Double], wave: Wave) in
      let (sine, cosine) = (2 * pair, 2 * pair + 1)
      let frequencies = (0..<problem.dims).map { axis in
        let sum = Double(kernel.values[axis * units + sine]) + Double(kernel.values[axis * units + cosine])
        return problem.spans[axis] > 0 ? sum / 2 / problem.spans[axis] : 0
      }
      // t counts from the lower ends of the columns.
      let start = zip(frequencies, problem.lows).reduce(0) { $0 + $1.0 * $1.1 }
      let parts = (0..<width).map { output in
        summed(
          Double(outputs.values[sine * width + output]), Double(phases.values[sine]),
          Double(outputs.values[cosine * width + output]), Double(phases.values[cosine]))
      }
      let wave = Wave(
        frequencies: frequencies, names: names, crestAngle: (parts.first?.crest ?? 0) + start,
        share: pair < found.count ? found[pair].share : 0)
      return (parts.map(\.square), wave)
    }
    // Outputs differ in their units: what counts is the share of each.
    let totals = (0..<width).map { output in told.reduce(0) { $0 + $1.squares[output] } }
    func size(_ squares: [Double]) -> Double { zip(squares, totals).reduce(0) { $0 + ($1.1 > 0 ? $1.0 / $1.1 : 0) } }
    return told.sorted { size($0.squares) > size($1.squares) }.map(\.wave)
  }

  /// a·sin(t + p) + c·sin(t + q) is a sine of its own: its squared height, and the t of its crest.
  private static func summed(_ a: Double, _ p: Double, _ c: Double, _ q: Double) -> (square: Double, crest: Double) {
    let (y, x) = (a * sine(p) + c * sine(q), a * cosine(p) + c * cosine(q))
    return (x * x + y * y, angle(y, x))
  }

  private static func reasons(
    _ verdict: Verdict, _ choice: Trial, _ constant: WaveErrors, _ chosen: WaveSweep.Tried, _ problem: WaveProblem,
    reach: Double
  ) -> [Finding] {
    guard verdict != .found else { return [] }
    func percent(_ share: Double) -> String { "\(Double((share * 1000).rounded()) / 10) %" }
    let (got, guess) =
      problem.isClassification
      ? ("right for \(percent(choice.score))", "a guess for \(percent(1 - constant.mean))")
      : ("an R² of \(Double((choice.score * 1000).rounded()) / 1000)", "a constant of 0")
    let strongest = percent(chosen.found.first?.share ?? 0)
    let sentence =
      verdict == .nothing
      ? "no pattern that repeats was found: on rows held out the network is \(got), \(guess)"
      : "waves explain a part of the targets only: on rows held out the network is \(got), \(guess)"
    return [
      Finding(
        .noPattern, sentence + "; the strongest wave explains \(strongest) of the targets' variance",
        severity: .warning, expected: "a sum of a few waves",
        got: "no such pattern up to a range of \(Int(reach))",
        remedy: "The targets may follow no pattern, one that is finer still, or one whose period changes from place to "
          + "place, such as stripes of x0·x1: give such a product as an input, or use another model",
        evidence: [
          Finding.Evidence(name: "score", value: choice.score),
          Finding.Evidence(name: "variance explained by the strongest wave", value: chosen.found.first?.share ?? 0),
        ])
    ]
  }

  private static let noTrial = Finding(
    .noPattern, "no wave goes along with the targets at all", expected: "at least one score above 0", got: "none",
    remedy: "Look at the inputs and targets")

  private static func check(_ options: Options, inputs: Int) throws(SwiftletError) {
    var faults: [Finding] = []
    func require(_ holds: Bool, _ sentence: String, _ expected: String, _ got: String) {
      guard !holds else { return }
      faults.append(
        Finding(.badArgument, sentence, expected: expected, got: got, remedy: "Leave it out for the default"))
    }
    let axes = min(max(inputs, 1), WaveFaults.mostInputs)
    let most = WaveFaults.largestAngle / Double(axes)
    if let range = options.range {
      require(range > 0 && range <= most, "waves need a range", "a number above 0, at most \(most)", "\(range)")
      let lattice = WaveLattice(range: range, isActive: [Bool](repeating: true, count: axes))
      if range > 0, range <= most {
        require(
          lattice.count <= options.candidates, "the range needs more candidates than may be tried",
          "at most \(options.candidates)", "\(lattice.count)")
      }
    }
    require(
      1...(1 << 28) ~= options.candidates, "waves need candidates", "1 to \(1 << 28)", "\(options.candidates)")
    let isRising = zip(options.waves, options.waves.dropFirst()).allSatisfy { $0 < $1 }
    require(
      !options.waves.isEmpty && isRising && options.waves.allSatisfy { 1...1024 ~= $0 },
      "the numbers of waves cannot be tried", "rising numbers from 1 to 1024", "\(options.waves)")
    require((options.steps ?? 1) >= 1, "a network needs updates", "1 or more", "\(options.steps ?? 0)")
    require(0...1_000_000 ~= options.polish, "so many iterations cannot be made", "0 to 1000000", "\(options.polish)")
    if !faults.isEmpty { throw SwiftletError(.training, faults) }
  }
}

extension Finding.ID {
  public static let noPattern: Finding.ID = "no-pattern"
}
