/// A picture as a value: a title, marks in drawing order, and what is wished of axes, legend and looks.
///
///     let picture = Plot("Training", caption: "Adam, 60 epochs") {
///       Line(losses, name: "train")
///       Rule(y: 1.0986, label: "class shares only")
///     }
///     .x("epoch").y("loss", scale: .log)
///     try picture.save("loss.png")
///
/// Limits, ticks, margins and legend follow from the marks; every modifier returns a changed copy. Nothing is
/// drawn before `save`.
public struct Plot: Sendable {
  var title: String
  var caption: String
  var marks: [any Mark]
  var xAxis = Axis()
  var yAxis = Axis()
  var aspect = Aspect.free
  var legend = Legend.automatic
  var theme = Theme.light
  var palette = Palette.petroff10
  var figure = FigureSize.standard
  /// Sentences that a ready-made chart adds to the caption.
  var notes: [String] = []
  /// How it came about, by key; goes into the file.
  var metadata: [String: String] = [:]
  /// Neither grid, frame nor ticks: a drawing whose places mean nothing.
  var hidesAxes = false
  /// What a ready-made chart could not be made of; `save` throws it.
  var fault: PlotError?

  struct Axis: Sendable {
    var label = ""
    var range: ClosedRange<Double>?
    var scale = Scale.automatic
    /// What stands at 0, 1, 2, ... in place of numbers.
    var names: [String] = []
  }

  /// - Parameters:
  ///   - title: One line, two at most; longer ones end in "…".
  ///   - caption: A smaller line under the title: where the picture comes from.
  ///   - marks: Drawn in order, the first at the bottom.
  public init(_ title: String = "", caption: String = "", @PlotBuilder _ marks: () -> [any Mark]) {
    self.title = title
    self.caption = caption
    self.marks = marks()
  }

  /// Names the horizontal axis, fixes its limits or its scale. What is nil stays as it was.
  ///
  /// A range that is not finite or has no width is passed over; points outside it are not drawn but counted in
  /// the caption.
  public func x(_ label: String? = nil, in range: ClosedRange<Double>? = nil, scale: Scale = .automatic) -> Plot {
    changed { $0.xAxis.change(label, range, scale) }
  }

  /// As `x`, for the vertical axis.
  public func y(_ label: String? = nil, in range: ClosedRange<Double>? = nil, scale: Scale = .automatic) -> Plot {
    changed { $0.yAxis.change(label, range, scale) }
  }

  /// Names in place of numbers along the horizontal axis: the first stands at 0, the next at 1, and so on.
  ///
  /// Names that do not fit are slanted, then cut at 12 characters, then thinned out.
  public func x(_ label: String? = nil, categories: [String]) -> Plot {
    changed {
      $0.xAxis.names = categories
      $0.xAxis.change(label, nil, .automatic)
    }
  }

  /// Names along the vertical axis, from the top: the first stands at 0, the one below it at 1.
  public func y(_ label: String? = nil, categories: [String]) -> Plot {
    changed {
      $0.yAxis.names = categories
      $0.yAxis.change(label, nil, .automatic)
    }
  }

  /// Rows with names in place of a vertical axis of numbers, from the top; the last is at 0, the one above it at 1.
  package func rows(_ names: [String]) -> Plot {
    changed {
      $0.yAxis.names = names.reversed()
      $0.yAxis.change("", -0.6...Double(names.count) - 0.4, .linear)
    }
  }

  /// How the plot area is proportioned.
  public func aspect(_ aspect: Aspect) -> Plot { changed { $0.aspect = aspect } }

  /// Where names of classes and series stand.
  public func legend(_ legend: Legend) -> Plot { changed { $0.legend = legend } }

  /// Light (the default) or dark.
  public func theme(_ theme: Theme) -> Plot { changed { $0.theme = theme } }

  /// The colours of classes and series.
  public func palette(_ palette: Palette) -> Plot { changed { $0.palette = palette } }

  /// With another title, and another caption unless that is nil.
  public func titled(_ title: String, caption: String? = nil) -> Plot {
    changed {
      $0.title = title
      $0.caption = caption ?? $0.caption
    }
  }

  /// With more marks on top.
  public func adding(@PlotBuilder _ marks: () -> [any Mark]) -> Plot {
    changed { $0.marks += marks() }
  }

  private func changed(_ change: (inout Plot) -> Void) -> Plot {
    var copy = self
    change(&copy)
    return copy
  }
}

extension Plot.Axis {
  fileprivate mutating func change(_ label: String?, _ range: ClosedRange<Double>?, _ scale: Plot.Scale) {
    self.label = label ?? self.label
    self.range = range ?? self.range
    if scale != .automatic { self.scale = scale }
  }
}

// Words that users want for themselves are nested: a user's own `Scale` or `Legend` never meets ours.
extension Plot {
  /// `automatic` is linear, but logarithmic for losses that are positive and span more than a factor of 100.
  /// On a logarithmic axis values ≤ 0 are not drawn but counted in the caption.
  ///
  /// `symlog` is logarithmic on both sides of 0 and linear around it, for values of both signs and many magnitudes;
  /// `time` labels a number of seconds as 30 s, 5 min, 2 h.
  public enum Scale: Sendable, Hashable { case automatic, linear, log, symlog, time }

  /// `free` fills the figure, `square` makes the plot area a square, `equal` gives one unit of data the same
  /// length on both axes.
  public enum Aspect: Sendable, Hashable { case free, square, equal }

  /// `automatic` writes the names of up to six lines at their right ends, and puts everything else into a legend
  /// beside the plot area; `outside` uses the legend for lines too; `inside` puts it into the emptiest corner of the
  /// plot area when it hides nothing there, else outside.
  public enum Legend: Sendable, Hashable { case automatic, outside, inside, none }

  /// Which colour a mark takes.
  public enum Color: Sendable, Hashable {
    /// One per class, with a marker shape of its own.
    case byClass
    /// The palette's n-th colour, counted from 0 and starting again after the last.
    case series(Int)
    /// The colour of warnings.
    case accent
    /// The colour of letters.
    case ink
    /// A quieter ink, for what is there to compare with.
    case muted
  }
}

/// Collects the marks between the braces of a `Plot`; `if`, `if else` and `for` are allowed.
@resultBuilder
public enum PlotBuilder {
  public static func buildExpression(_ mark: some Mark) -> [any Mark] { [mark] }
  public static func buildBlock(_ parts: [any Mark]...) -> [any Mark] { parts.flatMap { $0 } }
  public static func buildOptional(_ part: [any Mark]?) -> [any Mark] { part ?? [] }
  public static func buildEither(first: [any Mark]) -> [any Mark] { first }
  public static func buildEither(second: [any Mark]) -> [any Mark] { second }
  public static func buildArray(_ parts: [[any Mark]]) -> [any Mark] { parts.flatMap { $0 } }
}
