/// Why a picture could not be made: what went wrong, with which file, and how to mend it.
public struct PlotError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The file concerned, if there is one.
  public let path: String?
  public let what: String
  public let remedy: String

  public init(path: String? = nil, what: String, remedy: String) {
    self.path = path
    self.what = what
    self.remedy = remedy
  }

  public var description: String {
    (path.map { "cannot write \($0): " } ?? "") + what + "; " + remedy
  }
}
