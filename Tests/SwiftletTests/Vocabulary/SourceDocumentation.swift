import Foundation

/// What the sources say about public names: signatures and documentation comments, read as text, so that each fact
/// stays where it is written.
struct SourceDocumentation {
  struct Declaration {
    let name: String
    /// As it is written, with defaults, without the place of the call.
    var signature: String
    /// One line of Markdown.
    let text: String
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The lines of every source of the library, file by file, in the order of their names.
  static func files() throws -> [[String]] {
    let folder = root.appendingPathComponent("Sources/Swiftlet")
    let names = (FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? [])
      .filter { $0.hasSuffix(".swift") }.sorted()
    return try names.map {
      try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8).components(separatedBy: "\n")
    }
  }

  /// The cases of a public enum; nested enums have none of theirs here.
  static func cases(of type: String) throws -> [Declaration] {
    var found: [Declaration] = []
    for lines in try files() {
      guard
        let start = lines.firstIndex(where: {
          $0.contains("public enum \(type):") || $0.contains("public indirect enum \(type):")
        })
      else { continue }
      let end = lines[start...].firstIndex(of: "}") ?? lines.endIndex
      found += declarations(lines[start..<end], prefixes: ["  case ", "  indirect case "]).filter {
        $0.name != "unknown"
      }
    }
    return found
  }

  /// The public static members of extensions of a type, or of the type itself, that have a comment of their own.
  static func statics(of type: String) throws -> [Declaration] {
    var found: [Declaration] = []
    for lines in try files() {
      for (start, line) in lines.enumerated()
      where line.hasPrefix("extension \(type) ") || line.contains("public struct \(type):") {
        let end = lines[start...].firstIndex(of: "}") ?? lines.endIndex
        found += declarations(
          lines[start..<end], prefixes: ["  public static func ", "  public static var ", "  public static let "])
      }
    }
    var signatures: Set<String> = []
    return found.filter { !$0.text.isEmpty && signatures.insert($0.signature).inserted }
  }

  /// The public types that conform to one of the protocols, with their initialisers.
  static func types(conformingTo protocols: [String]) throws -> [Declaration] {
    var found: [Declaration] = []
    for lines in try files() {
      for (start, line) in lines.enumerated() where isType(line, protocols) {
        let end = lines[start...].firstIndex(of: "}") ?? lines.endIndex
        let comment = lines[..<start].reversed().prefix { $0.hasPrefix("///") || $0.hasPrefix("@") }
        let name = String(line.prefix { $0 != ":" }.split(separator: " ").last ?? "")
        let makers = declarations(lines[start..<end], prefixes: ["  public init"]).map {
          name + $0.signature.dropFirst(4)
        }
        found.append(
          Declaration(
            name: name, signature: makers.joined(separator: " or "),
            text: oneLine(comment.reversed().filter { $0.hasPrefix("///") }.map(uncommented))))
      }
    }
    return found.sorted { $0.name < $1.name }
  }

  private static func isType(_ line: String, _ protocols: [String]) -> Bool {
    guard line.hasPrefix("public struct ") || line.hasPrefix("public final class "),
      let colon = line.firstIndex(of: ":"),
      !line[..<colon].contains("<")
    else { return false }
    let conformances = line[colon...].dropFirst().split(whereSeparator: { " ,{".contains($0) }).map(String.init)
    return conformances.contains { protocols.contains($0) }
  }

  private static func declarations(_ lines: ArraySlice<String>, prefixes: [String]) -> [Declaration] {
    var found: [Declaration] = []
    var comment: [String] = []
    for (index, line) in zip(lines.indices, lines) {
      let bare = line.trimmingCharacters(in: .whitespaces)
      if bare.hasPrefix("///") {
        comment.append(uncommented(bare))
      } else if let prefix = prefixes.first(where: line.hasPrefix) {
        let signature = signature(lines[index...], prefix)
        for part in prefix.contains("case") && !signature.contains("(")
          ? signature.components(separatedBy: ", ") : [signature]
        {
          let name = String(part.prefix { $0.isLetter || $0.isNumber })
          found.append(Declaration(name: name, signature: part, text: oneLine(comment)))
        }
        comment = []
      } else if !bare.hasPrefix("@") {
        comment = []
      }
    }
    return found
  }

  private static func uncommented(_ line: String) -> String {
    let text = line.dropFirst(3)
    return String(text.hasPrefix(" ") ? text.dropFirst() : text)
  }

  /// From behind the keyword to the closing parenthesis.
  private static func signature(_ lines: ArraySlice<String>, _ prefix: String) -> String {
    let keyword = prefix.hasSuffix("init") ? 4 : 0
    var text = ""
    var depth = 0
    scan: for (number, line) in lines.enumerated() {
      let part =
        number == 0 ? String(line.dropFirst(prefix.count - keyword)) : " " + line.trimmingCharacters(in: .whitespaces)
      for character in part {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        if depth == 0 && (character == "{" || character == ":" || character == "=") { break scan }
        text.append(character)
        if depth == 0 && character == ")" { break scan }
      }
      if depth == 0 { break }
    }
    for noise in [
      ", file: String = #fileID, line: Int = #line", "file: String = #fileID, line: Int = #line", "@escaping ",
      "@Sendable ",
    ] {
      text = text.replacingOccurrences(of: noise, with: "")
    }
    return text.trimmingCharacters(in: .whitespaces).replacingOccurrences(of: "( ", with: "(")
      .replacingOccurrences(of: " )", with: ")")
  }

  /// Paragraphs as one line, tables as clauses; examples and parameters are left to the sources.
  private static func oneLine(_ comment: [String]) -> String {
    var parts: [String] = []
    var header: [String]?
    for line in comment.prefix(while: { !$0.hasPrefix("- Param") && !$0.hasPrefix("- Throws") })
    where !line.hasPrefix("    ") {
      // A table, and no |x|.
      guard line.hasPrefix("| ") || line.hasPrefix("|---") else {
        header = nil
        if !line.isEmpty { parts.append(line) }
        continue
      }
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      if line.hasPrefix("|---") { continue }
      guard let names = header else {
        header = cells
        continue
      }
      let values = zip(names, cells).dropFirst().map { "\($0) \($1)" }.joined(separator: ", ")
      parts.append("\(cells.first ?? ""): \(values);")
    }
    return parts.joined(separator: " ")
  }
}
