@testable import Swiftlet

/// One kind of thing that has names: a table of docs/VOCABULARY.md.
struct VocabularyFamily {
  /// A name that can be written as text, with what it stands for.
  struct Spelling {
    let name: String
    let words: String
    let value: AnyHashable
  }

  let title: String
  /// How one is written: a dot before cases and functions.
  let prefix: String
  let declarations: [SourceDocumentation.Declaration]
  var spellings: [Spelling] = []
  let peers: [String: Peers]

  /// The names as text of a declaration: the one that is spelled alike, and others of the same value.
  func names(of declaration: SourceDocumentation.Declaration) -> [String] {
    let own = spellings.first { Self.folded($0.name) == Self.folded(declaration.name) }
    return spellings.filter { $0.value == own?.value }.map(\.name)
  }

  private static func folded(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

  /// Names as text that are spelled unlike every declaration: presets and names of other libraries.
  var otherSpellings: [Spelling] {
    let known = Set(declarations.flatMap(names))
    return spellings.filter { !known.contains($0.name) }
  }

  var markdown: String {
    var lines = [
      "## \(title)", "", "| Swift | as text | what it is | Keras | PyTorch | differences |",
      "|---|---|---|---|---|---|",
    ]
    for declaration in declarations {
      let peer = peers[declaration.name] ?? Peers("?", "?")
      let cells = [
        "`\(prefix)\(declaration.signature)`", names(of: declaration).map { "\"\($0)\"" }.joined(separator: ", "),
        declaration.text, peer.keras, peer.torch, peer.difference,
      ]
      lines.append("| " + cells.map { $0.replacingOccurrences(of: "|", with: "\\|") }.joined(separator: " | ") + " |")
    }
    if !otherSpellings.isEmpty {
      let words = otherSpellings.map { "\"\($0.name)\" is \($0.words)" }
      lines += ["", "As text also: \(words.joined(separator: "; "))."]
    }
    return lines.joined(separator: "\n")
  }
}

/// What a thing is called elsewhere; "–" where there is none.
struct Peers {
  let keras: String
  let torch: String
  let difference: String

  init(_ keras: String, _ torch: String, _ difference: String = "") {
    self.keras = keras
    self.torch = torch
    self.difference = difference
  }
}

enum Vocabulary {
  static func families() throws -> [VocabularyFamily] {
    [
      VocabularyFamily(
        title: "Layers", prefix: "",
        declarations: try SourceDocumentation.types(conformingTo: ["Layer", "MergeLayer"]),
        peers: layers),
      VocabularyFamily(
        title: "Activations", prefix: ".", declarations: try SourceDocumentation.cases(of: "Activation"),
        spellings: Activation.vocabulary.map { spelling($0.0, $0.1.description, $0.1) }, peers: activations),
      VocabularyFamily(
        title: "Losses", prefix: ".", declarations: try SourceDocumentation.statics(of: "Loss"),
        spellings: Loss.vocabulary.map { spelling($0.0, $0.1.description, $0.1) }, peers: losses),
      VocabularyFamily(
        title: "Optimizers", prefix: ".", declarations: try SourceDocumentation.statics(of: "Optimizer"),
        spellings: Optimizer.vocabulary.map { spelling($0.0, $0.1().description, $0.0) }, peers: optimizers),
      VocabularyFamily(
        title: "Schedules", prefix: ".", declarations: try SourceDocumentation.cases(of: "Schedule"), peers: schedules),
      VocabularyFamily(
        title: "Initializers", prefix: ".",
        declarations: try SourceDocumentation.cases(of: "Initializer") + SourceDocumentation.statics(of: "Initializer"),
        spellings: Initializer.vocabulary.map { spelling($0.0, $0.1.description, $0.1) }, peers: initializers),
      VocabularyFamily(
        title: "Regularizers", prefix: ".", declarations: try SourceDocumentation.cases(of: "Regularizer"),
        spellings: Regularizer.vocabulary.map { spelling($0.0, $0.1.description, $0.1) }, peers: regularizers),
      VocabularyFamily(
        title: "Constraints", prefix: ".", declarations: try SourceDocumentation.cases(of: "Constraint"),
        spellings: Constraint.vocabulary.map { spelling($0.0, $0.1.description, $0.1) }, peers: constraints),
      VocabularyFamily(
        title: "Metrics", prefix: ".",
        declarations: try SourceDocumentation.cases(of: "Metric"),
        spellings: Metric.vocabulary.map { spelling($0.0, $0.1.name, $0.1) }, peers: metrics),
      VocabularyFamily(
        title: "Callbacks", prefix: "",
        declarations: try SourceDocumentation.types(conformingTo: ["Callback", "BatchCallback"]), peers: callbacks),
    ]
  }

  private static func spelling(_ name: String, _ words: String, _ value: AnyHashable) -> VocabularyFamily.Spelling {
    VocabularyFamily.Spelling(name: name, words: words, value: value)
  }

  static func markdown() throws -> String {
    let head = """
      # The vocabulary

      Every name, what it is, and what it is called elsewhere: Keras 3 and PyTorch 2. Where the libraries differ, a preset
      chooses: `.keras3` (the default), `.keras2`, `.keras1`, `.torch`. Signatures carry the defaults. Names as text are
      read without regard to case, hyphens and underscores. Keras's `Input` is `Symbol.input(shape)` or `Sequential(inputs:)`,
      and every activation is a layer on a line of its own: `Activation.thresholdedReLU`.

      Generated from the sources and held against them by a test; to write it again:
      `SWIFTLET_WRITE_VOCABULARY=1 swift test --filter VocabularyTests`.
      """
    return ([head] + (try families().map(\.markdown)) + others.map { table($0.title, $0.rows) }).joined(
      separator: "\n\n") + "\n"
  }
}
