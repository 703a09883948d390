// The loss of one sample in plain Double, for `checkGradients`: no kernel is shared with it.

extension Loss {
  /// - Parameter t: As the kernel reads it; a class index as one number, outside the classes when ignored.
  func forward(_ p: [Double], _ t: [Double]) -> Double {
    switch traits.targets {
    case .numbers, .counts, .signs: numbersForward(p, t)
    case .binary: binaryForward(p, t)
    case .shares: sharesForward(p, t)
    case .classes: classForward(p, t)
    // Computed by the graph: DoubleEvaluation.
    case .anything: .nan
    }
  }

  private func mean(_ p: [Double], _ t: [Double], _ f: (Double, Double) -> Double) -> Double {
    zip(p, t).reduce(0) { $0 + f($1.0, $1.1) } / Double(max(p.count, 1))
  }

  private func numbersForward(_ p: [Double], _ t: [Double]) -> Double {
    switch formula {
    case .mse: mean(p, t) { ($0 - $1) * ($0 - $1) }
    case .mae: mean(p, t) { abs($0 - $1) }
    case .mape: mean(p, t) { 100 * abs($0 - $1) / max(abs($1), 1e-7) }
    case .msle: mean(p, t) { squared(naturalLog(max($0, 1e-7) + 1) - naturalLog(max($1, 1e-7) + 1)) }
    case .logCosh: mean(p, t) { abs($0 - $1) + log1p(exp: -2 * abs($0 - $1)) - naturalLog(2) }
    case .huber(let delta):
      mean(p, t) { abs($0 - $1) <= delta ? squared($0 - $1) / 2 : delta * (abs($0 - $1) - delta / 2) }
    case .smoothL1(let beta):
      mean(p, t) { abs($0 - $1) < beta ? squared($0 - $1) / (2 * beta) : abs($0 - $1) - beta / 2 }
    case .poisson(logInput: true): mean(p, t) { exponential($0) - $1 * $0 }
    case .poisson(logInput: false): mean(p, t) { $1 == 0 ? $0 : $0 - $1 * naturalLog($0 + traits.a) }
    case .cosineSimilarity: cosine(p, t) / (preset == .keras1 ? Double(p.count) : 1)
    case .hinge: mean(p, t) { max(0, 1 - $0 * $1) }
    case .squaredHinge: mean(p, t) { squared(max(0, 1 - $0 * $1)) }
    case .softMargin: mean(p, t) { log1p(exp: -$0 * $1) }
    default: .nan
    }
  }

  private func squared(_ x: Double) -> Double { x * x }

  private func cosine(_ p: [Double], _ t: [Double]) -> Double {
    let norms = zip(p, t).reduce((0.0, 0.0)) { ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
    guard norms.0 >= 1e-14, norms.1 >= 1e-14 else { return 0 }
    return -zip(p, t).reduce(0) { $0 + $1.0 * $1.1 } / (norms.0.squareRoot() * norms.1.squareRoot())
  }

  // MARK: - Classes

  private func clipped(_ x: Double) -> Double { min(max(x, 1e-7), 1 - 1e-7) }

  private func binaryForward(_ p: [Double], _ t: [Double]) -> Double {
    let output = self.output ?? .probabilities
    let probabilities = output == .logits ? p.map { 1 / (1 + exponential(-$0)) } : p
    if case .binaryFocal(let gamma, let balance, _) = formula {
      // Its targets are smoothed where they are encoded.
      return mean(probabilities, t) { p, t in
        let q = clipped(p)
        let away = t * (1 - q) + (1 - t) * q
        let factor = balance.map { t * $0 + (1 - t) * (1 - $0) } ?? 1
        return -factor * power(away, gamma) * (t * naturalLog(q) + (1 - t) * naturalLog(1 - q))
      }
    }
    var sum = 0.0
    for (j, (p, t)) in zip(p, t).enumerated() {
      let s = softened(t, share: 0.5)
      let factor = factor(positiveWeights, j)
      sum +=
        output == .logits
        ? factor * s * log1p(exp: -p) + (1 - s) * log1p(exp: p) : crossentropy(p, s, factor)
    }
    return sum / Double(max(p.count, 1))
  }

  private func crossentropy(_ p: Double, _ t: Double, _ factor: Double) -> Double {
    guard preset == .torch else {
      return -(factor * t * naturalLog(clipped(p)) + (1 - t) * naturalLog(1 - clipped(p)))
    }
    return -(factor * t * max(naturalLog(p), -100) + (1 - t) * max(naturalLog(1 - p), -100))
  }

  private func softened(_ t: Double, share: Double) -> Double { t * (1 - smoothing) + share * smoothing }
  private func factor(_ factors: [Double], _ j: Int) -> Double {
    factors.isEmpty ? 1 : factors[min(j, factors.count - 1)]
  }

  /// Targets with smoothing and weights, as the cross-entropies over classes take them.
  private func shares(_ t: [Double]) -> [Double] {
    t.enumerated().map { softened($1, share: 1 / Double(t.count)) * factor(classWeights, $0) }
  }

  private func sharesForward(_ p: [Double], _ t: [Double]) -> Double {
    let whole = p.reduce(0, +)
    switch formula {
    case .categoricalCrossentropy(.logits): return entropy(logits: p, shares(t))
    case .categoricalCrossentropy(.probabilities):
      return zip(p, shares(t)).reduce(0) { $0 - $1.1 * naturalLog(clipped($1.0 / whole)) }
    case .categoricalFocal(let alpha, let gamma, let output):
      let norm = output == .logits ? logSumExp(p) : 0
      let shares = output == .logits ? p.map { exponential($0 - norm) } : p.map { $0 / whole }
      // Its targets are smoothed where they are encoded.
      return zip(shares, t).reduce(0) {
        let q = clipped($1.0)
        return $0 - alpha * power(1 - q, gamma) * $1.1 * naturalLog(q)
      }
    case .categoricalHinge:
      let wrong = zip(p, t).map { (1 - $1) * $0 }.max() ?? 0
      return max(0, 1 + wrong - zip(p, t).reduce(0) { $0 + $1.0 * $1.1 })
    case .klDivergence where preset == .torch:
      return mean(p, t) { $1 == 0 ? 0 : $1 * (naturalLog($1) - $0) }
    case .klDivergence:
      return zip(p, t).reduce(0) {
        let (p, t) = (min(max($1.0, 1e-7), 1), min(max($1.1, 1e-7), 1))
        return $0 + t * naturalLog(t / p)
      }
    default: return .nan
    }
  }

  private func classForward(_ p: [Double], _ t: [Double]) -> Double {
    guard let first = t.first, first >= 0, Int(first) < p.count else { return 0 }
    let index = Int(first)
    let oneHot = p.indices.map { $0 == index ? 1.0 : 0 }
    switch formula {
    case .sparseCategoricalCrossentropy(.logits): return entropy(logits: p, shares(oneHot))
    case .sparseCategoricalCrossentropy(.probabilities):
      let targets = shares(oneHot)
      let norm = naturalLog(p.reduce(0) { $0 + clipped($1) })
      return zip(p, targets).reduce(0) { $0 + $1.1 * (norm - naturalLog(clipped($1.0))) }
    case .nll: return -p[index] * factor(classWeights, index)
    case .multiMargin(let margin, let power):
      let missing = p.indices.filter { $0 != index }.map { max(0, margin - p[index] + p[$0]) }
      return missing.reduce(0) { $0 + (power == 2 ? $1 * $1 : $1) } / Double(p.count)
    default: return .nan
    }
  }

  private func entropy(logits: [Double], _ targets: [Double]) -> Double {
    let norm = logSumExp(logits)
    return zip(logits, targets).reduce(0) { $0 + $1.1 * (norm - $1.0) }
  }

  private func logSumExp(_ x: [Double]) -> Double {
    let largest = x.max() ?? 0
    return largest + naturalLog(x.reduce(0) { $0 + exponential($1 - largest) })
  }
}

extension DoubleEvaluation {
  /// The loss of each sample at an output of the model, given the values of each input for each row and the
  /// targets as the kernel reads them.
  func losses(_ loss: Loss, of index: Int, inputs: [[[Double]]], targets: [[Double]]) -> [Double] {
    guard let goal = CustomGoal(sound: loss, output: graph.outputs[index], in: graph) else {
      return zip(output(index, rows: inputs), targets).map { loss.forward($0, $1) }
    }
    let all = values(rows: inputs, losses: goal.order, known: [goal.target: targets])
    return (all[goal.loss] ?? []).map { $0.first ?? .nan }
  }
}
