import CKernels
import Foundation

/// The functions of a row in Double, in the order of `ck_rowwise`, with the bounds that the tests prove.
public enum RowFunction: Int32, CaseIterable, Sendable {
  case softmax, logSoftmax, sparsemax

  public var kernel: ck_rowwise { ck_rowwise(rawValue: rawValue) }

  public func value(_ x: [Double]) -> [Double] {
    switch self {
    case .softmax: return softmaxReference(x)
    case .logSoftmax:
      let largest = x.max() ?? 0
      let norm = largest + log(x.reduce(0) { $0 + exp($1 - largest) })
      return x.map { $0 - norm }
    case .sparsemax:
      // The threshold is the one root of Σ max(x - τ, 0) = 1: by bisection, unlike the kernel.
      var (low, high) = ((x.max() ?? 0) - 1, x.max() ?? 0)
      for _ in 0..<200 {
        let middle = (low + high) / 2
        if x.reduce(0, { $0 + max($1 - middle, 0) }) > 1 { low = middle } else { high = middle }
      }
      return x.map { max($0 - (low + high) / 2, 0) }
    }
  }

  /// dy·∂f/∂x from y.
  public func gradient(_ y: [Double], _ dy: [Double]) -> [Double] {
    switch self {
    case .softmax:
      let dot = zip(y, dy).map(*).reduce(0, +)
      return zip(y, dy).map { $0 * ($1 - dot) }
    case .logSoftmax:
      let sum = dy.reduce(0, +)
      return zip(y, dy).map { $1 - exp($0) * sum }
    case .sparsemax:
      let support = zip(y, dy).filter { $0.0 > 0 }.map(\.1)
      let mean = support.reduce(0, +) / Double(support.count)
      return zip(y, dy).map { $0 > 0 ? $1 - mean : 0 }
    }
  }

  /// The bound of y for rows of up to 100 whose numbers lie in -8...8.
  public var forwardBound: Tolerance {
    switch self {
    case .softmax: .close(absolute: 1e-9, relative: 4e-7)
    case .logSoftmax: .close(absolute: 2e-7, relative: 2.4e-7)
    // x - max and then - τ, each rounded at numbers below 1; τ itself is rounded once.
    case .sparsemax: .close(absolute: 2e-7, relative: 0)
    }
  }
}
