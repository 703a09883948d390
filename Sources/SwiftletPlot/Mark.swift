/// Something drawn in a plot's area: points, lines, regions.
///
/// A mark is a value that knows its data. Before the limits of the axes are chosen it is surveyed: it tells what
/// it will show and what the legend should say. Then it draws, in pixels that the pen finds for its data.
///
/// The marks of this library conform to it, one file each. Surveys and pens show nothing to other packages yet: a figure of
/// one's own is made of these marks (`Segments`, `Area`, `Text` and `Line` draw most things), not of new ones.
public protocol Mark: Sendable {
  /// Tells the values shown, the names for the legend, what to note in the caption.
  func survey(_ survey: inout Plot.Survey)

  /// Draws with the pen. Called once per picture, in the order of the marks.
  func draw(with pen: inout Plot.Pen)
}

extension Plot.Survey.Claims {
  mutating func claim(_ kind: WritableKeyPath<Self, Int>) -> Int {
    defer { self[keyPath: kind] += 1 }
    return self[keyPath: kind]
  }
}

/// A mark whose colours stand for values that are known only when the limits of the axes are.
protocol KeyedMark {
  func key(x: AxisScale, y: AxisScale) -> ColorKey?
}

/// A mark that could not be made of what it was given, a column that does not exist: descriptions never throw, so it
/// keeps its fault, and `save` throws it.
protocol FaultyMark {
  var fault: PlotError? { get }
}

extension Plot {
  /// What all marks of a plot tell about themselves.
  public struct Survey: Sendable {
    var x = Extent()
    var y = Extent()
    var classes: [ClassEntry] = []
    var classTitle = ""
    var series: [SeriesEntry] = []
    var rules: [RuleEntry] = []
    /// Entries after the classes: a swatch and its words.
    var extras: [ExtraEntry] = []
    /// Values in colours lie under the other marks.
    var isOnColors = false
    /// How many classes a probability field has.
    var fieldClasses = 0
    var notes: [String] = []
    /// Values left out, by reason.
    var notFinite = 0
    var notPositive = 0
    var outside = 0
    var shown = 0
    /// Something is drawn that has no points: a field, a line of reference.
    var isFilled = false
    /// The plot's own names along the axes; those that share an axis may bring others, in another order.
    var ownNames: (x: [String], y: [String]) = ([], [])
    /// Keys of what is coloured by a value.
    var keys: [ColorKey] = []
    /// What marks have taken for themselves so far.
    fileprivate(set) var claims = Claims()

    /// What marks take in their order: the same in the survey and when drawn.
    struct Claims: Sendable, Equatable {
      /// The palette's next colour for a series that names none.
      var series = 0
      /// Marks with bars stand side by side.
      var bars = 0
      /// Distributions lie over each other, so they are clear.
      var histograms = 0
      /// Points in one colour, each further ones in another shape.
      var clouds = 0
    }

    struct ClassEntry: Sendable, Equatable {
      var number: Int
      var name: String
      var count: Int
    }

    struct SeriesEntry: Sendable, Equatable {
      var name: String
      var color: RGBA
      var isDashed: Bool
      var swatch = Swatch.line
      /// Where the line ends, with the number that is written after its name.
      var end: (x: Double, y: Double)?
      var endText: String

      enum Swatch: Sendable, Equatable {
        case line, box
        case marker(MarkerShape)
      }

      static func == (a: Self, b: Self) -> Bool {
        a.name == b.name && a.color == b.color && a.isDashed == b.isDashed && a.endText == b.endText
      }
    }

    struct RuleEntry: Sendable, Equatable {
      var y: Double
      var label: String
    }

    struct ExtraEntry: Sendable, Equatable {
      enum Swatch: Sendable, Equatable { case ring }
      var swatch: Swatch
      var name: String
      var count: Int
    }

    let looks: Looks

    init(looks: Looks) { self.looks = looks }

    /// The number of the next colour; a mark that calls this in `survey` gets the same from its pen.
    mutating func claimSeries() -> Int { claims.claim(\.series) }

    mutating func claim(_ kind: WritableKeyPath<Claims, Int>) -> Int { claims.claim(kind) }

    /// The colour of a surface: the one wished, else the next.
    mutating func fill(_ color: Plot.Color?) -> RGBA { looks.fill(color) { claimSeries() } }

    /// The colour of a line: the one wished, else the next.
    mutating func stroke(_ color: Plot.Color?) -> RGBA { looks.stroke(color) { claimSeries() } }

    /// An entry of the legend; nothing without a name.
    mutating func name(_ name: String, _ color: RGBA, _ swatch: SeriesEntry.Swatch) {
      if !name.isEmpty {
        series.append(.init(name: name, color: color, isDashed: false, swatch: swatch, endText: ""))
      }
    }

    /// A key for colours that stand for values; one of the same title grows by these limits.
    mutating func key(_ key: ColorKey) {
      guard let known = keys.firstIndex(where: { $0.title == key.title && $0.colors == key.colors }) else {
        keys.append(key)
        return
      }
      keys[known].merge(key)
    }

    /// Counts points, widening the axes by those that can be shown.
    mutating func include(x xs: [Double], y ys: [Double]) {
      for (x, y) in zip(xs, ys) { include(x: x, y: y) }
    }

    mutating func include(x: Double, y: Double) {
      if !AxisScale.canShow(x) || !AxisScale.canShow(y) {
        notFinite += 1
      } else if (self.x.isLogarithmForced && x <= 0) || (self.y.isLogarithmForced && y <= 0) {
        notPositive += 1
      } else if !self.x.contains(x) || !self.y.contains(y) {
        outside += 1
      } else {
        shown += 1
        self.x.include(x)
        self.y.include(y)
      }
    }

    /// Sentences about what was left out, for the caption.
    var omissions: [String] {
      func sentence(_ n: Int, _ kind: String) -> String? {
        n == 0 ? nil : "\(NumberText.count(n)) \(kind) value\(n == 1 ? "" : "s") not shown"
      }
      let beyond = outside == 0 ? nil : "\(NumberText.count(outside)) outside the limits"
      return [sentence(notFinite, "non-finite"), sentence(notPositive, "non-positive"), beyond].compactMap { $0 }
    }

    /// What stands in the middle of a plot that has nothing to show.
    var emptiness: String? {
      guard shown == 0, !isFilled else { return nil }
      if notFinite > 0 { return "no finite values (\(NumberText.count(notFinite)) NaN or infinite)" }
      if notPositive > 0 { return "no positive values" }
      return outside > 0 ? "no values inside the limits" : "no data"
    }
  }
}
