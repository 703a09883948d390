import Synchronization

/// A bias whose initialiser depends on the number of inputs, which only the first use knows. Copies of a layer share it.
final class SizedBias: Sendable {
  private let made = Mutex<Weight?>(nil)

  /// U(±1/√inputs), as PyTorch's Linear has it.
  func weight(inputs: Int) -> Weight {
    made.withLock { known in
      if let known { return known }
      let weight = Weight("bias", .torchLinearBias(fanIn: inputs))
      known = weight
      return weight
    }
  }
}
