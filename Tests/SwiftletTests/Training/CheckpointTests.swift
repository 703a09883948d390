import Foundation
import Testing

@testable import Swiftlet

struct CheckpointTests {
  private let curve: [Double] = [5, 4, 1, 2, 3, 0.5, 1]

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/checkpoint-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func updates(_ path: String) throws -> Int {
    Int(try Model(load: path).weights.values.first?.values.first ?? -1)
  }

  @Test func eachEpochReplacesTheFile() throws {
    try inFolder { folder in
      var seen: [Int] = []
      let path = folder + "/model.safetensors"
      _ = try CountingModel().fit(
        epochs: 3, [.checkpoint(to: path), .onEpochEnd { _, _ in seen.append(try updates(path)) }])
      #expect(seen == [1, 2, 3])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["model.safetensors"])
    }
  }

  @Test func theBestOfATrainingIsKept() throws {
    try inFolder { folder in
      let path = folder + "/best.safetensors"
      let callback = Checkpoint(to: path, bestOnly: true)
      _ = try CountingModel().fit(epochs: 5, [Feeder(curve, to: callback)])
      #expect(try updates(path) == 3 && callback.savedEpoch == 3)
      _ = try CountingModel().fit(epochs: 7, [Feeder(curve, to: callback)])
      #expect(try updates(path) == 6 && callback.savedEpoch == 6)
    }
  }

  @Test func everyFewEpochsHaveAFileOfTheirOwn() throws {
    try inFolder { folder in
      _ = try CountingModel().fit(epochs: 7, [.checkpoint(to: folder + "/m-{epoch}.st", every: 3)])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["m-3.st", "m-6.st"])
      #expect(try updates(folder + "/m-6.st") == 6)
    }
  }

  @Test func whatIsSavedIsTheModelAfterItsEpoch() throws {
    try inFolder { folder in
      let path = folder + "/model.safetensors"
      let data = Dataset.sumBin(rows: 60, seed: 1)
      let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
      try model.compile(optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(from: .logits))
      var third: [String: [Float]] = [:]
      try model.fit(
        data, epochs: 4,
        callbacks: [
          .checkpoint(to: path, every: 3),
          .onEpochEnd { epoch, training in
            if epoch.number == 3 { third = training.model.weights.mapValues(\.values) }
          },
        ], verbose: .silent)
      #expect(!third.isEmpty && model.weights.mapValues(\.values) != third)
      #expect(try Model(load: path).weights.mapValues(\.values) == third)
    }
  }
}
