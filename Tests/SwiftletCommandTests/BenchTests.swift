import Foundation
import Testing

@testable import SwiftletCommand

/// What `swiftlet bench` measures and how it tells it; how fast it is, is not tested.
@Suite struct BenchTests {
  private static func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test(arguments: ["W1", "W1d", "W2", "W3", "W6", "I1"])
  func aWorkloadIsTimedAndToldAsJSON(name: String) throws {
    let outcome = try Scratch().swiftlet("bench", name, "--repeat", "2", "--seconds", "0.002", "--json")
    #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
    #expect(outcome.out.split(separator: "\n").count == 1)
    let told = try Self.json(outcome.out)
    #expect(told["workload"] as? String == name)
    #expect(told["threads"] as? Int == 1)
    #expect(told["repeats"] as? Int == 2)
    let (low, middle, high) = try (
      #require(told["min"] as? Double), #require(told["seconds_per_step"] as? Double), #require(told["max"] as? Double)
    )
    #expect(0 < low && low <= middle && middle <= high)
    // A step of these nets takes from some 50 ns to a millisecond, even without optimisation.
    #expect((1e-8...1e-2).contains(middle))
    #expect(try #require(told["peak_rss_bytes"] as? Int) > 1_000_000)
    #expect(try #require(told["model_bytes"] as? Int) > 0 && #require(told["data_bytes"] as? Int) > 0)
  }

  @Test func theSizesOfAWorkloadAreThoseOfItsArrays() throws {
    let work = try #require(Workload.all.first { $0.name == "W6" })
    let run = try WorkloadRun(work, isShuffled: true)
    _ = try run.repetition()
    let size = try run.size()
    #expect(size.steps == 57)
    #expect(size.dataBytes == 1797 * 65 * 4)
    // 64·128 + 128 + 128·10 + 10 parameters and twice as many of Adam's; a block holds the values of 138 units at least.
    #expect(size.modelBytes >= 4 * (3 * 9610 + 32 * 138) && size.modelBytes < 4 * (3 * 9610 + 128 * 138 * 8))
  }

  @Test func theCeilingsAreMeasured() throws {
    let outcome = try Scratch().swiftlet("bench", "peak", "--threads", "2", "--repeat", "1", "--json")
    #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
    let told = try Self.json(outcome.out)
    #expect(told["threads"] as? Int == 2)
    #expect(try #require(told["gflops"] as? Double) > 1)
    #expect(try #require(told["gigabytes_per_second"] as? Double) > 0.1)
    let words = try Scratch().swiftlet("bench", "peak", "--repeat", "1")
    #expect(words.out.contains(" GFLOP/s, ") && words.out.contains(" GB/s with 1 thread"))
  }

  /// As the comparison with other programs asks: one measurement for each line, until there are no more.
  @Test func eachLineOfInputIsAnsweredWithAMeasurement() throws {
    let outcome = try Scratch().swiftlet("bench", "I1", "--serve", "--seconds", "0.001")
    #expect(outcome.status == 0)
    #expect(outcome.out == "ready\n")
  }

  @Test func aWorkloadOfAnotherSizeIsTimedWithoutShuffling() throws {
    let outcome = try Scratch().swiftlet(
      "bench", "w6", "--rows", "64", "--batch", "16", "--width", "8", "--depth", "3", "--no-shuffle", "--threads", "2",
      "--repeat", "1", "--seconds", "0.001", "--json")
    #expect(outcome.status == 0, "\(outcome.err)")
    let told = try Self.json(outcome.out)
    #expect(try #require(told["steps"] as? Int).isMultiple(of: 4))
    #expect(told["threads"] as? Int == 2)
  }

  @Test func withoutJSONOneSentenceIsTold() throws {
    let outcome = try Scratch().swiftlet("bench", "W2", "--repeat", "1", "--seconds", "0.001")
    #expect(outcome.out.hasPrefix("W2: ") && outcome.out.contains(" per step (") && outcome.out.contains("1 repeat of"))
    #expect(outcome.out.split(separator: "\n").count == 1)
  }

  @Test(arguments: ["nn", "nt", "tn"], [1, 2])
  func aProductIsTimedBesideThePeak(form: String, threads: Int) throws {
    let outcome = try Scratch().swiftlet(
      "bench", "gemm", "9", "33", "17", "--form", form, "--threads", "\(threads)", "--repeat", "1", "--json")
    #expect(outcome.status == 0 && outcome.err.isEmpty, "\(outcome.err)")
    let told = try Self.json(outcome.out)
    #expect(told["form"] as? String == form && told["threads"] as? Int == threads)
    #expect([told["m"] as? Int, told["n"] as? Int, told["k"] as? Int] == [9, 33, 17])
    let (rate, peak) = try (
      #require(told["gflops"] as? Double), #require(told["peak_gflops"] as? Double)
    )
    #expect(rate > 0 && peak > 1)
  }

  @Test(arguments: ["0", "-1", "1024", "9223372036854775807"])
  func aNumberOfThreadsThatCannotBeIsRefused(_ threads: String) throws {
    let outcome = try Scratch().swiftlet("bench", "gemm", "8", "8", "8", "--threads=\(threads)")
    #expect(outcome.status == 64 && outcome.err.contains("--threads is \(threads), but must be 1 to 1023."))
  }

  @Test func theReferenceWorkloadsAreThoseOfThePeers() {
    let told = Workload.all.map { "\($0.name) \($0.widths) \($0.batchSize) \($0.rows) \($0.steps)" }
    #expect(
      told == [
        "W1 [2, 2, 3] 1 2000 2000", "W1d [2, 2, 3] 1 2000 2000", "W2 [5, 20, 2] 32 200 7", "W3 [2, 1] 64 64000 1000",
        "W4 [4, 32, 16, 4] 10000 10000 1", "W5 [784, 512, 512, 10] 128 6400 50", "W6 [64, 128, 10] 32 1797 57",
        "I1 [5, 20, 2] 1 1 1", "I2 [64, 128, 10] 100000 100000 1",
      ])
  }

  /// What the peers run is what `swiftlet bench` runs.
  @Test func thePeersAreGivenTheSameSizes() throws {
    let file = packageRoot.appendingPathComponent("Benchmarks/peers/workloads.py")
    let table = try String(contentsOf: file, encoding: .utf8)
    for work in Workload.all {
      let task =
        switch work.task {
        case .classes(let rule): "\"ce\", \"\(rule == .momentum ? "sgd" : rule.rawValue)\""
        case .numbers(let rule): "\"mse\", \"\(rule)\""
        case .predict: "None, None"
        }
      let row = """
        "\(work.name)": Workload(\(work.widths), "\(work.hidden)", "\(work.output)", \(task), \(work.batchSize), \(work.rows),
        """
      #expect(table.replacingOccurrences(of: "_", with: "").contains(row), "\(row)")
    }
  }

  @Test func theMiddleOfAnEvenNumberIsTheMeanOfTwo() {
    #expect(Spread([4, 1, 3, 2]).median == 2.5)
    #expect(Spread([5, 1, 2]).median == 2)
    #expect(Words.time(8.123e-8) == "81.2 ns")
    #expect(Words.time(0.00193) == "1.93 ms")
    #expect(Words.time(2) == "2 s")
  }
}
