import CKernels
import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// L-BFGS and Rprop against PyTorch and scipy, in the files that scripts/make_solver_fixtures.py writes.
struct GoldenSolverTests {
  /// In Double on both sides, call by call: the points differ by roundings alone, which a curved valley magnifies.
  @Test(arguments: InstructionSet.available)
  func everyCallOfLBFGSEndsWherePyTorchsDoes(_ set: InstructionSet) throws {
    let cases = try Golden.solver("lbfgs")["cases"].list()
    for fixture in cases {
      let surface = try GoldenSurface(fixture)
      let config = try fixture["config"]
      let optimizer = try Self.optimizer(config)
      guard case .solver(let solver) = optimizer.method else { throw UnknownClass(name: "sweep", path: fixture.path) }
      #expect(optimizer.faults.isEmpty)
      var point = try fixture["start"].doubles()
      let expected = try fixture["points"].doubles()
      let kernels = try #require(ck_kernels_for(ck_isa(set.rawValue)))
      let run = try solver.makeRun(point.count, kernels: kernels)
      let count = point.count
      for call in 0..<Int(try fixture["calls"].double()) {
        point.withUnsafeMutableBufferPointer { buffer in
          guard let pointer = buffer.baseAddress else { return }
          let problem = SolverProblem(
            point: pointer, evaluate: { surface.evaluate($0, count: count, $1) }, isCancelled: { false })
          run.solve(problem, learningRate: optimizer.learningRate)
        }
        let there = expected[(call * point.count)..<((call + 1) * point.count)]
        for (ours, theirs) in zip(point, there) {
          #expect(abs(ours - theirs) <= 1e-6 * (1 + abs(theirs)), "\(fixture.path) call \(call): \(point), \(there)")
        }
      }
    }
    #expect(cases.count == 6)
  }

  /// By the public way, with points in Float: as near to scipy's minimum as Float lets one see.
  @Test func aDescentEndsAtTheMinimumThatScipyFinds() throws {
    for fixture in try Golden.solver("lbfgs")["cases"].list() {
      let surface = try GoldenSurface(fixture)
      let start = try fixture["start"].floats()
      let way = try Optimizer.lbfgs(iterations: 200, evaluations: 400).descent(from: start, steps: 5) { point in
        surface.evaluate(point)
      }
      let least = try fixture["minimum_loss"].double()
      let found = surface.evaluate(try #require(way.last)).loss
      #expect(found >= least - 1e-9 * abs(least))
      #expect(found <= least + 1e-6 * (1 + abs(least)), "\(fixture.path): \(found), scipy \(least)")
    }
  }

  /// The same regression as a network: fit has the loss of scipy's minimum, whatever the batch size says.
  @Test func fitWithLBFGSFindsTheRegressionThatScipyFinds() throws {
    let fixture = try #require(
      try Golden.solver("lbfgs")["cases"].list().first { try $0["function"].string() == "logistic" })
    let labels = try fixture["y"].doubles()
    let width = try fixture["x"].shape()[1]
    let x = try fixture["x"].floats()
    let rows = stride(from: 0, to: x.count, by: width).map { Array(x[$0..<$0 + width]) }
    let data = try Dataset(inputs: rows, classes: labels.map { Int($0) })
    let model = Sequential(inputs: Shape([width])) { Dense(1, weights: .zeros) }
    try model.compile(optimizer: .lbfgs(), loss: .binaryCrossentropy(from: .logits))
    let history = try model.fit(data, epochs: 5, batchSize: 7, verbose: .silent)
    #expect(abs(try #require(history.loss.last) - (try fixture["minimum_loss"].double())) < 1e-6)
    let minimum = try fixture["minimum"].doubles()
    let weights = model.weights["dense/kernel"]?.values ?? []
    expectClose(
      weights + (model.weights["dense/bias"]?.values ?? []), minimum, .close(absolute: 1e-3, relative: 1e-3))
  }

  /// A hundred steps on the gradients of optimizers.json.
  @Test(arguments: InstructionSet.available)
  func everyTrajectoryOfRpropEqualsPyTorchs(_ set: InstructionSet) throws {
    let file = try Golden.solver("rprop")
    let start = try file["p0"].floats()
    let gradients = try file["grads"].floats()
    let cases = try file["cases"].list()
    for fixture in cases {
      let config = try fixture["config"]
      let (etas, sizes) = (try config["etas"].doubles(), try config["step_sizes"].doubles())
      let optimizer = Optimizer.rprop(
        learningRate: try config["lr"].double(), shrink: etas[0], grow: etas[1], smallest: sizes[0], largest: sizes[1])
      var step = 0
      let way = try optimizer.descent(
        from: start, steps: gradients.count / start.count, arrays: nil, instructionSet: set.testDescription
      ) { _ in
        defer { step += 1 }
        return (0, Array(gradients[(step * start.count)..<((step + 1) * start.count)]))
      }
      let expected = try fixture["traj"].doubles()
      let spread = 10 * (try fixture["f32_dev"]["max_abs"].double())
      expectClose(
        way.dropFirst().flatMap(\.self), expected, .each(expected.map { max(2e-6 + 1e-5 * abs($0), spread) }),
        fixture.path)
    }
    #expect(cases.count == 2)
  }

  private static func optimizer(_ config: GoldenValue) throws -> Optimizer {
    .lbfgs(
      learningRate: try config["lr"].double(), iterations: Int(try config["max_iter"].double()),
      evaluations: Int(try config["max_eval"].double()), history: Int(try config["history_size"].double()),
      gradientTolerance: try config["tolerance_grad"].double(),
      changeTolerance: try config["tolerance_change"].double())
  }
}

/// A function of the fixture with its gradient, in Double.
private struct GoldenSurface {
  let kind: String
  /// a and b of the quadratic, x and y of the regression.
  let matrix: [Double]
  let vector: [Double]

  init(_ fixture: GoldenValue) throws {
    kind = try fixture["function"].string()
    switch kind {
    case "quadratic": (matrix, vector) = (try fixture["a"].doubles(), try fixture["b"].doubles())
    case "logistic": (matrix, vector) = (try fixture["x"].doubles(), try fixture["y"].doubles())
    case "rosenbrock": (matrix, vector) = ([], [])
    default: throw UnknownClass(name: kind, path: fixture.path)
    }
  }

  func evaluate(_ x: UnsafePointer<Double>, count: Int, _ gradient: UnsafeMutablePointer<Double>) -> Double {
    let (loss, slopes) = evaluate(Array(UnsafeBufferPointer(start: x, count: count)))
    for (i, slope) in slopes.enumerated() { gradient[i] = slope }
    return loss
  }

  func evaluate(_ point: [Float]) -> (loss: Double, gradient: [Float]) {
    let wide = point.map(Double.init)
    let (loss, gradient) = evaluate(wide)
    return (loss, gradient.map { Float($0) })
  }

  func evaluate(_ point: [Double]) -> (loss: Double, gradient: [Double]) {
    switch kind {
    case "quadratic":
      let slopes = point.indices.map { row in
        zip(matrix[(row * point.count)...], point).reduce(-vector[row]) { $0 + $1.0 * $1.1 }
      }
      // x·(Ax)/2 - b·x = x·(slope - b)/2
      return (zip(point.indices, point).reduce(0) { $0 + $1.1 * (slopes[$1.0] - vector[$1.0]) / 2 }, slopes)
    case "logistic": return logistic(point)
    default: return rosenbrock(point)
    }
  }

  private func rosenbrock(_ x: [Double]) -> (loss: Double, gradient: [Double]) {
    var (loss, gradient) = (0.0, [Double](repeating: 0, count: x.count))
    for i in 0..<x.count - 1 {
      let (bend, left) = (x[i + 1] - x[i] * x[i], 1 - x[i])
      loss += 100 * bend * bend + left * left
      gradient[i] += -400 * bend * x[i] - 2 * left
      gradient[i + 1] += 200 * bend
    }
    return (loss, gradient)
  }

  private func logistic(_ p: [Double]) -> (loss: Double, gradient: [Double]) {
    let width = p.count - 1
    var (loss, gradient) = (0.0, [Double](repeating: 0, count: p.count))
    for (row, label) in vector.enumerated() {
      let x = matrix[(row * width)..<((row + 1) * width)]
      let logit = zip(x, p).reduce(p[width]) { $0 + $1.0 * $1.1 }
      loss += (max(logit, 0) + log1p(exp(-abs(logit))) - label * logit) / Double(vector.count)
      let slope = (1 / (1 + exp(-logit)) - label) / Double(vector.count)
      for (i, value) in x.enumerated() { gradient[i] += slope * value }
      gradient[width] += slope
    }
    return (loss, gradient)
  }
}
