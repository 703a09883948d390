/// A wave as it was found: frequencies in radians across the span of each column.
struct FoundWave: Sendable, Hashable {
  var frequencies: [Float]
  /// The share of the targets' variance that it explains by itself.
  var share: Double
}

/// Waves one after the other: the strongest candidate, its frequency made exact, is taken out of the targets before
/// the next one is looked for (matching pursuit, Mallat & Zhang 1993). So two waves are never the same one, and the
/// ripples that a strong wave has around it in the spectrum are not mistaken for others.
struct WavePursuit {
  private var rows: WaveRows
  private let variance: Double
  /// `[dims][count]`
  private let candidates: [Float]
  private let threads: Int
  private(set) var found: [FoundWave] = []

  init(_ rows: WaveRows, _ shortlist: Shortlist, threads: Int) {
    self.rows = rows
    self.threads = threads
    variance = rows.variance
    candidates = shortlist.candidates
  }

  /// Looks until `count` waves are found. They may be fewer when nothing is left to explain.
  mutating func find(_ count: Int) -> ArraySlice<FoundWave> {
    while found.count < count, let next = strongest() {
      let before = rows.variance
      rows.remove(next)
      found.append(
        FoundWave(frequencies: next, share: variance > 0 ? max(before - rows.variance, 0) / variance : 0))
    }
    return found.prefix(count)
  }

  private func strongest() -> [Float]? {
    let scores = rows.scores(candidates, threads: threads)
    guard let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] > 0 else { return nil }
    let count = scores.count
    let start = (0..<rows.dims).map { candidates[$0 * count + best] }
    return climbed(from: start, scores[best])
  }

  /// Rounds in which the step is halved: the last one is 1/256 of a cell, a hundredth of a radian across the data.
  private static let halvings = 8
  private static let mostRounds = 40

  /// To the top of the hill that the candidate lies on, by looking at the neighbours around it.
  private func climbed(from start: [Float], _ score: Float) -> [Float] {
    var (place, best, step) = (start, score, Float(WaveLattice.step / 2))
    var halvings = 0
    for _ in 0..<Self.mostRounds where halvings < Self.halvings {
      let around = neighbours(of: place, step)
      let scores = rows.scores(around, threads: 1)
      let count = scores.count
      if let top = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[top] > best {
        best = scores[top]
        place = (0..<rows.dims).map { around[$0 * count + top] }
      } else {
        step /= 2
        halvings += 1
      }
    }
    return place
  }

  /// The 3^dims - 1 places around one and the place itself, `[dims][count]`.
  private func neighbours(of place: [Float], _ step: Float) -> [Float] {
    let isActive = rows.isActive
    let count = (0..<rows.dims).reduce(1) { product, _ in product * 3 }
    return (0..<rows.dims).flatMap { axis in
      let stride = (0..<axis).reduce(1) { product, _ in product * 3 }
      return (0..<count).map { place[axis] + (isActive[axis] ? step * Float($0 / stride % 3 - 1) : 0) }
    }
  }
}

/// The best candidates so far, so that a pursuit need not look at all of them again.
struct Shortlist: Sendable {
  private let limit: Int
  private let dims: Int
  /// By score, the strongest first; of equal ones the one that came first.
  private var entries: [(score: Float, frequencies: [Float])] = []

  init(dims: Int, limit: Int = 1024) {
    self.dims = dims
    self.limit = limit
  }

  /// `[dims][count]`
  var candidates: [Float] { (0..<dims).flatMap { axis in entries.map { $0.frequencies[axis] } } }

  mutating func add(_ candidates: [Float], _ scores: [Float]) {
    let floor = Self.value(ofRank: limit, scores)
    let count = scores.count
    for (index, score) in scores.enumerated() where score >= floor && score > 0 {
      entries.append((score, (0..<dims).map { candidates[$0 * count + index] }))
    }
    // Of equal ones the lower frequencies, which came first: what is sampled on a raster cannot tell them apart.
    let order = entries.indices.sorted { (entries[$0].score, $1) > (entries[$1].score, $0) }
    entries = order.prefix(limit).map { entries[$0] }
  }

  /// A value that at least `rank` of the scores reach, and not many more: by counting them in bins of their upper bits.
  private static func value(ofRank rank: Int, _ scores: [Float]) -> Float {
    guard scores.count > rank else { return 0 }
    var counts = [Int](repeating: 0, count: 1 << 16)
    for score in scores where score > 0 { counts[Int(score.bitPattern >> 16)] += 1 }
    var above = 0
    for bin in counts.indices.reversed() {
      above += counts[bin]
      if above >= rank { return Float(bitPattern: UInt32(bin) << 16) }
    }
    return 0
  }
}
