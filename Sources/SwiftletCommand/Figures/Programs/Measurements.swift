import Foundation
import Swiftlet

/// What `make bench` measured: the files of Benchmarks/ that the pictures of speed are drawn from.
enum Measurements {
  /// Steps of networks and products, beside those of other libraries.
  struct Comparison: Decodable {
    struct Machine: Decodable {
      let cpu: String
    }

    /// A contender on a workload, or a product.
    struct Row: Decodable {
      let workload: String?
      let contender: String?
      let threads: Int
      /// Seconds that passed and that the cores spent, medians.
      let median: Double?
      let processor: Double?
      /// Rows and columns of the result, length of the sums.
      let product: [Int]?
      let isa: String?
      let gflops: Double?
      let peakGflops: Double?
    }

    let machine: Machine
    let rows: [Row]

    static func read() throws -> Comparison { try Measurements.read("Benchmarks/results.json") }

    /// Seconds of a step on one core.
    func seconds(_ workload: String, _ contender: String) -> Double? {
      rows.first { $0.workload == workload && $0.contender == contender && $0.threads == 1 }?.processor
    }

    /// By size, the share of the peak that square products reach.
    func shares(threads: Int, isa: String?) -> [(size: Double, share: Double)] {
      rows.compactMap { row in
        guard let size = row.product?.first, row.threads == threads, isa == nil || row.isa == isa,
          let rate = row.gflops, let peak = row.peakGflops
        else { return nil }
        return (Double(size), rate / peak)
      }
    }

    var instructionSets: [String] {
      rows.compactMap(\.isa).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
  }

  /// How the time of a step grows with the work.
  struct Scaling: Decodable {
    struct Row: Decodable {
      let series: String
      let value: Double
      let seconds: Double
      /// Of the products of the step.
      let flops: Double
      let parameters: Double
      /// Of the data that the step reads.
      let bytes: Double
    }

    let gflops: Double
    let gigabytesPerSecond: Double
    let rows: [Row]

    static func read() throws -> Scaling { try Measurements.read("Benchmarks/scaling.json") }

    func series(_ name: String) -> [Row] { rows.filter { $0.series == name } }
  }

  static func read<T: Decodable>(_ path: String) throws -> T {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    do {
      return try decoder.decode(T.self, from: Data(contentsOf: URL(fileURLWithPath: Clone.file(path))))
    } catch {
      throw SwiftletError(
        .storage,
        Finding(
          .unreadableFile, "the measurements that this picture is drawn from cannot be read",
          remedy: "Run this in the root of Swiftlet's repository, after make bench",
          place: Finding.Place(file: path, line: 0)))
    }
  }
}
