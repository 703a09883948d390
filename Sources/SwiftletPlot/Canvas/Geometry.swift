/// A place on the canvas, in pixels, y downwards; pixel (i, j) covers [i, i+1) × [j, j+1).
struct Point: Sendable, Equatable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
  func moved(_ dx: Double, _ dy: Double) -> Point { Point(x + dx, y + dy) }
  func distance(to other: Point) -> Double { Libm.hypot(other.x - x, other.y - y) }
}

/// An axis-parallel rectangle in pixels.
struct Rect: Sendable, Equatable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
  }

  var width: Double { right - left }
  var height: Double { bottom - top }
  var center: Point { Point((left + right) / 2, (top + bottom) / 2) }

  func contains(_ p: Point) -> Bool { p.x >= left && p.x <= right && p.y >= top && p.y <= bottom }
  func contains(_ r: Rect) -> Bool { r.left >= left && r.right <= right && r.top >= top && r.bottom <= bottom }
  func intersects(_ r: Rect) -> Bool { r.left < right && r.right > left && r.top < bottom && r.bottom > top }
  /// All pixels that it touches.
  var wholePixels: Rect {
    Rect(left: left.rounded(.down), top: top.rounded(.down), right: right.rounded(.up), bottom: bottom.rounded(.up))
  }
  func grown(_ d: Double) -> Rect { Rect(left: left - d, top: top - d, right: right + d, bottom: bottom + d) }

  /// The part of the segment a…b inside, and at which fractions of its length it enters and leaves
  /// (Liang and Barsky 1984); nil when it misses the rectangle or is not finite.
  func clip(_ a: Point, _ b: Point) -> (from: Double, to: Double)? {
    let dx = b.x - a.x
    let dy = b.y - a.y
    guard a.isFinite, dx.isFinite, dy.isFinite else { return nil }
    var from = 0.0
    var to = 1.0
    for (d, room) in [(-dx, a.x - left), (dx, right - a.x), (-dy, a.y - top), (dy, bottom - a.y)] {
      if d == 0 {
        if room < 0 { return nil }
      } else if d < 0 {
        from = max(from, room / d)
      } else {
        to = min(to, room / d)
      }
    }
    return from <= to ? (from, to) : nil
  }
}

/// The one way from a Double to an Int here: nil for NaN and for what an Int cannot hold, never a trap.
func whole(_ value: Double) -> Int? {
  guard value.isFinite, abs(value) < 9e18 else { return nil }
  return Int(value.rounded(.toNearestOrAwayFromZero))
}

/// A pixel index for libgd: whole, inside ±1 million (NaN gives 0).
func pixel(_ value: Double) -> Int32 { Int32(whole(min(max(value.isNaN ? 0 : value, -1e6), 1e6)) ?? 0) }
