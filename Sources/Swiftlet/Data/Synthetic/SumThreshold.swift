extension Dataset {
  /// Is the sum of the coordinates above a threshold? Two classes with a flat border, balanced when the threshold
  /// is half the number of features.
  ///
  /// Class 1 when x₀ + x₁ + … > `threshold` (strictly, summed in Double), else class 0.
  ///
  /// **Shapes** inputs `[rows][features]`, uniform on [0, 1).
  ///
  /// - Parameters:
  ///   - labels: How the classes are written: 0/1, one-hot, or -1/+1 for hinge losses.
  ///   - seed: The same seed gives the same data.
  /// - Returns: The data. Sizes below 1 or a threshold that is not finite are thrown by the action that uses them.
  public static func sumThreshold(
    rows: Int, features: Int = 5, threshold: Double = 2.5, labels: BinaryLabels = .oneHot, seed: UInt64
  ) -> Dataset {
    let fault = Finding(
      .badArgument, "the threshold is not a finite number", expected: "a finite number", got: "\(threshold)",
      remedy: "Half the number of features gives balanced classes")
    return uniform(
      rows: rows, features: features, seed: seed, faults: threshold.isFinite ? [] : [fault],
      label: { point in point.reduce(0.0) { $0 + Double($1) } > threshold ? 1 : 0 },
      targets: { written($0, as: labels) })
  }

  private static func written(_ classes: [Int], as labels: BinaryLabels) -> Targets {
    switch labels {
    case .zeroOne: return .classes(classes, names: ["0", "1"])
    case .signs: return .signs(classes.map { 2 * $0 - 1 })
    case .oneHot:
      let values = classes.flatMap { $0 == 1 ? [0, 1] : [1, 0] as [Float] }
      return .oneHot(Tensor(unchecked: values, rows: classes.count, shape: [2]), names: ["0", "1"])
    }
  }
}
