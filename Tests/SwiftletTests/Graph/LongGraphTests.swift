import Swiftlet
import Testing

/// Graphs far deeper than the stack: made, walked and let go without recursion.
struct LongGraphTests {
  static let length = 100_000

  @Test func aLongChainOfOperationsIsMadeAndLetGo() {
    let input = Symbol.input(1)
    var x = input
    for _ in 0..<Self.length { x = x + 1.0 }
    #expect(Model(inputs: input, outputs: x).weights.isEmpty)
  }

  @Test func aLongChainOfNamesIsReadThrough() throws {
    let input = Symbol.input(1)
    var x = input
    for _ in 0..<Self.length { x = x.named("y") }
    #expect(try Model(inputs: input, outputs: x).predict([2.0]) == [2])
  }

  /// What others still hold is left alone when a chain goes.
  @Test func aSharedPartOutlivesTheChainBehindIt() throws {
    let input = Symbol.input(1)
    let shared = input * 3.0
    do {
      let chain = (0..<100).reduce(shared) { x, _ in x + 1.0 }
      #expect(chain.shape == [1])
    }
    #expect(try Model(inputs: input, outputs: shared + 1.0).predict([2.0]) == [7])
  }
}
