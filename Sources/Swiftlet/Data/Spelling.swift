/// Suggestions for misspelt names.
package enum Spelling {
  /// The known names nearest to `word`, best first: those that differ in case only, or by a few edits.
  package static func nearest(_ word: String, among names: [String], limit: Int = 3) -> [String] {
    let lowered = Array(word.lowercased().utf8.prefix(100))
    let mostEdits = max(2, lowered.count / 3)
    let ranked = names.prefix(2000).enumerated().compactMap { index, name -> (edits: Int, index: Int)? in
      let candidate = Array(name.lowercased().utf8.prefix(100))
      let isPart = lowered.count >= 3 && (contains(candidate, lowered) || contains(lowered, candidate))
      let edits = isPart ? 1 : distance(lowered, candidate)
      return edits <= mostEdits ? (edits, index) : nil
    }
    return ranked.sorted { ($0.edits, $0.index) < ($1.edits, $1.index) }.prefix(limit).map { names[$0.index] }
  }

  /// The fault for a column that does not exist: the nearest names, and what there is.
  package static func unknownColumn(_ column: String, among names: [String], place: Finding.Place?) -> Finding {
    let near = nearest(column, among: names).map { CellText.quoted($0) }
    let known = names.prefix(20).map { CellText.quoted($0) }.joined(separator: ", ")
    let spelling = near.isEmpty ? "Use one of the names there are" : "Did you mean \(near.joined(separator: " or "))?"
    let remedy = place == nil ? spelling : headerRemedy(names) ?? spelling
    return Finding(
      .unknownColumn, "there is no column \(CellText.quoted(column))",
      expected: "one of \(known)\(names.count > 20 ? ", ... (\(names.count) columns)" : "")",
      got: CellText.quoted(column), remedy: remedy, place: place)
  }

  /// What the names themselves give away: one column was most often cut at the wrong character, and a number is
  /// hardly a name. Nil when they look like names.
  private static func headerRemedy(_ names: [String]) -> String? {
    if names.count == 1, let name = names.first {
      let separator = name.contains("\t") ? "\\t" : name.contains("|") ? "|" : ";"
      let called = separator == ";" ? "semicolons" : separator == "|" ? "bars" : "tabs"
      return "The table has this one column: check the separator (separator: \"\(separator)\" for \(called))"
    }
    let numbers = names.count { Double($0)?.isFinite == true }
    return 2 * numbers >= names.count
      ? "The first row looks like data: put a row with the names of the columns before it" : nil
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard part.count >= 3, part.count <= text.count else { return false }
    return (0...text.count - part.count).contains { text[$0..<$0 + part.count].elementsEqual(part) }
  }

  /// Levenshtein's distance: the fewest insertions, deletions and replacements of bytes.
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for i in 0..<a.count {
      var diagonal = row[0]
      row[0] = i + 1
      for j in 0..<b.count {
        let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
