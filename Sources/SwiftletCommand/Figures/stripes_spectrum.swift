import Swiftlet
import SwiftletPlot

extension Figure {
  static let stripesSpectrum = Figure(
    "stripes_spectrum", "What the points say of each frequency: one peak, its harmonic, and chance"
  ) {
    let found = try StripesProgram.found(range: 600)
    let peak = found.spectrum.peak.map { Double($0.score).squareRoot() } ?? 0
    return StripesProgram.spectrum(
      of: found, "The spectrum of the labels of sum_mod",
      caption: "the gradient that an untrained sine unit of these frequencies would get · white 0, "
        + "black \(Words.number(peak)) · 2,000 points")
  }
}
