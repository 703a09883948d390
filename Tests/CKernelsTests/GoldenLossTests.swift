import CKernels
import TestSupport
import Testing

/// Losses and gradients against Keras 3.
struct GoldenLossTests {
  /// The fixture's name, and how many elements sit on a kink where Keras has another convention than ours
  /// (there the derivative is 0 here).
  static let table: [(loss: LossFunction, name: String)] = [
    (.mse, "mse"), (.mse, "mse_weighted"), (.mse, "mse_one_output"), (.mse, "mse_3d"), (.mae, "mae"),
    (.mae, "mae_weighted"), (.hinge, "hinge"), (.hinge, "hinge_one_output"), (.squaredHinge, "squared_hinge"),
    (.squaredHinge, "squared_hinge_one_output"), (.binaryCrossentropy, "binary_crossentropy"),
    (.binaryCrossentropy, "binary_crossentropy_edges"), (.binaryCrossentropy, "binary_crossentropy_soft_targets"),
    (.binaryCrossentropy, "binary_crossentropy_weighted"), (.binaryCrossentropyLogits, "binary_crossentropy_logits"),
    (.categoricalCrossentropy, "categorical_crossentropy"),
    (.categoricalCrossentropy, "categorical_crossentropy_edges"),
    (.categoricalCrossentropy, "categorical_crossentropy_unnormalised"),
    (.categoricalCrossentropyLogits, "categorical_crossentropy_logits"),
    (.categoricalCrossentropyLogits, "categorical_crossentropy_logits_extreme"),
    (.categoricalCrossentropyLogits, "categorical_crossentropy_logits_weighted"),
    (.sparseCategoricalCrossentropy, "sparse_categorical_crossentropy"),
    (.sparseCategoricalCrossentropyLogits, "sparse_categorical_crossentropy_logits"),
    (.sparseCategoricalCrossentropyLogits, "sparse_categorical_crossentropy_logits_weighted"),
  ]

  @Test(arguments: InstructionSet.available)
  func lossesEqualKeras(_ set: InstructionSet) throws {
    let cases = try Golden.cases("losses").filter { try $0["lib"].string() == "keras3" }
    var compared = 0
    for (loss, name) in Self.table {
      for fixture in cases where try fixture["name"].string() == name {
        try compareRows(set, loss, fixture, name)
        try compareGradient(set, loss, fixture, name)
        compared += 1
      }
    }
    #expect(compared == Self.table.count)
  }

  /// Each row by itself gives per_sample.
  private func compareRows(_ set: InstructionSet, _ loss: LossFunction, _ fixture: GoldenValue, _ name: String) throws {
    let batch = try GoldenBatch(loss, fixture)
    let values = (0..<batch.rows).map { batch.run(set, row: $0, scale: 1).loss }
    let expected = try fixture["per_sample"].doubles()
    let spread = try deviation(fixture["f32_dev"]["per_sample"], name)
    expectClose(
      values.map { Float($0) }, expected, .each(expected.map { max(1e-6 + 5e-6 * abs($0), spread) }), name)
  }

  /// The whole batch with the scale of a mean gives the mean and its gradient.
  private func compareGradient(
    _ set: InstructionSet, _ loss: LossFunction, _ fixture: GoldenValue, _ name: String
  ) throws {
    let batch = try GoldenBatch(loss, fixture)
    let scale = 1 / Float(batch.rows)
    let weights = try fixture.optional("sample_weight")?.floats()
    let (total, d) = batch.run(set, row: nil, scale: scale, weights: weights)
    let mean = try fixture["mean"].double()
    expectClose(total / Double(batch.rows), mean, absolute: 1e-6, relative: 5e-6, name)
    let expected = try fixture["grad"].doubles()
    let spread = try deviation(fixture["f32_dev"]["grad"], name)
    expectClose(d, expected, .each(expected.map { max(1e-6 + 1e-5 * abs($0), spread) }), name)
  }

  /// Ten times what Keras's own Float run is off, for the cases that are ill-conditioned on purpose.
  private func deviation(_ fixture: GoldenValue, _ name: String) throws -> Double {
    ["edges", "extreme"].contains { name.hasSuffix($0) } ? 10 * (try fixture["max_abs"].double()) : 0
  }
}

/// The predictions and targets of a fixture.
private struct GoldenBatch {
  let loss: LossFunction
  let p: [Float]
  let t: [Float]
  let n: Int
  var rows: Int { p.count / n }

  init(_ loss: LossFunction, _ fixture: GoldenValue) throws {
    self.loss = loss
    p = try fixture["y_pred"].floats()
    t = try fixture["y_true"].floats()
    n = try fixture["y_pred"].shape().last ?? 1
  }

  func run(
    _ set: InstructionSet, row: Int?, scale: Float, weights: [Float]? = nil
  ) -> (loss: Double, gradient: [Float]) {
    let range = row.map { $0..<$0 + 1 } ?? 0..<rows
    let predictions = Array(p[(range.lowerBound * n)..<(range.upperBound * n)])
    var d = predictions
    var tally = ck_tally()
    let w = weights.map { Guarded($0) }
    if loss.isSparse {
      let classes = t[range].map { Int32($0) }
      set.kernels.sparseLoss(loss.sparseKernel)(range.count, n, scale, predictions, classes, w?.pointer, &d, &tally)
    } else {
      let targets = Array(t[(range.lowerBound * n)..<(range.upperBound * n)])
      set.kernels.loss(loss.kernel)(range.count, n, scale, predictions, targets, w?.pointer, &d, &tally)
    }
    return (tally.loss, d)
  }
}
