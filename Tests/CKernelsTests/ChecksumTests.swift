import CKernels
import Testing

struct ChecksumTests {
  @Test func theStandardsCheckValueComesOut() {
    let digits = Array("123456789".utf8)
    #expect(ck_crc32(0, digits.count, digits) == 0xCBF4_3926)
    #expect(ck_crc32(0, 0, digits) == 0)
    #expect(ck_crc32(0, 4, [0, 0, 0, 0]) == 0x2144_DF1C)
  }

  @Test func partsOneAfterTheOtherGiveTheSumOfTheWhole() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 37 ^ $0 >> 3) }
    let whole = ck_crc32(0, bytes.count, bytes)
    for cut in [0, 1, 7, 500, 999, 1000] {
      let first = ck_crc32(0, cut, bytes)
      #expect(ck_crc32(first, bytes.count - cut, Array(bytes[cut...])) == whole)
    }
  }
}
