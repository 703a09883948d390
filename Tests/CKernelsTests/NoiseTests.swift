import CKernels
import TestSupport
import Testing

/// Noise from counters: the same draws whatever the block, the vector or the direction.
struct NoiseTests {
  static let sets = InstructionSet.available
  static let kinds = [CK_DROPOUT, CK_ALPHA_DROPOUT, CK_GAUSSIAN_NOISE, CK_GAUSSIAN_DROPOUT]

  private func mixed(_ stream: UInt64, _ number: Int) -> UInt64 {
    var z = stream &+ UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// Through the step: `n` values per row.
  private func noise(
    _ set: InstructionSet, _ kind: ck_noise, _ x: [Float], n: Int, amount: Float = 0.3, layer: Int = 2,
    firstRow: Int = 0, backward: Bool = false, key: UInt64 = 99
  ) -> [Float] {
    let (input, y) = (Guarded(x, offset: x.count % 16), Guarded<Float>(count: x.count, offset: 3))
    StepBench(set, seed: 1).run(
      CK_STEP_NOISE, rows: x.count / n, index: Int32(kind.rawValue), n: n, k: backward ? 1 : 0, m: layer, a: amount,
      noise: key, firstRow: firstRow, [input.pointer, y.pointer])
    y.expectGuardsIntact()
    input.expectGuardsIntact()
    return y.values
  }

  @Test(arguments: sets)
  func dropoutDropsWhatItsDrawsSay(_ set: InstructionSet) {
    var samples = Samples(seed: 3)
    for n in [1, 3, 8, 17, 33] {
      let x = samples.floats(7 * n, 0.5, 2)
      let stream = mixed(99, 2)
      let expected = x.indices.map { i in
        Float(mixed(stream, 4 * n + i) >> 40) * 0x1p-24 >= 0.3 ? x[i] * Float(1 / (1 - Double(Float(0.3)))) : 0
      }
      expectSameBits(noise(set, CK_DROPOUT, x, n: n, firstRow: 4), expected)
    }
  }

  @Test(arguments: sets)
  func normalDrawsAreThoseOfBoxAndMuller(_ set: InstructionSet) {
    let count = 20_000
    let values = noise(set, CK_GAUSSIAN_NOISE, [Float](repeating: 0, count: count), n: 1, amount: 1)
    let stream = mixed(99, 2)
    let expected = (0..<count).map { i in
      let draw = mixed(stream, i)
      let (u, v) = (Double((draw >> 40) + 1) * 0x1p-24, Double(draw & 0xFF_FFFF) * 0x1p-24)
      return NoiseReference.normal(u, v)
    }
    // The angle 2πv < 6.3 is rounded to 2^-22, and the radius is below 5.8; the rest is 3 roundings.
    expectClose(values, expected, .close(absolute: 5.8 * 0x1p-21, relative: 4 * 0x1p-24))
    #expect(values.contains { $0 > 3 } && values.contains { $0 < -3 })
  }

  /// Five deviations of the estimate, over 100,000 values.
  @Test(arguments: sets)
  func everyNoiseHasTheMeanAndVarianceThatItPromises(_ set: InstructionSet) {
    let count = 100_000
    let ones = [Float](repeating: 1, count: count)
    let zeros = [Float](repeating: 0, count: count)
    for (kind, x, amount, mean, variance) in [
      (CK_DROPOUT, ones, Float(0.3), 1.0, 0.3 / 0.7), (CK_GAUSSIAN_NOISE, ones, 0.5, 1, 0.25),
      (CK_GAUSSIAN_DROPOUT, ones, 0.5, 1, 0.25), (CK_ALPHA_DROPOUT, zeros, 0.3, 0, nil),
    ] as [(ck_noise, [Float], Float, Double, Double?)] {
      let y = noise(set, kind, x, n: 10, amount: amount).map(Double.init)
      let average = y.reduce(0, +) / Double(count)
      let spread = y.reduce(0) { $0 + ($1 - average) * ($1 - average) } / Double(count)
      #expect(abs(average - mean) < 5 * (spread / Double(count)).squareRoot())
      // 100,000 squares of values of kurtosis below 4: 5·√(3/100,000) = 0.027.
      if let variance { #expect(abs(spread - variance) < 0.03 * variance) }
    }
  }

  /// Mean 0 and variance 1 stay so.
  @Test(arguments: sets)
  func alphaDropoutKeepsMeanAndVariance(_ set: InstructionSet) {
    let normal = noise(set, CK_GAUSSIAN_NOISE, [Float](repeating: 0, count: 100_000), n: 10, amount: 1, layer: 1)
    for rate: Float in [0.1, 0.5, 0.9] {
      let y = noise(set, CK_ALPHA_DROPOUT, normal, n: 10, amount: rate).map(Double.init)
      let mean = y.reduce(0, +) / 100_000
      let squares = y.map { ($0 - mean) * ($0 - mean) }
      let variance = squares.reduce(0, +) / 100_000
      // Five deviations of either estimate.
      let spread = squares.reduce(0) { $0 + ($1 - variance) * ($1 - variance) } / 100_000
      #expect(abs(mean) < 5 * (variance / 100_000).squareRoot(), "rate \(rate): \(mean)")
      #expect(abs(variance - 1) < 5 * (spread / 100_000).squareRoot(), "rate \(rate): \(variance)")
    }
  }

  @Test(arguments: sets)
  func blocksDrawWhatTheWholeBatchDraws(_ set: InstructionSet) {
    var samples = Samples(seed: 5)
    let (rows, n) = (40, 7)
    let x = samples.floats(rows * n)
    for kind in Self.kinds {
      let whole = noise(set, kind, x, n: n)
      for cut in [1, 13, 39] {
        let first = noise(set, kind, Array(x[..<(cut * n)]), n: n)
        let second = noise(set, kind, Array(x[(cut * n)...]), n: n, firstRow: cut)
        expectSameBits(first + second, whole, "cut at \(cut)")
      }
    }
  }

  @Test(arguments: sets)
  func theWayBackHasTheSameFactors(_ set: InstructionSet) {
    var samples = Samples(seed: 6)
    let x = samples.floats(90)
    for kind in Self.kinds {
      let twice = zip(noise(set, kind, x.map { $0 * 2 }, n: 9), noise(set, kind, x, n: 9)).map { $0 - $1 }
      let back = noise(set, kind, x, n: 9, backward: true)
      for (a, b) in zip(twice, back) { #expect(abs(a - b) <= 4e-7 * (1 + abs(b))) }
    }
  }

  @Test(arguments: sets)
  func layersBatchesAndPlacesDrawApart(_ set: InstructionSet) {
    let x = [Float](repeating: 1, count: 200)
    let one = noise(set, CK_DROPOUT, x, n: 10)
    #expect(one != noise(set, CK_DROPOUT, x, n: 10, layer: 3))
    #expect(one != noise(set, CK_DROPOUT, x, n: 10, key: 100))
    #expect(one != noise(set, CK_DROPOUT, x, n: 10, firstRow: 1))
    #expect(one == noise(set, CK_DROPOUT, x, n: 10))
  }

  @Test(arguments: sets)
  func notANumberIsNotDropped(_ set: InstructionSet) {
    for kind in Self.kinds {
      #expect(noise(set, kind, [Float](repeating: .nan, count: 50), n: 5).allSatisfy { $0.isNaN })
    }
  }
}
