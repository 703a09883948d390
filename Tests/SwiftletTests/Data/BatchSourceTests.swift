import Testing

@testable import Swiftlet

@Suite struct BatchSourceTests {
  @Test func eachPullHasItsOwnStream() throws {
    let greedy = BatchSource(seed: 4) { random in
      let first = Float(random.uniform())
      for _ in 0..<100 { _ = random.next() }
      return try Batch(inputs: [[first]], targets: [[0]])
    }
    let modest = BatchSource(seed: 4) { random in try Batch(inputs: [[Float(random.uniform())]], targets: [[0]]) }
    let a = greedy.prefix(5).map { $0.inputParts[0].tensor.values[0] }
    #expect(a == modest.prefix(5).map { $0.inputParts[0].tensor.values[0] } && Set(a).count == 5)
    #expect(a == greedy.prefix(5).map { $0.inputParts[0].tensor.values[0] })
  }

  @Test func theErrorOfAClosureEndsTheSourceAndIsKept() {
    struct Empty: Error {}
    let source = BatchSource(seed: 1) { _ throws in throw Empty() }
    #expect(Array(source).isEmpty)
    let iterator = source.batchIterator()
    #expect(iterator.next() == nil && iterator.failure is Empty && iterator.next() == nil && iterator.pulls == 0)
  }

  @Test func meanOfTwoIsExact() throws {
    let source = BatchSource.meanOfTwo(size: 64, seed: 3)
    var seen: Set<Float> = []
    for batch in source.prefix(50) {
      let x = batch.inputParts[0].tensor
      let y = batch.targetParts[0].tensor
      #expect(x.rows == 64 && x.shape == [2] && y.rows == 64 && y.shape == [1] && batch.faults.isEmpty)
      for row in 0..<64 { #expect(y.values[row] == (x.values[2 * row] + x.values[2 * row + 1]) / 2) }
      seen.formUnion(x.values)
    }
    #expect(seen == Set((0..<100).map(Float.init)))
    #expect(BatchSource.meanOfTwo(seed: 3).makeIterator().next()?.count == 64)
    let broken = BatchSource.meanOfTwo(size: 0, seed: 1).batchIterator()
    #expect(broken.next() == nil && (broken.failure as? SwiftletError)?.contains(.badArgument) == true)
  }

  @Test func batchesOfADataSetGoRoundInOrder() throws {
    let data = try Dataset(inputs: (0..<5).map { [Double($0)] }, classes: [0, 1, 2, 0, 1]).weighted([1, 2, 3, 4, 5])
    let batches = Array(data.batches(of: 2).prefix(4))
    #expect(batches.map { $0.inputParts[0].tensor.values } == [[0, 1], [2, 3], [4], [0, 1]])
    #expect(batches.map { $0.targetParts[0].tensor.values } == [[0, 1], [2, 0], [1], [0, 1]])
    #expect(batches.map(\.weights) == [[1, 2], [3, 4], [5], [1, 2]])
    #expect(data.batches(of: 100).makeIterator().next()?.count == 5)
  }

  @Test func shuffledBatchesCoverEachPassOnceInAnOrderOfItsOwn() throws {
    let data = try Dataset(inputs: (0..<50).map { [Double($0)] }, targets: (0..<50).map { [Double($0)] })
    let pulled = data.batches(of: 20, shuffled: 7).prefix(6).map { $0.inputParts[0].tensor.values }
    let passes = [Array(pulled[0...2].joined()), Array(pulled[3...5].joined())]
    for pass in passes { #expect(pass.sorted() == (0..<50).map(Float.init)) }
    #expect(passes[0] != passes[1])
    #expect(data.batches(of: 20, shuffled: 7).prefix(6).map { $0.inputParts[0].tensor.values } == pulled)
  }

  @Test func badSizesAndFaultyDataFailAtTheFirstPull() throws {
    let data = try Dataset(inputs: [[1.0]], targets: [[1]])
    for source in [data.batches(of: 0), data.batches(of: -3), data[0..<0].batches(of: 1), data[5..<9].batches(of: 1)] {
      let iterator = source.batchIterator()
      #expect(iterator.next() == nil && iterator.failure is SwiftletError)
    }
  }

  @Test func aBatchThatDoesNotFitItselfSaysSo() {
    let three = Tensor.uniform(rows: 3, shape: 2, seed: 1)
    let two = Tensor.uniform(rows: 2, shape: 1, seed: 1)
    expectFault(.shapeMisfit, saying: "\"targets\"", "expected 3, got 2") {
      try Batch(inputs: three, targets: two).checked()
    }
    expectFault(.badArgument, saying: "expected 3, got 1") {
      try Batch(inputs: three, targets: three, weights: [1]).checked()
    }
    expectFault(.noRows) { try Batch(inputs: [:], targets: [:]).checked() }
    #expect(Batch(inputs: ["b": three, "a": three], targets: ["t": three]).inputParts.map(\.name) == ["a", "b"])
  }
}
