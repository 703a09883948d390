import CKernels
import TestSupport
import Testing

/// Functions of two arrays, with equal strides and with an operand of one row for all.
struct BinaryKernelTests {
  enum Function: Int32, CaseIterable, Sendable {
    case add, subtract, multiply, divide, larger, smaller, prelu

    var kernel: ck_binary { ck_binary(rawValue: rawValue) }

    func value(_ x: Float, _ y: Float) -> Float {
      if self == .larger || self == .smaller, x.isNaN || y.isNaN { return .nan }
      switch self {
      case .add: return x + y
      case .subtract: return x - y
      case .multiply: return x * y
      case .divide: return x / y
      case .larger: return y > x ? y : x
      case .smaller: return y < x ? y : x
      case .prelu: return x > 0 ? x : y * x
      }
    }

    /// ∂/∂x and ∂/∂y in Double; at a tie and for NaN the gradient goes to x.
    func gradients(_ x: Double, _ y: Double) -> (Double, Double) {
      switch self {
      case .add: (1, 1)
      case .subtract: (1, -1)
      case .multiply: (y, x)
      case .divide: (1 / y, -x / (y * y))
      case .larger: y > x ? (0, 1) : (1, 0)
      case .smaller: y < x ? (0, 1) : (1, 0)
      case .prelu: x > 0 ? (1, 0) : (y, x)
      }
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let set: InstructionSet
    let function: Function
    var testDescription: String { "\(function) on \(set.testDescription)" }
  }
  static let cases = InstructionSet.available.flatMap { set in Function.allCases.map { Case(set: set, function: $0) } }

  /// Both operands in full, the one shared, the other shared, both shared.
  static let sharing = [(false, false), (true, false), (false, true), (true, true)]

  @Test func everyKernelHasAReference() {
    #expect(Function.allCases.count == Int(CK_BINARY_COUNT))
    #expect(Function.prelu.kernel == CK_PRELU)
  }

  @Test(arguments: cases)
  func valuesAreRoundedOnceForEveryStride(_ test: Case) {
    eachShape(test.function) { rows, n, sharedX, sharedY, x, y, context in
      let z = Guarded(count: rows * n, offset: 3)
      test.set.kernels.binary(test.function.kernel)(
        rows, n, x.pointer, sharedX ? 0 : n, y.pointer, sharedY ? 0 : n, z.pointer)
      let pairs = spread(rows, n, x, sharedX, y, sharedY)
      expectSameBits(z.values, pairs.map { test.function.value($0.0, $0.1) }, context)
      z.expectGuardsIntact()
      if !sharedX {
        test.set.kernels.binary(test.function.kernel)(
          rows, n, x.pointer, n, y.pointer, sharedY ? 0 : n, x.pointer)
        expectSameBits(x.values, z.values, "in place, \(context)")
        x.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: cases)
  func gradientsAreRightForEveryStride(_ test: Case) {
    var samples = Samples(seed: 31)
    eachShape(test.function) { rows, n, sharedX, sharedY, x, y, context in
      let pairs = spread(rows, n, x, sharedX, y, sharedY)
      let z = Guarded(pairs.map { test.function.value($0.0, $0.1) })
      let up = samples.floats(rows * n)
      let exact = pairs.map { test.function.gradients(Double($0.0), Double($0.1)) }
      for (kernel, slopes) in [
        (test.set.kernels.binaryGradientX(test.function.kernel), exact.map(\.0)),
        (test.set.kernels.binaryGradientY(test.function.kernel), exact.map(\.1)),
      ] {
        let dz = Guarded(up, offset: 2)
        let d = Guarded(count: rows * n, offset: 7)
        let (xs, ys) = (sharedX ? 0 : n, sharedY ? 0 : n)
        kernel(rows, n, x.pointer, xs, y.pointer, ys, z.pointer, dz.pointer, d.pointer)
        expectClose(d.values, zip(slopes, up).map { $0 * Double($1) }, .ulps(2), context)
        d.expectGuardsIntact()
        kernel(rows, n, x.pointer, xs, y.pointer, ys, z.pointer, dz.pointer, dz.pointer)
        expectSameBits(dz.values, d.values, "in place, \(context)")
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func extremaGiveNaNForNaNAndTheTieToX(_ set: InstructionSet) {
    for function in [Function.larger, .smaller] {
      let x: [Float] = [.nan, 1, 2, .infinity, -.infinity]
      let y: [Float] = [1, .nan, 2, 1, 1]
      var z = [Float](repeating: 0, count: 5)
      var d = z
      let ones = [Float](repeating: 1, count: 5)
      set.kernels.binary(function.kernel)(1, 5, x, 5, y, 5, &z)
      expectSameBits(z, zip(x, y).map { function.value($0, $1) })
      set.kernels.binaryGradientX(function.kernel)(1, 5, x, 5, y, 5, z, ones, &d)
      expectSameBits(Array(d[0..<3]), [1, 1, 1])
      set.kernels.binaryGradientY(function.kernel)(1, 5, x, 5, y, 5, z, ones, &d)
      expectSameBits(Array(d[0..<3]), [0, 0, 0])
    }
  }

  private func eachShape(
    _ function: Function, _ body: (Int, Int, Bool, Bool, Guarded<Float>, Guarded<Float>, String) -> Void
  ) {
    var samples = Samples(seed: 32)
    // A slope acts on one side alone; the others are without sign, so that sums lose nothing.
    let low: Float = function == .prelu ? -3 : 0.5
    for rows in [1, 2, 5, 17, 40] {
      for n in [1, 2, 3, 8, 16, 19] {
        for (sharedX, sharedY) in Self.sharing {
          let x = Guarded(samples.floats(sharedX ? n : rows * n, low, 3), offset: n % 16)
          let y = Guarded(samples.floats(sharedY ? n : rows * n, 0.5, 3), offset: rows % 16)
          body(rows, n, sharedX, sharedY, x, y, "\(rows)×\(n) shared \(sharedX) \(sharedY)")
        }
      }
    }
  }

  /// The operands of every element.
  private func spread(
    _ rows: Int, _ n: Int, _ x: Guarded<Float>, _ sharedX: Bool, _ y: Guarded<Float>, _ sharedY: Bool
  ) -> [(Float, Float)] {
    (0..<rows * n).map { (x.pointer[sharedX ? $0 % n : $0], y.pointer[sharedY ? $0 % n : $0]) }
  }
}
