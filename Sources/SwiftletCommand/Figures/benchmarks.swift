import SwiftletPlot

extension Figure {
  /// What other libraries take for the same step, in units of Swiftlet's time, and how near products come to the peak.
  static let benchmarks = Figure("benchmarks", "Speed beside other libraries, and products beside the peak") {
    let told = try Measurements.Comparison.read()
    return Grid(
      columns: 2, title: "Speed, one thread", caption: told.machine.cpu,
      [SpeedPanels.steps(told), SpeedPanels.products(told)]
    ).panels(width: 520, height: 330)
  }
}

private enum SpeedPanels {
  private static let workloads = ["W1", "W1d", "W2", "W3", "W4", "W5", "W6", "I1", "I2"]
  private static let peers = [
    ("jax", "jax, bare loop"), ("jax-fit", "jax, as fit"), ("torch", "PyTorch"), ("keras", "Keras on jax"),
    ("sklearn", "scikit-learn"), ("onnxruntime", "onnxruntime"),
  ]

  /// A row for each workload, a dot for each peer.
  static func steps(_ told: Measurements.Comparison) -> Plot {
    let names = workloads.map { name in Workload.all.first { $0.name == name }?.short ?? name }
    return Plot("Time of a step, in units of Swiftlet's") {
      Rule(x: 1, label: "Swiftlet")
      for (peer, title) in peers {
        let dots = workloads.enumerated().compactMap { place, name -> (x: Double, y: Double)? in
          let mine = told.seconds(name, peer == "jax" ? "swiftlet-unshuffled" : "swiftlet")
          guard let mine = mine ?? told.seconds(name, "swiftlet"), let theirs = told.seconds(name, peer) else {
            return nil
          }
          return (x: theirs / mine, y: Double(workloads.count - 1 - place))
        }
        Points(x: dots.map(\.x), y: dots.map(\.y), name: title)
      }
    }
    .rows(names).x("times as long", scale: .log).legend(.outside)
  }

  /// Square products by size.
  static func products(_ told: Measurements.Comparison) -> Plot {
    Plot("Square products, as share of the peak") {
      for isa in told.instructionSets { line(told.shares(threads: 1, isa: isa), words(isa)) }
      line(told.shares(threads: 2, isa: nil), "2 threads")
      Rule(y: 0.9)
    }
    .x("rows and columns", scale: .log).y("share of the measured peak", in: 0...1.05)
  }

  private static func line(_ shares: [(size: Double, share: Double)], _ name: String) -> Line {
    Line(x: shares.map(\.size), y: shares.map(\.share), name: name).dotted()
  }

  private static func words(_ isa: String) -> String { isa == "avx512" ? "AVX-512" : isa == "avx2" ? "AVX2" : isa }
}

extension Workload {
  /// `W2 5-20-2, 32`: its units and the rows of a batch.
  fileprivate var short: String {
    let units = widths.map(String.init).joined(separator: "-")
    return isPrediction
      ? "\(name)  \(units), \(rows == 1 ? "1 row" : "100,000 rows")" : "\(name)  \(units), \(batchSize)"
  }
}
