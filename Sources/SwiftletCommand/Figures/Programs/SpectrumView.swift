import Swiftlet
import SwiftletPlot

/// A spectrum of two inputs as a picture: the size of the gradient that a wave would get, by its two frequencies.
struct SpectrumView: Sendable {
  private let axes: [[Double]]
  /// Square roots of the scores.
  private let sizes: [Double]

  init(_ spectrum: WaveSpectrum) {
    axes = spectrum.axes
    sizes = spectrum.scores.map { Double($0).squareRoot() }
  }

  /// Row by row; between the frequencies of the lattice the mean of its four, by their distance. A wave and its negative
  /// are the same.
  func values(_ xs: [Double], _ ys: [Double]) -> [Double] {
    guard axes.count == 2, axes.allSatisfy({ $0.count > 1 }) else { return [] }
    let columns = xs.map { Self.place($0, axes[0]) }
    let rows = ys.map { Self.place($0, axes[1]) }
    func size(_ i: Int, _ j: Int) -> Double { sizes[i * axes[1].count + j] }
    return rows.flatMap { row in
      columns.map { column -> Double in
        guard let (i, u) = column, let (j, v) = row else { return .nan }
        let low = size(i, j) * (1 - u) + size(i + 1, j) * u
        let high = size(i, j + 1) * (1 - u) + size(i + 1, j + 1) * u
        return low * (1 - v) + high * v
      }
    }
  }

  /// The place below a value and how far it is from there to the next; beyond the lattice its edge, or nothing.
  private static func place(_ value: Double, _ axis: [Double]) -> (index: Int, part: Double)? {
    let step = axis[1] - axis[0]
    let place = (value - axis[0]) / step
    guard place > -1, place < Double(axis.count) else { return nil }
    let inside = min(max(place, 0), Double(axis.count - 1))
    let index = min(Int(inside), axis.count - 2)
    return (index, inside - Double(index))
  }
}
