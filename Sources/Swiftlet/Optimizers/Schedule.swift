/// A factor on the learning rate over the updates of a run, counted from 0.
@nonexhaustive public enum Schedule: Sendable, Hashable {
  /// 1
  case constant
  /// From 1 to `end` in half a cosine over `steps` updates, then `end` (Loshchilov & Hutter 2017).
  case cosine(steps: Int, end: Double = 0)

  func factor(step: Int) -> Double {
    switch self {
    case .constant: return 1
    case .cosine(let steps, let end):
      let progress = min(Double(step) / Double(steps), 1)
      return end + (1 - end) * (1 + Swiftlet.cosine(.pi * progress)) / 2
    }
  }

  var fault: Finding? {
    switch self {
    case .constant: nil
    case .cosine(let steps, let end):
      steps >= 1 && end.isFinite
        ? nil
        : Finding(
          .badArgument, "the cosine schedule cannot be used", expected: "at least one step and a finite end",
          got: "steps \(steps), end \(end)", remedy: "Give the number of updates of the run: epochs × batches per epoch"
        )
    }
  }

  var description: String {
    switch self {
    case .constant: "constant"
    case .cosine(let steps, let end): "cosine to \(end) over \(steps) steps"
    }
  }
}
