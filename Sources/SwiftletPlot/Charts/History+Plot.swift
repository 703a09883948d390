import Swiftlet

extension History {
  /// The loss per epoch, of training and validation, with the best epoch ringed. The axis is logarithmic
  /// when the losses span more than a factor of 100.
  public func plot() -> Plot {
    let curves = LossCurves(
      training: loss, validation: validation?.loss, measure: Self.measure(settings["loss"]))
    var plot = Plot.losses(curves, title: "Loss", caption: RunCaption.text(settings))
    plot.metadata = settings
    return plot
  }

  /// How the axis calls a loss: in words, or as the library does where there are none here.
  private static func measure(_ name: String?) -> String {
    guard let name else { return "loss" }
    let words = [
      "mse": "mean squared error", "mae": "mean absolute error", "hinge": "hinge loss",
      "squared_hinge": "squared hinge loss", "binary_crossentropy": "binary cross-entropy",
      "categorical_crossentropy": "cross-entropy", "sparse_categorical_crossentropy": "cross-entropy",
    ]
    return words[name.replacing(" on logits", with: "")] ?? "loss (\(name))"
  }
}
