extension ModelGraph {
  /// The sizes of a chain of layers, with what stands between them: `2-16-3, relu`.
  var words: String {
    let sizes = inputs.map(\.shape.count) + layers.filter { $0.parameterCount > 0 }.map(\.output.shape.count)
    var functions: [String] = []
    for node in order {
      guard let name = node.functionName, !functions.contains(name) else { continue }
      functions.append(name)
    }
    return ([sizes.map(String.init).joined(separator: "-")] + functions).joined(separator: ", ")
  }
}

extension Node {
  /// The activation that it applies, by name.
  var functionName: String? {
    switch operation {
    case .activation(let activation): activation.description
    case .rowwise(let function): function.activation.description
    default: nil
    }
  }
}

extension Model {
  /// Layers, shapes, parameters and every resolved number of optimizer, loss and metrics, as a table
  /// for people. A model with faults lists them instead.
  public func summary() -> String {
    let storage: ModelStorage
    do { storage = try prepared() } catch { return "This model cannot be built.\n\(error)" }
    let graph = storage.graph
    var rows = [["Layer", "Output shape", "Parameters"]]
    for input in graph.inputs { rows.append([inputLabel(input), input.shape.description, "0"]) }
    for layer in graph.layers {
      let count = "\(layer.parameterCount)" + (layer.stateCount > 0 ? " + \(layer.stateCount) fixed" : "")
      rows.append(["\(layer.name) (\(layer.call.kind))", layer.output.shape.description, count])
    }
    var lines = table(rows)
    let states = graph.states.count > 0 ? ", \(graph.states.count) fixed numbers" : ""
    let frozen = graph.parameters.count - graph.trainableCount
    let share = frozen > 0 ? " (\(graph.trainableCount) trainable, \(frozen) frozen)" : ""
    lines.append("\(graph.parameters.count) parameters\(share)\(states), seed \(seed)")
    lines += initializerLines(graph)
    lines += compilationLines
    return lines.joined(separator: "\n")
  }

  private func inputLabel(_ node: Node) -> String {
    if case .input(let name) = node.source.operation { "\(name) (Input)" } else { "inputs (Input)" }
  }

  /// `dense/kernel: glorot_uniform, l2(0.01)`.
  private func initializerLines(_ graph: ModelGraph) -> [String] {
    let lines = zip(graph.parameters.entries, graph.parameterGroups).map { entry, group in
      "  \(entry.name) \(entry.shape): \(([entry.box.initializer.description] + group.words).joined(separator: ", "))"
    }
    return lines.isEmpty ? [] : ["Initializers:"] + lines
  }

  private var compilationLines: [String] {
    guard let compilation else { return ["Not compiled."] }
    var lines = ["Optimizer: \(compilation.optimizer.description)"]
    for goal in compilation.goals {
      let output = outputNames.count > 1 ? " of \(goal.name)" : ""
      lines.append("Loss\(output): \(goal.loss.description)")
      guard !goal.metrics.isEmpty else { continue }
      lines.append("Metrics\(output): " + goal.metrics.map { metricWords($0, goal.loss) }.joined(separator: ", "))
    }
    lines += compilation.notes.map { note in
      note.id == .untrainedOutput ? "Note: \(note.sentence)" : "Allowed: \(note.sentence) [\(note.id)]"
    }
    return lines
  }

  private func metricWords(_ metric: Metric, _ loss: Loss) -> String {
    guard metric == .accuracy else { return metric.name }
    guard let counting = loss.counting else { return "accuracy (decided by the labels)" }
    return "accuracy (\(counting.words))"
  }

  private func table(_ rows: [[String]]) -> [String] {
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = zip(row, widths).enumerated().map { index, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return index == 2 ? padding + cell.0 : cell.0 + padding
      }
      return cells.joined(separator: "  ")
    }
    let rule = String(repeating: "─", count: widths.reduce(4, +))
    return [lines[0], rule] + lines.dropFirst() + [rule]
  }
}
