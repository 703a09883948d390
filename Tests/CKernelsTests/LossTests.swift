import CKernels
import Foundation
import TestSupport
import Testing

/// Losses: values, gradients and counts against the Double references, and these against differences.
struct LossTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let loss: LossForm
    var testDescription: String { "\(loss) on \(set.testDescription)" }
  }
  static let cases = InstructionSet.available.flatMap { set in LossForm.all.map { Case(set: set, loss: $0) } }
  static let widths = [1, 2, 3, 4, 5, 8, 9, 10, 15, 16, 17, 33, 70]

  @Test func everyKernelHasAReference() {
    #expect(LossFunction.allCases.count == Int(CK_LOSS_COUNT) + Int(CK_SPARSE_LOSS_COUNT))
    #expect(LossFunction.categoricalCrossentropyLogits.kernel == CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS)
    #expect(LossFunction.cosineSimilarity.kernel == CK_LOSS_COSINE_SIMILARITY)
    #expect(LossFunction.sparseCategoricalCrossentropyLogits.sparseKernel == CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS)
    #expect(LossFunction.sparseMultiMargin.sparseKernel == CK_SPARSE_MULTI_MARGIN)
    #expect(Set(LossForm.all.map(\.loss)).count == LossFunction.allCases.count)
  }

  @Test(arguments: LossForm.all)
  func referenceGradientsAreThoseOfTheReferences(_ loss: LossForm) {
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
          let bounds = batch.bounds(weighted: weighted)
          expectClose(
            outcome.tally.loss, exact.loss, absolute: bounds.value, relative: test.loss.relativeBound, context)
          #expect(outcome.tally.correct == exact.correct, "\(context)")
          if exact.gradient.allSatisfy({ abs($0) < 1e-12 }) {
            // Where terms cancel without a rest, as for a single class, which is certain.
            expectSameBits(
              outcome.gradient.map { test.loss.loss == .cosineSimilarity && abs($0) < 1e-12 ? 0 : abs($0) },
              [Float](repeating: 0, count: rows * n), context)
          } else {
            expectClose(
              outcome.gradient, exact.gradient,
              .close(absolute: bounds.gradient, relative: test.loss.relativeBound), context)
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
          // This one reads no other output than that of the class.
          if test.loss.loss == .sparseNLL { batch.set(class: 1, of: place) }
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
      1, 4, 1, 0, 0, [-100, 1000, -100, -100], [0], nil, nil, &d, &tally)
    #expect(tally.loss == 1100 && tally.correct == 0)
    expectSameBits(d, [-1, 1, 0, 0])
    tally = ck_tally()
    set.kernels.loss(CK_LOSS_BINARY_CROSSENTROPY_LOGITS)(2, 1, 1, 0, 0, [1e4, -1e4], [1, 1], nil, nil, &d, &tally)
    #expect(tally.loss == 1e4 && tally.correct == 1)
    expectSameBits(Array(d[0..<2]), [0, -1])
    tally = ck_tally()
    set.kernels.loss(CK_LOSS_CATEGORICAL_CROSSENTROPY_LOGITS)(
      1, 2, 1, 0, 0, [0, -.infinity], [1, 0], nil, nil, &d, &tally)
    #expect(tally.loss == 0 && tally.correct == 1)
  }

  /// The loss of a large batch is summed in Double: a Float would stop growing at 2^24.
  @Test(arguments: InstructionSet.available)
  func totalsDoNotStopGrowing(_ set: InstructionSet) {
    let rows = 1000
    var tally = ck_tally(loss: 16_777_216, correct: 0)
    let p = [Float](repeating: 1, count: rows)
    let t = [Float](repeating: 0, count: rows)
    set.kernels.loss(CK_LOSS_MSE)(rows, 1, 1, 0, 0, p, t, nil, nil, nil, &tally)
    #expect(tally.loss == 16_777_216 + 1000)
  }

  /// A class outside 0..<n neither teaches nor counts, whatever its row holds, alone and in a batch.
  @Test(arguments: cases.filter { $0.loss.loss.isSparse })
  func rowsOfNoClassAreIgnored(_ test: Case) {
    var samples = Samples(seed: 87)
    for n in [1, 3, 16, 40] {
      let batch = LossBatch(test.loss, rows: 21, n: n, &samples)
      var holed = batch
      for row in [0, 5, 20] { holed.classes[row] = row == 5 ? Int32(n) : -100 }
      holed.p[5 * n] = .nan
      let outcome = holed.run(test.set, scale: 1, weighted: true)
      let kept = (0..<21).filter { ![0, 5, 20].contains($0) }.map {
        batch.single($0).run(test.set, scale: 1, weighted: true)
      }
      expectClose(outcome.tally.loss, kept.reduce(0) { $0 + $1.tally.loss }, absolute: 1e-12, relative: 1e-12)
      #expect(outcome.tally.correct == kept.reduce(0) { $0 + $1.tally.correct })
      for row in [0, 5, 20] { #expect(outcome.gradient[row * n..<(row + 1) * n].allSatisfy { $0 == 0 }) }
    }
  }

  /// A row without direction has no cosine and no gradient.
  @Test(arguments: InstructionSet.available)
  func theCosineOfNothingIsNothing(_ set: InstructionSet) {
    var tally = ck_tally()
    var d = [Float](repeating: 7, count: 4)
    set.kernels.loss(CK_LOSS_COSINE_SIMILARITY)(2, 2, 1, 0, 0, [0, 0, 1, 0], [1, 0, 0, 0], nil, nil, &d, &tally)
    #expect(tally.loss == 0)
    expectSameBits(d, [0, 0, 0, 0])
  }

  /// Errors beyond the range of e^x, and errors that cosh rounds away.
  @Test(arguments: InstructionSet.available)
  func logCoshNeitherOverflowsNorVanishes(_ set: InstructionSet) {
    for (error, value) in [(Float(1e4), 1e4 - 0.693147180559945), (1e-3, 4.9999991666669e-7), (-200, 199.306852819)] {
      var tally = ck_tally()
      set.kernels.loss(CK_LOSS_LOG_COSH)(1, 1, 1, 0, 0, [error], [0], nil, nil, nil, &tally)
      expectClose(tally.loss, value, relative: 1e-6)
    }
  }
}
