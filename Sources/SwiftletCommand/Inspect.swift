import ArgumentParser
import Foundation
import SwiftletPlot

/// `swiftlet inspect`: what a file tells about itself.
struct Inspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what a picture was made of: its size and the settings of its run.",
    discussion: """
      EXAMPLES
        swiftlet inspect plots/iris_regions.png          size, resolution, settings
        swiftlet inspect --json plots/iris_regions.png   the same for programs

      A picture of a model carries the settings of its training: network, optimizer, seed, epochs, rows.
      """)

  @Argument(help: ArgumentHelp("A PNG file.", valueName: "file"))
  var file: String

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let bytes = try InspectedFile.read(file)
    switch InspectedFile.Kind(bytes) {
    case .png: try say(InspectedFile.facts(bytes, file))
    case let kind: throw InspectedFile.unreadable(kind, file)
    }
  }

  private func say(_ facts: PNGFacts) throws {
    guard !json else {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      let text = String(decoding: try encoder.encode(InspectedPicture(file, facts)), as: UTF8.self)
      return try Output.say(TamedText.json(text))
    }
    try Output.say("\(file): \(InspectedPicture.sentence(facts))")
    let lines = facts.texts.map { (key: TamedText.line($0.key), text: $0.text) }
    let width = lines.map(\.key.count).max() ?? 0
    for line in lines {
      let key = line.key.padding(toLength: width + 2, withPad: " ", startingAt: 0)
      try Output.say("  " + key + TamedText.lines(line.text, indent: width + 4))
    }
  }
}

/// What `--json` prints.
private struct InspectedPicture: Encodable {
  let file: String
  let format = "png"
  let width: Int
  let height: Int
  let color: String
  let bitsPerChannel: Int
  let isSRGB: Bool
  let dotsPerInch: Double?
  let metadata: [String: String]

  init(_ file: String, _ facts: PNGFacts) {
    self.file = file
    width = facts.width
    height = facts.height
    color = facts.color
    bitsPerChannel = facts.bitsPerChannel
    isSRGB = facts.isSRGB
    dotsPerInch = facts.dotsPerInch
    metadata = Dictionary(facts.texts.map { ($0.key, $0.text) }) { first, _ in first }
  }

  /// `PNG, 1200 × 900 pixels, 8-bit RGB, sRGB, 144 dots per inch`
  static func sentence(_ facts: PNGFacts) -> String {
    var parts = ["PNG", "\(facts.width) × \(facts.height) pixels", "\(facts.bitsPerChannel)-bit \(facts.color)"]
    if facts.isSRGB { parts.append("sRGB") }
    if let dots = facts.dotsPerInch { parts.append(String(format: "%.4g dots per inch", dots)) }
    return parts.joined(separator: ", ")
  }
}
