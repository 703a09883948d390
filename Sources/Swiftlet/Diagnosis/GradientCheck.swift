internal import CKernels

/// How well the gradients of a model agree with numerical differentiation, array by array, with a verdict.
///
///     let check = try model.checkGradients(on: data)
///     print(check)                                     // a table, and what is wrong
///     if !check.passed { … }
public struct GradientCheck: Sendable {
  /// One parameter whose two gradients were compared.
  public struct Entry: Sendable {
    /// `dense/kernel[7]`.
    public let name: String
    /// What training uses, computed in float32.
    public let computed: Double
    /// Central difference of the loss, computed in Double.
    public let numerical: Double
    /// |computed - numerical| divided by the largest gradient of the model.
    public let error: Double
  }

  /// One array of parameters.
  public struct Part: Sendable {
    /// `dense/kernel`.
    public let name: String
    /// How many of its parameters were compared.
    public let compared: Int
    /// How many sit so close to a kink of the loss that it has no derivative there.
    public let skipped: Int
    /// Nothing is compared in a frozen array, which has no gradient.
    public let isFrozen: Bool
    /// The largest numerical gradient in it.
    public let largest: Double
    /// Where the two differ most.
    public let worst: Entry?
    /// Their difference there, divided by the largest gradient of the array, or by 1/100 of that of the model where the
    /// array's are smaller still.
    public let error: Double
    /// Whether that is at most `GradientCheck.tolerance`.
    public let passed: Bool
  }

  /// What `Part.error` may be: 0.002. In float32 a gradient of a network is off by up to some 2e-5 of the largest one,
  /// wherever it stands; an array whose gradients are a hundred times smaller so by 2e-3 of its own. A wrong sign is an
  /// error of 2, a factor forgotten one of its size, a term forgotten one of its share.
  public static let tolerance = 2e-3

  /// In the order of the model.
  public let parts: [Part]
  /// All parameters that were compared, the worst first.
  public let entries: [Entry]

  /// Whether something was compared, and every array agrees.
  public var passed: Bool { !entries.isEmpty && parts.allSatisfy(\.passed) }

  /// Parameters that sit so close to a kink of the loss that it has no derivative there.
  public var skipped: Int { parts.reduce(0) { $0 + $1.skipped } }

  /// The largest error, relative to the largest gradient; float32 alone explains about 1e-5.
  public var largestError: Double { entries.first?.error ?? 0 }
}

extension Model {
  /// Compares the gradients that training uses with central differences of the loss, parameter by
  /// parameter. For a layer or loss of your own, and for doubts about ours.
  ///
  /// The loss is computed a second time for it, in Double and without any kernel, so it is slow:
  /// use a small model and few rows. Weights are not changed.
  ///
  /// - Parameters:
  ///   - rows: The first rows of `data` are used, at most this many.
  /// - Throws: `SwiftletError` when model and data do not fit.
  public func checkGradients(on data: Dataset, rows: Int = 8) throws(SwiftletError) -> GradientCheck {
    try checkGradients(on: data, rows: rows, tampering: GradientTampering())
  }

  /// - Parameter tampering: Mistakes that the check has to find.
  func checkGradients(
    on data: Dataset, rows: Int = 8, tampering: GradientTampering
  ) throws(SwiftletError) -> GradientCheck {
    let problem = try gradientProblem(on: data, rows: rows)
    var computed = try gradients(problem, editing: tampering.steps)
    tampering.gradients?(&computed)
    let numerical = NumericalGradient(
      evaluation: DoubleEvaluation(problem.storage), goals: problem.goals, arrays: problem.arrays, rows: problem.rows)
    return GradientCheck(computed, numerical, problem.storage.graph)
  }

  /// The first rows of data as training reads them, and the model that looks at them.
  func gradientProblem(on data: Dataset, rows: Int) throws(SwiftletError) -> GradientProblem {
    try FitJob.checkWatched(data)
    guard rows >= 1 else {
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "a gradient needs rows", expected: "rows of 1 or more", got: "\(rows)",
          remedy: "Leave rows: out for the default"))
    }
    // A copy: a Normalization without statistics takes them from these rows for the moment alone.
    let storage = try ModelStorage(copying: try prepared())
    if let fault = storage.unscoredFault { throw SwiftletError(.training, fault) }
    let (inputs, _) = try matchedInputs(data.inputParts, stage: .training)
    _ = storage.fitNormalizations(inputs, names: data.inputNames)
    let encoded = try encode(try matchedTargets(data.targetParts, stage: .training), weights: nil)
    let goals = try planGoals(try compiled().goals.map { _ in [] }, isWeighted: encoded.isWeighted)
    let arrays = RowArrays(arrays: inputs + encoded.columns, count: data.count)
    return GradientProblem(storage: storage, arrays: arrays, rows: min(rows, data.count), goals: goals)
  }

  /// The float32 gradients of the mean loss over the first rows.
  func gradients(
    _ problem: GradientProblem, editing edit: ((inout [VirtualStep]) -> Void)? = nil
  ) throws(SwiftletError) -> [Float] {
    let (storage, rows) = (problem.storage, problem.rows)
    let cutting = Cutting(rows: rows, training: storage.graph)
    let request = PlanRequest(mode: .train, capacity: cutting.block, goals: problem.goals)
    let plan = try Plan(storage.graph, request, editing: edit)
    let buffer = try AlignedBuffer(count: storage.parameters.count, for: "the gradients")
    let pass = try Pass(
      plan, storage, cutting: cutting, rows: rows, kernels: ck_kernels_best(), gradients: buffer)
    try problem.arrays.withPointers { (source) throws(SwiftletError) in
      pass.open(source)
      pass.runBatch(order: nil, start: 0, rows: rows)
    }
    return Array(buffer.buffer)
  }
}

/// A model and rows that the gradient of the mean loss is asked over.
struct GradientProblem {
  let storage: ModelStorage
  let arrays: RowArrays
  let rows: Int
  let goals: [PlanRequest.Goal]
}

/// Mistakes made on purpose, by which a check is shown to find them.
struct GradientTampering {
  var steps: ((inout [VirtualStep]) -> Void)?
  var gradients: ((inout [Float]) -> Void)?
}

extension GradientCheck {
  init(_ computed: [Float], _ problem: NumericalGradient, _ graph: ModelGraph) {
    let isFrozen = graph.parameterGroups.map(\.isFrozen)
    let numerical = zip(graph.parameters.entries, isFrozen).flatMap { entry, isFrozen in
      (entry.offset..<entry.offset + entry.count).map { isFrozen ? (0, false) : problem.derivative(at: $0) }
    }
    let scale = max(computed.map { Double(abs($0)) }.max() ?? 0, numerical.map { abs($0.0) }.max() ?? 0, 1e-12)
    var parts: [Part] = []
    var all: [Entry] = []
    for (index, array) in graph.parameters.entries.enumerated() {
      let places = array.offset..<array.offset + array.count
      let entries = places.filter { numerical[$0].1 }.map { i in
        let (mine, theirs) = (Double(computed[i]), numerical[i].0)
        return Entry(
          name: "\(array.name)[\(i - array.offset)]", computed: mine, numerical: theirs,
          error: mine.isFinite && theirs.isFinite ? abs(mine - theirs) / scale : .infinity)
      }
      parts.append(Part(array.name, entries, count: array.count, isFrozen: isFrozen[index], scale: scale))
      all += entries
    }
    self.parts = parts
    entries = all.sorted { ($1.error, $0.name) < ($0.error, $1.name) }
  }
}

extension GradientCheck.Part {
  /// - Parameter scale: The largest gradient of the model.
  fileprivate init(_ name: String, _ entries: [GradientCheck.Entry], count: Int, isFrozen: Bool, scale: Double) {
    self.name = name
    self.isFrozen = isFrozen
    compared = entries.count
    skipped = isFrozen ? 0 : count - entries.count
    largest = entries.map { abs($0.numerical) }.max() ?? 0
    worst = entries.max { $0.error < $1.error }
    // NaN is compared with nothing: what is not finite has an infinite error.
    error = (worst?.error ?? 0) * scale / max(largest, scale / 100)
    passed = isFrozen || (compared > 0 && error <= GradientCheck.tolerance)
  }
}
