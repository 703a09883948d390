/// How a model was compiled, as data.
struct StoredCompilation: Codable {
  let allowed: [String]

  /// What can be written down of a model's compilation, or in words what cannot.
  static func of(_ model: Model) -> (StoredCompilation?, missing: String?) { (nil, nil) }

  /// Compiles the model anew, so that everything is checked as if a person had written it.
  func compile(_ model: Model) throws(SwiftletError) {}
}
