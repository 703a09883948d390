/// Colours, sizes and spaces of every picture. Looks change here and nowhere else.
///
/// Sizes are in units: pixels of an 800 × 600 figure at scale 1.
enum Size {
  static let figureWidth = 800.0
  static let figureHeight = 600.0
  /// Between the figure's edge and anything drawn.
  static let pad = 12.0
  static let panelWidth = 240.0
  static let panelHeight = 190.0
  /// Between the panels of a grid.
  static let gutter = 16.0

  static let title = 15.0
  static let panelTitle = 10.5
  static let caption = 9.5
  static let axisLabel = 11.5
  static let tickLabel = 10.0
  static let legend = 10.0
  static let callout = 9.5

  static let hairline = 0.75
  /// Bars of a histogram at least this wide stand apart.
  static let seamedBar = 4.0
  static let tick = 4.0
  static let minorTick = 2.5
  static let tickGap = 4.0
  static let axisGap = 7.0
  static let titleGap = 9.0
  static let panelTitleGap = 5.0
  static let legendGap = 16.0
  /// Around a legend inside the plot area: from the frame, and from its own box.
  static let legendInset = 8.0
  static let legendPad = 7.0
  static let legendRow = 16.0
  static let legendSwatch = 18.0
  static let keyWidth = 120.0
  static let keyBar = 9.0
  static let labelGap = 9.0

  static let line = 2.0
  static let thinLine = 1.0
  static let lineDot = 1.9
  static let ruleLine = 1.2
  static let boundary = 1.3
  static let contour = 0.9
  static let ring = 5.5
  static let ringLine = 1.4
  /// How strongly a band over the plot area is tinted.
  static let bandOpacity = 0.16
  static let markerEdge = 0.75
  static let markerRim = 0.8
  static let dash = Stroke.Dash(on: 6, off: 4.5)
  static let errorLine = 1.3
  static let errorCap = 3.5
  static let text = 10.0
  /// Below this nobody reads: such words are left out.
  static let smallestText = 8.0
  static let cellText = 13.0
  /// Of the room that a category has, the part that bars fill.
  static let barShare = 0.76
  static let colorBar = 11.0
  static let colorBarHeight = 150.0
  static let ruleDash = Stroke.Dash(on: 3, off: 3)

  /// One label per so many units.
  static let labelSpacingX = 80.0
  static let labelSpacingY = 60.0
  static let panelLabelSpacingX = 60.0
  static let panelLabelSpacingY = 36.0
  /// Between neighbouring tick labels.
  static let labelRoom = 6.0
}

/// The colours of one theme with one palette.
struct Looks: Sendable, Equatable {
  let background: RGBA
  let ink: RGBA
  let grid: RGBA
  let frame: RGBA
  /// Errors: misclassified points, lost values.
  let alarm: RGBA
  /// Of classes and series, in order; at least 3 : 1 against a dark background.
  let series: [RGBA]
  /// A region's tint: this much of the class colour at p = 1/K, and at p = 1.
  let tintLow = 0.10
  let tintHigh = 0.52

  init(_ theme: Plot.Theme, _ palette: Plot.Palette) {
    let isDark = theme == .dark
    let background = isDark ? RGBA(0x17191C) : RGBA(0xFFFFFF)
    self.background = background
    ink = isDark ? RGBA(0xE6E6E6) : RGBA(0x222426)
    grid = isDark ? RGBA(0x2C2F33) : RGBA(0xE6E7E9)
    frame = isDark ? RGBA(0x7A7E84) : RGBA(0x86898D)
    alarm = isDark ? RGBA(0xFF5C6C) : RGBA(0xC4002B)
    series = palette.colors.map { isDark ? $0.legible(on: background, ratio: 3) : $0 }
  }

  /// Of a caption and of quiet lines.
  var muted: RGBA { background.mixed(with: ink, 0.68).legible(on: background, ratio: 4.5) }

  func series(_ index: Int) -> RGBA {
    series.isEmpty ? ink : series[((index % series.count) + series.count) % series.count]
  }

  /// The same hue, dark (or light) enough for lines: 3 : 1.
  func line(_ index: Int) -> RGBA { series(index).legible(on: background, ratio: 3) }

  /// The same hue, dark (or light) enough to be read: 4.5 : 1.
  func text(_ color: RGBA) -> RGBA { color.legible(on: background, ratio: 4.5) }

  func fill(_ color: Plot.Color?, _ claim: () -> Int) -> RGBA {
    switch color {
    case .series(let n): series(n)
    case .accent: alarm
    case .ink: ink
    case .muted: muted
    case .byClass, nil: series(claim())
    }
  }

  func stroke(_ color: Plot.Color?, _ claim: () -> Int) -> RGBA {
    fill(color, claim).legible(on: background, ratio: 3)
  }

  /// Letters on any ground: the darker or the lighter, whichever reads better.
  static func letters(on ground: RGBA) -> RGBA {
    let (dark, light) = (RGBA(0x000000), RGBA(0xFFFFFF))
    return dark.contrast(to: ground) >= light.contrast(to: ground) ? dark : light
  }
}

extension Plot {
  /// Light on white paper, or for dark pages.
  public enum Theme: Sendable, Hashable { case light, dark }

  /// The colours of classes and series, in order. Both sets are told apart by colour-blind readers; markers also
  /// differ in shape.
  public enum Palette: Sendable, Hashable, CaseIterable {
    /// Ten colours. Source: Petroff, *Accessible Color Sequences for Data Visualization*, 2021.
    case petroff10
    /// Eight colours, black first. Source: Okabe & Ito, *Color Universal Design*, 2008.
    case okabeIto
    /// Ten colours. Source: Stone, *How We Designed the New Color Palettes in Tableau 10*, 2016. Not safe for every
    /// colour-blind reader.
    case tableau10

    var colors: [RGBA] {
      switch self {
      case .petroff10:
        [0x3F90DA, 0xFFA90E, 0xBD1F01, 0x94A4A2, 0x832DB6, 0xA96B59, 0xE76300, 0xB9AC70, 0x717581, 0x92DADD].map {
          RGBA($0)
        }
      case .tableau10:
        [0x4E79A7, 0xF28E2B, 0xE15759, 0x76B7B2, 0x59A14F, 0xEDC948, 0xB07AA1, 0xFF9DA7, 0x9C755F, 0xBAB0AC].map {
          RGBA($0)
        }
      case .okabeIto:
        [0x000000, 0xE69F00, 0x56B4E9, 0x009E73, 0xF0E442, 0x0072B2, 0xD55E00, 0xCC79A7].map { RGBA($0) }
      }
    }
  }
}
