import Foundation
import Swiftlet
import Testing

/// The programs of docs/guides/stripes.md, word for word.
private enum StripesGuide {
  // guide begins
  static let train = Dataset.sumMod(seed: 1)
  static let fresh = Dataset.sumMod(rows: 10_000, seed: 1_000_004)

  static func look() throws -> WaveFit {
    let found = try WaveFit(train, seed: 1)
    print(found.verdict, found.waves)
    print("right on fresh points:", try found.model.evaluate(fresh)[.accuracy])
    return found
  }

  static func byHand() throws -> Sequential {
    let model = Sequential(for: train, seed: 1) {
      Sine(2, kernel: .scored(range: 600)).learningRate(scale: 0.05, of: "kernel")
      Dense(3, weights: .zeros)
    }
    try model.compile(
      optimizer: .adam(learningRate: 1).schedule(.cosine(steps: 1500)),
      loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    try model.fit(train, epochs: 375, batchSize: 500, verbose: .silent)
    return model
  }

  static func control() throws -> WaveFit {
    let dealt = try Dataset(inputs: train.inputs, train.shuffled(seed: 9).targets)
    print(try WaveFit(dealt, seed: 1).verdict)
    return try WaveFit(dealt, seed: 1)
  }
  // guide ends
}

@Suite struct GuideTests {
  @Test func whatTheGuideOfTheStripesPrints() throws {
    let found = try StripesGuide.look()
    #expect(found.verdict == .found)
    #expect(found.waves.count == 1)
    #expect(found.waves[0].description.hasPrefix("x0 + x1, period 0.0300, "))
    let right = try found.model.evaluate(StripesGuide.fresh)[.accuracy]
    #expect(right > 0.99)
    let guide = try Self.file("docs/guides/stripes.md")
    #expect(guide.contains("found [x0 + x1, period 0.0300, "))
    let said = guide.components(separatedBy: "\nright on fresh points: ").dropFirst().first?.prefix { !$0.isNewline }
    // Last bits differ between instruction sets, and so may a few points of ten thousand.
    let printed = try #require(Double(said ?? ""))
    #expect(abs(printed - right) < 0.001)
  }

  @Test func theStripesAreLearntFromAScoredLayerByHand() throws {
    let model = try StripesGuide.byHand()
    #expect(model.weights.values.reduce(0) { $0 + $1.values.count } == 15)
    #expect(try model.evaluate(StripesGuide.fresh)[.accuracy] > 0.98)
  }

  @Test func labelsDealtToOtherPointsHoldNothing() throws {
    let found = try StripesGuide.control()
    #expect(found.verdict == .nothing)
    #expect(try found.model.evaluate(StripesGuide.fresh)[.accuracy] < 0.4)
  }

  /// Stripes of x0·x1 are no sum of a few waves of x0 and x1, but one wave of their product.
  @Test func stripesOfAProductAreFoundInTheProduct() throws {
    func data(rows: Int, seed: UInt64) throws -> Dataset {
      let points = Tensor.uniform(rows: rows, shape: 2, seed: seed)
      let products = (0..<rows).map { Double(points[row: $0][0]) * Double(points[row: $0][1]) }
      return try Dataset(
        inputs: Tensor(column: products.map { Float($0) }), .classes(products.map { Int(60 * $0) % 3 }))
    }
    let found = try WaveFit(data(rows: 2000, seed: 1), seed: 1)
    let right = try found.model.evaluate(data(rows: 10_000, seed: 1_000_004))[.accuracy]
    print("stripes of a product, told the product:", right)
    #expect(found.verdict == .found)
    #expect(right > 0.98)
  }

  /// Every line of Swift in the guide stands in the programs above, where it is compiled.
  @Test func everyLineOfTheGuideIsCompiled() throws {
    let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "  // guide ")
    try #require(parts.count >= 3)
    let compiled = Set(parts[1].split(separator: "\n").map(Self.bare))
    var isSwift = false
    var count = 0
    for line in try Self.file("docs/guides/stripes.md").components(separatedBy: "\n") {
      let words = Self.bare(line[...])
      if words.hasPrefix("```") {
        isSwift = words == "```swift"
      } else if isSwift, !words.isEmpty, words != "import Swiftlet" {
        #expect(compiled.contains(words), "\(words)")
        count += 1
      }
    }
    #expect(count > 12)
  }

  /// Without indentation, a comment at the end, and the word that makes a constant of a type.
  private static func bare(_ line: Substring) -> String {
    let code = line.components(separatedBy: "  //")[0].drop { $0 == " " }
    return String(code.hasPrefix("static let ") ? code.dropFirst("static ".count) : code)
  }

  private static func file(_ path: String) throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}
