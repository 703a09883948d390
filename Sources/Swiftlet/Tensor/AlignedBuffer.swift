/// Floats at an address that is a multiple of 64, zeroed, freed with the object. The buffer of a
/// model's parameters, of gradients, of a plan's arena.
///
/// It has some slack behind its end, so that a kernel may not read it but a debugger finds no
/// neighbour there.
final class AlignedBuffer {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private let raw: UnsafeMutableRawPointer

  /// - Throws: `SwiftletError` (`too-large`) when the machine cannot hold it.
  init(count: Int, for what: String) throws(SwiftletError) {
    try MemoryBudget.check(floats: count, for: what)
    let bytes = count * MemoryLayout<Float>.stride + 64
    raw = .allocate(byteCount: bytes, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    pointer = raw.bindMemory(to: Float.self, capacity: count + 16)
    self.count = count
  }

  deinit { raw.deallocate() }

  var buffer: UnsafeMutableBufferPointer<Float> { UnsafeMutableBufferPointer(start: pointer, count: count) }
}

extension UnsafeMutablePointer {
  /// On cache lines of its own, of which two neighbours are fetched together: what one thread writes at every step must
  /// not lie beside what another one reads.
  static func allocateApart(capacity: Int) -> Self {
    let bytes = (max(capacity, 1) * MemoryLayout<Pointee>.stride + 127) & ~127
    return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 128)
      .bindMemory(to: Pointee.self, capacity: max(capacity, 1))
  }
}
