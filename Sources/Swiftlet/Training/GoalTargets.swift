// The targets of some data beside the goals of a compiled model: which target belongs to which output, what the
// loss reads of it, how its metrics are counted.

/// The targets of some rows, one for each goal, in their order; classes count as the model counts them.
struct GoalTargets {
  /// What it is called where it comes from.
  let names: [String]
  let targets: [Targets]
}

/// The same in the form that losses read.
struct EncodedGoals {
  /// Targets, weights, and what each row counts in the divisor of the mean.
  var columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)] = []
  var targets: [EncodedTargets] = []
  /// By goal.
  var isWeighted: [Bool] = []
  var notes: [Finding] = []
}

extension Model {
  /// One target for one goal, whatever they are called; several are matched by name.
  ///
  /// - Throws: `SwiftletError` for an output without a target and a target without an output.
  func matchedTargets(_ parts: [NamedTarget], stage: SwiftletError.Stage) throws(SwiftletError) -> GoalTargets {
    let goals = try compiled(stage: stage).goals
    let outputs = outputNames
    if outputs.count == 1, parts.count > 1 {
      throw SwiftletError(stage, GoalFaults.severalTargets(parts.map(\.name)))
    }
    if goals.count == 1, parts.count == 1, outputs.count == 1 {
      return GoalTargets(names: [parts[0].name], targets: [try aligned(parts[0].targets, output: 0)])
    }
    let names = parts.map(\.name)
    let strangers = names.filter { !outputs.contains($0) }.map { name in
      GoalFaults.unknownOutput(name, among: outputs, "the target \"\(name)\" of the data is no output of the model")
    }
    let missing = goals.filter { !names.contains($0.name) }.map { GoalFaults.missingTarget($0.name, among: names) }
    guard strangers.isEmpty, missing.isEmpty else { throw SwiftletError(stage, missing + strangers) }
    var targets: [Targets] = []
    for goal in goals {
      for part in parts where part.name == goal.name {
        targets.append(try aligned(part.targets, output: goal.output))
      }
    }
    return GoalTargets(names: goals.map(\.name), targets: targets)
  }

  /// - Parameters:
  ///   - weights: Of the rows, for training.
  ///   - naming: How a target is called in messages.
  func encode(
    _ matched: GoalTargets, weights: [Double]?, naming: (String) -> String = { "the target \"\($0)\"" }
  ) throws(SwiftletError) -> EncodedGoals {
    let compilation = try compiled()
    let graph = try prepared().graph
    var encoded = EncodedGoals()
    for (index, goal) in compilation.goals.enumerated() {
      let encoder = TargetEncoder(
        loss: goal.loss, output: graph.outputs[goal.output].shape, allowed: compilation.allowed,
        name: naming(matched.names[index]))
      let targets = try encoder.encode(matched.targets[index])
      encoded.notes += targets.notes
      encoded.columns.append((.target(goal.output), targets.values, targets.width))
      let factors = weights.map { $0.map(Float.init) }
      if let factors { encoded.columns.append((.weights(index), factors, 1)) }
      if let shares = goal.loss.shares(targets, weights: factors) {
        encoded.columns.append((.shares(index), shares, 1))
      }
      encoded.isWeighted.append(factors != nil)
      encoded.targets.append(targets)
    }
    return encoded
  }

  /// How the metrics of each goal are measured under these targets, with notes on what was decided.
  ///
  /// - Throws: `SwiftletError` (`metric-misfit`) for metrics that have no meaning for the targets.
  func resolvedMetrics(
    _ matched: GoalTargets
  ) throws(SwiftletError) -> (metrics: [[ResolvedMetric]], notes: [Finding]) {
    let goals = try compiled().goals
    var all: [[ResolvedMetric]] = []
    var notes: [Finding] = []
    for (index, goal) in goals.enumerated() {
      var own: [ResolvedMetric] = []
      for metric in goal.metrics {
        let resolved = try metric.resolved(goal, matched.targets[index], self)
        own.append(resolved)
        guard let note = resolved.note else { continue }
        let prefix = goals.count > 1 ? "\(goal.name) " : ""
        notes.append(
          Finding(
            .metricMisfit, prefix + note, severity: .note,
            remedy: "Nothing to do; other ways of counting have metrics of their own"))
      }
      all.append(own)
    }
    return (all, notes)
  }

  /// The goals of a plan that measures or trains.
  func planGoals(
    _ metrics: [[ResolvedMetric]], isWeighted: [Bool]
  ) throws(SwiftletError) -> [PlanRequest.Goal] {
    try compiled().goals.enumerated().map { index, goal in
      var measurements: [Measurement] = []
      for metric in metrics[index] where !measurements.contains(metric.measurement) {
        measurements.append(metric.measurement)
      }
      return PlanRequest.Goal(
        output: goal.output, loss: goal.loss, weight: goal.weight, measurements: measurements,
        isWeighted: isWeighted[index])
    }
  }

  /// Loss and metrics of every goal, from what a pass over rows has measured.
  ///
  /// - Parameter isFinal: Without it metrics that look at all rows together are left out: they take a while.
  func results(
    _ tally: Tally, _ pass: Pass, _ metrics: [[ResolvedMetric]], isFinal: Bool = true
  ) throws(SwiftletError) -> PassResult {
    let graph = try prepared().graph
    let outputs = try compiled().goals.enumerated().map { index, goal in
      let evidence = Evidence(
        tally: tally, plan: pass.plan, goal: index, outputs: graph.outputs[goal.output].shape.count,
        rows: pass.collections[index])
      let told = metrics[index].filter { isFinal || $0.measurement != .rows }
      return PassResult.Output(
        name: goal.name, weight: goal.weight, loss: tally.goals[index].meanLoss,
        metrics: told.map { (metric: $0.metric, value: evidence.value(of: $0)) })
    }
    return PassResult(outputs: outputs, penalty: tally.rows > 0 ? tally.penalty / Double(tally.rows) : 0)
  }
}
