/// Many straight pieces, each with a width and colour of its own: the connections of a network, arrows of a flow.
///
///     Segments([
///       .init(from: (0, 0), to: (1, 2), width: 3),
///       .init(from: (0, 1), to: (1, 2), color: .accent, isDashed: true),
///     ])
public struct Segments: Mark {
  /// One piece, between two places of the data.
  public struct Segment: Sendable {
    var from: (x: Double, y: Double)
    var to: (x: Double, y: Double)
    var width: Double
    var color: Plot.Color?
    var opacity: Double
    var isDashed: Bool

    /// - Parameters:
    ///   - from, to: Places as (x, y).
    ///   - width: In pixels at scale 1; nothing is drawn at 0.
    ///   - color: nil for the colour of all segments that name none.
    ///   - opacity: 0 is clear, 1 hides what lies behind.
    public init(
      from: (Double, Double), to: (Double, Double), width: Double = 1.2, color: Plot.Color? = nil, opacity: Double = 1,
      isDashed: Bool = false
    ) {
      self.from = (from.0, from.1)
      self.to = (to.0, to.1)
      self.width = width.isFinite ? min(max(width, 0), 100) : 0
      self.color = color
      self.opacity = opacity.isNaN ? 1 : min(max(opacity, 0), 1)
      self.isDashed = isDashed
    }
  }

  private let segments: [Segment]
  private let name: String

  /// - Parameters:
  ///   - segments: In drawing order. One with an end that is not finite is not drawn but counted in the caption.
  ///   - name: In the legend; empty for none.
  public init(_ segments: [Segment], name: String = "") {
    self.segments = segments
    self.name = name
  }

  private var needsColor: Bool { segments.contains { $0.color == nil } || segments.isEmpty }

  public func survey(_ survey: inout Plot.Survey) {
    for segment in segments {
      survey.include(x: segment.from.x, y: segment.from.y)
      survey.include(x: segment.to.x, y: segment.to.y)
    }
    let color = survey.stroke(needsColor ? nil : segments[0].color)
    survey.name(name, color, .line)
  }

  public func draw(with pen: inout Plot.Pen) {
    let common = pen.stroke(needsColor ? nil : segments[0].color)
    let unclaimed = pen.looks
    for segment in segments where segment.width > 0 {
      guard let a = pen.spot(segment.from.x, segment.from.y), let b = pen.spot(segment.to.x, segment.to.y) else {
        continue
      }
      let color = segment.color.map { unclaimed.stroke($0) { 0 } } ?? common
      let dash = segment.isDashed ? Size.dash.scaled(pen.scale) : nil
      let stroke = Stroke(width: pen.px(segment.width), dash: dash)
      pen.canvas.fill(stroke.shapes(of: [a, b], within: pen.clip), color.faded(segment.opacity), within: pen.clip)
    }
  }
}
