import TestSupport
import Testing

@testable import Swiftlet

/// EarlyStopping of Keras and ReduceLROnPlateau of Keras and PyTorch, on given curves (schedules.json).
struct GoldenCallbackTests {
  @Test func earlyStoppingEndsWhereKerasEndsAndLeavesTheSameWeights() throws {
    let cases = try Golden.load("schedules")["early_stopping"].list()
    for fixture in cases { try checkStopping(fixture) }
    if Golden.isShipped { #expect(cases.count == 7) }
    #expect(!cases.isEmpty)
  }

  private func checkStopping(_ fixture: GoldenValue) throws {
    let losses = try fixture["metrics"].doubles()
    let config = try fixture["config"]
    let mode = try config.optional("mode")?.string() ?? "auto"
    let stopper = EarlyStopping(
      patience: Int(try config.optional("patience")?.double() ?? 0),
      minDelta: abs(try config.optional("min_delta")?.double() ?? 0),
      mode: try #require(Monitor.Mode(rawValue: mode == "auto" ? "automatic" : mode)),
      baseline: try config.optional("baseline")?.double(),
      startFromEpoch: Int(try config.optional("start_from_epoch")?.double() ?? 0),
      restoresBest: try config.optional("restore_best_weights")?.bool() ?? false)
    let counting = try CountingModel()
    let history = try counting.fit(epochs: losses.count, [Feeder(losses, to: stopper)])
    let stopped = try fixture.optional("stopped_at_epoch_index").map { Int(try $0.double()) }
    #expect(stopper.stoppedEpoch.map { $0 - 1 } == stopped, "\(fixture.path)")
    #expect(history.loss.count == (stopped ?? losses.count - 1) + 1, "\(fixture.path)")
    #expect((history.ending == .completed) == (stopped == nil), "\(fixture.path): \(history.ending)")
    #expect(stopper.bestEpoch == Int(try fixture["best_epoch_index"].double()) + 1, "\(fixture.path)")
    #expect(history.bestEpoch == stopper.bestEpoch)
    let kept = try #require(try fixture["weights_after"].string().split(separator: " ").last.flatMap { Int($0) })
    #expect(counting.updates == kept + 1, "\(fixture.path)")
  }

  @Test func aPlateauLowersTheRateAsItsLibraryDoes() throws {
    let cases = try Golden.cases("schedules").filter {
      try $0["config"].optional("class")?.string() == "ReduceLROnPlateau"
    }
    for fixture in cases { try checkPlateau(fixture) }
    if Golden.isShipped { #expect(cases.count == 6) }
    #expect(!cases.isEmpty)
  }

  private func checkPlateau(_ fixture: GoldenValue) throws {
    let config = try fixture["config"]
    let isTorch = try fixture["lib"].string() == "torch"
    let (losses, expected) = (try fixture["metrics"].doubles(), try fixture["values"].doubles())
    let callback = ReduceOnPlateau(
      isTorch ? .torch : .keras3, factor: try config.optional("factor")?.double() ?? 0.1,
      patience: Int(try config.optional("patience")?.double() ?? 10),
      minDelta: try config.optional(isTorch ? "threshold" : "min_delta")?.double() ?? 1e-4,
      isRelative: try config.optional("threshold_mode").map { try $0.string() == "rel" },
      cooldown: Int(try config.optional("cooldown")?.double() ?? 0),
      minLearningRate: try config.optional("min_lr")?.double() ?? 0,
      mode: try config.optional("mode")?.string() == "max" ? .max : .min)
    let counting = try CountingModel(learningRate: try config["lr"].double())
    let history = try counting.fit(epochs: losses.count, [Feeder(losses, to: callback)])
    #expect(history.learningRates.count == expected.count && expected.count == losses.count)
    for (epoch, (rate, expected)) in zip(history.learningRates, expected).enumerated() {
      let tolerance = (isTorch ? 1e-9 : 1e-6) * abs(expected)
      #expect(abs(rate - expected) <= tolerance, "\(fixture.path), epoch \(epoch): \(rate), not \(expected)")
    }
  }
}
