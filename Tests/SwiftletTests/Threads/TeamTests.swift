import Testing

@testable import Swiftlet

/// Parts that count who does them. `@unchecked`: each part has a place of its own, each lane too.
private final class Tasks: @unchecked Sendable {
  let done: UnsafeMutablePointer<Int32>
  let busy: UnsafeMutablePointer<Int32>
  let parts: Int
  let lanes: Int
  var clashes = 0
  /// How long a part takes.
  let turns: Int

  init(_ parts: Int, lanes: Int, turns: Int = 0) {
    (self.parts, self.lanes, self.turns) = (parts, lanes, turns)
    done = .allocate(capacity: parts)
    done.initialize(repeating: 0, count: parts)
    busy = .allocate(capacity: 64 * lanes)
    busy.initialize(repeating: 0, count: 64 * lanes)
  }

  deinit {
    done.deallocate()
    busy.deallocate()
  }

  func run(_ part: Int, _ lane: Int) {
    // Plain memory on purpose: two threads on one lane or in one part are a race that the sanitizer sees.
    busy[64 * lane] += 1
    if busy[64 * lane] != 1 { clashes += 1 }
    for _ in 0..<turns { busy[64 * lane + 1] &+= 1 }
    done[part] += 1
    busy[64 * lane] -= 1
  }

  func fork(_ team: Team = .shared) {
    team.fork(parts, lanes: lanes, Unmanaged.passUnretained(self).toOpaque()) { tasks, part, lane in
      Unmanaged<Tasks>.fromOpaque(tasks)._withUnsafeGuaranteedRef { $0.run(part, lane) }
    }
  }

  var lanesUsed: Int { (0..<lanes).count { busy[64 * $0 + 1] > 0 } }
}

/// Forks: every part once, each lane by one thread at a time, whoever comes late.
@Suite(.serialized) struct TeamTests {
  @Test(arguments: [1, 2, 3, 4, 9]) func everyPartIsDoneOnce(lanes: Int) {
    for parts in [0, 1, 2, 3, 7, 16, 100, Team.maxParts, Team.maxParts + 1] {
      let tasks = Tasks(parts, lanes: lanes)
      for _ in 0..<20 { tasks.fork() }
      #expect((0..<parts).allSatisfy { tasks.done[$0] == 20 }, "\(parts) parts")
      #expect(tasks.clashes == 0)
    }
  }

  /// Small forks one after another: late helpers must not take parts of a fork that is over.
  @Test func forksFollowEachOther() {
    let tasks = (2...5).map { Tasks($0, lanes: 4) }
    for _ in 0..<20_000 { for task in tasks { task.fork() } }
    for task in tasks { #expect((0..<task.parts).allSatisfy { task.done[$0] == 20_000 }) }
  }

  @Test func helpersDoTakeParts() {
    // A team of its own: other tests may keep the shared one busy. It lives as long as its threads: for ever.
    let team = Team()
    _ = Unmanaged.passRetained(team)
    let tasks = Tasks(64, lanes: 2, turns: 200_000)
    tasks.fork(team)
    #expect(tasks.lanesUsed == 2)
  }

  /// Who finds the team at work for somebody else does all parts alone.
  @Test func forksOfSeveralThreadsAllEnd() throws {
    let sums = try Parallel.map(4, threads: 4) { _ in
      let tasks = Tasks(10, lanes: 3, turns: 50)
      for _ in 0..<2000 { tasks.fork() }
      return (0..<10).allSatisfy { tasks.done[$0] == 2000 } && tasks.clashes == 0
    }
    #expect(sums == [true, true, true, true])
  }

  @Test func aForkInOneWord() {
    var word = ForkWord(number: 0x1_2345_6789, lanes: 1023, parts: 2046)
    #expect(word.lanes == 1023 && word.parts == 2046 && word.taken == 0)
    #expect(word.hasWork(1022) && !word.hasWork(1023))
    word = ForkWord(word.bits + 2046)
    #expect(word.parts == 2046 && word.taken == 2046 && !word.hasWork(0))
  }

  /// Every number of a result lies in one part, whatever its shape.
  @Test func partsOfAProductCoverItOnce() {
    for (rows, columns) in [(1, 1), (128, 512), (128, 10), (512, 10), (31, 65), (24, 64), (700, 33), (5, 1000)] {
      for lanes in [1, 2, 3, 7] {
        let cut = ProductCut(rows: rows, columns: columns, work: Double(rows * columns * 100), lanes: lanes)
        #expect(cut.parts <= 2 * lanes)
        var covered = [Int](repeating: 0, count: rows * columns)
        for index in 0..<cut.parts {
          let part = cut.part(index, rows: rows, columns: columns)
          #expect(!part.rows.isEmpty && !part.columns.isEmpty)
          for row in part.rows { for column in part.columns { covered[row * columns + column] += 1 } }
        }
        #expect(covered.allSatisfy { $0 == 1 }, "\(rows)×\(columns) for \(lanes)")
      }
    }
    let wide = ProductCut(rows: 128, columns: 512, work: 50_000_000, lanes: 2)
    #expect(wide.parts == 4 && wide.cutsColumns)
    let narrow = ProductCut(rows: 128, columns: 10, work: 650_000, lanes: 2)
    #expect(narrow.parts == 4 && !narrow.cutsColumns)
    #expect(ProductCut(rows: 2048, columns: 2048, work: 0x1p33, lanes: 2).parts == 2)
    #expect(ProductCut(rows: 4, columns: 10, work: 4000, lanes: 2).parts == 1)
  }

  @Test func rangesOfPartsMeet() {
    for count in [1, 15, 16, 17, 1000, 669_706] {
      for parts in [1, 2, 3, 8, 100] {
        let ranges = (0..<parts).map { rangePart($0, of: parts, count: count) }
        #expect(ranges.flatMap(Array.init) == Array(0..<count))
      }
    }
  }
}
