import Swiftlet

extension History {
  /// More changes of the learning rate than this are a schedule, which the caption tells.
  private static let mostChanges = 4

  /// What happened to a training on its way, for vertical lines: epochs count from 1.
  var events: [(epoch: Int, label: String)] {
    let changes = rateChanges
    let rates =
      changes.count <= Self.mostChanges
      ? changes.map { (epoch: $0, label: "learning rate \(NumberText.brief(learningRates[$0 - 1], digits: 2))") } : []
    guard let end = endWords, loss.count > 1 else { return rates }
    return rates + [(epoch: loss.count, label: end)]
  }

  /// The learning rates of a training that changed them more often than lines could tell; nil when the caption names the
  /// schedule they follow.
  var rateWords: String? {
    guard rateChanges.count > Self.mostChanges, settings["schedule"] == nil, let first = learningRates.first,
      let last = learningRates.last
    else {
      return nil
    }
    return "learning rate \(NumberText.brief(first, digits: 2)) → \(NumberText.brief(last, digits: 2))"
  }

  /// The epochs that had another learning rate than the one before.
  private var rateChanges: [Int] {
    zip(learningRates, learningRates.dropFirst()).enumerated().compactMap { index, pair in
      abs(pair.1 - pair.0) > 1e-9 * abs(pair.0) ? index + 2 : nil
    }
  }

  private var endWords: String? {
    switch ending {
    case .completed: nil
    case .stopped: watchedBest == nil ? "stopped" : "stopped early"
    case .cancelled: "cancelled"
    case .failed: "failed"
    }
  }
}
