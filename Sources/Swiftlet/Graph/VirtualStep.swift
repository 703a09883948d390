internal import CKernels

/// Memory that steps work on, before addresses are known.
struct VirtualBuffer {
  enum Kind: Equatable {
    /// Scratch, laid out by lifetime.
    case arena
    case parameters, gradients, states, constants
    case input(Int)
    case target(Int)
    /// Of the rows of a goal.
    case weights(Int)
    /// Where outputs and targets of a goal are kept for its metrics.
    case keptOutputs(Int)
    case keptTargets(Int)
    /// What each row counts in the divisor of a goal's mean; read by no step.
    case shares(Int)
  }
  let kind: Kind
  /// `size` floats for each row of a block, or `size` floats in all.
  let isPerRow: Bool
  let size: Int
  /// The steps that touch it first and last.
  var first = Int.max
  var last = -1
  /// In the arena, in floats; set when the arena is laid out.
  var offset = 0

  func floats(capacity: Int) -> Int {
    let (product, overflow) = size.multipliedReportingOverflow(by: isPerRow ? capacity : 1)
    // A multiple of 64 bytes, so that buffers start on cache lines.
    return overflow || product > Int.max - 16 ? Int.max / 4 : (product + 15) & ~15
  }
}

/// A place inside a buffer, in floats.
struct Operand: Hashable {
  let buffer: Int
  var offset = 0
}

/// A `ck_step` without addresses. The meaning of sizes and operands is that of ck_steps.h.
struct VirtualStep {
  let kind: ck_step_kind
  var flags: UInt32 = 0
  var index: Int32 = 0
  var n = 0
  var k = 0
  var m = 0
  var a: Float = 0
  var b: Float = 0
  var operands: [Operand?]
}

/// What a plan is for.
struct PlanRequest: Hashable {
  enum Mode: Hashable { case predict, evaluate, train }
  /// One output's loss, and what is counted beside it.
  struct Goal: Hashable {
    let output: Int
    let loss: Loss
    /// The share of its loss in the sum of all goals.
    var weight = 1.0
    var measurements: [Measurement] = []
    /// Whether each sample has a weight.
    var isWeighted = false
  }
  let mode: Mode
  /// Rows of a block.
  let capacity: Int
  var goals: [Goal] = []
}
