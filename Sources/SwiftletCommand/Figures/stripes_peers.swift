import SwiftletPlot

extension Figure {
  /// How many of their own points and of fresh ones several learners get right, and what that takes.
  static let stripesPeers = Figure("stripes_peers", "The stripes: right on their own points, and on fresh ones") {
    let rows = try Measurements.Stripes.read().rows
    let heights = rows.indices.map { Double(rows.count - 1 - $0) }
    let right = Plot("Share that is right", caption: "where the dots meet, nothing was learnt by heart") {
      Rule(x: 1 / 3.0, label: "a third: knows nothing")
      Spans(from: rows.map(\.fresh), to: rows.map(\.train), y: heights)
      Points(x: rows.map(\.train), y: heights, name: "their own 2,000 points")
      Points(x: rows.map(\.fresh), y: heights, name: "10,000 fresh points")
    }
    let time = Plot("Seconds of one core for the last training") {
      Points(x: rows.map(\.seconds), y: heights, name: "seconds")
    }
    return Grid(
      columns: 2, sharing: .y, title: "The stripes of sum_mod, from the same 2,000 points",
      [
        right.rows(rows.map(\.title)).x("share", in: 0.25...1.02).legend(.outside),
        time.rows(rows.map(\.title)).x("seconds", in: 5e-4...50, scale: .log).legend(.none),
      ]
    ).panels(width: 520, height: 350)
  }
}
