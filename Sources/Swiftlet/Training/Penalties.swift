internal import CKernels

/// What the weights of a model cost by themselves: added to the loss of each batch and to its gradients, once per
/// batch, however it is cut.
final class Penalties {
  fileprivate enum Term {
    case powers(Range<Int>, l1: Float, l2: Float)
    case orthogonal(Range<Int>, rows: Int, width: Int, ofColumns: Bool, factor: Float)
  }

  private let terms: [Term]
  private let parameters: AlignedBuffer
  private let workspace: AlignedBuffer
  private let kernels: UnsafePointer<ck_kernels>

  /// nil when no weight that is trained has one; frozen weights cost nothing, as in Keras.
  init?(_ storage: ModelStorage, kernels: UnsafePointer<ck_kernels>) throws(SwiftletError) {
    let groups = storage.graph.parameterGroups.filter { !$0.isFrozen && !$0.regularizers.isEmpty }
    guard !groups.isEmpty else { return nil }
    terms = groups.flatMap { group in group.regularizers.compactMap { Self.term($0, group) } }
    let floats = terms.map(\.workspace).max() ?? 0
    workspace = try AlignedBuffer(count: floats, for: "the penalties of the weights")
    parameters = storage.parameters
    self.kernels = kernels
  }

  private static func term(_ regularizer: Regularizer, _ group: ParameterGroup) -> Term? {
    switch regularizer {
    case .l1, .l2, .l1l2:
      regularizer.powers.map { .powers(group.range, l1: Float($0.l1), l2: Float($0.l2)) }
    case .orthogonal(let factor, let mode):
      .orthogonal(
        group.range, rows: group.shape.sizes[0], width: group.shape.last, ofColumns: mode == .columns,
        factor: Float(factor))
    case .unknown: nil  // refused by compile()
    }
  }

  /// Their sum for the weights as they are. Its gradient is added to `gradients`, a vector as long as that of the
  /// parameters.
  func add(to gradients: UnsafeMutablePointer<Float>?) -> Double {
    var sum = 0.0
    for term in terms {
      switch term {
      case .powers(let range, let l1, let l2):
        let start = range.lowerBound
        sum += kernels.pointee.penalty_f32(
          range.count, l1, l2, 1, 1, parameters.pointer + start, gradients.map { $0 + start })
      case .orthogonal(let range, let rows, let width, let ofColumns, let factor):
        let start = range.lowerBound
        sum += kernels.pointee.orthogonal_penalty_f32(
          rows, width, ofColumns ? 1 : 0, factor, parameters.pointer + start, workspace.pointer,
          gradients.map { $0 + start })
      }
    }
    return sum
  }
}

extension Penalties.Term {
  /// Floats of scratch.
  fileprivate var workspace: Int {
    switch self {
    case .powers: 0
    case .orthogonal(let range, let rows, let width, _, _): 2 * range.count + max(rows, width)
    }
  }
}
