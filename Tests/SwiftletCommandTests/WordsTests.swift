import Testing

@testable import SwiftletCommand

@Suite struct WordsTests {
  @Test(arguments: [
    ("Pass task: .classification instead", "Pass --task classification instead"),
    ("pass missing: .dropRow, or leave it out with ignoring:", "pass --missing drop, or leave it out with --ignore"),
    ("leave the column out with ignoring: [\"id\"]", "leave the column out with --ignore \"id\""),
    ("Check the separator (separator: \";\")", "Check the separator (--separator \";\")"),
    ("Use more rows", "Use more rows"),
  ])
  func argumentsOfTheLibraryAreSaidAsOptions(sentence: String, expected: String) {
    #expect(Words.forCommand(sentence) == expected)
  }

  @Test func numbersHaveFourToFiveFigures() {
    #expect(Words.number(0.96666) == "0.9667")
    #expect(Words.number(152.13348) == "152.13")
    #expect(Words.number(-0.5) == "-0.5000")
  }

  @Test func longListsAreCutAndCounted() {
    #expect(Words.list(["a", "b"]) == "a, b")
    #expect(Words.list((0..<12).map(String.init)) == "0, 1, 2, 3, 4, 5, 6, 7, 8 and 3 more")
  }
}
