import CKernels
import TestSupport
import Testing

/// Random orders: a loop of draws and swaps, on every instruction set.
struct ShuffleTests {
  @Test(arguments: InstructionSet.available)
  func elementsChangePlacesAsDrawn(_ set: InstructionSet) {
    for n in sizesAroundVectors + [127, 128, 129, 130, 255, 256, 257, 258, 5000] {
      for (stream, first) in [(0, 0), (77, 1), (UInt64.max, 5), (3, UInt64.max - 2)] as [(UInt64, UInt64)] {
        let start = (0..<n).map { Int32(truncatingIfNeeded: 3 * $0 - 7) }
        let order = Guarded(start, offset: n % 16)
        set.kernels.shuffle_i32(n, stream, first, order.pointer)
        #expect(order.values == Self.shuffled(start, stream, first), "\(n) elements, draws from \(first)")
        order.expectGuardsIntact()
      }
    }
  }

  @Test(arguments: InstructionSet.available)
  func everyOrderOfThreeIsDrawn(_ set: InstructionSet) {
    var orders: [[Int32]: Int] = [:]
    for draw in 0..<6000 {
      var order: [Int32] = [0, 1, 2]
      set.kernels.shuffle_i32(3, 41, UInt64(2 * draw), &order)
      orders[order, default: 0] += 1
    }
    #expect(orders.count == 6)
    #expect(orders.values.allSatisfy { (850...1150).contains($0) }, "\(orders)")
  }

  private static func shuffled(_ start: [Int32], _ stream: UInt64, _ first: UInt64) -> [Int32] {
    var order = start
    var number = first
    for i in stride(from: order.count - 1, to: 0, by: -1) {
      number &+= 1
      var z = stream &+ number &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
      order.swapAt(i, Int(((z >> 32) * UInt64(i + 1)) >> 32))
    }
    return order
  }
}
