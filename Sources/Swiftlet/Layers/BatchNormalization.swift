/// y = gamma·(x - mean)/√(variance + epsilon) + beta, with mean and variance of each column over the rows of the batch
/// while training, and with moving ones when the model predicts or is evaluated.
///
/// **Shapes** x and y are equal; one mean, variance, gamma and beta per value of the last axis, over which all other
/// axes are summed. The moving statistics are part of the model, no gradient moves them:
/// moving ← momentum·moving + (1 - momentum)·value of the batch.
///
/// | preset | momentum | epsilon | moving variance |
/// |---|---|---|---|
/// | `.keras3` and the other Keras | 0.99 | 1e-3 | of the batch, divided by its count |
/// | `.torch` | 0.1, and it is the share of the *new* value | 1e-5 | divided by its count - 1 |
///
/// A batch is one block, so its size is limited by memory. Training with batches of one row is refused; a last batch of
/// one row gives beta, as in Keras, and with `.torch`, which refuses it, leaves the moving statistics alone.
///
/// Keras: `BatchNormalization`; PyTorch: `BatchNorm1d`. Source: Ioffe & Szegedy, 2015.
public struct BatchNormalization: Layer, Sendable {
  let isTorch: Bool
  /// In the meaning of its preset.
  let momentum: Double
  let epsilon: Double
  let gamma: Weight?
  let beta: Weight?
  let mean = StateBox(name: "moving_mean", initial: 0, isGiven: true)
  let variance = StateBox(name: "moving_variance", initial: 1, isGiven: true)
  let place: Finding.Place

  /// - Parameters:
  ///   - momentum: In 0...1; nil: the preset's.
  ///   - epsilon: Above 0; nil: the preset's.
  ///   - scale: Whether there is a gamma, starting at 1.
  ///   - center: Whether there is a beta, starting at 0.
  public init(
    _ preset: Preset = .keras3, momentum: Double? = nil, epsilon: Double? = nil, scale: Bool = true,
    center: Bool = true, file: String = #fileID, line: Int = #line
  ) {
    isTorch = preset == .torch
    self.momentum = momentum ?? (isTorch ? 0.1 : 0.99)
    self.epsilon = epsilon ?? (isTorch ? 1e-5 : 1e-3)
    gamma = scale ? Weight("gamma", .ones) : nil
    beta = center ? Weight("beta", .zeros) : nil
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol {
    guard momentum >= 0, momentum <= 1 else {
      return refuse(
        x, "has no such momentum", expected: "a number in 0...1", got: "\(momentum)",
        remedy: "Leave it out for the default, \(isTorch ? 0.1 : 0.99)", shape: x.shape)
    }
    if let refused = refusedEpsilon(epsilon, x) { return refused }
    guard !x.shape.sizes.isEmpty, x.node.isBatched else {
      return refuseShape(
        x, "needs an axis of values of each sample", expected: "a shape like [5]", remedy: "Reshape to [1]")
    }
    let statistics = BatchStatistics(
      epsilon: epsilon, share: isTorch ? momentum : 1 - momentum, isUnbiased: isTorch, hasScale: gamma != nil,
      hasOffset: beta != nil)
    let width: Shape = [x.shape.last]
    return x.normalizedColumns(
      statistics, mean: mean, variance: variance, scale: gamma.map { $0(width) }, offset: beta.map { $0(width) })
  }
}

extension BatchNormalization: PlacedLayer {
  var describedIdentity: ObjectIdentifier? { ObjectIdentifier(mean) }
}

extension PlacedLayer {
  /// Checks what is added to a variance; nil when it is right.
  func refusedEpsilon(_ epsilon: Double, _ x: Symbol) -> Symbol? {
    guard !(Float(epsilon) > 0 && Float(epsilon).isFinite) else { return nil }
    return refuse(
      x, "has no such epsilon", expected: "a finite number above 0", got: "\(epsilon)",
      remedy: "Leave it out for the default", shape: x.shape)
  }
}
