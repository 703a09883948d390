import Testing

@testable import SwiftletCommand

@Suite struct WordsTests {
  @Test(arguments: [
    ("Pass task: .classification instead", "Pass --task classification instead"),
    ("pass missing: .dropRow, or leave it out with ignoring:", "pass --missing drop, or leave it out with --ignore"),
    ("leave the column out with ignoring: [\"id\"]", "leave the column out with --ignore \"id\""),
    ("Check the separator (separator: \";\")", "Check the separator (--separator \";\")"),
    ("Check the separator (separator: \"\\t\")", "Check the separator (--separator tab)"),
    (
      "Use at most 2 folds, add rows of this class, or leave out stratified: true",
      "Use --folds 2 at most, add rows of this class"
    ),
    ("Use a smaller learning rate (now 1e+30), or put Normalization() first", "Use a --learning-rate below 1e+30"),
    ("SwiftletCommand/DefaultNetwork.swift:28: too large", "too large"),
    ("Use more rows", "Use more rows"),
  ])
  func argumentsOfTheLibraryAreSaidAsOptions(sentence: String, expected: String) {
    #expect(Words.forCommand(sentence) == expected)
  }

  @Test func numbersHaveFourToFiveFigures() {
    #expect(Words.number(0.96666) == "0.9667")
    #expect(Words.number(1) == "1.0000")
    #expect(Words.number(152.13348) == "152.13")
    #expect(Words.number(1_234_567_890) == "1.2346e+09")
    #expect(Words.number(-0.5) == "-0.5000")
  }

  @Test func whatIsNoNumberIsSaidInAWord() {
    #expect(Words.number(-.infinity) == "undefined")
    #expect(Words.number(.nan) == "undefined")
  }

  @Test func oneIsNotAPlural() {
    #expect(Words.count(1, "row") == "1 row")
    #expect(Words.count(0, "row") == "0 rows")
  }

  @Test func longListsAreCutAndCounted() {
    #expect(Words.list(["a", "b"]) == "a, b")
    #expect(Words.list((0..<12).map(String.init)) == "0, 1, 2, 3, 4, 5, 6, 7, 8 and 3 more")
  }
}
