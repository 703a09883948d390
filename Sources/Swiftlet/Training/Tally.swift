/// What passes over rows have measured: sums, so that no mean of means is ever taken.
struct Tally {
  struct Goal {
    /// Σ weight·loss over the rows.
    var loss = 0.0
    /// What it is divided by for the mean: see `Loss.shares`.
    var denominator = 0.0
    /// What the loss kernel counts as right.
    var correct = 0

    var meanLoss: Double { denominator > 0 ? loss / denominator : 0 }
  }
  var rows = 0
  /// Σ over the rows of what weights and values cost by themselves.
  var penalty = 0.0
  var goals: [Goal]
  /// By the plan's slots.
  var counts: [Int]
  var sums: [Double]

  init(_ plan: Plan) {
    goals = Array(repeating: Goal(), count: plan.request.goals.count)
    counts = Array(repeating: 0, count: plan.countSlots)
    sums = Array(repeating: 0, count: plan.sumSlots)
  }

  /// Adds what `Worker.moveSums` has moved.
  mutating func add(sums moved: UnsafePointer<Double>) {
    penalty += moved[0]
    for i in goals.indices {
      goals[i].loss += moved[1 + 2 * i]
      goals[i].correct += Int(moved[2 + 2 * i])
    }
    let first = moved + 1 + 2 * goals.count
    for i in stride(from: 0, to: sums.count, by: 2) { addSum(i, high: first[i], low: first[i + 1]) }
  }

  /// Sums have two parts, see `WideSum`.
  mutating func addSum(_ place: Int, high: Double, low: Double) {
    var sum = WideSum(high: sums[place], low: sums[place + 1])
    sum.add(high)
    (sums[place], sums[place + 1]) = (sum.high, sum.low + low)
  }

  /// Adds what was measured by another plan for the same goals.
  mutating func add(_ other: Tally) {
    rows += other.rows
    penalty += other.penalty
    for i in goals.indices {
      goals[i].loss += other.goals[i].loss
      goals[i].denominator += other.goals[i].denominator
      goals[i].correct += other.goals[i].correct
    }
    for i in counts.indices { counts[i] += other.counts[i] }
    for i in stride(from: 0, to: sums.count, by: 2) { addSum(i, high: other.sums[i], low: other.sums[i + 1]) }
  }
}
