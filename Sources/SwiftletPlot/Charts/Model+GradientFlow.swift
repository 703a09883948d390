import Swiftlet

extension Model {
  /// How large the gradients of the loss are in each layer, from the first to the last: the mean and the largest |∂loss/∂w|
  /// of its kernel, and √(Σg²/Σw²), the share of itself that it would move by with a learning rate of 1.
  ///
  ///     try model.gradientFlow(train).save("flow.png")
  ///
  /// The axis is logarithmic. The caption says when the gradient vanishes on its way to the first layer, explodes, or
  /// does not reach a layer at all. Frozen layers have no gradient and are left out.
  ///
  /// - Parameter rows: The gradient is that of the mean loss over so many rows, at least 1, evenly spread over the data.
  /// - Throws: `SwiftletError` when the model is not compiled, has no weights to train, or does not fit the data.
  public func gradientFlow(_ data: Dataset, rows: Int = 256) throws(SwiftletError) -> Plot {
    let sizes = try gradientSizes(on: data, rows: rows)
    var layers: [GradientFlow.Layer] = []
    var seen: Set<String> = []
    // The first array of a layer is its kernel.
    for size in sizes where seen.insert(size.layer).inserted && !size.isFrozen {
      layers.append(.init(name: size.layer, mean: size.mean, largest: size.largest, ratio: size.ratio))
    }
    guard !layers.isEmpty else {
      throw SwiftletError(
        .training,
        Finding(
          .badArgument, "the model has no weights that could learn", expected: "a layer that is trained",
          got: sizes.isEmpty ? "no weights" : "frozen layers only",
          remedy: sizes.isEmpty ? "Add a Dense layer" : "Leave .frozen() out where something shall be learnt"))
    }
    let left = sizes.count - layers.count
    let used = NumberText.count(min(rows, data.count))
    let caption = [RunCaption.text(lastRun), "over \(used) rows", left > 0 ? "kernels only" : ""]
    var plot = Plot.gradientFlow(
      GradientFlow(layers: layers), title: "Gradients by layer",
      caption: caption.filter { !$0.isEmpty }.joined(separator: " · "))
    plot.metadata = lastRun
    return plot
  }
}
