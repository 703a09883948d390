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
    }

    let rows: [Row]

    static func read() throws -> Stripes { try Measurements.read("Benchmarks/stripes.json") }

    subscript(name: String) -> Row? { rows.first { $0.name == name } }
  }
}
