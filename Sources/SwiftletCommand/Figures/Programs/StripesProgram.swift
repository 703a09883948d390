import Foundation
import Swiftlet
import SwiftletPlot

/// The narrow stripes of the second note, as several learners see them. Their pictures show a small part of the square,
/// in which a stripe is wide enough to be seen.
enum StripesProgram {
  static func data() -> Dataset { .sumMod(seed: 1) }
  static func fresh() -> Dataset { .sumMod(rows: 10_000, seed: 1_000_004) }

  static let view = 0.4...0.6

  /// The class of a point, exactly.
  static func truth(_ x: Double, _ y: Double) -> Int? { Int(100 * max(x + y, 0)) % 3 }

  /// The points that lie in the view.
  static func near() throws -> Dataset {
    let data = data()
    let rows = (0..<data.count).map { data.inputs[row: $0] }
    let labels = data.targets.classIndices ?? []
    let inside = rows.indices.filter { view.contains(Double(rows[$0][0])) && view.contains(Double(rows[$0][1])) }
    return try Dataset(
      inputs: inside.map { rows[$0] }, classes: inside.map { labels[$0] }, names: data.classes)
  }

  /// Swiftlet's own answer; with a range the spectrum goes beyond what the search needs.
  static func found(range: Double? = nil) throws -> WaveFit { try WaveFit(data(), .init(range: range), seed: 1) }

  /// The part of the spectrum in which there is something to see.
  static func spectrum(of found: WaveFit, _ title: String, caption: String) -> Plot {
    let view = SpectrumView(found.spectrum)
    let wave = found.waves.first
    return Plot(title, caption: caption) {
      PixelMap(view.values)
      if let wave, wave.frequencies.count == 2 {
        let (a, b) = (abs(wave.frequencies[0]), wave.frequencies[1] * (wave.frequencies[0] < 0 ? -1 : 1))
        Pin(x: a, y: b, label: "\(wave.direction), period \(String(format: "%.4f", wave.period))")
        Pin(x: 2 * a, y: 2 * b, label: "twice as often")
      }
    }
    .x("radians along x0", in: 0...600).y("radians along x1", in: -150...450).aspect(.square).legend(.none)
  }

  /// A part of the square as a classifier sees it, with the points that it was shown.
  static func panel(
    _ title: String, caption: String, of classifier: some PlaneClassifier, near: Dataset
  ) -> Plot {
    inView(
      Plot(title, caption: caption) {
        Field(classifier)
        Points(near)
      })
  }

  static func inView(_ plot: Plot) -> Plot { plot.x("x0", in: view).y("x1", in: view).aspect(.square).legend(.none) }

  /// `99.6 %`
  static func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
}

/// What CatBoost says between the borders at which it cuts its columns, as Benchmarks/peers/stripes.py wrote it down.
struct CatBoostView: Decodable, PlaneClassifier {
  /// Borders, the view's edges included.
  let x0: [Double]
  let x1: [Double]
  /// For each cell the probabilities of classes 0 and 1 in hundredths, two digits each: rows from the least x1.
  let cells: [String]

  static func read() throws -> CatBoostView { try Measurements.read("Benchmarks/stripes_catboost.json") }

  func probabilities(at points: [SIMD2<Float>]) -> [[Float]] {
    let rows = cells.map { Array($0.utf8) }
    return points.map { point in
      guard let row = Self.cell(Double(point.y), x1, rows.count),
        let column = Self.cell(Double(point.x), x0, rows[row].count / 4)
      else { return [.nan, .nan, .nan] }
      let digits = rows[row][4 * column..<4 * column + 4].map { Float($0) - 48 }
      let (p, q) = ((10 * digits[0] + digits[1]) / 100, (10 * digits[2] + digits[3]) / 100)
      return [p, q, max(1 - p - q, 0)]
    }
  }

  /// A border belongs to the cell below it. What lies beyond the edges, by half a pixel, is asked of the last cell.
  private static func cell(_ value: Double, _ borders: [Double], _ count: Int) -> Int? {
    guard count > 0, borders.count == count + 1, value.isFinite else { return nil }
    return borders.dropFirst().dropLast().count { $0 < value }
  }
}
