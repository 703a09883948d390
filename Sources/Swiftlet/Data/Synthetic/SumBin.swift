extension Dataset {
  /// Three broad stripes: which of three ranges is the sum of two coordinates in? The thirds are nearly equal.
  ///
  /// Class 0 when x₀ + x₁ < 0.807, 1 when < 1.169, else 2 (summed in Double).
  ///
  /// **Shapes** inputs `[rows][2]`, uniform on [0, 1); targets are class indices.
  ///
  /// - Parameter seed: The same seed gives the same data, and the same points as `sumMod`.
  /// - Returns: The data. Fewer than 1 row is thrown by the action that uses them.
  public static func sumBin(rows: Int = 2000, seed: UInt64) -> Dataset {
    threeClasses(rows: rows, seed: seed, class: sumBinClass)
  }

  static func sumBinClass(_ sum: Double) -> Int { sum < 0.807 ? 0 : sum < 1.169 ? 1 : 2 }

  /// Points of the unit square with one of three classes that depends on the sum of their coordinates.
  static func threeClasses(rows: Int, seed: UInt64, class label: (_ sum: Double) -> Int) -> Dataset {
    let names = ["0", "1", "2"]
    return uniform(
      rows: rows, features: 2, seed: seed,
      label: { point in label(Double(point[point.startIndex]) + Double(point[point.startIndex + 1])) },
      targets: { .classes($0, names: names) })
  }
}
