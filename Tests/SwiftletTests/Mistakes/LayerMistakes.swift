import Swiftlet
import Testing

/// Numbers and shapes that single layers cannot take, and data that are no indices.
@Suite struct LayerMistakes {
  private static func mistake(
    _ name: String, _ id: Finding.ID, says words: [String], inputs: Shape = 4,
    _ layer: @escaping @Sendable () -> any Layer
  ) -> Mistake {
    Mistake(name, .compile, id, says: words, isLocated: true) {
      let layers = [layer()]
      try Sequential(inputs: inputs) { layers }.compile(loss: .mse)
    }
  }

  static let rates: [Mistake] = [-0.1, 1, .nan, .infinity, -.infinity].flatMap { (rate: Double) in
    [
      mistake("Dropout(\(rate))", .badArgument, says: ["Dropout", "below 1", "\(rate)"]) { Dropout(rate) },
      mistake("AlphaDropout(\(rate))", .badArgument, says: ["AlphaDropout"]) { AlphaDropout(rate) },
      mistake("GaussianDropout(\(rate))", .badArgument, says: ["GaussianDropout"]) { GaussianDropout(rate) },
    ]
  }

  static let numbers: [Mistake] =
    [-1, .nan, .infinity, 1e300].map { (deviation: Double) in
      mistake("GaussianNoise(\(deviation))", .badArgument, says: ["GaussianNoise", "at least 0"]) {
        GaussianNoise(deviation)
      }
    }
    + [0, -1, .nan, .infinity, 1e-60].flatMap { (epsilon: Double) in
      [
        mistake("batch epsilon \(epsilon)", .badArgument, says: ["BatchNormalization", "epsilon"]) {
          BatchNormalization(epsilon: epsilon)
        },
        mistake("layer epsilon \(epsilon)", .badArgument, says: ["LayerNormalization", "epsilon"]) {
          LayerNormalization(epsilon: epsilon)
        },
        mistake("RMS epsilon \(epsilon)", .badArgument, says: ["RMSNormalization", "epsilon"]) {
          RMSNormalization(epsilon: epsilon)
        },
      ]
    }
    + [-0.1, 1.1, .nan].map { (momentum: Double) in
      mistake("momentum \(momentum)", .badArgument, says: ["momentum", "0...1"]) {
        BatchNormalization(momentum: momentum)
      }
    }
    + [0, -3, Int.min].flatMap { (count: Int) in
      [
        mistake("RepeatVector(\(count))", .badArgument, says: ["RepeatVector", "\(count)"]) { RepeatVector(count) },
        mistake("Embedding of \(count)", .badArgument, says: ["Embedding"]) { Embedding(count: count, units: 2) },
        mistake("Embedding with \(count) units", .badArgument, says: ["Embedding", "unit"]) {
          Embedding(count: 2, units: count)
        },
        mistake("OneHot(\(count))", .badArgument, says: ["OneHot"]) { OneHot(count) },
        mistake("Sine(\(count))", .badArgument, says: ["Sine", "unit"]) { Sine(count) },
        mistake("FourierFeatures(\(count))", .badArgument, says: ["FourierFeatures"]) { FourierFeatures(count) },
      ]
    }
    + [0, -1, .nan, .infinity].flatMap { (number: Double) in
      [
        mistake("frequency \(number)", .badArgument, says: ["Sine", "frequency"]) { Sine(3, frequency: number) },
        mistake("deviation \(number)", .badArgument, says: ["FourierFeatures", "deviation"]) {
          FourierFeatures(3, deviation: number)
        },
      ]
    } + [
      mistake("a slope that is none", .badArgument, says: ["nan"]) { LeakyReLU(slope: .nan) },
      mistake("an alpha that is none", .badArgument, says: ["inf"]) { ELU(alpha: .infinity) },
      mistake("more indices than floats", .badArgument, says: ["16777216"]) { OneHot(1 << 25) },
    ]

  static let shapes: [Mistake] = [
    mistake("an axis that is not there", .shapeMisfit, says: ["axis 2", "[4]"]) { Softmax(axis: 2) },
    mistake("an axis of Int.min", .shapeMisfit, says: ["[4]"]) { Softmax(axis: Int.min) },
    mistake("axes counted from 1", .shapeMisfit, says: ["[2, 1]", "0..<2"], inputs: [2, 3]) { Permute([2, 1]) },
    mistake("an axis twice", .shapeMisfit, says: ["[0, 0]"], inputs: [2, 3]) { Permute([0, 0]) },
    mistake("a matrix repeated", .shapeMisfit, says: ["RepeatVector", "[2, 3]"], inputs: [2, 3]) { RepeatVector(2) },
    mistake("a sine of a matrix", .shapeMisfit, says: ["Sine", "Flatten()"], inputs: [2, 3]) { Sine(2) },
    mistake("features of a matrix", .shapeMisfit, says: ["FourierFeatures"], inputs: [2, 3]) { FourierFeatures(2) },
    mistake("indices that are computed", .badArgument, says: ["Embedding", "whole numbers"], inputs: [2]) {
      Lambda { Embedding(count: 3, units: 2)($0 * 2) }
    },
    mistake("a -1 that does not come out even", .shapeMisfit, says: ["6 values"], inputs: [2, 3]) { Reshape([4, -1]) },
    mistake("two sizes to be found", .shapeMisfit, says: ["6 values"], inputs: [2, 3]) { Reshape([-1, -1]) },
    mistake("one symbol subtracted", .badArgument, says: ["Subtract", "exactly 2"]) { Lambda { Subtract()($0) } },
    mistake("a product of one symbol", .badArgument, says: ["Dot", "exactly 2"]) { Lambda { Dot()($0) } },
    mistake("a product of two lengths", .shapeMisfit, says: ["Dot", "[3] and [4]"]) { Lambda { Dot()($0[0..<3], $0) } },
    mistake("shapes that differ elsewhere", .shapeMisfit, says: ["axis 0"], inputs: [2, 3]) {
      Lambda { Concatenate(axis: 0)($0, $0[0..<2]) }
    },
    mistake("an axis to concatenate that is not there", .shapeMisfit, says: ["axis 5"], inputs: [2, 3]) {
      Lambda { Concatenate(axis: 5)($0, $0) }
    },
  ]

  /// Names the row before anything is trained.
  static let data: [Mistake] = [[0, 1, 3], [0, 1, 0.5], [-1, 0, 1], [0, 1, 1e30]].map { (indices: [Float]) in
    let bad = indices.firstIndex { $0 < 0 || $0 > 2 || $0 != $0.rounded() } ?? 0
    return Mistake("indices \(indices)", .training, .badIndex, says: ["row \(bad)", "0..<3"], isLocated: true) {
      let model = Sequential(inputs: 1) {
        Embedding(count: 3, units: 2)
        Flatten()
        Dense(1)
      }
      try model.compile(loss: .mse)
      let data = try Dataset(inputs: Tensor(column: indices), .values(Tensor(column: [1, 2, 1] as [Float])))
      try model.fit(data, verbose: .silent)
    }
  }

  static let batches: [Mistake] = [
    Mistake("a batch of one row", .training, .badArgument, says: ["BatchNormalization", "batchSize"]) {
      let model = Sequential(inputs: 1) { BatchNormalization() }
      try model.regressing().fit(.doubling, batchSize: 1, verbose: .silent)
    }
  ]

  @Test(arguments: rates) func sharesThatCannotBeDropped(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: numbers) func numbersThatMakeNoSense(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: shapes) func shapesThatDoNotFit(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: data) func dataThatAreNoIndices(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: batches) func batchesThatCannotBeNormalised(_ mistake: Mistake) { mistake.check() }
}
