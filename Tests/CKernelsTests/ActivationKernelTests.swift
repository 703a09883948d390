import CKernels
import CTestSupport
import TestSupport
import Testing

/// Every function of one number on every instruction set: the activations and the elementary functions.
struct ActivationKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let function: UnaryFunction
    var testDescription: String { "\(function) on \(set.testDescription)" }
  }

  static let cases = InstructionSet.available.flatMap { set in
    UnaryFunction.allCases.map { Case(set: set, function: $0) }
  }

  @Test func everyKernelHasAReference() {
    #expect(UnaryFunction.allCases.count == Int(CK_UNARY_COUNT))
    #expect(UnaryFunction.gaussian.kernel == CK_GAUSSIAN && UnaryFunction.erf.kernel == CK_ERF)
  }

  /// Sizes around the vectors, at every offset, in place and not.
  @Test(arguments: cases)
  func forwardIsRightForEverySizeAndOffset(_ test: Case) {
    var samples = Samples(seed: 11)
    let f = test.function
    for n in sizesAroundVectors where n > 0 {
      let values = samples.floats(n, f.domain.lowerBound, f.domain.upperBound)
      let expected = values.map { f.formula(Double($0), Double(f.parameters.a), Double(f.parameters.b)) }
      for offset in [0, 1, 3, 7, 8, 15] {
        let context = "n \(n) offset \(offset)"
        let (result, inPlace) = forward(test, values, offset: offset, context)
        expectClose(result, expected, .ulps(f.forwardBound.ulps, floor: f.forwardBound.floor), context)
        expectSameBits(inPlace, result, "in place, \(context)")
      }
    }
  }

  @Test(arguments: cases)
  func gradientIsRightForEverySizeAndOffset(_ test: Case) {
    var samples = Samples(seed: 12)
    let f = test.function
    for n in sizesAroundVectors where n > 0 {
      let x = samples.floats(n, f.domain.lowerBound, f.domain.upperBound)
      let source = f.source == .x ? x : forward(test, x, offset: 0, "").result
      let dy = samples.floats(n)
      let expected = zip(source, dy).map {
        f.derivative(Double($0), Double(f.parameters.a), Double(f.parameters.b)) * Double($1)
      }
      for offset in [0, 1, 5, 13] {
        let context = "n \(n) offset \(offset)"
        let (result, inPlace) = gradient(test, source, dy, offset: offset, context)
        expectClose(result, expected, .ulps(f.gradientBound.ulps, floor: f.gradientBound.floor), context)
        expectSameBits(inPlace, result, "in place, \(context)")
      }
    }
  }

  @Test(arguments: cases)
  func sizeZeroTouchesNothing(_ test: Case) {
    let out = Guarded(count: 1)
    test.set.kernels.unary(test.function.kernel)(0, 1, 1, out.pointer, out.pointer)
    test.set.kernels.unaryGradient(test.function.kernel)(0, 1, 1, out.pointer, out.pointer, out.pointer, out.pointer)
    #expect(out.values[0].isNaN)
    out.expectGuardsIntact()
  }

  /// Element i has the same bits wherever it stands: each value alone against all of them in a row.
  @Test(arguments: cases)
  func bitsDoNotDependOnThePosition(_ test: Case) {
    var samples = Samples(seed: 13)
    let values = samples.floats(35, -9, 9) + specialFloats
    let dy = samples.floats(values.count)
    let (row, _) = forward(test, values, offset: 3, "")
    let (gradients, _) = gradient(test, values, dy, offset: 3, "")
    var alone: [Float] = []
    var aloneGradients: [Float] = []
    for i in values.indices {
      alone += forward(test, [values[i]], offset: i % 16, "").result
      aloneGradients += gradient(test, [values[i]], [dy[i]], offset: i % 16, "").result
    }
    expectSameBits(alone, row)
    expectSameBits(aloneGradients, gradients)
  }

  /// ±0, ±inf, NaN, subnormals and the ends of the range, each in each lane.
  @Test(arguments: cases)
  func specialValuesAreRightInEveryLane(_ test: Case) {
    let f = test.function
    for shift in 0..<16 {
      let values = [Float](repeating: 0.5, count: shift) + specialFloats
      let expected = values.map { f.formula(Double($0), Double(f.parameters.a), Double(f.parameters.b)) }
      let (result, _) = forward(test, values, offset: 0, "")
      expectClose(result, expected, .ulps(f.forwardBound.ulps, floor: f.forwardBound.floor), "shift \(shift)")
    }
  }

  /// NaN is never lost: not in x, not in y, not in dy.
  @Test(arguments: cases)
  func nanStaysNaN(_ test: Case) {
    let values: [Float] = [1, .nan, -1, 0, .nan]
    let (result, _) = forward(test, values, offset: 0, "")
    #expect(result.map(\.isNaN)[1] && result.map(\.isNaN)[4])
    let (fromSource, _) = gradient(test, values, [1, 1, 1, 1, 1], offset: 0, "")
    if ![.log, .reciprocal].contains(test.function) { #expect(!fromSource[0].isNaN) }
    #expect(fromSource[1].isNaN && fromSource[4].isNaN)
    let (fromAbove, _) = gradient(test, [1, 1, -1, -1, 0], [.nan, 1, .nan, 1, .nan], offset: 0, "")
    #expect(fromAbove[0].isNaN && fromAbove[2].isNaN && fromAbove[4].isNaN)
  }

  @Test(arguments: InstructionSet.available)
  func oddFunctionsKeepTheSignOfZero(_ set: InstructionSet) {
    for function in [
      UnaryFunction.linear, .tanh, .sine, .softsign, .leakyRelu, .silu, .gelu, .mish, .hardTanh, .tanhShrink,
      .expm1, .log1p, .erf,
    ] {
      let (result, _) = forward(Case(set: set, function: function), [-0.0, 0], offset: 0, "")
      expectSameBits(result, [-0.0, 0], "\(function)")
    }
  }

  /// The error bounds of the headers, over every 257th float for what is approximated.
  @Test(arguments: UnaryFunction.allCases)
  func forwardKeepsItsBoundOverAllFloats(_ f: UnaryFunction) {
    let range = ct_range(stride: f.stride, low: -.infinity, high: .infinity)
    let kernels = InstructionSet.available.map { $0.kernels.unary(f.kernel) }
    var walks = [ct_walk](repeating: ct_walk(), count: kernels.count)
    ct_walk_forward(
      range, f.parameters.a, f.parameters.b, f.forwardBound.floor, f.formula, kernels.count, kernels, &walks)
    for (set, walk) in zip(InstructionSet.available, walks) {
      expectWithinUlps(walk, f.forwardBound.ulps, atLeast: 65_000, "\(f) on \(set.testDescription)")
    }
  }

  @Test(arguments: UnaryFunction.allCases)
  func gradientKeepsItsBoundOverAllFloats(_ f: UnaryFunction) {
    let range = ct_range(stride: 65_537, low: f.sources.lowerBound, high: f.sources.upperBound)
    let kernels = InstructionSet.available.map { $0.kernels.unaryGradient(f.kernel) }
    var walks = [ct_walk](repeating: ct_walk(), count: kernels.count)
    ct_walk_gradient(
      range, f.parameters.a, f.parameters.b, f.gradientBound.floor, f.derivative, 0.7, kernels.count, kernels, &walks)
    for (set, walk) in zip(InstructionSet.available, walks) {
      expectWithinUlps(walk, f.gradientBound.ulps, atLeast: 10_000, "\(f) on \(set.testDescription)")
    }
  }

  private func forward(
    _ test: Case, _ values: [Float], offset: Int, _ context: String
  ) -> (result: [Float], inPlace: [Float]) {
    let (a, b) = test.function.parameters
    let kernel = test.set.kernels.unary(test.function.kernel)
    let x = Guarded(values, offset: offset)
    let y = Guarded(count: values.count, offset: (offset + 5) % 16)
    kernel(values.count, a, b, x.pointer, y.pointer)
    expectUnchanged(x, values, context)
    y.expectGuardsIntact()
    kernel(values.count, a, b, x.pointer, x.pointer)
    x.expectGuardsIntact()
    return (y.values, x.values)
  }

  /// The operand that the gradient does not read is out of bounds on purpose.
  private func gradient(
    _ test: Case, _ source: [Float], _ up: [Float], offset: Int, _ context: String
  ) -> (result: [Float], inPlace: [Float]) {
    let (a, b) = test.function.parameters
    let kernel = test.set.kernels.unaryGradient(test.function.kernel)
    let s = Guarded(source, offset: offset)
    let dy = Guarded(up, offset: (offset + 2) % 16)
    let dx = Guarded(count: source.count, offset: (offset + 9) % 16)
    let nowhere = UnsafePointer<Float>(bitPattern: 16) ?? UnsafePointer(s.pointer)
    let x = test.function.source == .x ? UnsafePointer(s.pointer) : nowhere
    let y = test.function.source == .y ? UnsafePointer(s.pointer) : nowhere
    kernel(source.count, a, b, x, y, dy.pointer, dx.pointer)
    expectUnchanged(s, source, context)
    dx.expectGuardsIntact()
    kernel(source.count, a, b, x, y, dy.pointer, dy.pointer)
    dy.expectGuardsIntact()
    return (dx.values, dy.values)
  }

  private func expectUnchanged(_ buffer: Guarded<Float>, _ values: [Float], _ context: String) {
    buffer.expectGuardsIntact()
    expectSameBits(buffer.values, values, "input changed, \(context)")
  }
}
