import Foundation
import Swiftlet
import Testing

struct StorageProgramTests {
  private let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).safetensors")
    .path

  @Test func aSavedModelAnswersInAnotherProgram() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let answer = try savedIris(to: path)
    #expect(answer.name == "setosa" && answer.probability > 0.9)
    #expect(answer.summary.contains("adam(learning_rate 0.01"))
    let rows = [[5.1, 3.5, 1.4, 0.2], [6.0, 2.7, 4.2, 1.3], [7.0, 3.1, 6.0, 2.3]] as [[Float]]
    #expect(try await serve(path, rows: rows) == ["setosa", "versicolor", "virginica"])
  }

  @Test func everyStageFailsWithOneTypeOfError() {
    let missing = allInOneBlock(csv: "nowhere.csv", saved: path)
    #expect(missing?.stage == .data && missing?.id == "unreadable-file")
    #expect(missing?.text.contains("nowhere.csv") == true && missing?.remedy.isEmpty == false)
    let unwritable = allInOneBlock(csv: irisPath, saved: path + "/no/such.safetensors")
    #expect(unwritable?.stage == .storage && unwritable?.id == "unwritable-file")
    #expect(unwritable?.text.contains("no/such.safetensors") == true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(allInOneBlock(csv: irisPath, saved: path) == nil)
    #expect(FileManager.default.fileExists(atPath: path))
  }
}
