internal import CKernels

extension Optimizer {
  /// The way down a surface of your own: where the optimizer goes from `start`, step by step.
  ///
  /// The same update that `fit` makes, with a function in place of a network: to compare optimizers on a surface that
  /// can be drawn, or to try a rule of your own.
  ///
  ///     let way = try Optimizer.adam(learningRate: 0.1).descent(from: [1, 2], steps: 100) { p in
  ///       (loss: Double(p[0] * p[0] + p[1] * p[1]), gradient: [2 * p[0], 2 * p[1]])
  ///     }
  ///
  /// - Parameters:
  ///   - start: At least one number.
  ///   - steps: Updates; for `lbfgs` calls of up to its `iterations`.
  ///   - arrays: How many of the numbers belong to each weight array, for `clipped(norm:)`; nil: one array.
  ///   - surface: Loss and gradient, as many numbers as `start` has. A rule asks once per step and reads the gradient
  ///     alone, L-BFGS as often as it needs to.
  /// - Returns: The point before the first step and after each: `steps + 1` points. Not averaged.
  /// - Throws: `SwiftletError` with the faults of the optimizer, or when counts do not match.
  public func descent(
    from start: [Float], steps: Int, arrays: [Int]? = nil,
    on surface: (_ point: [Float]) -> (loss: Double, gradient: [Float])
  ) throws(SwiftletError) -> [[Float]] {
    try descent(from: start, steps: steps, arrays: arrays, instructionSet: nil, on: surface)
  }

  /// - Parameter instructionSet: `baseline`, `avx2`, `avx512`, `neon`; nil or one that cannot run: the best.
  package func descent(
    from start: [Float], steps: Int, arrays: [Int]?, instructionSet: String?,
    on surface: (_ point: [Float]) -> (loss: Double, gradient: [Float])
  ) throws(SwiftletError) -> [[Float]] {
    let faults = faults + descentFaults(start.count, steps, arrays ?? [start.count])
    guard faults.isEmpty else { throw SwiftletError(.training, faults) }
    let parameters = try AlignedBuffer(count: start.count, for: "the point of a descent")
    _ = parameters.buffer.update(fromContentsOf: start)
    let groups = Self.groups(arrays ?? [start.count])
    let state = try TrainingState(parameters, groups, self, kernels: kernels(named: instructionSet))
    var way = [start]
    var misfit: Finding?
    func look() -> Double {
      let (loss, gradient) = surface(Array(parameters.buffer))
      if gradient.count == start.count {
        _ = state.gradients.buffer.update(fromContentsOf: gradient)
      } else {
        misfit = Self.gradientMisfit(start.count, gradient.count)
      }
      return loss
    }
    for _ in 0..<steps {
      if isSolver {
        withoutActuallyEscaping(look) { look in state.solve(isCancelled: { false }, loss: look) }
      } else {
        _ = look()
        state.update()
      }
      if let misfit { throw SwiftletError(.training, misfit) }
      way.append(Array(parameters.buffer))
    }
    return way
  }

  private func kernels(named name: String?) -> UnsafePointer<ck_kernels> {
    let sets = [CK_BASELINE, CK_AVX2, CK_AVX512, CK_NEON]
    let named = sets.first { String(cString: ck_isa_name($0)) == name }
    return named.flatMap { ck_kernels_for($0) } ?? ck_kernels_best()
  }

  private static func groups(_ arrays: [Int]) -> [ParameterGroup] {
    var start = 0
    return arrays.map { count in
      defer { start += count }
      return ParameterGroup(range: start..<start + count, shape: Shape([count]))
    }
  }

  private func descentFaults(_ count: Int, _ steps: Int, _ arrays: [Int]) -> [Finding] {
    var faults: [Finding] = []
    if count == 0 || steps < 0 {
      faults.append(
        Finding(
          .badArgument, "a descent needs a point and a number of steps", expected: "1 number or more, 0 steps or more",
          got: "\(count) numbers, \(steps) steps", remedy: "Give a start and how many steps to take"))
    }
    let total = arrays.reduce((partialValue: 0, overflow: false)) {
      let next = $0.partialValue.addingReportingOverflow($1)
      return (next.partialValue, $0.overflow || next.overflow)
    }
    if arrays.contains(where: { $0 < 0 }) || total.overflow || total.partialValue != count {
      faults.append(
        Finding(
          .badArgument, "the sizes of the arrays do not add up to the start", expected: "\(count)", got: "\(arrays)",
          remedy: "Give sizes that add up, or leave them out"))
    }
    return faults
  }

  private static func gradientMisfit(_ expected: Int, _ got: Int) -> Finding {
    Finding(
      .badArgument, "the gradient has another number of elements than the point", expected: "\(expected)",
      got: "\(got)", remedy: "Return the partial derivative by every number of the point")
  }
}
