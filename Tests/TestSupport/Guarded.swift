import Testing

/// Memory for a kernel's operand: `count` elements at any alignment, with guard words on both sides.
///
/// The guards are NaN with a payload of their own: a kernel that writes over them is caught by
/// `expectGuardsIntact`, one that reads them lets the NaN into its results.
public final class Guarded<Element: BitwiseCopyable> {
  private static var guardWords: Int { 32 }
  private let base: UnsafeMutablePointer<UInt32>
  private let offset: Int
  public let count: Int
  public let pointer: UnsafeMutablePointer<Element>

  /// - Parameter offset: elements past a 64-byte boundary.
  public init(_ values: [Element], offset: Int = 0) {
    precondition(MemoryLayout<Element>.size == 4, "made for 32-bit elements")
    count = values.count
    self.offset = offset
    let words = 2 * Self.guardWords + offset + values.count
    let raw = UnsafeMutableRawPointer.allocate(byteCount: words * 4, alignment: 64)
    base = raw.initializeMemory(as: UInt32.self, repeating: Self.pattern, count: words)
    pointer = UnsafeMutableRawPointer(base + Self.guardWords + offset).assumingMemoryBound(to: Element.self)
    values.withUnsafeBufferPointer { source in
      if let start = source.baseAddress { pointer.update(from: start, count: values.count) }
    }
  }

  deinit { base.deallocate() }

  private static var pattern: UInt32 { 0x7fc0_dead }

  public var values: [Element] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// Fails when a word before or behind the elements has changed.
  public func expectGuardsIntact(sourceLocation: SourceLocation = #_sourceLocation) {
    let first = Self.guardWords + offset
    for guards in [0..<first, (first + count)..<(first + count + Self.guardWords)] {
      guard let i = guards.first(where: { base[$0] != Self.pattern }) else { continue }
      Issue.record("guard word \(i - first) of \(count) elements was overwritten", sourceLocation: sourceLocation)
      return
    }
  }
}

extension Guarded where Element == Float {
  /// An output: filled with NaN, so that an element that is not written shows.
  public convenience init(count: Int, offset: Int = 0) {
    self.init([Float](repeating: .nan, count: count), offset: offset)
  }
}
