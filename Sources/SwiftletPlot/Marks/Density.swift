import Synchronization

/// A crowd of points as a picture of how many lie where: for so many that markers would hide each other.
///
/// Each point is a disc of radius 1; the more of them overlap at a pixel, the stronger its colour, on a logarithmic scale
/// that a bar explains. So a single point is still seen, and a million of them have shades. Points of several classes mix
/// the light of their colours by their shares: no class lies on top of another. `Points` draws this by itself from
/// 50,000 points on.
///
///     Density(x: longitudes, y: latitudes)
///
/// Source of counting before colouring: Cottam, Lumsdaine & Wang, *Abstract rendering: out-of-core rendering for
/// information visualization*, 2014.
public struct Density: Mark, CrowdedMark {
  private let cloud: PointCloud
  /// One class number per point, or none at all.
  private let classes: [Int]
  private let classNames: [String]
  private let classTitle: String
  private let memory = CrowdMemory()

  var crowd: Density? { self }

  /// More points than this are drawn so by `Points`.
  static let threshold = 50_000
  /// How strong the colour of a single point is.
  static let least = 0.3
  private static let radius = 1.0
  private static let title = "overlapping points"

  /// - Parameters:
  ///   - x, y: Coordinates in the order of the points; if one is longer, its rest is left out. Pairs with a NaN or
  ///     infinite number are not drawn but counted in the caption.
  public init(x: [Double], y: [Double]) { self.init(.doubles(x: x, y: y)) }

  /// As in `Double`; the numbers are not copied.
  public init(x: [Float], y: [Float]) { self.init(.floats(x: x, y: y)) }

  init(_ cloud: PointCloud, classes: [Int] = [], classNames: [String] = [], classTitle: String = "") {
    self.cloud = cloud
    self.classes = classes.count >= cloud.count ? classes : []
    self.classNames = classNames
    self.classTitle = classTitle
  }

  public func survey(_ survey: inout Plot.Survey) {
    cloud.survey(&survey)
    survey.notes.append("\(NumberText.count(cloud.count)) points as a density")
    guard !classes.isEmpty else { return }
    survey.classTitle = classTitle
    for (number, count) in counts() {
      let name = classNames.indices.contains(number) ? classNames[number] : "class \(number)"
      let words = name.count > 14 ? name.prefix(13) + "…" : name
      survey.name("\(words) (\(NumberText.count(count)))", survey.looks.series(number), .box)
    }
  }

  /// Every class that has a name, and every other number that occurs, with how often it does.
  private func counts() -> [(number: Int, count: Int)] {
    var usual = [Int](repeating: 0, count: max(classNames.count, 64))
    var others: [Int: Int] = [:]
    for number in classes.prefix(cloud.count) {
      if usual.indices.contains(number) { usual[number] += 1 } else { others[number, default: 0] += 1 }
    }
    let named = usual.enumerated().filter { $0.offset < classNames.count || $0.element > 0 }
    return named.map { ($0.offset, $0.element) } + others.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Before the area is known: as wide as the words could be.
  func widestKey() -> ColorKey { ColorKey(crowd: Self.title, most: Double(cloud.count), isGray: !classes.isEmpty) }

  func key(area: CrowdImage.Area, _ looks: Looks, _ scale: Double) -> ColorKey {
    let image = image(area, looks, scale)
    memory.keep(image)
    return ColorKey(crowd: Self.title, most: image.most, isGray: !classes.isEmpty)
  }

  private func image(_ area: CrowdImage.Area, _ looks: Looks, _ scale: Double) -> CrowdImage {
    // Beyond the palette colours come again, and so do planes.
    let planes = classes.isEmpty ? 1 : max(min(looks.series.count, (classes.max() ?? 0) + 1), 1)
    return CrowdImage(cloud, classes: classes, planes: planes, area: area, radius: Self.radius * scale)
  }

  public func draw(with pen: inout Plot.Pen) {
    let area = CrowdImage.Area(pen.area, x: pen.xScale, y: pen.yScale)
    let image = memory.take(area) ?? image(area, pen.looks, pen.scale)
    let colors = classes.isEmpty ? image.colors(Self.ramp(pen.looks)) : image.colors(pen.looks.series)
    pen.canvas.lay(colors, over: pen.clip, background: pen.looks.background)
  }

  /// From a faint tint to ink.
  static func ramp(_ looks: Looks) -> [UInt32] {
    let shades = Plot.ColorMap.shades.ramp(looks)
    return (0...255).map { shades[min(Int(255 * least * 0.75) + $0 * (255 - Int(255 * least * 0.75)) / 255, 255)].hex }
  }
}

/// A mark that may be a density: what its colours stand for depends on how large it is drawn.
protocol CrowdedMark {
  var crowd: Density? { get }
}

/// Keeps the counted pixels from the key to the drawing that follows.
private final class CrowdMemory: Sendable {
  private let image = Mutex<CrowdImage?>(nil)

  func keep(_ new: CrowdImage) { image.withLock { $0 = new } }

  func take(_ area: CrowdImage.Area) -> CrowdImage? {
    image.withLock { kept in
      defer { kept = nil }
      return kept?.area == area ? kept : nil
    }
  }
}
