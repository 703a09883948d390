import Swiftlet

extension History {
  /// The loss per epoch, of training and validation, with the best epoch ringed. The axis is logarithmic
  /// when the losses span more than a factor of 100.
  public func plot() -> Plot {
    let curves = LossCurves(
      training: loss, validation: validation?.loss, measure: settings["loss"].map { "loss (\($0))" } ?? "loss")
    var plot = Plot.losses(curves, title: "Loss", caption: RunCaption.text(settings))
    plot.metadata = settings
    return plot
  }
}
