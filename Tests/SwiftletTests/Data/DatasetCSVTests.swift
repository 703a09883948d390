import Foundation
import Testing

@testable import Swiftlet

@Suite struct DatasetCSVTests {
  /// The data that come with the project, from this file's place in the repository.
  static let iris = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../docs/data/iris.csv")
    .standardizedFileURL.path

  @Test func irisIsReadWithItsNames() throws {
    let flowers = try Dataset(csv: DatasetCSVTests.iris, target: "species")
    #expect(flowers.count == 150 && flowers.inputShape == [4])
    #expect(flowers.classes == ["setosa", "versicolor", "virginica"])
    #expect(flowers.inputNames == ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"])
    #expect(flowers.inputs[row: 0] == [5.1, 3.5, 1.4, 0.2] && flowers.inputs[row: 149] == [5.9, 3, 5.1, 1.8])
    #expect(flowers.targets.labels == (0..<150).map { $0 / 50 })
    #expect(flowers.targetParts.map(\.name) == ["species"] && flowers.inputParts.map(\.name) == ["inputs"])
    #expect(flowers.notes.map(\.id) == [.targetKind] && flowers.notes[0].severity == .note)
    #expect(flowers.notes[0].description.contains("3 classes (setosa, versicolor, virginica)"))
    #expect(flowers.labelLeaks().isEmpty)
  }

  @Test func peersFoldsDivideIrisEvenly() throws {
    struct Peers: Decodable {
      struct Iris: Decodable {
        let folds: [Int]
        enum CodingKeys: String, CodingKey { case folds = "fold_of_row" }
      }
      let iris: Iris
    }
    let url = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/golden/peer_folds.json")
    let assigned = try JSONDecoder().decode(Peers.self, from: Data(contentsOf: url)).iris.folds
    let folds = try Dataset(csv: DatasetCSVTests.iris, target: "species").folds(assigned: assigned)
    #expect(folds.map(\.test.count) == [30, 30, 30, 30, 30])
    for fold in folds {
      for label in 0..<3 { #expect(fold.test.targets.labels.count { $0 == label } == 10) }
    }
  }

  @Test func theResultDoesNotDependOnTheChunkOrTheLineEnds() throws {
    let text = String(decoding: try Data(contentsOf: URL(filePath: DatasetCSVTests.iris)), as: UTF8.self)
    let whole = try table(text, target: "species")
    for end in ["\n", "\r\n", "\r"] {
      let ended = text.replacing("\n", with: end)
      for chunk in CSVReaderTests.chunks {
        let read = try table(ended, target: "species", chunk: chunk)
        #expect(
          read.inputs == whole.inputs && read.targets.labels == whole.targets.labels && read.classes == whole.classes)
      }
    }
  }

  @Test func columnsSeparatorsAndQuotesAreHandled() throws {
    let data = try table("\"a, b\";note;y;c\n\"1\";x;2.5;3\n 4 ;\"y;z\";5;6", ignoring: ["note"], separator: ";")
    #expect(
      data.inputNames == ["a, b", "c"] && data.inputs.values == [1, 3, 4, 6] && data.targets.numbers == [2.5, 5])
    #expect(try table(",a,y\n0,1,2.5\n1,2,3.5", ignoring: [""]).inputs.values == [1, 2])
  }

  // MARK: - Classes or numbers

  func text(_ targets: [String]) -> String {
    "x,y\n" + targets.enumerated().map { "\($0.offset).5,\($0.element)\n" }.joined()
  }

  @Test func textAndFewWholeNumbersAreClasses() throws {
    #expect(try table(text(["b", "a", "b"])).classes == ["a", "b"])
    let digits = try table(text(["10", "9", "9", "-1"]))
    #expect(digits.classes == ["-1", "9", "10"] && digits.targets.labels == [2, 1, 1, 0])
    #expect(digits.notes[0].description.contains("3 classes"))
    #expect(digits.notes[0].remedy.contains("task: .regression"))
    #expect(try table(text(["01", "1", " 1", "+2"])).classes == ["1", "2"])
    #expect(try table(text((0..<40).map { "\($0 % 20)" })).classes.count == 20)
    #expect(try table(text(["1", "x", "2"])).classes == ["1", "2", "x"])
    #expect(try table(text(["\"NA\"", "DE", "\"?\""])).classes == ["?", "DE", "NA"])
  }

  @Test func everythingElseIsANumber() throws {
    let many = try table(text((0..<21).map { "\($0)" }))
    #expect(many.classes.isEmpty && many.targets.numbers == (0..<21).map(Float.init))
    #expect(
      many.notes[0].description.contains("a number to predict") && many.notes[0].remedy.contains(".classification"))
    #expect(try table(text(["1.0", "2", "3"])).targets.numbers == [1, 2, 3])
    #expect(try table(text(["1", "2", "3e0"])).targets.numbers == [1, 2, 3])
  }

  @Test func theChoiceCanBeOverridden() throws {
    #expect(try table(text(["1", "2", "1"]), task: .regression).targets.numbers == [1, 2, 1])
    #expect(try table(text(["1.5", "10.5", "2.5"]), task: .classification).classes == ["1.5", "2.5", "10.5"])
    #expect(try table(text((0..<30).map { "\($0)" }), task: .classification).classes.count == 30)
    #expect(try table(text(["1", "2"]), task: .regression).notes.isEmpty)
    expectFault(.notANumber, saying: "t.csv:3, column y", "\"b\"", ".classification") {
      try table(text(["1", "b"]), task: .regression)
    }
  }

  @Test func mixturesOfTextAndNumbersAreRefusedInAnyOrder() throws {
    let whole = (0..<30).map { "\($0)" }
    for targets in [["1.5", "b"], ["b", "1.5"], whole + ["b"], ["b"] + whole] {
      expectFault(.notANumber, saying: "column y", "mixes text with numbers", "task: .classification") {
        try table(text(targets))
      }
      #expect(try table(text(targets), task: .classification).classes.count == targets.count)
    }
  }

  // MARK: - Missing values

  @Test func missingCellsAreCountedPerColumn() {
    let gaps = "a,b,y\n1,2,0\n,NA,1\n3,,0\n4,?,1\n5,6,null\n"
    let faults = dataFaults { try table(gaps) }
    #expect(faults.map(\.id) == [.missingValue, .missingValue, .missingValue])
    #expect(faults.map { $0.place?.description } == ["t.csv:3, column a", "t.csv:3, column b", "t.csv:6, column y"])
    #expect(faults.map { $0.evidence[0].value } == [1, 3, 1])
    #expect(faults[1].sentence.contains("3 cells") && faults[1].remedy.contains(".dropRow"))
  }

  @Test func rowsWithGapsCanBeLeftOut() throws {
    let data = try table("a,b,y\n1,2,u\n,NA,v\nnan,1,w\n5,6,\n7,8,u\n9,9,z\n", missing: .dropRow)
    #expect(
      data.inputs.values == [1, 2, 7, 8, 9, 9] && data.classes == ["u", "z"] && data.targets.labels == [0, 0, 1])
    #expect(data.notes.map(\.id) == [.targetKind, .rowsDropped])
    #expect(data.notes[1].description.contains("3 of 6 rows"))
    expectFault(.noRows, saying: "every row", "0 of 2") { try table("a,y\n,1\n2,\n", missing: .dropRow) }
    #expect(try table("a,y\n1,1.5\n,2.5\n3,3.5\n", missing: .dropRow).targets.numbers == [1.5, 3.5])
  }
}

@Suite struct DatasetCSVFaultTests {
  @Test func filesThatCannotBeReadSayWhy() throws {
    expectFault(.unreadableFile, saying: "nowhere.csv", "no such file", "current folder") {
      try Dataset(csv: "nowhere.csv", target: "y")
    }
    expectFault(.unreadableFile, saying: "/tmp", "folder") { try Dataset(csv: "/tmp", target: "y") }
    expectFault(.unreadableFile, saying: "not a folder") { try Dataset(csv: DatasetCSVTests.iris + "/x", target: "y") }
    expectFault(.unreadableFile, saying: "no such file") {
      try Dataset(csv: DatasetCSVTests.iris + "\0.csv", target: "y")
    }
    expectFault(.noRows, saying: "/dev/null", "empty") { try Dataset(csv: "/dev/null", target: "y") }
  }

  @Test func columnsThatDoNotExistAreAnsweredWithTheNearest() {
    expectFault(.unknownColumn, saying: "t.csv:1", "\"specis\"", "Did you mean \"species\"?", "\"length\"") {
      try table("length,species\n1,a", target: "specis")
    }
    expectFault(.unknownColumn, saying: "\"zzzzzz\"", "one of \"length\", \"species\"") {
      try table("length,species\n1,a", target: "zzzzzz")
    }
    let two = dataFaults { try table("a,b\n1,2", target: "Y", ignoring: ["q"]) }
    #expect(two.map(\.id) == [.unknownColumn, .unknownColumn])
  }

  @Test func aHeaderThatIsNoneSaysWhatIsWrongWithTheTable() {
    for (cut, remedy) in [("\t", #"separator: "\t" for tabs"#), (";", #"separator: ";""#), ("|", #"separator: "|""#)] {
      expectFault(.unknownColumn, saying: remedy) { try table("a\(cut)y\n1\(cut)2", target: "y") }
    }
    expectFault(.unknownColumn, saying: "The first row looks like data") { try table("1,2,a\n3,4,b", target: "y") }
  }

  @Test func headersMustNameEveryColumnOnce() {
    expectFault(.duplicateColumn, saying: "t.csv:1", "\"a\" as columns 1 and 3") { try table("a,y,a\n1,2,3") }
    expectFault(.malformedTable, saying: "column 1 has no name", "index=False") { try table(",y\n1,2") }
    expectFault(.malformedTable, saying: "no column is left", "separator") { try table("y\n1\n2") }
    expectFault(.malformedTable, saying: "all others are ignored") { try table("a,y\n1,2", ignoring: ["a"]) }
    expectFault(.badArgument, saying: "also to be ignored", "\"y\"") { try table("a,y\n1,2", ignoring: ["y"]) }
  }

  @Test func emptyTablesAreNamed() {
    for text in ["", "\n\n", "\u{FEFF}"] { expectFault(.noRows, saying: "t.csv", "empty") { try table(text) } }
    for text in ["a,y", "a,y\n\n\n"] { expectFault(.noRows, saying: "no rows", "got 0") { try table(text) } }
  }

  @Test func raggedRowsTellBothCounts() {
    expectFault(.raggedRow, saying: "t.csv:3", "fewer", "expected 2 cells, got 1") { try table("a,y\n1,2\n3\n") }
    expectFault(.raggedRow, saying: "t.csv:4", "more", "expected 2 cells, got 3") { try table("a,y\n1,2\n\n3,4,5\n") }
    // A shifted row is ragged first; that its cells do not fit their columns is no news.
    expectFault(.raggedRow, saying: "got 3") { try table("a,b,c,y\n1,2,3,u\n1,2,u\n") }
  }

  @Test func textInANumericColumnNamesRowAndColumn() {
    expectFault(.notANumber, saying: "t.csv:3, column weight", "\"heavy\"", "Mend the cell") {
      try table("weight,y\n1,0\nheavy,1\n")
    }
    expectFault(.notANumber, saying: "t.csv:2, column name", "ignoring: [\"name\"]", "encode") {
      try table("name,y\nBob,0\nEve,1\n")
    }
    expectFault(.notANumber, saying: "decimal point") { try table("a;y\n1,5;0\n", separator: ";") }
    let columns = dataFaults { try table("a,b,c,y\nx,1,z,0\n") }
    #expect(columns.map { $0.place?.column } == ["a", "c"])
  }

  @Test func aTableThatIsWrongEverywhereIsAnsweredInFewWords() {
    let names = (0..<500).map { "c\($0)" }.joined(separator: ",")
    let words = [String](repeating: "x", count: 500).joined(separator: ",")
    let gaps = String(repeating: ",", count: 500)
    #expect(dataFaults { try table("\(names),y\n\(words),1\n") }.count == 20)
    #expect(dataFaults { try table("\(words),y\n\(words),1\n") }.count == 20)
    #expect(dataFaults { try table("\(names),y\n\(gaps)1\n") }.count == 20)
  }

  @Test func numbersThatAreNotFiniteAreNamed() {
    for cell in ["nan", "inf", "-Infinity", "1e39"] {
      expectFault(.notFinite, saying: "t.csv:3, column a", "\"\(cell)\"") { try table("a,y\n1,0\n\(cell),1\n") }
      expectFault(.notFinite, saying: "t.csv:3, column y") { try table("a,y\n1,0.5\n1,\(cell)\n", task: .regression) }
    }
  }

  @Test func foreignEncodingsAreNamed() {
    expectFault(.encoding, saying: "t.csv:1", "UTF-16") { try table([0xFF, 0xFE, 0x61, 0]) }
    expectFault(.encoding, saying: "UTF-16") { try table([0xFE, 0xFF, 0, 0x61]) }
    expectFault(.encoding, saying: "gzip") { try table([0x1F, 0x8B, 8, 0]) }
    expectFault(.encoding, saying: "Excel") { try table([0x50, 0x4B, 3, 4, 20]) }
    for chunk in [1, 4096] {
      expectFault(.encoding, saying: "t.csv:2, column a", "NUL") { try table("a,y\n1\0,2\n", chunk: chunk) }
      expectFault(.encoding, saying: "t.csv:2, column a", "NUL") { try table("a,y\n\"1\0\",2\n", chunk: chunk) }
    }
    let latin: [UInt8] = Array("x,y\n1,caf".utf8) + [0xE9, 10]
    expectFault(.encoding, saying: "t.csv:2, column y", "\"caf\\xE9\"", "Latin-1") { try table(latin) }
    expectFault(.encoding, saying: "t.csv:1, column 1", "UTF-8") { try table([0xE9] + Array(",y\n1,2".utf8)) }
  }

  @Test func separatorsMustBeOneUsableByte() {
    for separator in ["é", "\"", "\n", "\r\n", "\r", "\0", "1", "e", ".", "-"] as [Character] {
      expectFault(.badArgument, saying: "separator") { try table("a,y\n1,2", separator: separator) }
    }
  }

  @Test func textFromTheFileIsShownSafely() {
    let fault = dataFaults { try table("a,y\n\u{1B}[31m\u{202E}\tx\u{7F},0\n") }.first
    #expect(fault?.got == "\"\\u{1B}[31m\\u{202E}\\tx\\u{7F}\"")
    let long = dataFaults { try table("a,y\n\(String(repeating: "x", count: 900)),0\n") }.first
    #expect(long?.got == "\"\(String(repeating: "x", count: 40))\"... (900 bytes)")
    let header = dataFaults { try table("a\u{7},y\nx,0\n") }.first
    #expect(header?.place?.column == "a\\u{07}")
  }

  @Test func tooManyClassesAreNoClasses() {
    let text = "x,y\n" + (0...DatasetChecks.mostClasses).map { "1,t\($0)\n" }.joined()
    expectFault(.labelSet, saying: "column y", "too many distinct texts") { try table(text) }
  }
}
