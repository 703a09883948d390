import Synchronization
import Testing

@testable import Swiftlet

/// What is printed while training.
struct ProgressTests {
  private final class Paper: Sendable {
    private let text = Mutex("")
    func add(_ more: String) { text.withLock { $0 += more } }
    var all: String { text.withLock { $0 } }
  }

  private let values = [("loss", 0.43215), ("accuracy", 0.875), ("val_loss", 1234.5), ("val_accuracy", 0.00001234)]

  private func print(_ verbosity: Verbosity, steps: Int? = 7) -> String {
    let paper = Paper()
    var progress = Progress(verbosity, epochs: 3, steps: steps, write: paper.add)
    progress.beginEpoch(2)
    _ = progress.endEpoch(2, steps: 7, values: values)
    return paper.all
  }

  @Test func linesAreOnePerEpochAndPlain() throws {
    let text = print(.lines)
    #expect(text.hasPrefix("Epoch 2/3 - "))
    #expect(text.hasSuffix(" - loss: 0.4322 - accuracy: 0.8750 - val_loss: 1234.5000 - val_accuracy: 1.234e-5\n"))
    #expect(text.split(separator: "\n").count == 1 && !text.contains("\r") && !text.contains("\u{1B}"))
  }

  @Test func theBarHasStepsTimePerStepLossAndMetrics() throws {
    let text = print(.bar)
    #expect(text.hasPrefix("Epoch 2/3\n\r7/7 ━"))
    #expect(text.contains("/step - loss: 0.4322 - accuracy: 0.8750"))
    #expect(text.hasSuffix("\n"))
  }

  @Test func silenceIsSilent() {
    #expect(print(.silent).isEmpty)
  }

  @Test func theBarGrowsWithinAnEpochAndAsksForValuesOnlyWhenItDraws() throws {
    let paper = Paper()
    var progress = Progress(.bar, epochs: 1, steps: 10, write: paper.add)
    progress.beginEpoch(1)
    var asked = 0
    progress.tick(step: 1) {
      asked += 1
      return values
    }
    #expect(asked == 0, "drawn at most every 80 ms")
    let start = ContinuousClock.now
    while ContinuousClock.now - start < .milliseconds(100) {}
    progress.tick(step: 5) {
      asked += 1
      return Array(values.prefix(2))
    }
    #expect(asked == 1)
    #expect(paper.all.contains("\r5/10 \(String(repeating: "━", count: 15))\(String(repeating: "╌", count: 15)) "))
    #expect(paper.all.contains("/step - loss: 0.4322 - accuracy: 0.8750"))
    #expect(progress.nextStep > 5)
  }

  @Test func notANumberIsSaid() {
    let paper = Paper()
    var progress = Progress(.lines, epochs: 1, steps: nil, write: paper.add)
    progress.beginEpoch(1)
    _ = progress.endEpoch(1, steps: 1, values: [("loss", .nan), ("a", .infinity), ("b", 0), ("c", -0.5)])
    #expect(paper.all.hasSuffix("loss: nan - a: inf - b: 0.0000 - c: -0.5000\n"))
  }
}
