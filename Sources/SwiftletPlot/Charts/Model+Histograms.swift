import Swiftlet

extension Model {
  /// How the weights of each layer are distributed: one panel per array, on one x axis, with a line at 0 and a band from
  /// mean − sd to mean + sd.
  ///
  ///     try model.weightHistograms().save("weights.png")
  ///
  /// - Parameter biases: Whether lists of one number per unit (biases, scales) have panels too.
  /// - Throws: `SwiftletError` when the model has faults, or nothing that could be drawn.
  public func weightHistograms(biases: Bool = false) throws(SwiftletError) -> Grid {
    let arrays = try parameterArrays()
    let shown = arrays.filter { biases || $0.tensor.shape.sizes.count > 1 }
    guard !shown.isEmpty else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, arrays.isEmpty ? "the model has no weights" : "the model has no kernels",
          expected: "a layer with weights", got: "none",
          remedy: arrays.isEmpty ? "Add a Dense layer" : "Give biases: true to see what there is"))
    }
    let left = arrays.count - shown.count
    let caption = [RunCaption.text(lastRun), left > 0 ? "biases and the like left out" : ""]
    return Grid.histograms(
      shown.map { HistogramPanel(name: $0.name, count: $0.tensor.values.count, values: $0.tensor.values) },
      of: "weight", title: "Weights",
      caption: caption.filter { !$0.isEmpty }.joined(separator: " · "), sharing: .x
    ).told(lastRun)
  }

  /// What each layer answers on data: one panel per layer, from first to last, with the share of values where the
  /// function is flat, and of units that give the same answer for every row.
  ///
  ///     try model.activationHistograms(test).save("activations.png")
  ///
  /// Where more than a twentieth of the values of a layer are exactly 0, as behind a relu, the others are drawn, and the
  /// share of zeros is said.
  ///
  /// - Parameter rows: So many rows are looked at, at least 1, evenly spread over the data.
  /// - Throws: `SwiftletError` when the model has faults, no layer, its Normalization no statistics, or the data do not
  ///   fit.
  public func activationHistograms(_ data: Dataset, rows: Int = 1_000) throws(SwiftletError) -> Grid {
    let outputs = try layerOutputs(on: data, rows: rows)
    guard !outputs.isEmpty else {
      throw SwiftletError(
        .data,
        Finding(
          .badArgument, "the model has no layers", expected: "at least one", got: "none", remedy: "Add a Dense layer"))
    }
    let seen = NumberText.count(min(rows, data.count))
    let caption = [RunCaption.text(lastRun), "outputs on \(seen) of \(NumberText.count(data.count)) rows"]
    return Grid.histograms(
      outputs.map(Self.panel), of: "output", title: "What the layers answer",
      caption: caption.filter { !$0.isEmpty }.joined(separator: " · "), sharing: .none
    ).told(lastRun)
  }

  private static func panel(_ output: LayerOutput) -> HistogramPanel {
    let values = output.values.values
    let zeros = values.count { $0 == 0 }
    let hidesZeros = zeros * 20 > values.count && zeros < values.count
    func percent(_ share: Double) -> String { "\(NumberText.brief(share * 100, digits: 2)) %" }
    var words: [String] = []
    if zeros * 20 > values.count {
      words.append("\(percent(Double(zeros) / Double(values.count))) are 0" + (hidesZeros ? ", left out here" : ""))
    }
    if let flat = output.saturatedShare { words.append("\(percent(flat)) saturated") }
    if output.deadUnits > 0 { words.append("\(output.deadUnits) of \(output.values.shape.count) units dead") }
    let name = output.activation.map { "\(output.name) (\($0))" } ?? output.name
    return HistogramPanel(
      name: name, count: values.count, values: hidesZeros ? values.filter { $0 != 0 } : values,
      words: words.joined(separator: " · "))
  }
}
