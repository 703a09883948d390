import CKernels
import Testing

/// An instruction set that has kernels; tests run once for each that this CPU has.
public enum InstructionSet: Int32, CaseIterable, Sendable, CustomTestStringConvertible {
  case baseline, avx2, avx512, neon

  /// Those that this build and this CPU can run: `@Test(arguments: InstructionSet.available)`.
  public static let available = allCases.filter { ck_kernels_for(ck_isa($0.rawValue)) != nil }

  /// Whether products are added with one rounding.
  public var fusesMultiplyAdd: Bool { self != .baseline }

  public var testDescription: String { String(cString: ck_isa_name(ck_isa(rawValue))) }

  /// Its kernels.
  public var kernels: ck_kernels { (ck_kernels_for(ck_isa(rawValue)) ?? ck_kernels_best()).pointee }
}

/// A C array of function pointers is a tuple in Swift; these index it by the enum of its family.
extension ck_kernels {
  public func gemm(_ form: ck_gemm_form) -> ck_gemm_fn { element(gemm_f32, Int(form.rawValue)) }
  public func unary(_ function: ck_unary) -> ck_unary_fn { element(unary_f32, Int(function.rawValue)) }
  public func unaryGradient(_ function: ck_unary) -> ck_unary_grad_fn {
    element(unary_grad_f32, Int(function.rawValue))
  }
  public func binary(_ function: ck_binary) -> ck_binary_fn { element(binary_f32, Int(function.rawValue)) }
  public func binaryGradientX(_ function: ck_binary) -> ck_binary_grad_fn {
    element(binary_grad_x_f32, Int(function.rawValue))
  }
  public func binaryGradientY(_ function: ck_binary) -> ck_binary_grad_fn {
    element(binary_grad_y_f32, Int(function.rawValue))
  }
  public func rowwise(_ function: ck_rowwise) -> ck_rowwise_fn { element(rowwise_f32, Int(function.rawValue)) }
  public func rowwiseGradient(_ function: ck_rowwise) -> ck_rowwise_grad_fn {
    element(rowwise_grad_f32, Int(function.rawValue))
  }
  public func loss(_ loss: ck_loss) -> ck_loss_fn { element(loss_f32, Int(loss.rawValue)) }
  public func sparseLoss(_ loss: ck_sparse_loss) -> ck_sparse_loss_fn {
    element(sparse_loss_f32, Int(loss.rawValue))
  }
  public func step(_ kind: ck_step_kind) -> ck_step_fn { element(steps, Int(kind.rawValue)) }

  private func element<Tuple, Function>(_ tuple: Tuple, _ index: Int) -> Function {
    precondition((index + 1) * MemoryLayout<Function>.stride <= MemoryLayout<Tuple>.size)
    return withUnsafeBytes(of: tuple) {
      $0.load(fromByteOffset: index * MemoryLayout<Function>.stride, as: Function.self)
    }
  }
}
