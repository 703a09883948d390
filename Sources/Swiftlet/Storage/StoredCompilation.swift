/// How a model was compiled, as data.
struct StoredCompilation: Codable {
  /// What one output learns.
  struct Goal: Codable {
    /// The name of the output.
    let output: String
    let loss: Loss
    let metrics: [Metric]
  }
  let optimizer: Optimizer
  let goals: [Goal]
  let allowed: [String]

  private init(_ compilation: Compilation) {
    optimizer = compilation.optimizer
    goals = compilation.goals.map {
      Goal(output: $0.name, loss: $0.loss, metrics: $0.metrics)
    }
    allowed = compilation.allowed.map(\.rawValue).sorted()
  }

  /// What can be written down of a model's compilation, or in words what cannot.
  static func of(_ model: Model) -> (StoredCompilation?, missing: String?) {
    guard let compilation = model.compilation else { return (nil, nil) }
    let stored = StoredCompilation(compilation)
    do {
      _ = try JSONEncoding().encode(stored)
      return (stored, nil)
    } catch {
      return (nil, FileFormat.reason(error))
    }
  }

  /// Compiles the model anew, so that everything is checked as if a person had written it.
  func compile(_ model: Model) throws(SwiftletError) {
    try model.compile(
      optimizer: optimizer,
      losses: Dictionary(goals.map { ($0.output, $0.loss) }, uniquingKeysWith: { first, _ in first }),
      metrics: Dictionary(goals.map { ($0.output, $0.metrics) }, uniquingKeysWith: { first, _ in first }),
      allowing: Set(allowed.map { Finding.ID(rawValue: $0) }))
  }
}
