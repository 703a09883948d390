import Testing

@testable import Swiftlet

@Suite struct SpellingTests {
  @Test func theNearestNamesComeFirst() {
    let names = ["sepal_length", "sepal_width", "species", "Petal"]
    #expect(Spelling.nearest("specie", among: names).first == "species")
    #expect(Spelling.nearest("SPECIES", among: names).first == "species")
    #expect(Spelling.nearest("petal", among: names).first == "Petal")
    #expect(Spelling.nearest("width", among: names) == ["sepal_width"])
    #expect(Spelling.nearest("qqqqqqq", among: names).isEmpty)
    #expect(Spelling.nearest("", among: []).isEmpty)
  }
}

@Suite struct CategoryTableTests {
  @Test func everyDistinctTextHasOneCode() {
    var table = CategoryTable()
    let texts = (0..<5000).map { "\($0 % 1700)" } + ["", "0"]
    let codes = texts.map { text in Array(text.utf8).withUnsafeBufferPointer { table.code(of: $0).code } }
    #expect(table.count == 1701)
    for (text, code) in zip(texts, codes) { #expect(table.text(of: code) == text) }
    #expect(codes[0] == 0 && codes[1700] == 0 && codes.last == 0)
  }
}
