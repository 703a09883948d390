import CKernels
import TestSupport
import Testing

struct DispatchTests {
  @Test func everyTableNamesItsOwnSet() {
    #expect(InstructionSet.available.contains(.baseline))
    for set in InstructionSet.available { #expect(set.kernels.isa == ck_isa(set.rawValue)) }
  }

  @Test func namesAreThoseOfTheEnvironmentVariable() {
    #expect(InstructionSet.allCases.map(\.testDescription) == ["baseline", "avx2", "avx512", "neon"])
    #expect(InstructionSet.allCases.count == Int(CK_ISA_COUNT))
    #expect(String(cString: ck_isa_name(ck_isa(99))) == "unknown")
    #expect(ck_kernels_for(ck_isa(99)) == nil && ck_kernels_for(ck_isa(-1)) == nil)
  }

  @Test func theBestTableIsOneOfTheAvailableAndStays() async {
    let best = ck_kernels_best()
    #expect(InstructionSet.available.map { ck_kernels_for(ck_isa($0.rawValue)) }.contains(best))
    let isas = await withTaskGroup(of: Int32.self) { group in
      for _ in 0..<8 { group.addTask { ck_kernels_best().pointee.isa.rawValue } }
      return await group.reduce(into: Set<Int32>()) { $0.insert($1) }
    }
    #expect(isas == [best.pointee.isa.rawValue])
  }
}
