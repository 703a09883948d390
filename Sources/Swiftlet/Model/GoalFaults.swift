/// What can be wrong with the goals of a model beside their losses: names of outputs, targets without an output.
enum GoalFaults {
  static func oneLoss(_ names: [String]) -> Finding {
    Finding(
      .badArgument, "one loss needs a model with one output", expected: "1", got: "\(names.count): \(listed(names))",
      remedy: "Give losses: by name, [\"\(names.first ?? "outputs")\": .mse, ...]")
  }

  /// The names in `compile(losses:metrics:)`.
  static func names(_ outputs: [String], losses: [String], metrics: [String]) -> [Finding] {
    var faults = (losses + metrics.filter { !losses.contains($0) }).compactMap { name in
      outputs.contains(name) ? nil : unknownOutput(name, among: outputs, "the model has no output called \"\(name)\"")
    }
    for name in metrics where outputs.contains(name) && !losses.contains(name) {
      faults.append(
        Finding(
          .badArgument, "the output \"\(name)\" has metrics and no loss",
          expected: "a loss for each output with metrics",
          got: losses.isEmpty ? "no losses" : "losses for \(listed(losses))",
          remedy: "Add \"\(name)\" to losses:, or leave its metrics out"))
    }
    if losses.isEmpty {
      faults.append(
        Finding(
          .badArgument, "no output has a loss, so there is nothing to learn",
          expected: "a loss for at least one output",
          got: "none", remedy: "Give losses: [\"\(outputs.first ?? "outputs")\": .mse]"))
    }
    return faults
  }

  static func unknownOutput(_ name: String, among outputs: [String], _ sentence: String) -> Finding {
    let near = Spelling.nearest(name, among: outputs).map { "\"\($0)\"" }
    return Finding(
      .unknownName, sentence, expected: outputs.count == 1 ? listed(outputs) : "one of \(listed(outputs))",
      got: "\"\(name)\"",
      remedy: near.isEmpty
        ? "Use the name of an output; .named(...) on its layer gives it one"
        : "Did you mean \(near.joined(separator: " or "))?")
  }

  /// A note for each output that no loss trains.
  static func untrained(_ outputs: [String], _ goals: [Compilation.Goal]) -> [Finding] {
    outputs.indices.filter { index in !goals.contains { $0.output == index } }.map { index in
      Finding(
        .untrainedOutput, "the output \"\(outputs[index])\" has no loss and is not trained for", severity: .note,
        remedy: "Add it to losses: if it is to learn")
    }
  }

  /// Data with several targets for a model that learns one.
  static func severalTargets(_ names: [String]) -> Finding {
    Finding(
      .outputCount, "the data have several targets and the model one output", expected: "1 target",
      got: "\(names.count): \(names.joined(separator: ", "))", remedy: "Give data with one target")
  }

  static func missingTarget(_ output: String, among targets: [String]) -> Finding {
    let near = Spelling.nearest(output, among: targets).map { "\"\($0)\"" }
    return Finding(
      .outputCount, "the data have no target for the output \"\(output)\"", expected: "a target \"\(output)\"",
      got: listed(targets),
      remedy: near.isEmpty
        ? "Name the targets as the outputs: Dataset(inputs: ..., targets: [\"\(output)\": ...])"
        : "Rename the target \(near.joined(separator: " or "))")
  }

  static func listed(_ names: [String]) -> String { names.map { "\"\($0)\"" }.joined(separator: ", ") }
}
