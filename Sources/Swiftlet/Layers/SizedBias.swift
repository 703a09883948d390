import Synchronization

/// A bias whose initialiser depends on the number of inputs, which only the first use knows. Copies of a layer share it.
final class SizedBias: Sendable {
  private let made = Mutex<Weight?>(nil)
  private let initializer: Initializer?

  /// - Parameter initializer: One that was asked for, whatever the number of inputs.
  init(_ initializer: Initializer? = nil) { self.initializer = initializer }

  /// U(±1/√inputs), as PyTorch's Linear has it, unless another was asked for.
  func weight(inputs: Int) -> Weight {
    made.withLock { known in
      if let known { return known }
      let weight = Weight("bias", initializer ?? .torchLinearBias(fanIn: inputs))
      known = weight
      return weight
    }
  }
}
