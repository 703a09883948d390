// Which array of the data goes to which input of the model.

extension Model {
  /// The arrays of `parts` in the order of the model's inputs.
  ///
  /// One input takes the one array there is, whatever the names; several are matched by name. Shapes
  /// must be equal; one number per row is one number per row, as `[]` or `[1]`.
  func matchedInputs(
    _ parts: [NamedTensor], stage: SwiftletError.Stage
  ) throws(SwiftletError) -> (columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)], notes: [Finding]) {
    let storage = try prepared()
    var columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)] = []
    var faults: [Finding] = []
    var notes: [Finding] = []
    if parts.count != storage.graph.inputs.count {
      let names = storage.graph.inputs.map { "\"\(inputName($0))\"" }.joined(separator: ", ")
      throw SwiftletError(
        stage,
        Finding(
          .shapeMisfit, "the data have another number of inputs than the model",
          expected: "\(storage.graph.inputs.count): \(names)", got: "\(parts.count)",
          remedy: "Give one array per input of the model, by name"))
    }
    for (index, input) in storage.graph.inputs.enumerated() {
      guard let part = parts.count == 1 ? parts[0] : parts.first(where: { $0.name == inputName(input) }) else {
        faults.append(missingInput(inputName(input), parts))
        continue
      }
      let (expected, got) = (input.shape, part.tensor.shape)
      if expected != got {
        guard expected.isScalarLike && got.isScalarLike else {
          faults.append(inputMisfit(part, expected: expected))
          continue
        }
        notes.append(
          Finding(
            .shapeMisfit, "inputs of shape \(got) were read as \(expected)", severity: .note, remedy: "Nothing to do"))
      }
      columns.append((.input(index), part.tensor.values, expected.count))
    }
    if faults.isEmpty {
      faults += storage.graph.indexUses.compactMap { use in
        let column = columns[use.input]
        return use.fault(in: column.values, width: column.width, name: inputName(storage.graph.inputs[use.input]))
      }
    }
    guard faults.isEmpty else { throw SwiftletError(stage, faults) }
    return (columns, notes)
  }

  private func inputName(_ node: Node) -> String { node.inputName ?? "inputs" }

  private func missingInput(_ name: String, _ parts: [NamedTensor]) -> Finding {
    Finding(
      .shapeMisfit, "the data lack the input \"\(name)\" of the model", expected: "\"\(name)\"",
      got: parts.map { "\"\($0.name)\"" }.joined(separator: ", "), remedy: "Name the arrays as the model's inputs")
  }

  private func inputMisfit(_ part: NamedTensor, expected: Shape) -> Finding {
    Finding(
      .shapeMisfit, "the rows have another shape than the model's input", expected: "\(expected) per sample",
      got: "\(part.tensor.shape)",
      remedy: "Make the model for these data: Sequential(for: data), or give rows of \(expected)")
  }

  /// Finite numbers only: a NaN that goes in poisons every weight.
  func checkFinite(
    _ columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)], stage: SwiftletError.Stage
  ) throws(SwiftletError) {
    if let error = notFinite(columns, stage: stage) { throw error }
  }

  /// Says which value is the first that is no finite number; nil when there is none.
  func notFinite(
    _ columns: [(kind: VirtualBuffer.Kind, values: [Float], width: Int)], stage: SwiftletError.Stage
  ) -> SwiftletError? {
    for column in columns {
      guard let index = firstNonfinite(column.values) else { continue }
      let (row, value) = index.quotientAndRemainder(dividingBy: max(column.width, 1))
      let what = if case .target = column.kind { "target" } else { "input" }
      return SwiftletError(
        stage,
        Finding(
          .notFinite, "value \(value) of \(what) row \(row) is not a finite float32 number",
          expected: "a number between -3.4e38 and 3.4e38", got: "\(column.values[index])",
          remedy: "Replace or drop the row; rows are counted from 0"))
    }
    return nil
  }
}
