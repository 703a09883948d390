import CKernels
import TestSupport
import Testing

/// The one kernel of a small network's step gives the bits of the steps that describe it.
struct ChainTests {
  static let sets = InstructionSet.available
  /// Widths from the inputs to the outputs, whether a softmax stands behind, and the loss.
  struct Net: CustomTestStringConvertible {
    let widths: [Int]
    var function = UnaryFunction.relu
    var softmax: Int32?
    var loss = Int32(CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS.rawValue)
    var isSparse = true
    var hasBias = true
    var weight: Float?
    var smoothing: Float = 0

    var testDescription: String { "\(widths) \(function) softmax \(softmax ?? -1) loss \(loss) bias \(hasBias)" }
  }

  static func nets(_ width: Int) -> [Net] {
    let mse = Int32(CK_LOSS_MSE.rawValue)
    var nets = [
      Net(widths: [2, 2, 3]), Net(widths: [2, 2, 3], softmax: Int32(CK_SOFTMAX.rawValue)),
      Net(widths: [1, width, width, 2]), Net(widths: [width, width]), Net(widths: [3, 4, 4, 4, 1]),
      Net(widths: [2, 3, 4], function: .tanh), Net(widths: [2, 3, 4], function: .linear, hasBias: false),
      Net(widths: [4, 3, 2], function: .sigmoid, softmax: Int32(CK_LOG_SOFTMAX.rawValue)),
      Net(widths: [2, 4, 3], loss: mse, isSparse: false), Net(widths: [2, 1], loss: mse, isSparse: false),
      Net(widths: [2, 4, 3], weight: 0.375, smoothing: 0.1),
    ]
    nets += (1...width).map { Net(widths: [$0, width, $0], softmax: Int32(CK_SOFTMAX.rawValue)) }
    nets += (1...width).map { Net(widths: [width, $0, width]) }
    return nets
  }

  @Test(arguments: sets)
  func oneKernelGivesTheBitsOfItsSteps(_ set: InstructionSet) {
    let width = set.kernels.chain_width
    #expect(width >= 4)
    for (number, net) in Self.nets(width).enumerated() {
      let bench = ChainBench(set, net, seed: UInt64(700 + number))
      // More rows than losses that may wait.
      for row in 0..<37 {
        bench.next(row, special: row == 5 ? .infinity : row == 30 ? .nan : nil)
        bench.runSteps()
        bench.runChain()
        expectSameBits(bench.chainGradients.values, bench.stepGradients.values, "\(net) row \(row)")
        bench.chainGradients.expectGuardsIntact()
      }
      bench.settle()
      let (chain, steps) = (bench.chainTally, bench.stepTally)
      #expect(chain.correct == steps.correct, "\(net)")
      #expect(
        chain.loss.bitPattern == steps.loss.bitPattern || chain.loss.isNaN && steps.loss.isNaN,
        "\(net): \(chain.loss) and \(steps.loss)")
    }
  }

  /// Without NaN, so that the sum of the losses has bits to compare; with rows whose class counts for nothing.
  @Test(arguments: sets)
  func lossesThatWaitAreAddedInTheirOrder(_ set: InstructionSet) {
    for rows in [1, 15, 16, 17, 32, 33, 50] {
      let bench = ChainBench(set, Net(widths: [2, 2, 3]), seed: 750)
      for row in 0..<rows {
        bench.next(row, class: row % 11 == 7 ? -1 : nil)
        bench.runSteps()
        bench.runChain()
      }
      #expect(bench.chainTally.loss != bench.stepTally.loss, "nothing has waited")
      bench.settle()
      #expect(bench.chainTally.loss.bitPattern == bench.stepTally.loss.bitPattern)
      #expect(bench.stepTally.loss > 0)
    }
  }
}

/// One net in both forms, with gradients of their own.
private final class ChainBench {
  let net: ChainTests.Net
  let stepGradients: Guarded<Float>
  let chainGradients: Guarded<Float>
  private var samples: Samples
  private let parameters: Guarded<Float>
  private let input: Guarded<Float>
  private let target: Guarded<Float>
  private let weight: Guarded<Float>
  private var memory: [Guarded<Float>] = []
  /// The steps, and the same behind CHAIN and SETTLE.
  private var steps: [ck_step] = []
  private var chain: [ck_step] = []
  private let context = UnsafeMutablePointer<ck_context>.allocate(capacity: 2)
  private let goals = UnsafeMutablePointer<ck_goal>.allocate(capacity: 2)
  private let counts = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
  private let sums = UnsafeMutablePointer<Double>.allocate(capacity: 1)

  init(_ set: InstructionSet, _ net: ChainTests.Net, seed: UInt64) {
    self.net = net
    samples = Samples(seed: seed)
    let pairs = zip(net.widths, net.widths.dropFirst()).map { ($0, $1) }
    let count = pairs.reduce(0) { $0 + $1.0 * $1.1 + (net.hasBias ? $1.1 : 0) }
    parameters = Guarded(samples.floats(count), offset: 3)
    stepGradients = Guarded(count: count, offset: 3)
    chainGradients = Guarded(count: count, offset: 3)
    input = Guarded(count: net.widths[0])
    target = Guarded([Float](repeating: 0, count: net.widths.last ?? 1))
    weight = Guarded([net.weight ?? 1])
    for i in 0..<2 {
      (goals + i).initialize(to: ck_goal(scale: 0.75, tally: ck_tally(loss: 0, correct: 0)))
      (context + i).initialize(
        to: ck_context(
          rows: 1, later_block: 0, goals: goals + i, counts: counts, sums: sums, noise: 0, first_row: 0,
          penalty_scale: 0, penalty: 0, waiting: ck_waiting()))
    }
    steps = makeSteps(set, pairs, stepGradients)
    let head = [
      step(set, CK_STEP_CHAIN, n: pairs.count, m: net.softmax == nil ? 0 : 1, []), step(set, CK_STEP_SETTLE, n: 0, []),
    ]
    chain = head + makeSteps(set, pairs, chainGradients)
  }

  deinit {
    context.deallocate()
    goals.deallocate()
    counts.deallocate()
    sums.deallocate()
  }

  private func scratch(_ count: Int) -> UnsafeMutablePointer<Float> {
    memory.append(Guarded(count: max(count, 1)))
    return memory[memory.count - 1].pointer
  }

  private func step(
    _ set: InstructionSet, _ kind: ck_step_kind, index: Int32 = 0, n: Int, k: Int = 0, m: Int = 0, a: Float = 0,
    b: Float = 0, _ operands: [UnsafeMutablePointer<Float>?]
  ) -> ck_step {
    let p = operands + [UnsafeMutablePointer<Float>?](repeating: nil, count: 6 - operands.count)
    return ck_step(
      run: set.kernels.step(kind), flags: 0, index: index, n: n, k: k, m: m, a: a, b: b, p0: p[0], p1: p[1], p2: p[2],
      p3: p[3], p4: p[4], p5: p[5])
  }

  private func makeSteps(
    _ set: InstructionSet, _ pairs: [(Int, Int)], _ gradients: Guarded<Float>
  ) -> [ck_step] {
    var (forward, backward) = ([ck_step](), [ck_step]())
    var (x, offset) = (input.pointer, 0)
    let (a, b) = net.function.parameters
    let outputs = net.widths.last ?? 1
    // The gradient by the output of each layer.
    let slopes = pairs.map { scratch($0.1) }
    for (layer, (k, n)) in pairs.enumerated() {
      let index = layer == pairs.count - 1 ? UnaryFunction.linear.rawValue : net.function.rawValue
      let behind = layer == 0 ? UnaryFunction.linear.rawValue : net.function.rawValue
      let (w, bias) = (offset, net.hasBias ? offset + k * n : nil)
      offset += k * n + (net.hasBias ? n : 0)
      let y = scratch(n)
      let weights = parameters.pointer + w
      let workspaces = [(CK_GEMM_NN, 1, n, k), (CK_GEMM_TN, k, n, 1), (CK_GEMM_NT, 1, k, n)].map {
        scratch(ck_gemm_workspace_f32($0.0, $0.1, $0.2, $0.3))
      }
      forward.append(
        step(
          set, CK_STEP_DENSE, index: index, n: n, k: k, a: a, b: b,
          [x, weights, bias.map { parameters.pointer + $0 }, y, workspaces[0]]))
      if layer > 0 {
        backward.insert(
          step(
            set, CK_STEP_DENSE_GRAD_INPUT, index: behind, n: n, k: k, a: a, b: b,
            [slopes[layer], weights, slopes[layer - 1], workspaces[2], x, x]), at: 0)
      }
      backward.insert(
        step(
          set, CK_STEP_DENSE_GRAD_WEIGHTS, n: n, k: k,
          [x, slopes[layer], gradients.pointer + w, bias.map { gradients.pointer + $0 }, workspaces[1]]), at: 0)
      x = y
    }
    return forward + lossSteps(set, x, slopes[pairs.count - 1], outputs) + backward
  }

  private func lossSteps(
    _ set: InstructionSet, _ x: UnsafeMutablePointer<Float>, _ dx: UnsafeMutablePointer<Float>, _ n: Int
  ) -> [ck_step] {
    let kind = net.isSparse ? CK_STEP_SPARSE_LOSS : CK_STEP_LOSS
    let weights = net.weight == nil ? nil : weight.pointer
    guard let softmax = net.softmax else {
      return [step(set, kind, index: net.loss, n: n, a: net.smoothing, [x, target.pointer, weights, dx])]
    }
    let (y, dy) = (scratch(n), scratch(n))
    return [
      step(set, CK_STEP_ROWWISE, index: softmax, n: n, m: 1, [x, y]),
      step(set, kind, index: net.loss, n: n, a: net.smoothing, [y, target.pointer, weights, dy]),
      step(set, CK_STEP_ROWWISE_GRAD, index: softmax, n: n, m: 1, [y, dy, dx]),
    ]
  }

  /// Another row, with slightly other parameters; `special` in place of its first number.
  func next(_ row: Int, special: Float? = nil, class chosen: Int32? = nil) {
    for i in 0..<input.count { input.pointer[i] = samples.float(-2, 2) }
    if let special { input.pointer[0] = special }
    parameters.pointer[row % parameters.count] += samples.float(-0.1, 0.1)
    let classes = net.widths.last ?? 1
    if net.isSparse {
      target.pointer[0] = Float(bitPattern: UInt32(bitPattern: chosen ?? Int32(samples.below(classes))))
    } else {
      for i in 0..<target.count { target.pointer[i] = samples.float() }
    }
  }

  func runSteps() { for i in steps.indices { steps[i].run(&steps[i], context) } }
  func runChain() { chain.withUnsafeMutableBufferPointer { $0[0].run($0.baseAddress!, context + 1) } }
  func settle() { chain.withUnsafeMutableBufferPointer { $0[1].run($0.baseAddress! + 1, context + 1) } }
  var stepTally: ck_tally { goals[0].tally }
  var chainTally: ck_tally { goals[1].tally }
}
