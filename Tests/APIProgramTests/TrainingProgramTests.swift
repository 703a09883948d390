import Foundation
import Swiftlet
import Testing

@Suite struct TrainingProgramTests {
  private func inFolder<R>(_ body: (String) throws -> R) throws -> R {
    let folder = FileManager.default.temporaryDirectory.path + "/programs-\(UInt64.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  @Test func aCallbackOfOnesOwnEndsAHopelessTraining() throws {
    let (history, best) = try announced()
    #expect(history.ending == .stopped(reason: "no hope") && history.loss.count == 11 && best > 1)
  }

  @Test func irisIsLearntInEveryFold() throws {
    try inFolder { folder in
      let scores = try validated(logs: folder)
      #expect(scores.count == 5 && scores.reduce(0, +) / 5 > 0.9)
      for fold in 0..<5 { #expect(FileManager.default.fileExists(atPath: "\(folder)/fold\(fold).csv")) }
    }
  }

  @Test func everyCallbackWorksBesideTheOthers() throws {
    try inFolder { folder in
      let history = try everyCallback(logs: folder)
      #expect(history.ending == .stopped(reason: "that will do") && history.loss.count == 3)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["best.safetensors", "log.csv", "log.jsonl"])
    }
  }

  @Test func loopsOfOnesOwnSeeEveryRow() throws {
    let (rows, loss) = try loops()
    #expect(rows == 200 && loss.count == 3)
  }
}
