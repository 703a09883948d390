import Foundation

// The losses of whole rows, in Double.

extension LossForm {
  /// Targets with smoothing and factors.
  private func softened(_ t: [Double]) -> [Double] {
    t.enumerated().map { ($1 * (1 - a) + a / Double(t.count)) * factor($0) }
  }

  private static func logSumExp(_ p: [Double]) -> Double {
    let largest = p.max() ?? 0
    return largest + log(p.map { exp($0 - largest) }.reduce(0, +))
  }

  /// A target of 0 makes no term, whatever the prediction.
  private static func products(_ t: [Double], _ x: [Double]) -> Double {
    zip(t, x).reduce(0) { $0 + ($1.0 == 0 ? 0 : $1.0 * $1.1) }
  }

  func rowValue(_ p: [Double], _ t: [Double]) -> Double {
    let whole = p.reduce(0, +)
    let s = softened(t)
    switch loss {
    case .categoricalCrossentropy: return -Self.products(s, p.map { log(Self.clip($0 / whole)) })
    case .categoricalCrossentropyLogits, .sparseCategoricalCrossentropyLogits:
      let norm = Self.logSumExp(p)
      return -Self.products(s, p.map { $0 - norm })
    case .sparseCategoricalCrossentropy:
      let q = p.map(Self.clip)
      let norm = log(q.reduce(0, +))
      return -Self.products(s, q.map { log($0) - norm })
    case .categoricalFocal: return focalValue(p.map { $0 / whole }, t)
    case .categoricalFocalLogits: return focalValue(softmaxReference(p), t)
    case .categoricalHinge:
      let wrong = zip(p, t).map { $0 * (1 - $1) }.max() ?? 0
      return max(0, 1 + wrong - Self.products(t, p))
    case .klDivergence:
      return zip(p, t).reduce(0) {
        let (p, t) = (min(max($1.0, Self.low), 1), min(max($1.1, Self.low), 1))
        return $0 + t * (log(t) - log(p))
      }
    case .cosineSimilarity: return -cosine(p, t) * part(p)
    case .sparseNLL: return -Self.products(s, p)
    default:
      let own = Self.argmax(t)
      return p.indices.filter { $0 != own }.reduce(0) { $0 + pow(max(0, a - p[own] + p[$1]), b) } / Double(p.count)
    }
  }

  func rowGradient(_ p: [Double], _ t: [Double]) -> [Double] {
    let whole = p.reduce(0, +)
    let s = softened(t)
    let total = s.reduce(0, +)
    switch loss {
    case .categoricalCrossentropy:
      let open = zip(p, s).filter { Self.isOpen($0.0 / whole) }.map { $0.1 }.reduce(0, +)
      return zip(p, s).map { (open - (Self.isOpen($0 / whole) ? $1 * whole / $0 : 0)) / whole }
    case .categoricalCrossentropyLogits, .sparseCategoricalCrossentropyLogits:
      return zip(softmaxReference(p), s).map { $0 * total - $1 }
    case .sparseCategoricalCrossentropy:
      let norm = p.map(Self.clip).reduce(0, +)
      return zip(p, s).map { Self.isOpen($0) ? total / norm - $1 / $0 : 0 }
    case .categoricalFocal:
      let u = p.map { $0 / whole }
      let g = focalSlopes(u, t)
      let mean = zip(g, u).reduce(0) { $0 + $1.0 * $1.1 }
      return g.map { ($0 - mean) / whole }
    case .categoricalFocalLogits:
      let u = softmaxReference(p)
      let g = focalSlopes(u, t)
      let mean = zip(g, u).reduce(0) { $0 + $1.0 * $1.1 }
      return zip(g, u).map { ($0 - mean) * $1 }
    case .categoricalHinge: return hingeGradient(p, t)
    case .klDivergence:
      return zip(p, t).map { $0 >= Self.low && $0 <= 1 ? -min(max($1, Self.low), 1) / $0 : 0 }
    case .cosineSimilarity:
      let norms = (Self.products(p, p) * Self.products(t, t)).squareRoot()
      let c = cosine(p, t) / Self.products(p, p)
      return zip(p, t).map { -($1 / norms - c * $0) * part(p) }
    case .sparseNLL: return s.map { -$0 }
    default: return marginGradient(p, Self.argmax(t))
    }
  }

  private func cosine(_ p: [Double], _ t: [Double]) -> Double {
    Self.products(p, t) / (Self.products(p, p) * Self.products(t, t)).squareRoot()
  }
  private func part(_ p: [Double]) -> Double { a == 0 ? 1 : 1 / Double(p.count) }

  private func focalValue(_ u: [Double], _ t: [Double]) -> Double {
    zip(u, t).reduce(0) {
      let q = Self.clip($1.0)
      return $0 - b * pow(1 - q, a) * $1.1 * log(q)
    }
  }

  private func focalSlopes(_ u: [Double], _ t: [Double]) -> [Double] {
    zip(u, t).map { u, t in
      Self.isOpen(u) && t != 0 ? b * t * (a * pow(1 - u, a - 1) * log(u) - pow(1 - u, a) / u) : 0
    }
  }

  private func hingeGradient(_ p: [Double], _ t: [Double]) -> [Double] {
    let products = zip(p, t).map { $0 * (1 - $1) }
    let wrong = products.max() ?? 0
    guard 1 + wrong - Self.products(t, p) >= 0 else { return p.map { _ in 0 } }
    let shared = Double(products.count { $0 == wrong })
    return zip(products, t).map { ($0 == wrong ? (1 - $1) / shared : 0) - $1 }
  }

  private func marginGradient(_ p: [Double], _ own: Int) -> [Double] {
    var slopes = p.indices.map { j -> Double in
      let missing = a - p[own] + p[j]
      return j == own || missing <= 0 ? 0 : b == 2 ? 2 * missing : 1
    }
    slopes[own] = -slopes.reduce(0, +)
    return slopes.map { $0 / Double(p.count) }
  }
}
