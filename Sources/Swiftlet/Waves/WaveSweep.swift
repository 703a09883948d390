/// The search of a `WaveFit`: ranges twice as wide as the one before, at each of them networks of ever more waves, all
/// judged on rows that were held out.
struct WaveSweep {
  let problem: WaveProblem
  let train: Dataset
  let validation: Dataset
  /// Of the best constant answer, on the rows held out.
  let constant: WaveErrors
  let options: WaveFit.Options
  let seed: UInt64
  let threads: Int
  /// The rows that candidates are scored on.
  private let rows: WaveRows
  private var shortlist: Shortlist
  private var levels: [(lattice: WaveLattice, places: [Int], scores: [Float])] = []
  private(set) var trials: [Tried] = []
  /// Networks that were trained.
  private(set) var trainings = 0

  /// A trial with what only the search needs of it.
  struct Tried {
    var range: Double
    let found: [FoundWave]
    let errors: WaveErrors
    let model: Sequential
  }

  /// More rows than these make no score much surer, only later.
  private static let mostRows = 4096
  /// The first range: 4 periods across the data.
  private static let firstCells = 8
  /// Standard errors that a network has to be better by to be chosen in spite of more waves.
  private static let sure = 2.0
  /// Of the errors of a constant answer.
  private static let hardlyAny = 0.03
  /// Updates of a trial.
  private static let trialSteps = 300

  init(_ problem: WaveProblem, _ options: WaveFit.Options, seed: UInt64, threads: Int) throws(SwiftletError) {
    self.problem = problem
    self.options = options
    self.seed = seed
    self.threads = threads
    (train, validation) = try problem.data.split(
      holdOut: options.holdOut, stratified: problem.isClassification, seed: seed)
    constant = problem.constantErrors(trainedOn: train, on: validation)
    let scored = train.count > Self.mostRows ? train[0..<Self.mostRows] : train
    let dims = problem.dims
    if problem.isClassification, scored.weights == nil {
      rows = WaveRows(
        points: scored.inputs.values, dims: dims, labels: scored.targets.classIndices ?? [], classes: problem.outputs)
    } else {
      let amounts =
        problem.isClassification
        ? Tensor(oneHot: scored.targets.classIndices ?? [], classes: problem.outputs).values
        : scored.targets.tensor.values
      let residuals = WaveRows.centred(amounts, problem.outputs, scored.weights.map { $0.map(Float.init) })
      rows = WaveRows(points: scored.inputs.values, dims: dims, residuals: residuals, outputs: problem.outputs)
    }
    shortlist = Shortlist(dims: dims)
  }

  /// - Returns: Why the search has ended where it did.
  mutating func run() throws -> Finding {
    if let range = options.range {
      let lattice = WaveLattice(range: range, isActive: rows.isActive)
      _ = try look(lattice)
      return Self.givenRange(lattice)
    }
    let axes = rows.isActive.count { $0 }
    let first = min(Self.firstCells, WaveLattice.cells(candidates: options.candidates, axes: max(axes, 1)))
    var lattice = WaveLattice(cells: first, isActive: rows.isActive)
    while true {
      if try look(lattice) { return Self.nothingLeft(lattice) }
      let next = WaveLattice(cells: 2 * lattice.cells, isActive: rows.isActive)
      if next.count > options.candidates { return Self.endOfBudget(lattice, next, options.candidates) }
      if next.range * Double(problem.dims) > WaveFaults.largestAngle { return Self.endOfDigits(lattice) }
      lattice = next
    }
  }

  // MARK: - One range

  /// - Returns: Whether nothing that is still to be tried could be chosen in place of what was found.
  private mutating func look(_ lattice: WaveLattice) throws -> Bool {
    if Cancellation.isRequested { throw CancellationError() }
    let (candidates, places) = lattice.shell(around: levels.last?.lattice)
    let scores = rows.scores(candidates, threads: threads)
    shortlist.add(candidates, scores)
    levels.append((lattice, places, scores))
    var pursuit = WavePursuit(rows, shortlist, threads: threads)
    var lowest = Double.infinity
    var idle = 0
    for count in options.waves {
      let found = Array(pursuit.find(count))
      guard found.count == count, idle < 2 else { return false }
      let tried = try tried(found, range: lattice.range)
      trials.append(tried)
      if isUnbeatable(tried.errors) { return true }
      // More waves than these explain nothing more of the rows held out: two such steps are enough.
      idle = tried.errors.loss < lowest ? 0 : idle + 1
      lowest = min(lowest, tried.errors.loss)
    }
    return false
  }

  /// Whether a network without any error would not be surely better: then neither more waves nor a wider range are.
  ///
  /// Its errors must be few on fresh rows too. Three more than were seen, of n, is what 95 of 100 draws of n rows stay
  /// below when none was seen; so few rows never end a search, however well a wave fits them by chance.
  private func isUnbeatable(_ errors: WaveErrors) -> Bool {
    guard problem.isClassification, !errors.errors.isEmpty else { return false }
    let none = WaveErrors(errors: errors.errors.map { _ in 0 }, loss: 0)
    let atMost = errors.mean + 3 / Double(errors.errors.count)
    return none.advantage(over: errors) <= Self.sure && atMost <= constant.mean * Self.hardlyAny
  }

  /// A network of these waves; one that was trained at a smaller range is not trained again.
  private mutating func tried(_ found: [FoundWave], range: Double) throws -> Tried {
    let places = found.map(\.frequencies)
    if var known = trials.first(where: { $0.found.map(\.frequencies) == places }) {
      known.range = range
      return known
    }
    if Cancellation.isRequested { throw CancellationError() }
    let model = problem.network(found.map { inUnits($0.frequencies) }, seed: seed)
    try problem.train(model, on: train, steps: Self.trialSteps, threads: threads)
    // A `fit` that is cancelled returns what it has learnt so far.
    if Cancellation.isRequested { throw CancellationError() }
    trainings += 1
    return Tried(
      range: range, found: found, errors: try problem.errors(of: model, on: validation), model: model)
  }

  /// Radians per unit of each input.
  private func inUnits(_ frequencies: [Float]) -> [Double] {
    zip(frequencies, rows.spans).map { $1 > 0 ? Double($0) / $1 : 0 }
  }

  // MARK: - What was found

  /// The simplest of the trials that are not surely worse than the best one: of the fewest waves, of those the one
  /// with the fewest errors, at the smallest range.
  var chosen: Tried? {
    func order(_ a: Tried, _ b: Tried) -> Bool {
      (a.errors.mean, a.errors.loss, a.range) < (b.errors.mean, b.errors.loss, b.range)
    }
    guard let best = trials.min(by: order) else { return nil }
    let equals = trials.filter { best.errors.advantage(over: $0.errors) <= Self.sure }
    let fewest = equals.map(\.found.count).min() ?? 1
    return equals.filter { $0.found.count == fewest }.min(by: order)
  }

  /// The largest range that was looked at.
  var reach: Double { levels.last?.lattice.range ?? 0 }

  var spectrum: WaveSpectrum {
    guard let lattice = levels.last?.lattice else { return WaveSpectrum(axes: [], scores: []) }
    var scores = [Float](repeating: 0, count: lattice.count)
    for level in levels {
      let moved = level.lattice.places(level.places, in: lattice)
      for (place, score) in zip(moved, level.scores) { scores[place] = score }
    }
    let axes = lattice.sizes.enumerated().map { axis, size in
      (0..<size).map { lattice.frequency(axis: axis, place: $0) / (rows.spans[axis] > 0 ? rows.spans[axis] : 1) }
    }
    return WaveSpectrum(axes: axes, scores: scores)
  }
}

extension WaveSweep {
  private static func note(_ sentence: String, _ remedy: String) -> Finding {
    Finding(.scoredWaves, sentence, severity: .note, remedy: remedy)
  }

  private static func givenRange(_ lattice: WaveLattice) -> Finding {
    note("waves were looked for up to the range given, \(lattice.count) candidates", "Leave range: out for a search")
  }

  private static func nothingLeft(_ lattice: WaveLattice) -> Finding {
    note(
      "the search ended at a range of \(Int(lattice.range)) radians across the data: what was found there leaves hardly "
        + "an error on the rows held out", "Give a range: for the spectrum beyond")
  }

  private static func endOfBudget(_ lattice: WaveLattice, _ next: WaveLattice, _ budget: Int) -> Finding {
    note(
      "the search ended at a range of \(Int(lattice.range)) radians across the data: the next one has \(next.count) "
        + "candidates, and \(budget) may be tried", "Give more candidates: if the pattern may be finer")
  }

  private static func endOfDigits(_ lattice: WaveLattice) -> Finding {
    note(
      "the search ended at a range of \(Int(lattice.range)) radians across the data: sines of larger angles lose "
        + "their digits", "Cut the data into parts if the pattern may be finer")
  }
}
