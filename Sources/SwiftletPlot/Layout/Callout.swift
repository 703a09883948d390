/// Words about one spot of the plot, placed where they hide nothing.
struct Callout {
  var words: String
  var spot: Point
  /// Pixels around the spot that belong to it.
  var clearance: Double
  var color: RGBA
}

extension Plot.Pen {
  /// Writes all callouts: each tries places around its spot, near ones first, and takes the first that touches no
  /// line, box or other callout; if there is none, the one that touches least.
  mutating func drawCallouts(_ typeset: Typeset) {
    for callout in callouts {
      let height = typeset.height(Size.callout)
      let words = typeset.shortened(callout.words, Size.callout, to: area.width * 0.9)
      let width = typeset.width(words, Size.callout)
      let place = place(for: callout, width: width, height: height.ascent + height.descent)
      obstacles.append(.box(place.box))
      if place.isFar { drawLeader(from: callout, to: place.box) }
      let baseline = Point(place.box.left, place.box.bottom - height.descent)
      typeset.drawHaloed(words, Size.callout, at: baseline, callout.color, halo: looks.background)
    }
    callouts = []
  }

  private func place(for callout: Callout, width: Double, height: Double) -> (box: Rect, isFar: Bool) {
    let inner = area.grown(-px(4))
    var best: (box: Rect, isFar: Bool)?
    var fewest = Int.max
    for distance in [5.0, 14, 28, 46, 70, 100, 140] {
      let away = callout.clearance + px(distance)
      for direction in Self.directions {
        let box = Self.box(around: callout.spot, direction, away, width, height).moved(into: inner)
        let keepsOff = !box.grown(callout.clearance).contains(callout.spot)
        let touching = conflicts(with: box.grown(px(4))) + (keepsOff ? 0 : 1)
        if touching < fewest {
          fewest = touching
          best = (box, distance > 20)
        }
        if touching == 0 { return (box, distance > 20) }
      }
    }
    return best ?? (inner, false)
  }

  /// Above right first: there is most room over a falling curve.
  private static let directions = [(1, -1), (-1, -1), (0, -1), (1, 1), (-1, 1), (0, 1), (1, 0), (-1, 0)]

  private static func box(
    around spot: Point, _ direction: (Int, Int), _ away: Double, _ width: Double, _ height: Double
  ) -> Rect {
    let slant = direction.0 != 0 && direction.1 != 0 ? 0.75 : 1
    let x = spot.x + Double(direction.0) * (away * slant + width / 2)
    let y = spot.y + Double(direction.1) * (away * slant + height / 2)
    return Rect(left: x - width / 2, top: y - height / 2, right: x + width / 2, bottom: y + height / 2)
  }

  /// Whether words, a line or a marker that wants to be seen stand in a box.
  func isTaken(_ box: Rect) -> Bool { conflicts(with: box) > 0 }

  private func conflicts(with box: Rect) -> Int {
    obstacles.reduce(0) { count, obstacle in
      switch obstacle {
      case .segment(let a, let b): count + (box.clip(a, b) == nil ? 0 : 1)
      case .box(let other): count + (box.intersects(other) ? 1 : 0)
      }
    }
  }

  /// A thin line from the spot's rim to the nearest point of the words.
  private func drawLeader(from callout: Callout, to box: Rect) {
    let spot = callout.spot
    let end = Point(min(max(spot.x, box.left), box.right), min(max(spot.y, box.top), box.bottom))
    let length = spot.distance(to: end)
    guard length > callout.clearance + 1 else { return }
    let part = callout.clearance / length
    let start = Point(spot.x + (end.x - spot.x) * part, spot.y + (end.y - spot.y) * part)
    canvas.fill([.capsule(start, end, width: max(1, px(0.7)))], callout.color, within: clip)
  }
}

extension Rect {
  /// Shifted, as little as need be, to lie inside another rectangle.
  fileprivate func moved(into room: Rect) -> Rect {
    let dx = max(room.left - left, min(0, room.right - right))
    let dy = max(room.top - top, min(0, room.bottom - bottom))
    return Rect(left: left + dx, top: top + dy, right: right + dx, bottom: bottom + dy)
  }
}
