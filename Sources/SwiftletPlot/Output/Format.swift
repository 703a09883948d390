import Swiftlet

extension Plot {
  /// What kind of file a picture becomes; the end of a file's name tells it.
  public enum Format: String, Sendable, Hashable, CaseIterable {
    /// Pixels, without loss. The usual choice.
    case png
    /// Shapes and letters that stay sharp at every size: for papers. Fields of colour are pixels inside it.
    case svg
    /// Pixels, without loss, in a smaller file; only where libgd was built with it. It carries no metadata.
    case webp
    /// At most 256 colours; for places that take nothing else, and for films. It carries no metadata.
    case gif

    /// - Throws: `PlotError` when the name has no ending, or one that is not known.
    init(path: String) throws(PlotError) {
      let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
      let known = Self.allCases.map { ".\($0.rawValue)" }
      let list = known.dropLast().joined(separator: ", ") + " or " + (known.last ?? "")
      guard let dot = name.lastIndex(of: ".") else {
        throw PlotError(
          path: path, what: "the name does not tell a format", remedy: "give a name that ends in \(list)")
      }
      let ending = name[name.index(after: dot)...].lowercased()
      if let format = Self(rawValue: ending) {
        self = format
        return
      }
      let near = Spelling.nearest(ending, among: Self.allCases.map(\.rawValue), limit: 1).first
      throw PlotError(
        path: path, what: "\".\(ending.prefix(40))\" is not a format that can be written",
        remedy: (near.map { "did you mean .\($0)? " } ?? "") + "names end in \(list)")
    }
  }
}
