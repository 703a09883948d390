import Foundation
import Testing

@testable import SwiftletCommand

@Suite struct PlotsTests {
  /// The committed pictures, the list and the sources that draw them are the same names.
  @Test func everyPictureIsListedCommittedAndHasItsSource() throws {
    func names(in folder: String, ending: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: packageRoot.appendingPathComponent(folder).path)
        .filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
    }
    let listed = Figure.all.map(\.name).sorted()
    let files = Set(Figure.all.map(\.file))
    #expect(listed.count >= 40)
    #expect(Set(listed).count == listed.count)
    for ending in [".png", ".gif"] {
      // Those beside pictures of others are made by `make side-by-side`.
      let drawn = try names(in: "plots", ending: ending).filter { !$0.hasPrefix("side_by_side_") }
      #expect(drawn == listed.filter { files.contains($0 + ending) })
    }
    #expect(try names(in: "Sources/SwiftletCommand/Figures", ending: ".swift") == listed)
  }

  @Test func theListIsPrinted() throws {
    let outcome = try Scratch().swiftlet("plots", "--list")
    #expect(outcome.status == 0)
    let names = outcome.out.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(names == Figure.all.map(\.name))
  }

  @Test func onePictureIsDrawnIntoTheNamedFolder() throws {
    let scratch = try Scratch()
    let outcome = try scratch.swiftlet("plots", "--only", "sum_bin", "--out", "a/b")
    #expect(outcome.status == 0)
    #expect(outcome.err.isEmpty)
    #expect(outcome.out.hasPrefix("a/b/sum_bin.png: "))
    #expect(outcome.out.split(separator: "\n").count == 1)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.appendingPathComponent("a/b").path) == [
        "sum_bin.png"
      ])
    let size = try #require(pngSize(scratch.data("a/b/sum_bin.png")))
    #expect(size == (1200, 900))
  }

  @Test func aFolderThatCannotBeWrittenIsFoundBeforeAnythingIsDrawn() throws {
    let scratch = try Scratch()
    try scratch.write("", to: "file")
    let outcome = try scratch.swiftlet("plots", "--out", "file/plots")
    #expect(outcome.status == 1)
    #expect(outcome.out.isEmpty)
    #expect(outcome.err.hasPrefix("swiftlet: error: file/plots: the folder cannot be made: not a directory"))
  }
}
