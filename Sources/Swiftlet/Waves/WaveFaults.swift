/// Messages about waves that are looked for in data.
enum WaveFaults {
  /// Candidates grow as range^inputs.
  static let mostInputs = 3
  /// Radians: the sine of a larger angle has lost too many digits in float32.
  static let largestAngle = 1e4

  /// Why a kernel of this shape cannot start from waves that are scored.
  static func fault(
    range: Double, candidates: Int, _ shape: Shape, _ weight: String, _ place: Finding.Place?
  ) -> Finding? {
    func bad(_ sentence: String, _ expected: String, _ got: String, _ remedy: String) -> Finding {
      Finding(
        .badArgument, "the initializer of \(weight) \(sentence)", expected: expected, got: got, remedy: remedy,
        place: place)
    }
    guard shape.sizes.count == 2 else {
      return bad(
        "scores the waves of a kernel", "two axes, [inputs, units]", "\(shape)", "Use another one for this weight")
    }
    let inputs = shape.sizes[0]
    guard inputs <= mostInputs else {
      return bad(
        "scores waves of few inputs, because candidates grow as range^inputs", "1 to \(mostInputs) inputs",
        "\(inputs)", "Choose columns, or use .sirenFirst")
    }
    guard range > 0, range * Double(inputs) <= largestAngle else {
      return bad(
        "has a range that cannot be used", "a number above 0, at most \(largestAngle / Double(inputs))", "\(range)",
        "Give the largest frequency in radians across the data, such as 600")
    }
    guard candidates >= 1, candidates <= 1 << 28 else {
      return bad(
        "needs candidates", "1 to \(1 << 28)", "\(candidates)", "Leave candidates: out for \(1 << 20)")
    }
    let isActive = [Bool](repeating: true, count: inputs)
    let needed = WaveLattice(range: range, isActive: isActive).count
    guard needed <= candidates else {
      let largest = WaveLattice.cells(candidates: candidates, axes: inputs)
      let reach = WaveLattice(cells: largest, isActive: isActive).range
      return bad(
        "needs more candidates than it may try", "at most \(candidates)", "\(needed) for a range of \(range)",
        "Give a range of at most \(reach.rounded(.down)), or candidates: \(needed)")
    }
    return nil
  }

  static func notBySine(_ weight: String, _ place: Finding.Place?) -> Finding {
    Finding(
      .badArgument, "the initializer of \(weight) scores waves, and what becomes of them is no sine",
      expected: "the kernel of a Sine layer", got: "another layer",
      remedy: "Use it as Sine(2, kernel: .scored(range: 600))",
      place: place)
  }

  static func behindWeights(_ weight: String, _ place: Finding.Place?) -> Finding {
    Finding(
      .badArgument, "the initializer of \(weight) looks at the data, so nothing before it may be learnt or random",
      expected: "the inputs, or Normalization() and fixed functions of them", got: "values of a layer with weights",
      remedy: "Put the Sine layer first", place: place)
  }

  static func constantTargets(_ weight: String, _ place: Finding.Place?) -> Finding {
    Finding(
      .badArgument, "the targets are the same in every row, so the initializer of \(weight) has nothing to go by",
      expected: "targets that vary", got: "one value", remedy: "Look at the targets, or use .sirenFirst", place: place)
  }

  static func constantInputs(_ weight: String, _ place: Finding.Place?) -> Finding {
    Finding(
      .badArgument, "the inputs are the same in every row, so the initializer of \(weight) has nothing to go by",
      expected: "inputs that vary", got: "one point", remedy: "Look at the inputs, or use .sirenFirst", place: place)
  }
}

extension ModelStorage {
  /// A kernel that still waits for data.
  var unscoredFault: Finding? {
    unscored.min().map { index in
      let entry = graph.parameters.entries[index]
      return Finding(
        .unfittedLayer, "\(entry.name) takes its waves from data, and has seen none",
        expected: "a fit on a Dataset before", got: "none",
        remedy: "Call fit with a Dataset first, or set its weights", place: entry.place)
    }
  }
}
