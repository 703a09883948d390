import Foundation
import Testing

@testable import Swiftlet

/// docs/VOCABULARY.md says what the code says, about every name there is.
struct VocabularyTests {
  private static let file = SourceDocumentation.root.appendingPathComponent("docs/VOCABULARY.md")

  @Test func everyNameHasWordsAndPeers() throws {
    for family in try Vocabulary.families() {
      #expect(!family.declarations.isEmpty, "\(family.title)")
      for declaration in family.declarations {
        #expect(!declaration.text.isEmpty, "\(family.title): \(declaration.name) says nothing")
        #expect(
          family.peers[declaration.name] != nil, "\(family.title): \(declaration.name) has no row in VocabularyPeers")
        #expect(!declaration.signature.isEmpty)
      }
    }
  }

  /// The parser finds what the vocabularies hold: a family that it reads wrongly would be short.
  @Test func everyCaseThatCanBeSpelledIsFound() throws {
    let text = try Vocabulary.markdown()
    for family in try Vocabulary.families() {
      for spelling in family.spellings {
        #expect(text.contains("\"\(spelling.name)\""), "\(family.title) \(spelling.name)")
      }
    }
    let activations = Set(try SourceDocumentation.cases(of: "Activation").map(\.name))
    #expect(activations.count == 30 && activations.isSuperset(of: ["relu", "rectifier", "gelu", "sparsemax"]))
    let layers = Set(try SourceDocumentation.types(conformingTo: ["Layer", "MergeLayer"]).map(\.name))
    #expect(layers.isSuperset(of: ["Dense", "BatchNormalization", "Dot", "PReLU", "OneHot"]))
    #expect(!layers.contains("ModifiedLayer"))
  }

  @Test func whatBelongsToNoFamilyIsInTheSources() throws {
    let folder = SourceDocumentation.root.appendingPathComponent("Sources/Swiftlet")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL }
    let text = try (files ?? []).filter { $0.pathExtension == "swift" }.map {
      try String(contentsOf: $0, encoding: .utf8)
    }
    .joined()
    for row in Vocabulary.others.flatMap(\.rows) {
      #expect(
        text.contains("public \(row.declaration)") || text.contains("public final \(row.declaration)"),
        "\(row.spelling)")
    }
  }

  @Test func theFileIsWhatTheCodeSays() throws {
    let text = try Vocabulary.markdown()
    if ProcessInfo.processInfo.environment["SWIFTLET_WRITE_VOCABULARY"] != nil {
      try text.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: Self.file, encoding: .utf8).components(separatedBy: "\n")
    let expected = text.components(separatedBy: "\n")
    let differing = zip(committed, expected).first { $0 != $1 }
    #expect(
      committed == expected,
      "docs/VOCABULARY.md is old; SWIFTLET_WRITE_VOCABULARY=1 writes it. First difference: \(differing?.1 ?? "its length")"
    )
  }
}
