import CKernels
import Foundation

/// Every function of one number that the kernels have, in the order of `ck_unary`, with its reference in
/// Double, parameters to test with, and the error bounds that the tests prove. A kernel that is added to
/// the header lacks a case here, which `everyKernelHasAReference` reports; a case lacks its rows below,
/// which does not compile.
public enum UnaryFunction: Int32, CaseIterable, Sendable {
  case linear, relu, leakyRelu, elu, selu, tanh, sigmoid, hardSigmoidKeras1, hardSigmoidKeras3, softplus, softsign
  case exponential, sine
  case relu6, reluAbove, thresholdedRelu, celu, logSigmoid, silu, mish, gelu, geluTanh, hardTanh, hardSilu
  case tanhShrink, softShrink, hardShrink, squareplus, gaussian
  case affine, reciprocal, log, sqrt, cosine, abs, square, maximum, minimum, ceiling, expm1, log1p, erf

  /// The last of the activations; elementary functions follow.
  public static let lastActivation = UnaryFunction.gaussian

  public var kernel: ck_unary { ck_unary(rawValue: rawValue) }

  /// A function of x and the two parameters.
  public typealias Formula = @convention(c) (Double, Double, Double) -> Double

  /// What the gradient kernel reads.
  public enum Source: Sendable { case x, y }

  /// Parameters a and b to test with.
  public var parameters: (a: Float, b: Float) {
    switch self {
    case .leakyRelu: (0.2, 0)
    case .elu: (0.7, 0)
    case .selu: (Float(seluScale), 0)
    case .reluAbove: (0.1, 0.5)
    case .thresholdedRelu: (0.75, 0)
    case .celu: (1.7, 0)
    case .hardTanh: (1, 0)
    case .softShrink, .hardShrink: (0.5, 0)
    case .squareplus: (4, 0)
    case .affine: (1.5, -0.25)
    case .reciprocal: (1.5, 0)
    case .maximum, .minimum, .ceiling: (0.3, 0)
    default: (0, 0)
    }
  }

  public var formula: Formula {
    switch self {
    case .linear: { x, _, _ in x }
    case .relu: { x, _, _ in x < 0 ? 0 : x }
    case .leakyRelu: { x, a, _ in x > 0 ? x : a * x }
    case .elu: { x, a, _ in x > 0 ? x : a * Foundation.expm1(x) }
    case .selu: { x, _, _ in seluScale * (x > 0 ? x : seluAlpha * Foundation.expm1(x)) }
    case .tanh: { x, _, _ in Foundation.tanh(x) }
    case .sigmoid: { x, _, _ in 1 / (1 + exp(-x)) }
    case .hardSigmoidKeras1: { x, _, _ in clip(Double(Float(0.2)) * x + 0.5) }
    case .hardSigmoidKeras3: { x, _, _ in clip(Double(Float(1) / 6) * x + 0.5) }
    case .softplus: { x, _, _ in x > 0 ? x + Foundation.log1p(exp(-x)) : Foundation.log1p(exp(x)) }
    case .softsign: { x, _, _ in x.isInfinite ? (x > 0 ? 1 : -1) : x / (1 + Swift.abs(x)) }
    case .exponential: { x, _, _ in exp(x) }
    case .sine: { x, _, _ in sin(x) }
    case .relu6: { x, _, _ in x < 0 ? 0 : (x > 6 ? 6 : x) }
    case .reluAbove: { x, a, b in x > b ? x : a * (x - b) }
    case .thresholdedRelu: { x, a, _ in x <= a ? 0 : x }
    case .celu: { x, a, _ in x > 0 ? x : a * Foundation.expm1(x / a) }
    case .logSigmoid: { x, _, _ in x > 0 ? -Foundation.log1p(exp(-x)) : x - Foundation.log1p(exp(x)) }
    case .silu: { x, _, _ in x < -1000 ? 0 : x / (1 + exp(-x)) }
    case .mish: { x, _, _ in x < -1000 ? 0 : x * Foundation.tanh(Foundation.log1p(exp(x))) }
    case .gelu: { x, _, _ in x < -40 ? 0 : x * 0.5 * erfc(-x / 2.0.squareRoot()) }
    case .geluTanh: { x, _, _ in x < -40 ? 0 : x / (1 + exp(-geluArgument(x))) }
    case .hardTanh: { x, _, _ in x < -1 ? -1 : (x > 1 ? 1 : x) }
    case .hardSilu: { x, _, _ in x <= -3 ? 0 : (x >= 3 ? x : x * (x + 3) / 6) }
    case .tanhShrink: { x, _, _ in differenceFromTanh(x) }
    case .softShrink: { x, a, _ in x > a ? x - a : (x < -a ? x + a : (x.isNaN ? x : 0)) }
    case .hardShrink: { x, a, _ in Swift.abs(x) <= a ? 0 : x }
    case .squareplus:
      { x, a, _ in
        x > 0 ? (x + (x * x + a).squareRoot()) / 2 : a / (2 * ((x * x + a).squareRoot() - x))
      }
    case .gaussian: { x, _, _ in exp(-x * x) }
    case .affine: { x, a, b in a * x + b }
    case .reciprocal: { x, a, _ in a / x }
    case .log: { x, _, _ in Foundation.log(x) }
    case .sqrt: { x, _, _ in x.squareRoot() }
    case .cosine: { x, _, _ in cos(x) }
    case .abs: { x, _, _ in Swift.abs(x) }
    case .square: { x, _, _ in x * x }
    case .maximum: { x, a, _ in x < a ? a : x }
    case .minimum, .ceiling: { x, a, _ in x > a ? a : x }
    case .expm1: { x, _, _ in Foundation.expm1(x) }
    case .log1p: { x, _, _ in Foundation.log1p(x) }
    case .erf: { x, _, _ in Foundation.erf(x) }
    }
  }

  /// f' as a function of x or y, whichever `source` says.
  public var derivative: Formula {
    switch self {
    case .linear: { x, _, _ in x.isNaN ? x : 1 }
    case .relu: { y, _, _ in step(y > 0, y) }
    case .leakyRelu: { x, a, _ in x > 0 ? 1 : (x.isNaN ? x : a) }
    case .elu: { x, a, _ in x > 0 ? 1 : a * exp(x) }
    case .selu: { x, a, _ in x == 0 ? a : seluScale * (x > 0 ? 1 : seluAlpha * exp(x)) }
    case .tanh: { y, _, _ in (1 - y) * (1 + y) }
    case .sigmoid: { y, _, _ in y * (1 - y) }
    case .hardSigmoidKeras1: { y, _, _ in Double(Float(0.2)) * step(y > 0 && y < 1, y) }
    case .hardSigmoidKeras3: { y, _, _ in Double(Float(1) / 6) * step(y > 0 && y < 1, y) }
    case .softplus: { x, _, _ in 1 / (1 + exp(-x)) }
    case .softsign: { x, _, _ in 1 / ((1 + Swift.abs(x)) * (1 + Swift.abs(x))) }
    case .exponential: { y, _, _ in y }
    case .sine: { x, _, _ in cos(x) }
    case .relu6: { y, _, _ in step(y > 0 && y < 6, y) }
    case .reluAbove: { x, a, b in x < b ? a : step(x > b, x) }
    case .thresholdedRelu: { x, a, _ in step(x > a, x) }
    case .celu: { x, a, _ in x > 0 ? 1 : exp(x / a) }
    case .logSigmoid: { x, _, _ in 1 / (1 + exp(x)) }
    case .silu:
      { x, _, _ in
        let x = limit(x, 1000)
        return (1 + x / (1 + exp(x))) / (1 + exp(-x))
      }
    case .mish:
      { x, _, _ in
        let x = limit(x, 300)
        let t = Foundation.tanh(Foundation.log1p(exp(x)))
        return t + x * (1 - t * t) / (1 + exp(-x))
      }
    case .gelu:
      { x, _, _ in
        let x = limit(x, 40)
        return 0.5 * erfc(-x / 2.0.squareRoot()) + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot()
      }
    case .geluTanh:
      { x, _, _ in
        let x = limit(x, 20)
        let slope = 2 * (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * x * x)
        return (1 + x * slope / (1 + exp(geluArgument(x)))) / (1 + exp(-geluArgument(x)))
      }
    case .hardTanh: { x, a, _ in Swift.abs(x) == 1 ? a : step(Swift.abs(x) < 1, x) }
    case .hardSilu: { x, _, _ in x <= -3 ? 0 : (x >= 3 ? 1 : (2 * x + 3) / 6) }
    case .tanhShrink: { x, _, _ in Foundation.tanh(x) * Foundation.tanh(x) }
    case .softShrink, .hardShrink: { x, a, _ in step(Swift.abs(x) > a, x) }
    case .squareplus:
      { x, a, _ in
        let x = limit(x, 1e30)
        let root = (x * x + a).squareRoot()
        return x > 0 ? (1 + x / root) / 2 : a / (2 * (root - x) * root)
      }
    case .gaussian: { x, _, _ in -2 * limit(x, 100) * exp(-limit(x, 100) * limit(x, 100)) }
    case .affine: { x, a, _ in x.isNaN ? x : a }
    case .reciprocal: { x, a, _ in -a / (x * x) }
    case .log: { x, _, _ in 1 / x }
    case .sqrt: { y, _, _ in 0.5 / y }
    case .cosine: { x, _, _ in -sin(x) }
    case .abs: { x, _, _ in x == 0 || x.isNaN ? x : (x > 0 ? 1 : -1) }
    case .square: { x, _, _ in 2 * x }
    case .maximum: { x, a, _ in step(x > a, x) }
    case .minimum: { x, a, _ in step(x < a, x) }
    case .ceiling: { x, a, _ in step(x <= a, x) }
    case .expm1: { y, _, _ in y + 1 }
    case .log1p: { x, _, _ in 1 / (1 + x) }
    case .erf: { x, _, _ in 2 / Double.pi.squareRoot() * exp(-x * x) }
    }
  }

  public var source: Source {
    switch self {
    case .relu, .relu6, .tanh, .sigmoid, .hardSigmoidKeras1, .hardSigmoidKeras3, .exponential, .sqrt, .expm1: .y
    default: .x
    }
  }

  /// Inputs on which arrays of ordinary numbers are drawn.
  public var domain: ClosedRange<Float> {
    switch self {
    case .log, .sqrt: 0.001...50
    case .reciprocal: 0.1...9
    case .log1p: -0.99...50
    case .hardSigmoidKeras1, .hardSigmoidKeras3: -2.4...2.4
    default: -9...9
    }
  }

  /// The values that the gradient kernel's source can have.
  public var sources: ClosedRange<Float> {
    switch self {
    case .tanh: -1...1
    case .sigmoid, .hardSigmoidKeras1, .hardSigmoidKeras3: 0...1
    case .sqrt: 0x1p-75...0x1p64
    case .expm1: -1...Float.infinity
    case .log1p: -1...Float.infinity
    default: -Float.infinity...Float.infinity
    }
  }

  /// Points at which the derivative jumps.
  public var kinks: [Double] {
    switch self {
    case .relu, .leakyRelu, .elu, .selu, .abs: [0]
    case .relu6: [0, 6]
    case .reluAbove, .thresholdedRelu: [Double(parameters.b), Double(parameters.a)]
    case .softShrink, .hardShrink, .hardTanh: [-Double(parameters.a), Double(parameters.a)]
    case .hardSilu: [-3, 3]
    case .hardSigmoidKeras1: [-2.5, 2.5]
    case .hardSigmoidKeras3: [-3, 3]
    case .maximum, .minimum, .ceiling: [Double(Float(0.3))]
    default: []
    }
  }

  /// The bounds that ck_activations.h and ck_elementwise.h print: units in the last place of y, and an
  /// absolute floor where a sum of terms passes through 0.
  public var forwardBound: (ulps: Double, floor: Double) {
    switch self {
    case .linear, .relu, .relu6, .thresholdedRelu, .hardTanh, .hardShrink, .abs, .maximum, .minimum, .ceiling: (0, 0)
    case .leakyRelu, .reciprocal, .sqrt, .square, .softShrink: (0.5, 0)
    case .silu, .mish, .gelu, .geluTanh, .tanhShrink, .squareplus, .gaussian: (0.51, 0)
    case .tanh, .sigmoid, .softplus, .exponential, .log, .logSigmoid, .sine, .cosine, .expm1, .log1p, .erf: (1, 0)
    case .softsign, .reluAbove: (1.5, 0)
    case .hardSilu: (2, 0)
    case .celu: (3, 0)
    case .elu, .selu: (1.8, 0)
    case .hardSigmoidKeras1, .hardSigmoidKeras3: (0.5, 6e-8)
    case .affine: (1, 6e-8)
    }
  }

  /// The same of dx, for the source as given.
  public var gradientBound: (ulps: Double, floor: Double) {
    switch self {
    case .linear, .relu, .relu6, .thresholdedRelu, .hardTanh, .hardShrink, .softShrink: (0.5, 0)
    case .reluAbove, .abs, .maximum, .minimum, .ceiling: (0.5, 0)
    // Half a unit of f', up to a whole one of the product, and half for rounding that; the first four pass through 0.
    case .silu, .mish, .gelu, .geluTanh: (1.52, 1e-10)
    case .squareplus, .gaussian, .erf: (1.52, 0)
    case .celu: (2, 3e-8)
    case .leakyRelu, .affine, .log, .square, .exponential: (1, 0)
    case .sqrt: (1.2, 0)
    case .sine, .cosine, .expm1, .log1p: (2, 0)
    case .hardSigmoidKeras1, .hardSigmoidKeras3, .softplus, .logSigmoid: (1.5, 0)
    case .tanh, .sigmoid, .reciprocal, .hardSilu: (2, 0)
    case .elu, .selu: (2.5, 0)
    case .softsign, .tanhShrink: (4, 0)
    }
  }

  /// The stride of walks over all floats: 16.7 million for what is approximated, 4.2 million for what is so in
  /// double, 65 thousand for what is arithmetic.
  public var stride: UInt32 {
    switch self {
    case .elu, .tanh, .sigmoid, .softplus, .exponential, .sine, .log, .cosine, .celu, .logSigmoid, .expm1, .log1p,
      .erf:
      257
    case .silu, .mish, .gelu, .geluTanh, .tanhShrink, .gaussian: 1021
    default: 65_537
    }
  }
}

private let seluAlpha = 1.6732632423543772
private let seluScale = 1.0507009873554805

private func clip(_ x: Double) -> Double { x < 0 ? 0 : (x > 1 ? 1 : x) }

/// 1 or 0, and NaN for NaN.
private func step(_ condition: Bool, _ x: Double) -> Double { condition ? 1 : (x.isNaN ? x : 0) }

private func limit(_ x: Double, _ bound: Double) -> Double { x < -bound ? -bound : (x > bound ? bound : x) }

/// 2·√(2/π)(x + 0.044715x³): (1 + tanh(u/2))/2 is 1/(1 + e^-u).
private func geluArgument(_ x: Double) -> Double { 2 * (2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x) }

/// Below 0.1 by its series, where the difference would lose digits even in Double.
private func differenceFromTanh(_ x: Double) -> Double {
  guard Swift.abs(x) < 0.1 else { return x - Foundation.tanh(x) }
  let u = x * x
  let numerators: [Double] = [1, -2, 17, -62, 1382, -21844]
  let denominators: [Double] = [3, 15, 315, 2835, 155_925, 6_081_075]
  let terms = zip(numerators, denominators).map { $0 / $1 }
  return x * u * terms.reversed().reduce(0) { $0 * u + $1 }
}
