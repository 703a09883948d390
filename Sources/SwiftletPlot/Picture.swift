/// What can be drawn as one picture: a plot, or a grid of plots.
///
/// Every picture can be saved as a file (`save`), had as bytes or pixels (`bytes`, `pixels`) and looked at in a
/// terminal (`show`).
public protocol Picture: Sendable {
  /// What there is to draw.
  var drawing: Drawing { get }
}

extension Plot: Picture {
  public var drawing: Drawing { Drawing(.plot(self)) }
}

extension Grid: Picture {
  public var drawing: Drawing { Drawing(.grid(self)) }
}
