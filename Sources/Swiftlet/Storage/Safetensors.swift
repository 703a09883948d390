internal import CKernels

/// A file of named arrays of numbers and texts, in the format of safetensors: eight bytes that tell how long
/// the header is, the header as JSON, the numbers.
///
///     length (UInt64) | {"__metadata__":{"checksum":"crc32:…", …},"dense/kernel":{"dtype":"F32","shape":[2,3],
///     "data_offsets":[0,24]}, …}     | float32 or float64, little endian, row-major, without a hole
///
/// Any safetensors reader can read it. Ours is stricter than the format: every byte has its meaning, and a checksum
/// over the whole file finds what a disk or a copy has changed. It guards against accident, not attack.
struct Safetensors {
  struct Array: Sendable {
    let name: String
    let shape: Shape
    let values: [Float]
    /// In place of `values`: numbers of eight bytes.
    var doubles: [Double]?

    var byteCount: Int { doubles.map { 8 * $0.count } ?? 4 * values.count }
  }

  /// Texts by name, in this order; the checksum is not among them.
  var texts: [(key: String, text: String)]
  var arrays: [Array]

  func text(_ key: String) -> String? { texts.first { $0.key == key }?.text }

  /// What the format allows a header to have.
  static let longestHeader = 100_000_000
  private static let textsKey = "__metadata__"
  private static let checksumKey = "checksum"
  private static let checksumStart = "crc32:"
  private static let digits = 8
}

// MARK: - Writing

extension Safetensors {
  /// - Throws: `unwritable-file`; what was there before is still there then.
  func write(to path: String) throws(SwiftletError) {
    let bytes = try self.bytes(path)
    var failure: AtomicFile.Failure?
    bytes.withUnsafeBytes { buffer in
      do throws(AtomicFile.Failure) { try AtomicFile.write(buffer, to: path) } catch { failure = error }
    }
    if let failure { throw SafetensorsFaults.unwritable(path, failure) }
  }

  func bytes(_ path: String) throws(SwiftletError) -> [UInt8] {
    let header = self.header
    guard header.count <= Self.longestHeader else { throw SafetensorsFaults.longHeader(path, header.count) }
    let count = arrays.reduce(0) { $0 + $1.byteCount }
    try MemoryBudget.check(floats: (count + header.count) / 4, for: "the file \(path)")
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + count)
    for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: header.count >> shift)) }
    bytes += header
    for array in arrays { Self.append(array, to: &bytes) }
    guard let place = Self.checksumPlace(in: bytes[8..<8 + header.count]) else { return bytes }
    bytes.replaceSubrange(place, with: Self.hexadecimal(Self.checksum(of: bytes, without: place)))
    return bytes
  }

  private static func append(_ array: Array, to bytes: inout [UInt8]) {
    if let doubles = array.doubles {
      for value in doubles { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
      return
    }
    #if _endian(little)
      array.values.withUnsafeBytes { bytes += $0 }
    #else
      for value in array.values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    #endif
  }

  /// Padded with spaces, so that the numbers begin at a multiple of eight; the checksum is still blank.
  private var header: [UInt8] {
    let blank = Self.checksumStart + String(repeating: "0", count: Self.digits)
    let texts = [(Self.checksumKey, blank)] + self.texts.map { ($0.key, $0.text) }
    var members = [
      JSON.Member(key: Self.textsKey, value: .object(texts.map { JSON.Member(key: $0.0, value: .string($0.1)) }))
    ]
    var start = 0
    for array in arrays {
      let end = start + array.byteCount
      members.append(
        JSON.Member(
          key: array.name,
          value: .object([
            JSON.Member(key: "dtype", value: .string(array.doubles == nil ? "F32" : "F64")),
            JSON.Member(key: "shape", value: .array(array.shape.sizes.map { .number("\($0)") })),
            JSON.Member(key: "data_offsets", value: .array([.number("\(start)"), .number("\(end)")])),
          ])))
      start = end
    }
    var header = JSON.object(members).bytes
    header += [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8)
    return header
  }
}

// MARK: - The checksum

extension Safetensors {
  /// Where its digits stand. Inside a text the quotes would be escaped, so this cannot be part of one.
  private static func checksumPlace(in header: ArraySlice<UInt8>) -> Range<Int>? {
    let pattern = Swift.Array("\"\(checksumKey)\":\"\(checksumStart)".utf8)
    guard let start = header.indices.first(where: { header[$0...].starts(with: pattern) }) else { return nil }
    let place = start + pattern.count..<start + pattern.count + digits
    return place.upperBound < header.endIndex && header[place.upperBound] == UInt8(ascii: "\"") ? place : nil
  }

  /// CRC-32 as zlib computes it, over the whole file with the checksum's own digits taken for zeros.
  private static func checksum(of bytes: [UInt8], without place: Range<Int>) -> UInt32 {
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: place.count)
    return bytes.withUnsafeBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return 0 }
      var sum = ck_crc32(0, place.lowerBound, start)
      sum = ck_crc32(sum, zeros.count, zeros)
      return ck_crc32(sum, buffer.count - place.upperBound, start + place.upperBound)
    }
  }

  private static func hexadecimal(_ number: UInt32) -> [UInt8] {
    let text = String(number, radix: 16)
    return Swift.Array((String(repeating: "0", count: digits - text.count) + text).utf8)
  }

  private static func checkSum(_ bytes: [UInt8], _ header: Range<Int>, _ path: String) throws(SwiftletError) {
    guard let place = checksumPlace(in: bytes[header]) else { throw SafetensorsFaults.noChecksum(path) }
    guard hexadecimal(checksum(of: bytes, without: place)) == Swift.Array(bytes[place]) else {
      throw SafetensorsFaults.damaged(path)
    }
  }
}

// MARK: - Reading

extension Safetensors {
  /// The whole file, or an error: never a part of it.
  ///
  /// - Throws: `unreadable-file` when it cannot be opened, `malformed-file` when it is not what it should be.
  init(path: String) throws(SwiftletError) { try self.init(try WholeFile.read(path), path) }

  init(_ bytes: [UInt8], _ path: String) throws(SwiftletError) {
    let header = try Self.headerRange(bytes, path)
    guard bytes[header.lowerBound] == UInt8(ascii: "{") else {
      throw SafetensorsFaults.malformed(path, "its header does not begin with {")
    }
    let members: [JSON.Member]
    do throws(JSONScanner.Fault) {
      guard case .object(let found) = try JSONScanner.value(in: bytes[header], maxDepth: 8) else {
        throw JSONScanner.Fault(sentence: "it is no object", offset: 0)
      }
      members = found
    } catch {
      throw SafetensorsFaults.malformed(path, "in its header, at byte \(8 + error.offset), \(error.sentence)")
    }
    try Self.checkSum(bytes, header, path)
    texts = []
    var entries: [HeaderEntry] = []
    for member in members {
      if member.key == Self.textsKey {
        texts = try Self.texts(member.value, path)
      } else {
        entries.append(try HeaderEntry(member, path))
      }
    }
    arrays = try Self.arrays(entries, bytes, from: header.upperBound, path)
  }

  private static func headerRange(_ bytes: [UInt8], _ path: String) throws(SwiftletError) -> Range<Int> {
    guard bytes.count >= 10 else {
      throw SafetensorsFaults.malformed(path, "it has \(bytes.count) bytes, too few for any model")
    }
    let length = (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[$1]) << (8 * UInt64($1)) }
    guard length <= UInt64(longestHeader) else {
      throw SafetensorsFaults.malformed(path, "its header claims \(length) bytes; \(longestHeader) are allowed")
    }
    guard length >= 2, Int(length) <= bytes.count - 8 else {
      throw SafetensorsFaults.malformed(path, "its header claims \(length) bytes and \(bytes.count - 8) are there")
    }
    return 8..<8 + Int(length)
  }

  private static func texts(_ value: JSON, _ path: String) throws(SwiftletError) -> [(key: String, text: String)] {
    guard case .object(let members) = value else {
      throw SafetensorsFaults.malformed(path, "\(textsKey) in its header is no object")
    }
    var texts: [(key: String, text: String)] = []
    for member in members where member.key != checksumKey {
      guard let text = member.value.string else {
        throw SafetensorsFaults.malformed(path, "\"\(member.key)\" in \(textsKey) is no text")
      }
      texts.append((member.key, text))
    }
    return texts
  }

  /// The arrays one after the other from the first byte behind the header to the last of the file: no overlap, no
  /// hole, nothing left over.
  private static func arrays(
    _ entries: [HeaderEntry], _ bytes: [UInt8], from start: Int, _ path: String
  ) throws(SwiftletError) -> [Array] {
    var position = 0
    for entry in entries.sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
      guard entry.start == position else {
        throw SafetensorsFaults.malformed(
          path, "\"\(entry.name)\" begins at byte \(entry.start) of the numbers, where \(position) is due")
      }
      position = entry.end
    }
    guard position == bytes.count - start else {
      throw SafetensorsFaults.malformed(
        path, "its header tells of \(position) bytes of numbers and \(bytes.count - start) are there")
    }
    return entries.map { $0.array(in: bytes, from: start) }
  }

  /// One array as the header describes it.
  private struct HeaderEntry {
    let name: String
    let shape: Shape
    /// In bytes behind the header.
    let start: Int
    let end: Int
    let isDouble: Bool

    init(_ member: JSON.Member, _ path: String) throws(SwiftletError) {
      name = member.key
      let what = "the array \"\(member.key)\""
      guard case .object(let members) = member.value, members.count == 3, let type = member.value["dtype"]?.string,
        case .array(let sizes)? = member.value["shape"], case .array(let offsets)? = member.value["data_offsets"]
      else { throw SafetensorsFaults.malformed(path, "\(what) has not just dtype, shape and data_offsets") }
      isDouble = type == "F64"
      guard type == "F32" || isDouble else { throw SafetensorsFaults.otherNumbers(path, what, type) }
      let counts = sizes.compactMap(\.count)
      shape = Shape(counts)
      guard counts.count == sizes.count, let count = shape.checkedCount else {
        throw SafetensorsFaults.malformed(path, "\(what) has no shape of whole numbers from 1 that can be counted")
      }
      guard offsets.count == 2, let start = offsets[0].count, let end = offsets[1].count, start <= end else {
        throw SafetensorsFaults.malformed(path, "\(what) has no beginning and end")
      }
      let (bytes, overflow) = count.multipliedReportingOverflow(by: isDouble ? 8 : 4)
      guard !overflow, end - start == bytes else {
        throw SafetensorsFaults.malformed(path, "\(what) of shape \(shape) lies in \(end - start) bytes")
      }
      (self.start, self.end) = (start, end)
    }

    /// - Parameter first: Where the numbers begin in the file.
    func array(in bytes: [UInt8], from first: Int) -> Array {
      bytes.withUnsafeBytes { buffer in
        let places = stride(from: first + start, to: first + end, by: isDouble ? 8 : 4)
        guard isDouble else {
          let bits = places.map { buffer.loadUnaligned(fromByteOffset: $0, as: UInt32.self) }
          return Array(name: name, shape: shape, values: bits.map { Float(bitPattern: UInt32(littleEndian: $0)) })
        }
        let bits = places.map { buffer.loadUnaligned(fromByteOffset: $0, as: UInt64.self) }
        return Array(
          name: name, shape: shape, values: [], doubles: bits.map { Double(bitPattern: UInt64(littleEndian: $0)) })
      }
    }
  }
}
