extension Initializer {
  /// Why it cannot fill an array of this shape; nil when it can.
  func fault(for shape: Shape, weight: String, place: Finding.Place?) -> Finding? {
    func bad(_ sentence: String, expected: String, got: String) -> Finding {
      Finding(
        .badArgument, "the initializer of \(weight) \(sentence)", expected: expected, got: got,
        remedy: "Give the initializer other numbers, or leave it out for the default", place: place)
    }
    switch self {
    case .unknown(let name): return Self.unknownName(name, place: place)
    case .values(let values) where values.count != shape.count:
      return bad(
        "has another number of values than the weight", expected: "\(shape.count) for \(shape)", got: "\(values.count)")
    case .values(let values) where !values.allSatisfy(\.isFinite):
      return bad("holds a value that is not finite", expected: "finite numbers", got: "NaN or infinity")
    case .repeating(let values) where values.isEmpty || !values.allSatisfy({ Float($0).isFinite }):
      return bad(
        "repeats numbers that cannot be used", expected: "at least one, finite all", got: "\(values.prefix(5))")
    case .scored(let range, let candidates):
      return WaveFaults.fault(range: range, candidates: candidates, shape, weight, place)
    case .constant(let value) where !Float(value).isFinite:
      return bad("is not finite", expected: "a finite number", got: "\(value)")
    case .uniform(let range) where !Float(range.lowerBound).isFinite || !Float(range.upperBound).isFinite:
      return bad("is not finite as float32", expected: "finite bounds", got: "\(range)")
    case .normal(let mean, let deviation) where !Self.isNormal(mean, deviation),
      .truncatedNormal(let mean, let deviation) where !Self.isNormal(mean, deviation):
      return bad(
        "is no normal distribution", expected: "finite numbers, a deviation of at least 0",
        got: "mean \(mean), deviation \(deviation)")
    case .torchLinearBias(let fan) where fan < 1:
      return bad("needs the number of inputs of its layer", expected: "fanIn of at least 1", got: "\(fan)")
    case .varianceScaling(let scale, _, _) where !(scale > 0 && scale <= 1e30):
      return bad("has a scale that cannot be used", expected: "a finite number above 0", got: "\(scale)")
    case .sirenHidden(let frequency) where !(frequency >= 1e-6) || !frequency.isFinite:
      return bad(
        "has a frequency that cannot be used", expected: "a finite number of at least 1e-6", got: "\(frequency)")
    case .orthogonal(let gain) where !Float(gain).isFinite, .identity(let gain) where !Float(gain).isFinite:
      return bad("has a gain that is not finite", expected: "a finite number", got: "\(gain)")
    case .sparse(let sparsity, let deviation)
    where !(sparsity >= 0 && sparsity <= 1) || !Self.isNormal(0, deviation):
      return bad(
        "cannot be used", expected: "a sparsity from 0 to 1, a deviation of at least 0",
        got: "sparsity \(sparsity), deviation \(deviation)")
    case .orthogonal where shape.sizes.count < 2:
      return notAMatrix(shape, weight, "two axes or more", place)
    case .orthogonal where shape.count > MemoryBudget.bytes / 64:
      return Finding(
        .tooLarge, "the initializer of \(weight) would not fit into memory",
        expected: "at most \(MemoryBudget.bytes / 64) numbers", got: "\(shape)",
        remedy: "Use .glorotUniform for a weight of this size", place: place)
    case .identity where shape.sizes.count != 2, .sparse where shape.sizes.count != 2:
      return notAMatrix(shape, weight, "a matrix", place)
    default: return nil
    }
  }

  private func notAMatrix(_ shape: Shape, _ weight: String, _ expected: String, _ place: Finding.Place?) -> Finding {
    Finding(
      .shapeMisfit, "the initializer \(description) of \(weight) needs \(expected)", expected: expected,
      got: "\(shape)", remedy: "Use another initializer for this weight, such as .zeros", place: place)
  }

  /// Finite as float32, also ten deviations away.
  private static func isNormal(_ mean: Double, _ deviation: Double) -> Bool {
    deviation >= 0 && Float(abs(mean) + 10 * deviation).isFinite
  }
}
