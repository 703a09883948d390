import CKernels
import TestSupport
import Testing

/// The loop that the peak of a core is measured with.
struct PeakTests {
  /// Halving and adding a half is exact: the value stays what it was, and the work is what is told.
  @Test(arguments: InstructionSet.available)
  func theLoopDoesItsWorkAndStaysWhereItStarts(_ set: InstructionSet) {
    let one = set.kernels.peak_f32(1, 3)
    #expect(one.value == 3)
    // Two operations for each lane of at least eight registers.
    #expect(one.operations >= 2 * 4 * 8 && one.operations.truncatingRemainder(dividingBy: 8) == 0)
    let many = set.kernels.peak_f32(1000, 0.75)
    #expect(many.value == 0.75)
    #expect(many.operations == 1000 * one.operations)
    #expect(set.kernels.peak_f32(0, 1).operations == 0)
    #expect(set.kernels.peak_f32(7, .nan).value.isNaN)
  }

  /// Twice the rounds take longer: the loop is there.
  @Test(arguments: InstructionSet.available)
  func theLoopIsNotLeftOut(_ set: InstructionSet) {
    let clock = ContinuousClock()
    let times = (0..<5).map { _ in
      (
        few: clock.measure { #expect(set.kernels.peak_f32(1000, 1).value == 1) },
        many: clock.measure { #expect(set.kernels.peak_f32(1_000_000, 1).value == 1) }
      )
    }
    let (few, many) = (times.map(\.few).min() ?? .zero, times.map(\.many).min() ?? .zero)
    #expect(many > few)
    // A million rounds of at least eight multiply-adds: no core does more than four in a cycle of 0.1 ns.
    #expect(many > .microseconds(200))
  }
}
