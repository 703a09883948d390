import Foundation
import Testing

/// What is wrong with the data ends with 1 and a sentence that names it; nothing is trained and nothing written.
@Suite struct TrainFaultTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  /// A table, more arguments, and what the answer must name.
  @Test(arguments: [
    ("a,b,y\n1,2,x\n3,z,w\n", [], ["table.csv:3", "column b", "\"z\""]),
    ("a,b,y\n1,2,x\n3,w\n", [], ["table.csv:3", "2", "3 cells"]),
    ("a,b,y\n1,2,x\n3,,w\n", [], ["column b", "--missing drop"]),
    ("a,b,y\n1,nan,x\n3,4,w\n", [], ["column b"]),
    ("a,b,y\n", [], ["no rows"]),
    ("", [], ["empty"]),
    ("a,b,z\n1,2,x\n3,4,w\n", [], ["\"y\""]),
    ("a;b;y\n1;2;x\n3;4;w\n", [], ["\"a;b;y\"", "--separator \";\""]),
    (
      "a,b,y\n1,2,0.5\n2,4,1e30\n2,5,2e30\n3,6,1e-30\n", ["--learning-rate", "1e30", "--quiet"],
      ["--learning-rate below 1e+30"]
    ),
    ("y\nx\nw\n", [], ["no column is left"]),
    ("a,b,y\n1,2,x\n3,4,x\n5,6,x\n", [], ["class"]),
    ("a,b,y\n1,2,x\n3,4,w\n5,6,x\n7,8,w\n", ["--folds", "3"], ["3", "--folds"]),
    ("a,b,y\n1,2,x\n3,4,w\n5,6,x\n7,8,w\n", ["--ignore", "c"], ["\"c\""]),
    ("a,b,y\n1,2,x\n3,4,w\n5,6,x\n7,8,w\n", ["--task", "regression"], ["\"x\"", "--task classification"]),
  ])
  func isNamedInOneSentence(table: String, more: [String], words: [String]) throws {
    try scratch.write(table, to: "table.csv")
    let outcome = try Executable.run(["train", "table.csv", "--target", "y"] + more, in: scratch.url)
    #expect(outcome.status == 1)
    #expect(outcome.out.isEmpty)
    #expect(outcome.err.hasPrefix("swiftlet: error: "))
    for word in words { #expect(outcome.err.contains(word), "\(outcome.err)") }
    #expect(!scratch.has("table-model/loss.png"))
  }

  /// Linux has a device that is always full.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func resultsThatCannotBeWrittenAreNoSuccess() throws {
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    let outcome = try Executable.run(["plots", "--list"], in: scratch.url, output: full)
    #expect(outcome.status == 1)
    #expect(outcome.err == "swiftlet: error: standard output cannot be written: no space left on device.\n")
  }

  @Test func aMissingFileIsNamed() throws {
    let outcome = try scratch.swiftlet("train", "nowhere.csv", "--target", "y")
    #expect(outcome.status == 1)
    #expect(outcome.out.isEmpty)
    #expect(outcome.err.hasPrefix("swiftlet: error: nowhere.csv"))
    #expect(outcome.err.split(separator: "\n").count == 1)
  }

  @Test func aFolderThatCannotBeWrittenIsFoundBeforeTheTraining() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let outcome = try scratch.swiftlet("train", "stripes.csv", "--target", "kind", "--out", "stripes.csv/pictures")
    #expect(outcome.status == 1)
    #expect(outcome.err.hasPrefix("swiftlet: error: stripes.csv/pictures: the folder cannot be made"))
    #expect(outcome.err.split(separator: "\n").count == 1, "no epoch was run")
  }

  @Test func aFolderInPlaceOfAPictureIsFoundBeforeTheTraining() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    try FileManager.default.createDirectory(
      at: scratch.url.appendingPathComponent("x/loss.png"), withIntermediateDirectories: true)
    let outcome = try scratch.swiftlet("train", "stripes.csv", "--target", "kind", "--out", "x")
    #expect(outcome.status == 1)
    #expect(outcome.err.hasPrefix("swiftlet: error: x/loss.png: "))
    #expect(outcome.err.split(separator: "\n").count == 1, "no epoch was run")
  }

  @Test func aColumnThatGivesTheAnswerAwayIsRefused() throws {
    let rows = (0..<40).map { "\($0 % 7),\($0 % 2),\($0 % 2 == 0 ? "even" : "odd")" }
    try scratch.write((["a,code,y"] + rows).joined(separator: "\n"), to: "leak.csv")
    let outcome = try scratch.swiftlet("train", "leak.csv", "--target", "y", "--quiet")
    #expect(outcome.status == 1)
    #expect(outcome.err.contains("code") && outcome.err.contains("--ignore"))
    let mended = try scratch.swiftlet("train", "leak.csv", "--target", "y", "--quiet", "--ignore", "code")
    #expect(mended.status == 0)
  }
}
