/// An sRGB colour with 8 bits per channel and an opacity.
struct RGBA: Sendable, Hashable {
  var red: UInt8
  var green: UInt8
  var blue: UInt8
  /// 0 is clear, 1 opaque.
  var opacity: Double = 1

  /// From the usual six digits: `RGBA(0x3F90DA)`.
  init(_ hex: UInt32, opacity: Double = 1) {
    red = UInt8(hex >> 16 & 255)
    green = UInt8(hex >> 8 & 255)
    blue = UInt8(hex & 255)
    self.opacity = opacity
  }

  var hex: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

  func faded(_ opacity: Double) -> RGBA { RGBA(hex, opacity: self.opacity * opacity) }

  /// (1 − part) of this colour and `part` of the other, opaque.
  func mixed(with other: RGBA, _ part: Double) -> RGBA {
    let t = min(max(part, 0), 1)
    func mix(_ a: UInt8, _ b: UInt8) -> UInt32 { UInt32(Double(a) + (Double(b) - Double(a)) * t + 0.5) }
    return RGBA(mix(red, other.red) << 16 | mix(green, other.green) << 8 | mix(blue, other.blue))
  }

  /// Relative luminance, 0...1 (WCAG 2, from linear sRGB).
  var luminance: Double {
    0.2126 * Self.linear[Int(red)] + 0.7152 * Self.linear[Int(green)] + 0.0722 * Self.linear[Int(blue)]
  }

  /// The light of a channel's 256 levels, 0...1: the inverse of sRGB's curve (IEC 61966-2-1).
  static let linear: [Double] = (0...255).map { channel in
    let v = Double(channel) / 255
    return v <= 0.04045 ? v / 12.92 : Libm.pow((v + 0.055) / 1.055, 2.4)
  }

  /// The contrast ratio of WCAG 2, 1...21.
  func contrast(to other: RGBA) -> Double {
    let a = luminance
    let b = other.luminance
    return (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  /// This colour, darkened or lightened just as far as `ratio` against the background asks.
  func legible(on background: RGBA, ratio: Double) -> RGBA {
    let end = background.luminance > 0.18 ? RGBA(0x000000) : RGBA(0xFFFFFF)
    for step in 0...50 {
      let candidate = mixed(with: end, Double(step) / 50)
      if candidate.contrast(to: background) >= ratio { return RGBA(candidate.hex, opacity: opacity) }
    }
    return end
  }
}
