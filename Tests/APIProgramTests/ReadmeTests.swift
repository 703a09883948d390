import Foundation
import Swiftlet
import Testing

/// The second program of README.md, word for word, with small data.
private func twinsOfTheReadme(_ data: Dataset, in folder: URL) throws -> History {
  let log = folder.appendingPathComponent("log.csv").path
  let file = folder.appendingPathComponent("twins.safetensors").path
  // README begins
  let encoder = Sequential(inputs: 8) {
    Dense(32, activation: .gelu).regularized(.l2(1e-4))
    BatchNormalization()
    Dropout(0.2)
  }
  let left = Symbol.input(8, name: "left")
  let right = Symbol.input(8, name: "right")
  let both = Concatenate()(encoder(left), encoder(right))
  let price = Dense(1)(both).named("price")
  let kind = Dense(3)(both).named("kind")
  let model = Model(inputs: [left, right], outputs: [price, kind])
  try model.compile(
    optimizer: .adamw(learningRate: 0.01).clipped(globalNorm: 1).schedule(
      .warmUp(steps: 50, then: .cosine(steps: 500))),
    losses: ["price": .huber.weighted(0.3), "kind": .sparseCategoricalCrossentropy(from: .logits)],
    metrics: ["price": [.r2], "kind": [.accuracy, .f1]])
  let history = try model.fit(
    data, epochs: 50, validation: .split(0.2), callbacks: [.earlyStopping(patience: 5), .csvLog(to: log)])
  try model.save(to: file)
  // README ends
  return history
}

@Suite struct ReadmeTests {
  @Test func theProgramOfTheReadmeLearnsLogsAndSaves() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("readme-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let a = Tensor.uniform(rows: 200, shape: 8, seed: 1)
    let b = Tensor.uniform(rows: 200, shape: 8, seed: 2)
    let amounts = (0..<200).map { a[row: $0].reduce(0, +) - b[row: $0].reduce(0, +) }
    let data = try Dataset(
      inputs: ["left": a, "right": b],
      targets: [
        "price": .values(Tensor(column: amounts)), "kind": .classes(amounts.map { $0 < -0.5 ? 0 : $0 < 0.5 ? 1 : 2 }),
      ])
    let history = try twinsOfTheReadme(data, in: folder)
    let best = try #require(history.validation?.loss.min())
    #expect(try #require(history.validation?.loss.first) > best)
    let log = try String(contentsOf: folder.appendingPathComponent("log.csv"), encoding: .utf8)
    #expect(log.split(separator: "\n").count == history.loss.count + 1)
    let loaded = try Model(load: folder.appendingPathComponent("twins.safetensors").path)
    #expect(try loaded.predict(["left": a, "right": b])["kind"]?.rows == 200)
  }

  @Test func theReadmeHasThisProgram() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
    let source = try String(contentsOf: URL(fileURLWithPath: #filePath), encoding: .utf8)
    let parts = source.components(separatedBy: "  // README ")
    try #require(parts.count >= 3)
    let lines = parts[1].split(separator: "\n").dropFirst().map { $0.drop { $0 == " " } }
    #expect(lines.count > 15)
    for line in lines {
      let spoken = line.replacingOccurrences(of: "(to: log)", with: "(to: \"log.csv\")")
        .replacingOccurrences(of: "(to: file)", with: "(to: \"twins.safetensors\")")
      #expect(readme.contains(spoken), "\(spoken)")
    }
  }
}
