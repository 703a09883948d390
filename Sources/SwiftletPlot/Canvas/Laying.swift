import CRaster

extension Canvas {
  /// What a canvas that cannot blend makes of it: pixels on the plain background.
  func lay(_ colors: [UInt32], over part: Rect, background: RGBA) {
    let mixed = [UInt32](unsafeUninitializedCapacity: colors.count) { buffer, used in
      guard let base = buffer.baseAddress else { return }
      cr_flatten(colors, colors.count, background.hex, base)
      used = colors.count
    }
    paint(mixed, over: part)
  }
}
