/// How large the gradients of a network are, layer by layer.
struct GradientFlow: Sendable {
  struct Layer: Sendable {
    var name: String
    var mean: Double
    var largest: Double
    /// √(Σg²/Σw²).
    var ratio: Double
  }

  /// From the first to the last.
  var layers: [Layer]
  /// Of which the first layer's mean gradient may be smaller or larger than the last one's.
  private static let limit = 1000.0

  /// What there is to say of it, in one sentence.
  var verdict: String? {
    if let lost = layers.first(where: { !$0.mean.isFinite }) {
      return "the gradient of \(lost.name) is no finite number"
    }
    if let dead = layers.first(where: { $0.mean == 0 }) { return "no gradient reaches \(dead.name)" }
    guard layers.count > 1, let first = layers.first, let last = layers.last else { return nil }
    let ratio = first.mean / last.mean
    func times(_ ratio: Double) -> String { NumberText.brief(ratio, digits: 2) }
    if ratio < 1 / Self.limit {
      return "vanishing: the gradient of \(first.name) is \(times(1 / ratio)) times smaller than that of \(last.name)"
    }
    if ratio > Self.limit {
      return "exploding: the gradient of \(first.name) is \(times(ratio)) times larger than that of \(last.name)"
    }
    let (least, most) = (layers.map(\.mean).min() ?? 1, layers.map(\.mean).max() ?? 1)
    return "all means within a factor of \(times(most / least))"
  }
}

extension Plot {
  /// Mean and largest gradient, and gradient over weight, from the first layer to the last.
  static func gradientFlow(_ flow: GradientFlow, title: String, caption: String = "") -> Plot {
    let places = flow.layers.indices.map(Double.init)
    func line(_ name: String, _ values: [Double], _ series: Int) -> Line {
      Line(x: places, y: values, name: name).dotted().styled {
        $0.series = series
        // The verdict names the layer.
        $0.hidesLost = true
        $0.isThin = false
      }
    }
    var plot = Plot(title, caption: caption) {
      line("largest |gradient|", flow.layers.map(\.largest), 1).styled { $0.isThin = true }
      line("mean |gradient|", flow.layers.map(\.mean), 0)
      line("gradient / weight", flow.layers.map(\.ratio), 2).dashed()
    }
    if let verdict = flow.verdict { plot.notes.append(verdict) }
    // Room so narrow that the lines are named at their ends.
    let last = Double(max(flow.layers.count - 1, 0))
    plot = plot.x("layer", categories: flow.layers.map(\.name)).y("size", scale: .log)
    return last > 0 ? plot.x(in: -0.08 * last...1.08 * last) : plot
  }
}
