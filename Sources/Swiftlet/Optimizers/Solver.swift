internal import CKernels

/// An optimizer that chooses its own steps: it is given the loss and its gradient as a function of the parameters.
///
/// A rule follows one gradient per batch; a solver may ask as often as it likes, so it needs all rows at once.
protocol Solver: Sendable, Codable, Hashable {
  var name: String { get }
  var settings: [(String, String)] { get }
  var checks: [NumberCheck] { get }
  /// What a run allocates, counted in Float.
  var floatsPerParameter: Int { get }
  func makeRun(_ count: Int, kernels: UnsafePointer<ck_kernels>) throws(SwiftletError) -> any SolverRun
}

/// A solver at work: what it remembers from one call to the next.
protocol SolverRun: AnyObject {
  /// A few iterations from the point where the problem stands, which is moved.
  func solve(_ problem: borrowing SolverProblem, learningRate: Double)
  /// As before the first call: the parameters were moved by something else.
  func forget()
  /// Everything that the next call depends on; empty before the first.
  var memory: [Double] { get }
  /// Takes up what `memory` was. Returns false, and changes nothing, when it is of another size.
  func remember(_ memory: [Double]) -> Bool
}

/// Loss and gradient over a vector in Double. The gradient is 0 where nothing may move.
struct SolverProblem: ~Copyable {
  /// Where it starts, and where it has ended.
  let point: UnsafeMutablePointer<Double>
  /// The loss at `x`; its gradient goes into `gradient`.
  let evaluate: (_ x: UnsafePointer<Double>, _ gradient: UnsafeMutablePointer<Double>) -> Double
  /// Asked between iterations.
  let isCancelled: () -> Bool
}

/// Doubles with the operations of a solver, freed with the object.
final class SolverVector {
  let pointer: UnsafeMutablePointer<Double>
  let count: Int
  let kernels: UnsafePointer<ck_kernels>

  init(_ count: Int, _ kernels: UnsafePointer<ck_kernels>) {
    self.count = count
    self.kernels = kernels
    pointer = .allocate(capacity: max(count, 1))
    pointer.initialize(repeating: 0, count: count)
  }

  deinit { pointer.deallocate() }

  var values: UnsafeBufferPointer<Double> { UnsafeBufferPointer(start: pointer, count: count) }

  func dot(_ other: SolverVector) -> Double { kernels.pointee.dot_f64(count, pointer, other.pointer) }
  /// max |x|
  var largest: Double { kernels.pointee.largest_f64(count, pointer) }
  /// Σ |x|
  var absoluteSum: Double { kernels.pointee.absolute_sum_f64(count, pointer) }
  func copy(_ other: SolverVector) { pointer.update(from: other.pointer, count: count) }
  func copy(_ other: UnsafePointer<Double>) { pointer.update(from: other, count: count) }
  /// self = x + a·y
  func combine(_ x: SolverVector, _ a: Double, _ y: SolverVector) {
    kernels.pointee.combine_f64(count, a, x.pointer, y.pointer, pointer)
  }
  /// self += a·y
  func add(_ a: Double, _ y: SolverVector) { combine(self, a, y) }
  func scale(_ a: Double) { kernels.pointee.scale_f64(count, a, pointer) }
}

extension TrainingState {
  /// Lets the solver move the parameters.
  ///
  /// - Parameter loss: Fills the gradients for the parameters as they are and returns the loss.
  func solve(isCancelled: @escaping () -> Bool, loss: @escaping () -> Double) {
    guard let solver, parameters.count > 0 else { return }
    let count = parameters.count
    let point = SolverVector(count, kernels)
    kernels.pointee.widen_f64(count, parameters.pointer, point.pointer)
    let problem = SolverProblem(
      point: point.pointer,
      evaluate: { [self] x, gradient in
        // What is frozen has no gradient, so no direction leads there and every bit stays.
        kernels.pointee.narrow_f64(count, x, parameters.pointer)
        let value = loss()
        for part in parts.parts where part.isFrozen {
          (gradients.pointer + part.range.lowerBound).update(repeating: 0, count: part.range.count)
        }
        kernels.pointee.widen_f64(count, gradients.pointer, gradient)
        return value
      }, isCancelled: isCancelled)
    solver.solve(problem, learningRate: learningRate)
    kernels.pointee.narrow_f64(count, point.pointer, parameters.pointer)
    lastRate = learningRate
    step += 1
  }
}
