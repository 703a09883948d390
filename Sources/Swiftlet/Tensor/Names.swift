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
    let near = Spelling.nearest(name, among: known).map { "\"\($0)\"" }
    return Finding(
      .unknownName, "there is no \(noun) called \"\(name)\"", expected: "one of \(known.joined(separator: ", "))",
      got: "\"\(name)\"",
      remedy: near.isEmpty ? "Use one of the names there are" : "Did you mean \(near.joined(separator: " or "))?",
      place: place)
  }
}

private func folded(_ name: String) -> String {
  String(name.lowercased().filter { $0 != "_" && $0 != "-" && $0 != " " })
}
