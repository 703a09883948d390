/// A closed vocabulary that can also be spoken in strings, as Keras does.
protocol Named {
  /// Every name with what it stands for, as Keras spells it.
  static var vocabulary: [(String, Self)] { get }
  /// What one of them is called: "activation".
  static var noun: String { get }
}

extension Named {
  /// Case, hyphens, underscores and spaces do not matter: "LeakyReLU" is "leaky_relu".
  static func lookUp(_ name: String) -> Self? {
    vocabulary.first { folded($0.0) == folded(name) }?.1
  }

  static func find(_ name: String) throws(SwiftletError) -> Self {
    guard let found = lookUp(name) else { throw SwiftletError(.compile, unknownName(name)) }
    return found
  }

  static func unknownName(_ name: String, place: Finding.Place? = nil) -> Finding {
    let known = vocabulary.map(\.0)
    return Finding(
      .unknownName, "there is no \(noun) called \"\(name)\"", expected: "one of \(known.joined(separator: ", "))",
      got: "\"\(name)\"", remedy: "Did you mean \(nearestNames(to: name, in: known).joined(separator: " or "))?",
      place: place)
  }
}

private func folded(_ name: String) -> String {
  String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
}

/// The known names nearest to `name` in edit distance, at most three, quoted, nearest first.
func nearestNames(to name: String, in known: [String]) -> [String] {
  let ranked = known.map { (distance: editDistance(folded(name), folded($0)), name: $0) }
    .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
  guard let best = ranked.first?.distance else { return [] }
  return ranked.prefix(3).filter { $0.distance <= best + 1 }.map { "\"\($0.name)\"" }
}

/// Levenshtein's distance, in characters.
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  var row = Array(0...b.count)
  for i in a.indices {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (a[i] == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
