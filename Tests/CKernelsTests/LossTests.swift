import CKernels
import TestSupport
import Testing

/// Losses: values, gradients and counts against the Double references, and these against differences.
struct LossTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let loss: LossFunction
    var testDescription: String { "\(loss) on \(set.testDescription)" }
  }
  static let cases = InstructionSet.available.flatMap { set in LossFunction.allCases.map { Case(set: set, loss: $0) } }
  static let widths = [1, 2, 3, 4, 5, 8, 9, 10, 15, 16, 17, 33, 70]

  @Test func everyKernelHasAReference() {
    #expect(LossFunction.allCases.count == Int(CK_LOSS_COUNT) + Int(CK_SPARSE_LOSS_COUNT))
    #expect(LossFunction.categoricalCrossentropyLogits.kernel == CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS)
    #expect(LossFunction.sparseCategoricalCrossentropyLogits.sparseKernel == CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS)
  }

  @Test(arguments: LossFunction.allCases)
  func referenceGradientsAreThoseOfTheReferences(_ loss: LossFunction) {
    var samples = Samples(seed: 81)
    var compared = 0
    for n in [1, 2, 5] {
      for _ in 0..<20 {
        let batch = LossBatch(loss, rows: 1, n: n, &samples)
        let (p, t) = batch.row(0)
        let gradient = loss.gradient(p, t)
        for i in p.indices {
          let numeric = centralDifference(p, i) { loss.value($0, t) }
          expectClose(gradient[i], numeric, absolute: 1e-8, relative: 2e-6, "\(loss) n \(n) p \(p) t \(t)")
          compared += 1
        }
      }
    }
    #expect(compared == 160)
  }

  @Test(arguments: cases)
  func valuesGradientsAndCountsAreRight(_ test: Case) {
    var samples = Samples(seed: 82)
    for n in Self.widths {
      for rows in [1, 2, 7, 16, 35] {
        let batch = LossBatch(test.loss, rows: rows, n: n, &samples)
        for weighted in [false, true] {
          let scale = Float(0.5)
          let outcome = batch.run(test.set, scale: scale, weighted: weighted)
          let exact = batch.exact(scale: Double(scale), weighted: weighted)
          let context = "\(rows)×\(n) weighted \(weighted)"
          expectClose(outcome.tally.loss, exact.loss, absolute: 1e-7 * Double(rows), relative: 2e-6, context)
          #expect(outcome.tally.correct == exact.correct, "\(context)")
          if n == 1 && test.loss.isCategorical && test.loss != .categoricalCrossentropyLogits {
            // One class only is certain: the gradient is 0, where the two terms cancel without a rest.
            expectSameBits(outcome.gradient.map(abs), [Float](repeating: 0, count: rows), context)
          } else if exact.gradient.allSatisfy({ $0 == 0 }) {
            expectSameBits(outcome.gradient.map(abs), exact.gradient.map { Float(abs($0)) }, context)
          } else {
            expectClose(outcome.gradient, exact.gradient, .close(absolute: 2e-7, relative: 2e-6), context)
          }
        }
      }
    }
  }

  /// Without a gradient wanted the tally is the same; a tally grows from what it held.
  @Test(arguments: cases)
  func theTallyGrowsAndNeedsNoGradient(_ test: Case) {
    var samples = Samples(seed: 83)
    for n in [1, 3, 10, 40] {
      let batch = LossBatch(test.loss, rows: 21, n: n, &samples)
      let with = batch.run(test.set, scale: 1, weighted: true).tally
      let without = batch.run(test.set, scale: 1, weighted: true, wantsGradient: false, start: with).tally
      expectClose(without.loss, 2 * with.loss, relative: 1e-14)
      #expect(without.correct == 2 * with.correct)
    }
  }

  /// The gradient of a row has the same bits alone and in a batch, at any place, and in place of p.
  @Test(arguments: cases)
  func aRowHasTheSameBitsAloneAndInABatch(_ test: Case) {
    var samples = Samples(seed: 84)
    for n in Self.widths {
      let batch = LossBatch(test.loss, rows: 37, n: n, &samples)
      let whole = batch.run(test.set, scale: 0.25, weighted: true)
      let alone = (0..<37).flatMap { batch.single($0).run(test.set, scale: 0.25, weighted: true).gradient }
      expectSameBits(alone, whole.gradient, "n \(n)")
      let inPlace = batch.run(test.set, scale: 0.25, weighted: true, inPlace: true)
      expectSameBits(inPlace.gradient, whole.gradient, "in place, n \(n)")
    }
  }

  @Test(arguments: cases)
  func noRowsAndNoOutputsDoNothing(_ test: Case) {
    var samples = Samples(seed: 85)
    for (rows, n) in [(0, 3), (0, 20)] {
      let tally = LossBatch(test.loss, rows: rows, n: n, &samples).run(test.set, scale: 1, weighted: false).tally
      #expect(tally.loss == 0 && tally.correct == 0)
    }
  }

  /// A NaN in a prediction is in the loss and in the gradient, and is never right; its neighbours stay.
  @Test(arguments: cases)
  func nanIsNeverLostAndNeverRight(_ test: Case) {
    var samples = Samples(seed: 86)
    for n in [2, 3, 9, 16, 20] {
      for rows in [1, 17] {
        for place in [0, rows - 1] {
          var batch = LossBatch(test.loss, rows: rows, n: n, &samples)
          let clean = batch.run(test.set, scale: 1, weighted: false)
          batch.p[place * n + 1] = .nan
          let outcome = batch.run(test.set, scale: 1, weighted: false)
          #expect(outcome.tally.loss.isNaN)
          #expect(outcome.gradient[place * n + 1].isNaN)
          let exact = batch.exact(scale: 1, weighted: false)
          #expect(outcome.tally.correct == exact.correct)
          let others = outcome.gradient.indices.filter { $0 / n != place }
          if !others.isEmpty { expectSameBits(others.map { outcome.gradient[$0] }, others.map { clean.gradient[$0] }) }
        }
      }
    }
  }

  /// Large logits neither overflow nor lose the loss.
  @Test(arguments: InstructionSet.available)
  func extremeLogitsStayFinite(_ set: InstructionSet) {
    var tally = ck_tally()
    var d = [Float](repeating: 0, count: 4)
    set.kernels.sparseLoss(CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS)(
      1, 4, 1, [-100, 1000, -100, -100], [0], nil, &d, &tally)
    #expect(tally.loss == 1100 && tally.correct == 0)
    expectSameBits(d, [-1, 1, 0, 0])
    tally = ck_tally()
    set.kernels.loss(CK_LOSS_BINARY_CROSSENTROPY_LOGITS)(2, 1, 1, [1e4, -1e4], [1, 1], nil, &d, &tally)
    #expect(tally.loss == 1e4 && tally.correct == 1)
    expectSameBits(Array(d[0..<2]), [0, -1])
    tally = ck_tally()
    set.kernels.loss(CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS)(1, 2, 1, [0, -.infinity], [1, 0], nil, &d, &tally)
    #expect(tally.loss == 0 && tally.correct == 1)
  }

  /// The loss of a large batch is summed in Double: a Float would stop growing at 2^24.
  @Test(arguments: InstructionSet.available)
  func totalsDoNotStopGrowing(_ set: InstructionSet) {
    let rows = 1000
    var tally = ck_tally(loss: 16_777_216, correct: 0)
    let p = [Float](repeating: 1, count: rows)
    let t = [Float](repeating: 0, count: rows)
    set.kernels.loss(CK_LOSS_MSE)(rows, 1, 1, p, t, nil, nil, &tally)
    #expect(tally.loss == 16_777_216 + 1000)
  }
}

/// One batch for one loss: predictions in the loss's domain, targets and weights.
struct LossBatch {
  let loss: LossFunction
  let rows: Int
  let n: Int
  var p: [Float]
  var t: [Float]
  var classes: [Int32]
  var weights: [Float]

  init(_ loss: LossFunction, rows: Int, n: Int, _ samples: inout Samples) {
    self.loss = loss
    self.rows = rows
    self.n = n
    p = loss.takesProbabilities ? samples.floats(rows * n, 0.05, 0.95) : samples.floats(rows * n, -3, 3)
    classes = samples.classes(rows, n)
    weights = samples.floats(rows, 0.5, 2)
    if loss.isCategorical {
      t = classes.flatMap { c in (0..<n).map { $0 == Int(c) ? 1 : 0 } }
    } else if loss.hasSignTargets {
      t = (0..<rows * n).map { _ in samples.below(2) == 0 ? -1 : 1 }
    } else {
      t = samples.floats(rows * n, 0, 1)
    }
    if loss == .categoricalCrossentropyLogits {  // soft targets too
      for i in t.indices where i / n % 2 == 0 { t[i] = samples.float(0, 1) }
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

  func run(
    _ set: InstructionSet, scale: Float, weighted: Bool, wantsGradient: Bool = true, inPlace: Bool = false,
    start: ck_tally = ck_tally(), sourceLocation: SourceLocation = #_sourceLocation
  ) -> (gradient: [Float], tally: ck_tally) {
    var tally = start
    let predictions = Guarded(p, offset: n % 16)
    let targets = Guarded(t, offset: rows % 16)
    let numbers = Guarded(classes, offset: 3)
    let factors = Guarded(weights, offset: 5)
    let gradient = inPlace ? predictions : Guarded(count: rows * n, offset: (n + 7) % 16)
    let d = wantsGradient ? gradient.pointer : nil
    let w = weighted ? UnsafePointer(factors.pointer) : nil
    if loss.isSparse {
      set.kernels.sparseLoss(loss.sparseKernel)(rows, n, scale, predictions.pointer, numbers.pointer, w, d, &tally)
    } else {
      set.kernels.loss(loss.kernel)(rows, n, scale, predictions.pointer, targets.pointer, w, d, &tally)
    }
    gradient.expectGuardsIntact(sourceLocation: sourceLocation)
    predictions.expectGuardsIntact(sourceLocation: sourceLocation)
    return (gradient.values, tally)
  }
}
