extension Plot {
  /// Colours that stand for values, from low to high.
  public enum ColorMap: Sendable, Hashable, CaseIterable {
    /// Violet to yellow, lightness grows evenly. Source: van der Walt & Smith, 2015 (CC0).
    case viridis
    /// Blue to yellow, nearly the same to readers with any kind of colour blindness. Source: Nuñez, Anderton & Renslow,
    /// *Optimizing colormaps with consideration for color vision deficiency*, 2018.
    case cividis
    /// Blue below 0, red above, the background's colour between; the limits are equally far from 0. Source: ColorBrewer's
    /// RdBu, Brewer 2002.
    case diverging
    /// From the background to ink: sizes that 0 bounds from below.
    case shades

    func stops(_ looks: Looks) -> [RGBA] {
      let isDark = looks.background.luminance < 0.18
      return switch self {
      case .viridis:
        [0x440154, 0x472D7B, 0x3B528B, 0x2C728E, 0x21918C, 0x28AE80, 0x5EC962, 0xADDC30, 0xFDE725].map { RGBA($0) }
      case .cividis:
        [0x00224E, 0x1A386F, 0x434E6C, 0x61656F, 0x7D7C78, 0x9B9476, 0xBCAE6C, 0xDEC958, 0xFEE838].map { RGBA($0) }
      case .diverging where isDark:
        [0x92C5DE, 0x4393C3, 0x2166AC, 0x1C3F66, 0x24272B, 0x6B2C28, 0xB2332B, 0xD6604D, 0xF4A582].map { RGBA($0) }
      case .diverging:
        [0x053061, 0x2166AC, 0x4393C3, 0x92C5DE, 0xF7F7F7, 0xF4A582, 0xD6604D, 0xB2182B, 0x67001F].map { RGBA($0) }
      case .shades: [looks.background, looks.series(0), looks.ink]
      }
    }

    /// 256 colours.
    func ramp(_ looks: Looks) -> [RGBA] {
      let stops = stops(looks)
      return (0...255).map { i in
        let place = Double(i) / 255 * Double(stops.count - 1)
        let index = min(whole(place.rounded(.down)) ?? 0, stops.count - 2)
        return stops[index].mixed(with: stops[index + 1], place - Double(index))
      }
    }
  }
}

/// Which value has which colour, as the bar beside the plot tells.
struct ColorKey: Sendable, Equatable {
  var title: String
  var colors: Plot.ColorMap
  private(set) var low: Double
  private(set) var high: Double
  /// Limits given by the user.
  private var isFixed: Bool
  /// Counts of points that overlap, from 1: placed by their logarithm.
  private(set) var isLogarithmic = false
  /// For colours that mix those of classes: strength is told without a hue.
  private var isGray = false

  /// - Returns: nil when there is neither a usable range nor a finite value.
  init?(_ title: String, _ colors: Plot.ColorMap, _ values: some Sequence<Double>, in range: ClosedRange<Double>?) {
    self.title = title
    self.colors = colors
    if let range, AxisScale.canShow(range.lowerBound), AxisScale.canShow(range.upperBound),
      range.lowerBound < range.upperBound
    {
      (low, high, isFixed) = (range.lowerBound, range.upperBound, true)
      return
    }
    (low, high, isFixed) = (.infinity, -.infinity, false)
    for value in values where AxisScale.canShow(value) {
      low = min(low, value)
      high = max(high, value)
    }
    if low > high { return nil }
  }

  init(crowd title: String, most: Double, isGray: Bool) {
    self.title = title
    colors = .shades
    (low, high, isFixed) = (1, max(most, 2), true)
    (isLogarithmic, self.isGray) = (true, isGray)
  }

  /// The colours of the bar, from its low end.
  func ramp(_ looks: Looks) -> [RGBA] {
    guard isLogarithmic else { return colors.ramp(looks) }
    guard isGray else { return Density.ramp(looks).map { RGBA($0) } }
    return (0...255).map { i in
      looks.background.mixed(with: looks.muted, Density.least + (1 - Density.least) * Double(i) / 255)
    }
  }

  /// Ticks for a bar with room for so many labels.
  func ticks(wanted: Double, atMost most: Int) -> [Tick] {
    let (low, high) = limits
    guard isLogarithmic else {
      return LinearTicks.find(low: low, high: high, wanted: wanted, atMost: most, isWhole: false).major
    }
    let sets = [0, 1, 2, 3].map { LogTicks.find(low: low, high: high, step: $0).major }
    return sets.first { $0.count <= most } ?? []
  }

  mutating func merge(_ other: ColorKey) {
    if isFixed && !other.isFixed { return }
    if other.isFixed && !isFixed {
      self = other
      return
    }
    low = min(low, other.low)
    high = max(high, other.high)
  }

  /// What the colours have to stand for where those of both are the same, as in two frames of a film: limits that were
  /// given grow, too.
  func spanning(_ other: ColorKey) -> ColorKey {
    var both = self
    both.isFixed = isFixed || other.isFixed
    // Those of the data are widened once, when all are known.
    let mine = both.isFixed ? limits : (low: low, high: high)
    let others = both.isFixed ? other.limits : (low: other.low, high: other.high)
    both.low = min(mine.low, others.low)
    both.high = max(mine.high, others.high)
    return both
  }

  func isSame(as other: ColorKey) -> Bool {
    title == other.title && colors == other.colors && isLogarithmic == other.isLogarithmic
  }

  /// The values at both ends: apart, and equally far from 0 for colours that part there.
  var limits: (low: Double, high: Double) {
    if !isFixed && colors == .diverging {
      let far = max(abs(low), abs(high))
      return far > 0 ? (-far, far) : (-1, 1)
    }
    let isConstant = high - low <= max(abs(low), abs(high)) * 1e-11
    let room = isConstant ? max(abs(low) * 0.05, 0.5) : 0
    return (low - room, high + room)
  }

  /// Where a value stands between the limits, 0...1; nil when it is not a number that can be shown.
  func unit(_ value: Double) -> Double? {
    guard AxisScale.canShow(value) else { return nil }
    return min(max(place(value), 0), 1)
  }

  /// As `unit`, of a number that can be shown, and beyond the limits too.
  func place(_ value: Double) -> Double {
    let (low, high) = limits
    return isLogarithmic ? Libm.log(value / low) / Libm.log(high / low) : (value - low) / (high - low)
  }

  func color(_ value: Double, _ ramp: [RGBA]) -> RGBA? {
    guard let unit = unit(value), let index = whole(unit * 255), ramp.indices.contains(index) else { return nil }
    return ramp[index]
  }
}

extension [ColorKey] {
  /// These, and those of others, each once.
  func spanning(_ others: [ColorKey]) -> [ColorKey] {
    others.reduce(into: self) { all, key in
      if let known = all.firstIndex(where: key.isSame) {
        all[known] = all[known].spanning(key)
      } else {
        all.append(key)
      }
    }
  }

  /// These with the limits that are held for them.
  func held(by others: [ColorKey]) -> [ColorKey] { map { key in others.first(where: key.isSame) ?? key } }
}
