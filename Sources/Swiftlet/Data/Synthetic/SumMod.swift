extension Dataset {
  /// Two hundred narrow stripes in three colours. The labels are exact, but neighbours say nothing about them.
  ///
  /// Class ⌊100·(x₀ + x₁)⌋ mod 3, in Double.
  ///
  /// **Shapes** inputs `[rows][2]`, uniform on [0, 1); targets are class indices.
  ///
  /// - Parameter seed: The same seed gives the same data, and the same points as `sumBin`.
  /// - Returns: The data. Fewer than 1 row is thrown by the action that uses them.
  public static func sumMod(rows: Int = 2000, seed: UInt64) -> Dataset {
    threeClasses(rows: rows, seed: seed, class: sumModClass)
  }

  static func sumModClass(_ sum: Double) -> Int { Int(100 * sum) % 3 }
}
