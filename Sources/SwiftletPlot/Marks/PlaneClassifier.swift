import Synchronization

/// What a picture needs of a model: the probabilities of its classes anywhere in a plane.
public protocol PlaneClassifier: Sendable {
  /// One row per point, in order; every row as long as there are classes, or a single p that means (1 − p, p).
  /// A row that is not is left white.
  func probabilities(at points: [SIMD2<Float>]) -> [[Float]]
}

/// A classifier that answers for many points at once, without a list for each.
protocol BatchClassifier: PlaneClassifier {
  /// Row by row the probabilities of all classes, or nil where it cannot say.
  func flatProbabilities(at points: [SIMD2<Float>]) -> [Float]?
}

/// Asks a classifier on a lattice, two pixels wide, that covers the plot area; marks that share a sampler share
/// its answer.
final class PlaneSampler: Sendable {
  private let classifier: any PlaneClassifier
  private let memory = Mutex<(key: Key, samples: FieldSamples)?>(nil)
  private static let batch = 16_384

  private struct Key: Equatable {
    var area: Rect
    var clip: Rect
    var x: AxisScale
    var y: AxisScale
    var step: Double
  }

  init(_ classifier: some PlaneClassifier) { self.classifier = classifier }

  /// Found by asking at one point; 0 when there is no usable answer.
  func classCount() -> Int {
    let count = classifier.probabilities(at: [SIMD2(0, 0)]).first?.count ?? 0
    return count == 1 ? 2 : count
  }

  func samples(for pen: Plot.Pen) -> FieldSamples? {
    let step = 2.0
    let key = Key(area: pen.area, clip: pen.clip, x: pen.xScale, y: pen.yScale, step: step)
    if let known = memory.withLock({ $0?.key == key ? $0?.samples : nil }) { return known }
    guard let samples = sampled(key) else { return nil }
    memory.withLock { $0 = (key, samples) }
    return samples
  }

  private func sampled(_ key: Key) -> FieldSamples? {
    let classes = classCount()
    // One sample beyond each edge: every pixel centre has four samples around it.
    guard classes >= 2, let columns = whole((key.clip.width / key.step).rounded(.up)),
      let rows = whole((key.clip.height / key.step).rounded(.up))
    else { return nil }
    let points = lattice(key, columns: columns + 2, rows: rows + 2)
    var values = [Float](repeating: .nan, count: classes * points.count)
    for start in stride(from: 0, to: points.count, by: Self.batch) {
      let part = Array(points[start..<min(start + Self.batch, points.count)])
      if let batch = classifier as? any BatchClassifier {
        guard let flat = batch.flatProbabilities(at: part), flat.count == part.count * classes else { return nil }
        for i in part.indices {
          for c in 0..<classes { values[c * points.count + start + i] = flat[i * classes + c] }
        }
        continue
      }
      let answers = classifier.probabilities(at: part)
      guard answers.count == part.count else { return nil }
      for (i, row) in answers.enumerated() { Self.store(row, at: start + i, of: points.count, classes, &values) }
    }
    return FieldSamples(
      values: values, classes: classes, columns: columns + 2, rows: rows + 2,
      origin: Point(key.clip.left, key.clip.top), step: key.step)
  }

  private static func store(_ row: [Float], at i: Int, of count: Int, _ classes: Int, _ values: inout [Float]) {
    if row.count == classes {
      for c in 0..<classes { values[c * count + i] = row[c] }
    } else if row.count == 1, classes == 2 {
      values[i] = 1 - row[0]
      values[count + i] = row[0]
    }
  }

  /// The lattice's points in data, row by row.
  private func lattice(_ key: Key, columns: Int, rows: Int) -> [SIMD2<Float>] {
    let xs = (0..<columns).map { i in
      let at = key.clip.left + (Double(i) - 0.5) * key.step
      return Float(key.x.value(at: (at - key.area.left) / key.area.width))
    }
    let ys = (0..<rows).map { j in
      let at = key.clip.top + (Double(j) - 0.5) * key.step
      return Float(key.y.value(at: (key.area.bottom - at) / key.area.height))
    }
    return ys.flatMap { y in xs.map { SIMD2($0, y) } }
  }
}
