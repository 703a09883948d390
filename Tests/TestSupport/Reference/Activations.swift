import CKernels
import Foundation

/// Every function of one number that the kernels have, in the order of `ck_unary`, with its reference in
/// Double, parameters to test with, and the error bounds that the tests prove. A kernel that is added to
/// the header lacks a case here, which `everyKernelHasAReference` reports; a case lacks its rows below,
/// which does not compile.
public enum UnaryFunction: Int32, CaseIterable, Sendable {
  case linear, relu, leakyRelu, elu, selu, tanh, sigmoid, hardSigmoidKeras1, hardSigmoidKeras3, softplus, softsign
  case exponential, sine
  case affine, reciprocal, log, sqrt, cosine, abs, square, maximum, minimum

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
    case .affine: (1.5, -0.25)
    case .reciprocal: (1.5, 0)
    case .maximum, .minimum: (0.3, 0)
    default: (0, 0)
    }
  }

  public var formula: Formula {
    switch self {
    case .linear: { x, _, _ in x }
    case .relu: { x, _, _ in x < 0 ? 0 : x }
    case .leakyRelu: { x, a, _ in x > 0 ? x : a * x }
    case .elu: { x, a, _ in x > 0 ? x : a * expm1(x) }
    case .selu: { x, _, _ in seluScale * (x > 0 ? x : seluAlpha * expm1(x)) }
    case .tanh: { x, _, _ in Foundation.tanh(x) }
    case .sigmoid: { x, _, _ in 1 / (1 + exp(-x)) }
    case .hardSigmoidKeras1: { x, _, _ in clip(Double(Float(0.2)) * x + 0.5) }
    case .hardSigmoidKeras3: { x, _, _ in clip(Double(Float(1) / 6) * x + 0.5) }
    case .softplus: { x, _, _ in x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
    case .softsign: { x, _, _ in x.isInfinite ? (x > 0 ? 1 : -1) : x / (1 + Swift.abs(x)) }
    case .exponential: { x, _, _ in exp(x) }
    case .sine: { x, _, _ in sin(x) }
    case .affine: { x, a, b in a * x + b }
    case .reciprocal: { x, a, _ in a / x }
    case .log: { x, _, _ in Foundation.log(x) }
    case .sqrt: { x, _, _ in x.squareRoot() }
    case .cosine: { x, _, _ in cos(x) }
    case .abs: { x, _, _ in Swift.abs(x) }
    case .square: { x, _, _ in x * x }
    case .maximum: { x, a, _ in x < a ? a : x }
    case .minimum: { x, a, _ in x > a ? a : x }
    }
  }

  /// f' as a function of x or y, whichever `source` says.
  public var derivative: Formula {
    switch self {
    case .linear: { x, _, _ in x.isNaN ? x : 1 }
    case .relu: { y, _, _ in step(y > 0, y) }
    case .leakyRelu: { x, a, _ in x > 0 ? 1 : (x.isNaN ? x : a) }
    case .elu: { x, a, _ in x > 0 ? 1 : a * exp(x) }
    case .selu: { x, _, _ in seluScale * (x > 0 ? 1 : seluAlpha * exp(x)) }
    case .tanh: { y, _, _ in (1 - y) * (1 + y) }
    case .sigmoid: { y, _, _ in y * (1 - y) }
    case .hardSigmoidKeras1: { y, _, _ in Double(Float(0.2)) * step(y > 0 && y < 1, y) }
    case .hardSigmoidKeras3: { y, _, _ in Double(Float(1) / 6) * step(y > 0 && y < 1, y) }
    case .softplus: { x, _, _ in 1 / (1 + exp(-x)) }
    case .softsign: { x, _, _ in 1 / ((1 + Swift.abs(x)) * (1 + Swift.abs(x))) }
    case .exponential: { y, _, _ in y }
    case .sine: { x, _, _ in cos(x) }
    case .affine: { x, a, _ in x.isNaN ? x : a }
    case .reciprocal: { x, a, _ in -a / (x * x) }
    case .log: { x, _, _ in 1 / x }
    case .sqrt: { y, _, _ in 0.5 / y }
    case .cosine: { x, _, _ in -sin(x) }
    case .abs: { x, _, _ in x == 0 || x.isNaN ? x : (x > 0 ? 1 : -1) }
    case .square: { x, _, _ in 2 * x }
    case .maximum: { x, a, _ in step(x > a, x) }
    case .minimum: { x, a, _ in step(x < a, x) }
    }
  }

  public var source: Source {
    switch self {
    case .relu, .tanh, .sigmoid, .hardSigmoidKeras1, .hardSigmoidKeras3, .exponential, .sqrt: .y
    default: .x
    }
  }

  /// Inputs on which arrays of ordinary numbers are drawn.
  public var domain: ClosedRange<Float> {
    switch self {
    case .log, .sqrt: 0.001...50
    case .reciprocal: 0.1...9
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
    default: -Float.infinity...Float.infinity
    }
  }

  /// Points at which the derivative jumps.
  public var kinks: [Double] {
    switch self {
    case .relu, .leakyRelu, .elu, .selu, .abs: [0]
    case .hardSigmoidKeras1: [-2.5, 2.5]
    case .hardSigmoidKeras3: [-3, 3]
    case .maximum, .minimum: [Double(Float(0.3))]
    default: []
    }
  }

  /// The bounds that ck_activations.h and ck_elementwise.h print: units in the last place of y, and an
  /// absolute floor where a sum of terms passes through 0.
  public var forwardBound: (ulps: Double, floor: Double) {
    switch self {
    case .linear, .relu, .abs, .maximum, .minimum: (0, 0)
    case .leakyRelu, .reciprocal, .sqrt, .square: (0.5, 0)
    case .sine, .cosine: (0.51, 0)
    case .tanh, .sigmoid, .softplus, .exponential, .log: (1, 0)
    case .softsign: (1.5, 0)
    case .elu, .selu: (1.8, 0)
    case .hardSigmoidKeras1, .hardSigmoidKeras3: (0.5, 6e-8)
    case .affine: (1, 6e-8)
    }
  }

  /// The same of dx, for the source as given.
  public var gradientBound: (ulps: Double, floor: Double) {
    switch self {
    case .linear, .relu, .abs, .maximum, .minimum: (0.5, 0)
    case .leakyRelu, .affine, .log, .square, .exponential: (1, 0)
    case .sine, .cosine, .sqrt: (1.2, 0)
    case .hardSigmoidKeras1, .hardSigmoidKeras3, .softplus: (1.5, 0)
    case .tanh, .sigmoid, .reciprocal: (2, 0)
    case .elu, .selu: (2.5, 0)
    case .softsign: (4, 0)
    }
  }

  /// The stride of walks over all floats: 16.7 million for what is approximated, 65 thousand for what is
  /// arithmetic.
  public var stride: UInt32 {
    switch self {
    case .elu, .tanh, .sigmoid, .softplus, .exponential, .sine, .log, .cosine: 257
    default: 65_537
    }
  }
}

private let seluAlpha = 1.6732632423543772
private let seluScale = 1.0507009873554805

private func clip(_ x: Double) -> Double { x < 0 ? 0 : (x > 1 ? 1 : x) }

/// 1 or 0, and NaN for NaN.
private func step(_ condition: Bool, _ x: Double) -> Double { condition ? 1 : (x.isNaN ? x : 0) }
