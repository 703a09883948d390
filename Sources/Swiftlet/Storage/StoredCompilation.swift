/// How a model was compiled, as data.
struct StoredCompilation: Codable {
  /// What one output learns.
  struct Goal: Codable {
    /// The name of the output.
    let output: String
    let loss: Erased<Loss>
    let metrics: [Erased<Metric>]
  }
  let optimizer: Erased<Optimizer>
  let goals: [Goal]
  let allowed: [String]

  private init(_ compilation: Compilation) {
    optimizer = Erased(compilation.optimizer)
    goals = compilation.goals.map {
      Goal(output: $0.name, loss: Erased($0.loss), metrics: $0.metrics.map { Erased($0) })
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
      optimizer: optimizer.value,
      losses: Dictionary(goals.map { ($0.output, $0.loss.value) }, uniquingKeysWith: { first, _ in first }),
      metrics: Dictionary(goals.map { ($0.output, $0.metrics.map(\.value)) }, uniquingKeysWith: { first, _ in first }),
      allowing: Set(allowed.map { Finding.ID(rawValue: $0) }))
  }
}

/// A value that can be written if its type says how.
struct Erased<Value>: Codable {
  let value: Value

  init(_ value: Value) { self.value = value }

  func encode(to encoder: any Encoder) throws {
    guard let value = value as? any Encodable else {
      throw EncodingError.invalidValue(
        value, EncodingError.Context(codingPath: [], debugDescription: "\(Value.self) cannot be written into a file"))
    }
    try value.encode(to: encoder)
  }

  init(from decoder: any Decoder) throws {
    guard let type = Value.self as? any Decodable.Type, let value = try type.init(from: decoder) as? Value else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: [], debugDescription: "\(Value.self) cannot be read from a file"))
    }
    self.value = value
  }
}
