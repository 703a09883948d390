extension Measurements {
  /// What others learn of the stripes: Benchmarks/stripes.json.
  struct Stripes: Decodable {
    struct Row: Decodable {
      let name: String
      let title: String
      /// Shares of its own points and of fresh ones that are right, means over seeds; the least of the fresh.
      let train: Double
      let fresh: Double
      let least: Double
      let seconds: Double
      let runs: [Run]
    }

    struct Run: Decodable {
      let seed: Int
      let train: Double
      let fresh: Double
    }

    let rows: [Row]

    static func read() throws -> Stripes { try Measurements.read("Benchmarks/stripes.json") }

    /// What a learner did with the points of one seed.
    func run(_ name: String, seed: Int) -> Run? {
      rows.first { $0.name == name }?.runs.first { $0.seed == seed }
    }
  }
}
