import CRaster
import Synchronization

extension Plot {
  /// A function of the plane that several marks show: its colours, and lines of equal value.
  ///
  ///     let loss = Plot.Surface("loss") { xs, ys in zip(xs, ys).map { x, y in x * x + 20 * y * y } }
  ///     Plot("Valley") {
  ///       Field(loss)
  ///       Contours(loss)
  ///     }
  ///     .x("w0", in: -1...1).y("w1", in: -1...1)
  ///
  /// It is asked once per picture, on a lattice of 320 × 320 places between the limits of the axes, in batches; between
  /// these places it is taken as bilinear.
  public struct Surface: Sendable {
    let name: String
    let range: ClosedRange<Double>?
    let colors: ColorMap
    let sampler: FunctionSampler

    /// - Parameters:
    ///   - name: What the values are, above the bar of colours.
    ///   - range: The values at the bar's ends; the lowest and highest that are seen when nil.
    ///   - colors: From low to high.
    ///   - values: One value for each pair of x and y, in order. Where one is not finite nothing is drawn; an answer of
    ///     another length draws nothing at all.
    public init(
      _ name: String = "", in range: ClosedRange<Double>? = nil, colors: ColorMap = .viridis,
      _ values: @escaping @Sendable (_ x: [Double], _ y: [Double]) -> [Double]
    ) {
      self.name = name
      self.range = range
      self.colors = colors
      sampler = FunctionSampler(values)
    }
  }
}

/// Values of a function on a lattice that spans both axes: sample (column, row) lies at column / (count − 1) of the x
/// axis and 1 − row / (count − 1) of the y axis.
struct SurfaceSamples: Sendable {
  /// NaN where the function is not finite.
  var values: [Float]
  static let count = 320
  private static let last = Double(count - 1)

  /// The colours of the pixels of `clip`, row by row.
  func colors(over clip: Rect, of area: Rect, _ key: ColorKey, _ looks: Looks) -> [UInt32] {
    guard let width = whole(clip.width), let height = whole(clip.height), width > 0, height > 0 else { return [] }
    let ramp = key.colors.ramp(looks).map(\.hex)
    let (low, high) = key.limits
    let dx = Self.last / area.width
    let dy = Self.last / area.height
    return [UInt32](unsafeUninitializedCapacity: width * height) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      cr_shade(
        base, Int32(width), Int32(height), values, Int32(Self.count), Int32(Self.count),
        (clip.left + 0.5 - area.left) * dx, (clip.top + 0.5 - area.top) * dy, dx, dy, low, high, ramp,
        looks.background.hex)
      count = width * height
    }
  }

  /// Where the function has a value, as pieces of lines in pixels.
  func contour(at level: Double, in area: Rect) -> [(Point, Point)] {
    let lattice = FieldSamples(
      values: values + [Float](repeating: Float(level), count: values.count), classes: 2, columns: Self.count,
      rows: Self.count, origin: Point(0.5, 0.5), step: 1)
    return lattice.boundary(of: 0).map { a, b in (Self.pixel(a, area), Self.pixel(b, area)) }
  }

  /// The value at a pixel, between the four samples around it; nil where there is none.
  func value(at spot: Point, in area: Rect) -> Double? {
    let u = min(max((spot.x - area.left) / area.width, 0), 1) * Self.last
    let v = min(max((spot.y - area.top) / area.height, 0), 1) * Self.last
    guard let column = whole(u.rounded(.down)), let row = whole(v.rounded(.down)) else { return nil }
    let (i, j) = (min(column, Self.count - 2), min(row, Self.count - 2))
    func sample(_ di: Int, _ dj: Int) -> Double { Double(values[(j + dj) * Self.count + i + di]) }
    let (p, q) = (u - Double(i), v - Double(j))
    let above = sample(0, 0) * (1 - p) + sample(1, 0) * p
    let below = sample(0, 1) * (1 - p) + sample(1, 1) * p
    let value = above * (1 - q) + below * q
    return value.isFinite ? value : nil
  }

  private static func pixel(_ place: Point, _ area: Rect) -> Point {
    Point(area.left + place.x / last * area.width, area.top + place.y / last * area.height)
  }

  var finite: [Double] { values.lazy.filter(\.isFinite).map(Double.init) }
}

/// Asks a function on the lattice of a pair of axes; marks that share a sampler share its answer.
final class FunctionSampler: Sendable {
  private let function: @Sendable ([Double], [Double]) -> [Double]
  private let memory = Mutex<(x: AxisScale, y: AxisScale, samples: SurfaceSamples?)?>(nil)
  private static let batch = 16_384

  init(_ function: @escaping @Sendable ([Double], [Double]) -> [Double]) { self.function = function }

  func samples(_ x: AxisScale, _ y: AxisScale) -> SurfaceSamples? {
    if let known = memory.withLock({ $0?.x == x && $0?.y == y ? $0 : nil }) { return known.samples }
    let samples = sampled(x, y)
    memory.withLock { $0 = (x, y, samples) }
    return samples
  }

  private func sampled(_ x: AxisScale, _ y: AxisScale) -> SurfaceSamples? {
    let count = SurfaceSamples.count
    let places = (0..<count).map { Double($0) / Double(count - 1) }
    let xs = places.map(x.value)
    let ys = places.map { y.value(at: 1 - $0) }
    var values: [Float] = []
    values.reserveCapacity(count * count)
    let rows = Self.batch / count
    for start in stride(from: 0, to: count, by: rows) {
      let part = ys[start..<min(start + rows, count)]
      let told = function(part.flatMap { _ in xs }, part.flatMap { [Double](repeating: $0, count: count) })
      guard told.count == part.count * count else { return nil }
      values += told.map { AxisScale.canShow($0) && Float($0).isFinite ? Float($0) : .nan }
    }
    return SurfaceSamples(values: values)
  }
}
