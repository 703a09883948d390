/// The distinct texts of a column, numbered in the order of their appearance. A text is looked up by its bytes;
/// a String is made per distinct text only.
struct CategoryTable {
  /// All texts, one behind the other.
  private var pool: [UInt8] = []
  /// Where text i ends in `pool`.
  private var ends: [Int] = []
  /// Open addressing: code + 1, or 0 for a free slot. The size is a power of two, at most half full.
  private var slots = [Int32](repeating: 0, count: 64)

  var count: Int { ends.count }

  func bytes(of code: Int) -> ArraySlice<UInt8> { pool[(code == 0 ? 0 : ends[code - 1])..<ends[code]] }

  func text(of code: Int) -> String { String(decoding: bytes(of: code), as: UTF8.self) }

  /// The code of a text, which is new when it is the last one.
  mutating func code(of text: UnsafeBufferPointer<UInt8>) -> (code: Int, isNew: Bool) {
    var slot = firstSlot(text)
    while slots[slot] != 0 {
      let code = Int(slots[slot]) - 1
      if bytes(of: code).elementsEqual(text) { return (code, false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    pool.append(contentsOf: text)
    ends.append(pool.count)
    slots[slot] = Int32(count)
    if count * 2 > slots.count { grow() }
    return (count - 1, true)
  }

  /// FNV-1a, 64 bits.
  private func firstSlot(_ text: some Sequence<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ hash >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    slots = [Int32](repeating: 0, count: slots.count * 2)
    for code in 0..<count {
      var slot = firstSlot(bytes(of: code))
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code + 1)
    }
  }
}
