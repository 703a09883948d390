import Testing

@testable import Swiftlet

/// A made-up data set: how to make it, what its classes should weigh, and its rule once more.
struct SyntheticCase: Sendable, CustomTestStringConvertible {
  let name: String
  let make: @Sendable (_ rows: Int, _ seed: UInt64) -> Dataset
  let features: Int
  /// The shares of the classes to expect.
  let shares: [Double]
  let label: @Sendable (_ point: [Double]) -> Int
  var testDescription: String { name }

  static let all = [
    SyntheticCase(
      name: "sumThreshold 0/1", make: { .sumThreshold(rows: $0, labels: .zeroOne, seed: $1) }, features: 5,
      shares: [0.5, 0.5], label: { $0.reduce(0, +) > 2.5 ? 1 : 0 }),
    SyntheticCase(
      name: "sumThreshold one-hot", make: { .sumThreshold(rows: $0, features: 3, threshold: 1.5, seed: $1) },
      features: 3, shares: [0.5, 0.5], label: { $0.reduce(0, +) > 1.5 ? 1 : 0 }),
    SyntheticCase(
      name: "sumThreshold signs", make: { .sumThreshold(rows: $0, labels: .signs, seed: $1) }, features: 5,
      shares: [0.5, 0.5], label: { $0.reduce(0, +) > 2.5 ? 1 : 0 }),
    // P(x0 + x1 < t) is t²/2 up to 1 and 1 - (2 - t)²/2 from there.
    SyntheticCase(
      name: "sumBin", make: { .sumBin(rows: $0, seed: $1) }, features: 2,
      shares: [0.807 * 0.807 / 2, 1 - 0.831 * 0.831 / 2 - 0.807 * 0.807 / 2, 0.831 * 0.831 / 2],
      label: { $0[0] + $0[1] < 0.807 ? 0 : $0[0] + $0[1] < 1.169 ? 1 : 2 }),
    SyntheticCase(
      name: "sumMod", make: { .sumMod(rows: $0, seed: $1) }, features: 2, shares: [1.0 / 3, 1.0 / 3, 1.0 / 3],
      label: { Int((100 * ($0[0] + $0[1])).rounded(.down)) % 3 }),
  ]
}

@Suite struct SyntheticTests {
  @Test(arguments: SyntheticCase.all)
  func theSeedDecidesEverything(example: SyntheticCase) {
    let data = example.make(500, 11)
    let again = example.make(500, 11)
    #expect(data.inputs == again.inputs && data.targets.tensor == again.targets.tensor)
    #expect(data.inputs != example.make(500, 12).inputs)
    // More rows continue the same points.
    #expect(Array(example.make(600, 11).inputs.values.prefix(500 * example.features)) == data.inputs.values)
  }

  @Test(arguments: SyntheticCase.all)
  func pointsAreUniformAndLabelsFollowTheRule(example: SyntheticCase) throws {
    let rows = 20_000
    let data = example.make(rows, 1)
    #expect(data.count == rows && data.inputShape == Shape([example.features]) && data.faults.isEmpty)
    #expect(data.inputs.values.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = data.inputs.values.reduce(0.0) { $0 + Double($1) } / Double(data.inputs.values.count)
    #expect(abs(mean - 0.5) < 4 * 0.2887 / Double(data.inputs.values.count).squareRoot())
    let labels = try #require(data.targets.classIndices)
    for row in 0..<rows { #expect(labels[row] == example.label(data.inputs[row: row].map(Double.init))) }
    for (label, share) in example.shares.enumerated() {
      let seen = Double(labels.count { $0 == label }) / Double(rows)
      #expect(abs(seen - share) < 4 * (share * (1 - share) / Double(rows)).squareRoot())
    }
    #expect(data.classes.count == example.shares.count)
  }

  @Test func bordersBelongToTheClassAbove() {
    #expect([0.8069999, 0.807, 1.1689999, 1.169].map(Dataset.sumBinClass) == [0, 1, 1, 2])
    // In Double 100 · 0.29 is a little less than 29, in float32 it is 29.
    #expect([0.0, 0.01, 0.02, 0.03, 0.29, 1.999].map(Dataset.sumModClass) == [0, 1, 2, 0, 28 % 3, 199 % 3])
    let point = Dataset.sumThreshold(rows: 1, features: 1, labels: .zeroOne, seed: 1).inputs.values[0]
    let onTheBorder = Dataset.sumThreshold(rows: 1, features: 1, threshold: Double(point), labels: .zeroOne, seed: 1)
    #expect(onTheBorder.targets.labels == [0])
  }

  @Test func labelsAreWrittenAsAsked() {
    let indices = Dataset.sumThreshold(rows: 50, labels: .zeroOne, seed: 1).targets.labels
    let hot = Dataset.sumThreshold(rows: 50, labels: .oneHot, seed: 1).targets
    #expect(hot.tensor.shape == [2] && hot.tensor.values == indices.flatMap { $0 == 1 ? [0, 1] : [1, 0] as [Float] })
    #expect(
      Dataset.sumThreshold(rows: 50, labels: .signs, seed: 1).targets.tensor.values == indices.map { $0 == 1 ? 1 : -1 })
  }

  @Test func badSizesAreFaultsOfTheActionThatUsesTheData() {
    for data in [
      Dataset.sumThreshold(rows: 0, seed: 1), .sumThreshold(rows: 5, features: 0, seed: 1),
      .sumThreshold(rows: 5, threshold: .nan, seed: 1), .sumBin(rows: -1, seed: 1), .sumMod(rows: 0, seed: 1),
    ] {
      expectFault(.badArgument) { try data.checkTrainable() }
      expectFault(.badArgument) { try data.split(holdOut: 0.5, seed: 1) }
      expectFault(.badArgument) { try data.folds(2, seed: 1) }
      expectFault(.badArgument) { try data.oneHot() }
    }
    for data in [
      Dataset.sumThreshold(rows: .max, seed: 1), .sumThreshold(rows: 1 << 40, features: 1 << 40, seed: 1),
      .sumBin(rows: 1 << 50, seed: 1),
    ] {
      expectFault(.tooLarge, saying: "rows") { try data.checkTrainable() }
    }
  }
}
