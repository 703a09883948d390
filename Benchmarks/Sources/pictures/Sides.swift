import Swiftlet
import SwiftletPlot

/// What is shown beside the pictures of others, in the order of the rows.
enum Sides {
  static let scenes: [(name: String, make: @Sendable () throws -> Scene)] = [
    ("01_scatter", Timed.scatter),
  ]
}
