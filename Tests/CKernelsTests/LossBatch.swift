import CKernels
import Foundation
import TestSupport
import Testing

/// One batch for one loss: predictions in the loss's domain, targets and weights.
struct LossBatch {
  let loss: LossForm
  let rows: Int
  let n: Int
  var p: [Float]
  var t: [Float]
  var classes: [Int32]
  var weights: [Float]

  init(_ loss: LossForm, rows: Int, n: Int, _ samples: inout Samples) {
    self.loss = loss
    self.rows = rows
    self.n = n
    classes = samples.classes(rows, n)
    weights = samples.floats(rows, 0.5, 2)
    let oneHot = classes.flatMap { c in (0..<n).map { $0 == Int(c) ? Float(1) : 0 } }
    switch loss.loss {
    case .binaryCrossentropy, .binaryCrossentropyTorch, .binaryFocal, .categoricalCrossentropy, .categoricalFocal,
      .klDivergence, .sparseCategoricalCrossentropy:
      p = samples.floats(rows * n, 0.05, 0.95)
    case .poisson: p = samples.floats(rows * n, 0.5, 3)
    case .klDivergenceLog, .sparseNLL: p = samples.floats(rows * n, -3, -0.05)
    default: p = samples.floats(rows * n, -3, 3)
    }
    switch loss.loss {
    case .hinge, .squaredHinge, .softMargin: t = (0..<rows * n).map { _ in samples.below(2) == 0 ? -1 : 1 }
    case .categoricalCrossentropy, .categoricalFocal, .categoricalFocalLogits, .categoricalHinge: t = oneHot
    case .mape, .poisson, .poissonLog: t = samples.floats(rows * n, 0.25, 3)
    case .klDivergence, .klDivergenceLog: t = samples.floats(rows * n, 0.02, 1)
    default: t = loss.loss.isSparse ? oneHot : samples.floats(rows * n, 0, 1)
    }
    if loss.loss == .categoricalCrossentropyLogits {  // one-hot and soft targets
      for i in t.indices where i / n % 2 == 1 { t[i] = oneHot[i] }
    }
  }

  /// Row `r` as a batch of its own.
  func single(_ r: Int) -> LossBatch {
    LossBatch(
      copying: self, p: Array(p[(r * n)..<((r + 1) * n)]), t: Array(t[(r * n)..<((r + 1) * n)]), classes: [classes[r]],
      weights: [weights[r]])
  }

  private init(copying batch: LossBatch, p: [Float], t: [Float], classes: [Int32], weights: [Float]) {
    loss = batch.loss
    rows = 1
    n = batch.n
    self.p = p
    self.t = t
    self.classes = classes
    self.weights = weights
  }

  mutating func set(class index: Int, of row: Int) {
    classes[row] = Int32(index)
    for j in 0..<n { t[row * n + j] = j == index ? 1 : 0 }
  }

  func row(_ r: Int) -> (p: [Double], t: [Double]) {
    ((0..<n).map { Double(p[r * n + $0]) }, (0..<n).map { Double(t[r * n + $0]) })
  }

  func exact(scale: Double, weighted: Bool) -> (loss: Double, correct: Int, gradient: [Double]) {
    var result = (loss: 0.0, correct: 0, gradient: [Double]())
    for r in 0..<rows {
      let (p, t) = row(r)
      let weight = weighted ? Double(weights[r]) : 1
      result.loss += weight * loss.value(p, t)
      result.correct += loss.correct(p, t)
      result.gradient += loss.gradient(p, t).map { scale * weight * $0 }
    }
    return result
  }

  /// The absolute parts of the bounds, with the scale of 1/2 that the tests use.
  func bounds(weighted: Bool) -> (value: Double, gradient: Double) {
    var (value, gradient) = (0.0, 0.0)
    for r in 0..<rows {
      let (p, t) = row(r)
      let weight = weighted ? Double(weights[r]) : 1
      value += 4e-7 * weight * loss.terms(p, t)
      gradient = max(gradient, 2e-7 * 0.5 * weight * loss.slopeTerms(p, t))
    }
    return (value, gradient)
  }

  func run(
    _ set: InstructionSet, scale: Float, weighted: Bool, wantsGradient: Bool = true, inPlace: Bool = false,
    start: ck_tally = ck_tally(), sourceLocation: SourceLocation = #_sourceLocation
  ) -> (gradient: [Float], tally: ck_tally) {
    var tally = start
    let predictions = Guarded(p, offset: n % 16)
    let targets = Guarded(t, offset: rows % 16)
    let numbers = Guarded(classes, offset: 3)
    let sampleWeights = Guarded(weights, offset: 5)
    let factors = Guarded((0..<n).map { Float(loss.factor($0)) }, offset: 9)
    let gradient = inPlace ? predictions : Guarded(count: rows * n, offset: (n + 7) % 16)
    let d = wantsGradient ? gradient.pointer : nil
    let w = weighted ? UnsafePointer(sampleWeights.pointer) : nil
    let f = loss.hasFactors ? UnsafePointer(factors.pointer) : nil
    let (a, b) = (Float(loss.a), Float(loss.b))
    if loss.loss.isSparse {
      set.kernels.sparseLoss(loss.loss.sparseKernel)(
        rows, n, scale, a, b, predictions.pointer, numbers.pointer, w, f, d, &tally)
    } else {
      set.kernels.loss(loss.loss.kernel)(
        rows, n, scale, a, b, predictions.pointer, targets.pointer, w, f, d, &tally)
    }
    gradient.expectGuardsIntact(sourceLocation: sourceLocation)
    predictions.expectGuardsIntact(sourceLocation: sourceLocation)
    return (gradient.values, tally)
  }
}

extension LossForm {
  /// See ck_losses.h.
  var relativeBound: Double {
    switch loss {
    case .binaryFocal, .binaryFocalLogits, .categoricalFocal, .categoricalFocalLogits: 1e-5
    default: 2e-6
    }
  }

  /// The size of the terms of which a value is the sum, where they may cancel.
  func terms(_ p: [Double], _ t: [Double]) -> Double {
    func mean(_ f: (Double, Double) -> Double) -> Double {
      zip(p, t).reduce(0) { $0 + f($1.0, $1.1) } / Double(p.count)
    }
    return switch loss {
    case .poisson: mean { abs($0) + abs($1 * log($0)) }
    case .poissonLog: mean { exp($0) + abs($1 * $0) }
    case .klDivergenceLog: mean { abs($1 * log($1)) + abs($1 * $0) }
    case .klDivergence: mean { abs($1 * log($1)) + abs($1 * log($0)) } * Double(p.count)
    case .msle: mean { 2 * abs(log(max($0, 0) + 1) - log($1 + 1)) * (log(max($0, 0) + 1) + log($1 + 1)) }
    case .output, .categoricalHinge, .sparseNLL: 1 + (p.map(abs).max() ?? 0)
    case .sparseMultiMargin: pow(a + 2 * (p.map(abs).max() ?? 0), b)
    default: 0.25
    }
  }

  /// The same of a gradient's element.
  func slopeTerms(_ p: [Double], _ t: [Double]) -> Double {
    switch loss {
    case .poisson: 1 + (zip(p, t).map { $1 / $0 }.max() ?? 0)
    case .poissonLog: exp(p.max() ?? 0) + (t.max() ?? 0)
    case .binaryFocal, .categoricalFocal, .categoricalFocalLogits, .binaryFocalLogits: 10
    case .categoricalCrossentropyLogits: max(1, t.reduce(0, +)) * 2
    default: 2
    }
  }
}
