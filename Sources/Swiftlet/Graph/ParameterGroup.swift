/// What training does with one parameter array beside moving it along its gradient.
struct ParameterGroup: Hashable, Sendable {
  /// In the parameter vector.
  var range: Range<Int>
  /// The array's sizes; constraints and some regularizers ask for its columns.
  var shape: Shape
  /// The learning rate is multiplied with it.
  var rateScale: Double = 1
  /// No gradient is computed, and the optimizer leaves every bit as it is.
  var isFrozen = false
  /// Whether weight decay applies.
  var decays = true
  /// Applied after each update.
  var constraint: Constraint?
  /// Their penalties belong to the loss.
  var regularizers: [Regularizer] = []

  /// Whether it is trained as every parameter is unless a person says otherwise.
  var isPlain: Bool {
    self == ParameterGroup(range: range, shape: shape)
  }
}
