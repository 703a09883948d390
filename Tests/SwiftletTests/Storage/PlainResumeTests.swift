import Testing

@testable import Swiftlet

/// Nets that run their batches one straight after the other, when nobody looks between, are gone on with as all are.
@Suite struct PlainResumeTests {
  /// Without anything that is drawn, so that small nets run batch after batch as one chain of kernels.
  struct Plain: Sendable, CustomTestStringConvertible {
    let widths: [Int]
    let rows: Int
    let batchSize: Int
    var testDescription: String { "\(widths) in batches of \(batchSize)" }

    var data: Dataset {
      get throws {
        var inputs: [[Float]] = []
        var targets: [[Float]] = []
        for row in 0..<rows {
          let x: [Float] = (0..<widths[0]).map { column in Float((row * 7 + column * 13) % 31) / 31 }
          let offset = Float(row % 5) / 9 - x[1]
          inputs.append(x)
          targets.append((0..<widths[2]).map { output in x[0] * Float(output + 1) + offset })
        }
        return try Dataset(inputs: inputs, targets: targets)
      }
    }

    func model() throws -> Model {
      let model = Sequential(inputs: widths[0], seed: 6) {
        Dense(widths[1], activation: .tanh)
        Dense(widths[2])
      }
      let rule = Optimizer.sgd(learningRate: 0.02, momentum: 0.9)
      try model.compile(optimizer: rule.schedule(.exponential(rate: 0.9, every: 7)), loss: .mse)
      return model
    }
  }

  /// The last is large enough for a second thread.
  static let plain = [
    Plain(widths: [2, 2, 3], rows: 60, batchSize: 1), Plain(widths: [5, 20, 2], rows: 310, batchSize: 32),
    Plain(widths: [5, 128, 2], rows: 1500, batchSize: 512),
  ]

  @Test(arguments: plain, [1, 2]) func aNetWithoutDrawsGoesOnToTheSameBits(_ net: Plain, threads: Int) throws {
    let data = try net.data
    func fit(_ model: Model, _ epochs: Int, _ threads: Int, _ callbacks: [any Callback] = []) throws {
      try model.fit(
        data, epochs: epochs, batchSize: net.batchSize, callbacks: callbacks, threads: threads, verbose: .silent)
    }
    let whole = try net.model()
    try fit(whole, 3, 1)
    for batch in [1, (net.rows - 1) / net.batchSize] {
      let stopper = ResumeTests.Stop(epoch: 2, batch: batch, ends: true)
      let first = try net.model()
      try fit(first, 3, threads, [stopper])
      let second = try net.model()
      try second.restore(try #require(stopper.snapshot))
      for model in [first, second] {
        try fit(model, 2, threads)
        #expect(try ResumeTests.bits(model) == ResumeTests.bits(whole), "left after batch \(batch)")
      }
    }
  }
}
