import Foundation
import Testing

@testable import SwiftletCommand

/// The page plots/README.md: every picture with the lines that make it, which are read from the sources that do make it.
enum Gallery {
  static func markdown() throws -> String {
    var page = """
      # Pictures that Swiftlet draws

      <!-- Written by SWIFTLET_WRITE_GALLERY=1 swift test -Xcc -O3 --filter GalleryTests from Figures/ and Figures.swift. -->

      Every picture here with the lines that make it. They are the very lines that `swiftlet plots` runs, but for the last,
      which saves the picture; each needs `import Swiftlet` and `import SwiftletPlot`. `make plots` draws them all again.
      Each of these pictures is a value that can be changed before it is saved: `.theme(.dark)`, `.titled("...")`,
      `.y("loss", scale: .log)`, `.adding { Rule(y: 0.5) }`; `save` takes `.png`, `.svg`, `.webp` and `.gif`.


      """
    for chapter in Figure.chapters {
      page += "## \(chapter.title)\n\n\(chapter.words)\n\n"
      for figure in chapter.figures { page += try section(of: figure, in: chapter) }
    }
    return page + ending
  }

  private static func section(of figure: Figure, in chapter: Figure.Chapter) throws -> String {
    let code = try lines(of: figure).joined(separator: "\n")
    let place = "Sources/SwiftletCommand/Figures/\(figure.name).swift"
    let fence = chapter.standsAlone ? "```swift" : "```swift calls-helpers"
    let source = chapter.standsAlone ? "" : "\n\nWhat it calls is in [\(figure.name).swift](../\(place))."
    return """
      ### \(figure.summary)

      ![\(figure.summary)](\(figure.file))

      \(fence)
      \(code)
      ```\(source)


      """
  }

  private static let ending = """
    ## Beside other libraries

    The same data drawn by Swiftlet (top) and by matplotlib, mlxtend and scikit-learn (below), each at 1200 × 900 pixels;
    `make side-by-side` draws them again.

    ![Five pictures by Swiftlet, and the same five by others](side_by_side_1.png)

    ![Five more](side_by_side_2.png)

    """

  /// The lines between the braces of `Figure(...) { ... }`, flush left; `return picture` becomes the saving of it, and a
  /// file of the clone is named as from its folder.
  static func lines(of figure: Figure) throws -> [String] {
    let file = packageRoot.appendingPathComponent("Sources/SwiftletCommand/Figures/\(figure.name).swift")
    let all = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    let opening = try #require(all.firstIndex { $0.contains("= Figure(") }, "\(figure.name)")
    let start = try #require(all[opening...].firstIndex { $0.hasSuffix("{") }) + 1
    let indent = all[opening].prefix { $0 == " " }
    let end = try #require(all[start...].firstIndex { $0 == indent + "}" })
    return all[start..<end].map { line in
      var line = line.hasPrefix(indent + "  ") ? String(line.dropFirst(indent.count + 2)) : line
      if line == "return picture" { line = "try picture.save(\"\(figure.file)\")" }
      return line.replacing(/Clone\.file\(("[^"]*")\)/) { "\($0.output.1)" }
    }
  }
}

/// The gallery says what the sources say.
@Suite struct GalleryTests {
  private static let file = packageRoot.appendingPathComponent("plots/README.md")

  @Test func theGalleryShowsEveryPictureWithTheLinesThatMakeIt() throws {
    let page = try Gallery.markdown()
    if ProcessInfo.processInfo.environment["SWIFTLET_WRITE_GALLERY"] != nil {
      try page.write(to: Self.file, atomically: true, encoding: .utf8)
    }
    let committed = try String(contentsOf: Self.file, encoding: .utf8)
    let differing = zip(committed.components(separatedBy: "\n"), page.components(separatedBy: "\n"))
      .first { $0 != $1 }
    #expect(
      committed == page,
      "plots/README.md is old; SWIFTLET_WRITE_GALLERY=1 writes it. First difference: \(differing?.1 ?? "its length")")
  }

  @Test func everyProgramOfTheGalleryIsShort() throws {
    for chapter in Figure.chapters where chapter.standsAlone {
      for figure in chapter.figures {
        let lines = try Gallery.lines(of: figure)
        #expect(lines.count <= 24, "\(figure.name) takes \(lines.count) lines")
        #expect(lines.last == "try picture.save(\"\(figure.file)\")", "\(figure.name) does not end in `return picture`")
      }
    }
  }
}
