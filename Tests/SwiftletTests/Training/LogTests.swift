import Foundation
import Testing

@testable import Swiftlet

struct LogTests {
  private let data = Dataset.sumBin(rows: 40, seed: 1)

  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("log-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder.path)
  }

  @discardableResult
  private func fit(
    _ callbacks: [any Callback], epochs: Int = 2, metrics: [Metric] = [.accuracy]
  ) throws -> History {
    let model = Sequential(inputs: 2) { Dense(3) }
    try model.compile(
      optimizer: .sgd(learningRate: 0.1), loss: .sparseCategoricalCrossentropy(from: .logits), metrics: metrics)
    return try model.fit(data, epochs: epochs, validation: .data(data), callbacks: callbacks, verbose: .silent)
  }

  private func lines(_ path: String) throws -> [String] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.hasSuffix("\n"))
    return text.split(separator: "\n").map(String.init)
  }

  @Test func aTableHasARowPerEpochThatReadsBackToTheSameNumbers() throws {
    try inFolder { folder in
      let path = folder + "/log.csv"
      let history = try fit([.csvLog(to: path)])
      let lines = try lines(path)
      #expect(lines[0] == "epoch,loss,accuracy,val_loss,val_accuracy,learning_rate,seconds" && lines.count == 3)
      for (epoch, line) in lines.dropFirst().enumerated() {
        let numbers = line.split(separator: ",").map { Double($0) ?? .nan }
        #expect(numbers[0] == Double(epoch + 1) && numbers[1] == history.loss[epoch])
        #expect(numbers[3] == history.validation?.loss[epoch] && numbers[5] == 0.1)
      }
    }
  }

  @Test func aLogIsEmptiedOrContinued() throws {
    try inFolder { folder in
      let path = folder + "/log.csv"
      try fit([.csvLog(to: path)])
      try fit([.csvLog(to: path)])
      #expect(try lines(path).count == 3)
      try fit([.csvLog(to: path, append: true)])
      #expect(try lines(path).count == 5)
      let thrown = #expect(throws: SwiftletError.self) { try fit([.csvLog(to: path, append: true)], metrics: []) }
      #expect(thrown?.stage == .storage && thrown?.faults.map(\.id) == [.malformedTable])
    }
  }

  @Test func rowsAreThereAsSoonAsTheirEpochHasEnded() throws {
    try inFolder { folder in
      let path = folder + "/log.csv"
      var counts: [Int] = []
      try fit([.csvLog(to: path), .onEpochEnd { _, _ in counts.append(try lines(path).count) }])
      #expect(counts == [2, 3])
    }
  }

  @Test func linesOfJSONTellTheWholeTraining() throws {
    try inFolder { folder in
      let path = folder + "/log.jsonl"
      let history = try fit([.jsonLinesLog(to: path)])
      let objects = try lines(path).map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(objects.map { $0["event"] as? String } == ["began", "epoch", "epoch", "ended"])
      #expect((objects[0]["settings"] as? [String: String])?["epochs"] == "2")
      let text = try lines(path)
      for epoch in 0..<2 { #expect(text[epoch + 1].contains("\"loss\":\(history.loss[epoch]),")) }
      #expect(objects[3]["ending"] as? String == "completed")
      #expect(objects[3]["best_epoch"] as? Int == history.bestEpoch)
    }
  }

  @Test func numbersThatAreNoneAreWordsOfJSON() throws {
    try inFolder { folder in
      let path = folder + "/log.jsonl"
      let (model, data) = try diverging()
      try model.fit(
        data, epochs: 99, callbacks: [.jsonLinesLog(to: path), .csvLog(to: folder + "/log.csv"), .stopOnNaN()],
        verbose: .silent)
      let objects = try lines(path).map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
      #expect(objects.last?["ending"] as? String == "stopped")
      let loss = objects[objects.count - 2]["loss"] as? String
      #expect(loss == "nan" || loss == "inf", "the last loss is \(loss ?? "a number")")
      let cell = try lines(folder + "/log.csv").last?.split(separator: ",")[1]
      #expect(cell.map(String.init) == loss)
    }
  }

  @Test func textIsWrittenAsJSONWritesIt() throws {
    let text = "a \"b\" \\ \n\r\t \u{1} é 🙂"
    let back =
      try JSONSerialization.jsonObject(
        with: Data("[\(JSONText.string(text))]".utf8)) as? [String]
    #expect(back == [text])
    #expect(CSVText.cell("a,\"b\"") == "\"a,\"\"b\"\"\"" && CSVText.cell("plain") == "plain")
  }
}
