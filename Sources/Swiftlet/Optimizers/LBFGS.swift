internal import CKernels

/// Limited-memory BFGS with a line search (Liu & Nocedal 1989), as PyTorch's `LBFGS` with `strong_wolfe`.
struct LBFGS: Solver {
  let preset: Preset
  let iterations: Int
  let evaluations: Int
  let history: Int
  let gradientTolerance: Double
  let changeTolerance: Double

  var name: String { "lbfgs" }
  var settings: [(String, String)] {
    [
      ("max_iter", "\(iterations)"), ("max_eval", "\(evaluations)"), ("history_size", "\(history)"),
      ("tolerance_grad", "\(gradientTolerance)"), ("tolerance_change", "\(changeTolerance)"),
      ("line_search_fn", "strong_wolfe"),
    ]
  }
  var checks: [NumberCheck] {
    func count(_ what: String, _ value: Int) -> NumberCheck {
      NumberCheck(what, got: "\(value)", expected: "1 or more, at most 1000000", (1...1_000_000).contains(value))
    }
    return [
      NumberCheck(preset, among: [.torch]), count("number of iterations", iterations),
      count("number of evaluations", evaluations), count("history", history),
      NumberCheck("gradient tolerance", gradientTolerance, .atLeastZero),
      NumberCheck("change tolerance", changeTolerance, .atLeastZero),
    ]
  }

  /// Doubles: pairs of the history, then direction, gradients, the line search and the point.
  var floatsPerParameter: Int {
    let vectors = history.multipliedReportingOverflow(by: 4)
    return vectors.overflow || vectors.partialValue > Int.max - 32 ? Int.max : vectors.partialValue + 32
  }

  func makeRun(_ count: Int, kernels: UnsafePointer<ck_kernels>) throws(SwiftletError) -> any SolverRun {
    LBFGSRun(self, count, kernels)
  }
}

extension Optimizer {
  /// L-BFGS: a quasi-Newton method with a line search that holds the strong Wolfe conditions.
  ///
  /// It needs the whole data set at once: each epoch of `fit` is one call with up to `iterations` iterations over all
  /// rows, block by block, whatever the batch size, and the loss of the epoch is that at its end. It works in Double
  /// between evaluations in Float. Frozen layers stay; schedules and modifiers are refused, also constraints and learning
  /// rates of layers. Its memory lasts from one `fit` to the next, and into a file.
  ///
  /// PyTorch's numbers: learning rate 1 (the first trial of each line search), 20 iterations, 5/4 as many evaluations
  /// (at least 25), a history of 100 (scipy: 10), tolerances 1e-7 for the largest gradient and 1e-9 for changes.
  ///
  /// Source: Liu & Nocedal, *On the limited memory BFGS method*, 1989; line search: Nocedal & Wright 2006, §3.5.
  public static func lbfgs(
    _ preset: Preset = .torch, learningRate: Double? = nil, iterations: Int? = nil, evaluations: Int? = nil,
    history: Int? = nil, gradientTolerance: Double? = nil, changeTolerance: Double? = nil
  ) -> Optimizer {
    let iterations = iterations ?? 20
    let solver = LBFGS(
      preset: preset, iterations: iterations,
      evaluations: evaluations ?? max(25, min(max(iterations, 1), 800_000) * 5 / 4), history: history ?? 100,
      gradientTolerance: gradientTolerance ?? 1e-7, changeTolerance: changeTolerance ?? 1e-9)
    return Optimizer(method: .solver(solver), learningRate: learningRate ?? 1, preset: preset)
  }
}

/// The memory of L-BFGS and its iterations.
final class LBFGSRun: SolverRun {
  private let method: LBFGS
  private let kernels: UnsafePointer<ck_kernels>
  private let count: Int
  /// The newest last: how gradient and point have changed, and 1 over the product of the two.
  private var pairs: [(y: SolverVector, s: SolverVector, inverse: Double)] = []
  /// The first guess of the inverse Hessian is this times the identity.
  private var scale = 1.0
  private var direction: SolverVector
  private var previous: SolverVector
  private var length = 1.0
  private var iteration = 0

  init(_ method: LBFGS, _ count: Int, _ kernels: UnsafePointer<ck_kernels>) {
    self.method = method
    self.count = count
    self.kernels = kernels
    direction = SolverVector(count, kernels)
    previous = SolverVector(count, kernels)
  }

  func forget() {
    pairs = []
    scale = 1
    iteration = 0
  }

  var memory: [Double] {
    if iteration == 0 { return [] }
    var memory = [scale, length, Double(iteration)] + direction.values + previous.values
    for pair in pairs { memory += [pair.inverse] + pair.y.values + pair.s.values }
    return memory
  }

  func remember(_ memory: [Double]) -> Bool {
    if memory.isEmpty {
      forget()
      return true
    }
    let (fixed, perPair) = (3 + 2 * count, 1 + 2 * count)
    guard memory.count >= fixed, (memory.count - fixed) % perPair == 0,
      (memory.count - fixed) / perPair <= method.history, memory[2] >= 1, memory[2] < 1e15
    else { return false }
    func vector(_ start: Int) -> SolverVector {
      let vector = SolverVector(count, kernels)
      _ = UnsafeMutableBufferPointer(start: vector.pointer, count: count).update(
        fromContentsOf: memory[start..<start + count])
      return vector
    }
    (scale, length, iteration) = (memory[0], memory[1], Int(memory[2]))
    (direction, previous) = (vector(3), vector(3 + count))
    pairs = stride(from: fixed, to: memory.count, by: perPair).map {
      (y: vector($0 + 1), s: vector($0 + 1 + count), inverse: memory[$0])
    }
    return true
  }

  func solve(_ problem: borrowing SolverProblem, learningRate: Double) {
    var search = LineSearch(count, kernels, problem.point, changeTolerance: method.changeTolerance)
    let gradient = SolverVector(count, kernels)
    var loss = problem.evaluate(problem.point, gradient.pointer)
    var evaluations = 1
    guard gradient.largest > method.gradientTolerance else { return }
    for _ in 0..<method.iterations {
      iteration += 1
      turn(gradient)
      previous.copy(gradient)
      let before = loss
      length = iteration == 1 ? min(1, 1 / gradient.absoluteSum) * learningRate : learningRate
      let slope = gradient.dot(direction)
      guard slope <= -method.changeTolerance else { return }
      // As PyTorch: what is left of the evaluations bounds the search.
      search.most = method.evaluations - evaluations
      let found = search.run(problem, along: direction, from: loss, gradient, slope, trial: length)
      (loss, length) = (found.loss, found.length)
      evaluations += found.evaluations
      gradient.copy(found.gradient)
      search.point.add(length, direction)
      problem.point.update(from: search.point.pointer, count: count)
      // Comparisons that are false for NaN go on to the next: the loss then says so at the end of the epoch.
      if evaluations >= method.evaluations || gradient.largest <= method.gradientTolerance { return }
      if abs(length) * direction.largest <= method.changeTolerance { return }
      if abs(loss - before) < method.changeTolerance || !loss.isFinite || problem.isCancelled() { return }
    }
  }

  /// The direction from the gradient and what is remembered: the two loops of Nocedal & Wright, algorithm 7.4.
  private func turn(_ gradient: SolverVector) {
    guard iteration > 1 else {
      direction.copy(gradient)
      return direction.scale(-1)
    }
    remember(gradient)
    direction.copy(gradient)
    direction.scale(-1)
    var shares = [Double](repeating: 0, count: pairs.count)
    for i in pairs.indices.reversed() {
      shares[i] = pairs[i].s.dot(direction) * pairs[i].inverse
      direction.add(-shares[i], pairs[i].y)
    }
    direction.scale(scale)
    for i in pairs.indices {
      let share = pairs[i].y.dot(direction) * pairs[i].inverse
      direction.add(shares[i] - share, pairs[i].s)
    }
  }

  /// Keeps the last step when the curvature along it is positive.
  private func remember(_ gradient: SolverVector) {
    let isFull = pairs.count == method.history
    let (y, s) = isFull ? (pairs[0].y, pairs[0].s) : (SolverVector(count, kernels), SolverVector(count, kernels))
    let curvature = previous.curvature(to: gradient, along: direction) * length
    guard curvature > 1e-10 else { return }
    y.combine(gradient, -1, previous)
    s.copy(direction)
    s.scale(length)
    if isFull { pairs.removeFirst() }
    pairs.append((y, s, 1 / curvature))
    scale = curvature / y.dot(y)
  }
}

extension SolverVector {
  /// (next - self)·direction
  fileprivate func curvature(to next: SolverVector, along direction: SolverVector) -> Double {
    let change = SolverVector(count, kernels)
    change.combine(next, -1, self)
    return change.dot(direction)
  }
}
