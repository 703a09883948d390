import Foundation
import SwiftletPlot

/// A file that `swiftlet inspect` was given, told by its first bytes, whatever its name is.
enum InspectedFile {
  /// What the first bytes say.
  enum Kind: Equatable {
    case png, model, gif, webp, svg, nothing, unknown

    init(_ bytes: [UInt8]) {
      let head = String(decoding: bytes.prefix(256), as: UTF8.self)
      // A model begins with the length of its header, eight bytes, and the header with a brace.
      let isModel = bytes.count > 8 && bytes[8] == UInt8(ascii: "{") && bytes[5...7].allSatisfy { $0 == 0 }
      self =
        bytes.isEmpty
        ? .nothing
        : bytes.starts(with: PNGFacts.signature.prefix(4))
          ? .png
          : isModel
            ? .model
            : head.hasPrefix("GIF8")
              ? .gif
              : head.hasPrefix("RIFF") && head.contains("WEBP")
                ? .webp
                : head.contains("<svg") ? .svg : .unknown
    }
  }

  /// - Throws: `PlotError` when the file cannot be read.
  static func read(_ path: String) throws(PlotError) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe))
    } catch {
      throw PlotError(
        path: path, what: "the file cannot be read" + (OutputFolder.reason(of: error).map { ": \($0)" } ?? ""),
        remedy: "Name a PNG file that exists")
    }
  }

  /// - Throws: `PlotError` when the file is damaged.
  static func facts(_ bytes: [UInt8], _ path: String) throws(PlotError) -> PNGFacts {
    do throws(PNGFacts.Fault) {
      return try PNGFacts(bytes)
    } catch {
      throw PlotError(
        path: path, what: "the PNG is damaged: \(TamedText.line(error.what))", remedy: "Make or copy the file again")
    }
  }

  static func unreadable(_ kind: Kind, _ path: String) -> PlotError {
    let what =
      switch kind {
      case .nothing: "the file is empty"
      case .model: "this is a model in a safetensors file, and inspect reads pictures only"
      case .gif: "this is a GIF, which carries no settings"
      case .webp: "this is a WebP, which carries no settings"
      case .svg: "this is an SVG: its settings stand as text near its beginning, under <metadata>"
      case .png, .unknown: "this is not a PNG file"
      }
    return PlotError(path: path, what: what, remedy: "Name a PNG file")
  }
}
