import Swiftlet
import Testing

extension Loss {
  /// Learns the value below which a share q of the answers lies.
  static func quantile(_ q: Double) -> Loss {
    .custom(name: "quantile") { target, prediction in
      let e = target - prediction
      return (q * e).maximum((q - 1) * e).mean()
    }
  }
}

/// A loss of a user's own, as written outside of the library.
struct OwnLossTests {
  @Test func aLossOfOnesOwnTrainsAModel() throws {
    let data = Dataset.sumBin(seed: 1)
    let model = Sequential(for: data) {
      Dense(16, activation: .leakyReLU(slope: 0.1), weights: .heNormal)
      Lambda { x in Activation.tanh(x) + 0.5 * x.sin() }
      Dense(3, activation: .softmax)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .quantile(0.9))
    let history = try model.fit(data, epochs: 5, verbose: .silent)
    #expect(history.loss[4] < 0.8 * history.loss[0])
    #expect(try model.checkGradients(on: data, rows: 4).largestError < 1e-4)
    #expect(model.summary().contains("quantile"))
  }

  @Test func modifiersReadAsOneWritesThem() throws {
    let x = Symbol.input(4)
    let model = Model(inputs: x, outputs: Dense(3)(x))
    let losses: [Loss] = [
      .huber, .huber(delta: 0.5), .categoricalCrossentropy(from: .logits, smoothing: 0.1),
      .sparseCategoricalCrossentropy(from: .logits).weighted(classes: [1, 2, 4]).following(.torch),
      .sparseCategoricalCrossentropy(from: .logits).ignoring(class: -1), .focal(gamma: 2, from: .logits),
      .binaryCrossentropy(from: .logits).weighted(positives: [3]).weighted(0.3), "log_cosh", "smooth_l1",
    ]
    for loss in losses { try model.compile(loss: loss) }
  }
}
