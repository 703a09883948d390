import Swiftlet
import SwiftletPlot

/// The pictures of a trained network: its loss, and either the regions of its classes or its numbers beside the truth.
struct TrainPictures {
  let model: Model
  let history: History
  let test: Dataset
  let target: String

  private static let loss = "loss.png"
  private static let regions = "regions.png"
  private static let predictions = "predictions.png"

  /// The names of the files that are written for such data.
  static func names(for data: Dataset) -> [String] {
    if data.classes.isEmpty { return [loss, predictions] }
    return data.inputNames.count >= 2 ? [loss, regions] : [loss]
  }

  /// - Returns: The paths of the files.
  func write(into folder: OutputFolder) throws -> [String] {
    let names = Self.names(for: test)
    for name in names { try plot(name).save(folder.file(name)) }
    return names.map(folder.file(_:))
  }

  private func plot(_ name: String) throws -> Plot {
    switch name {
    case Self.regions: try regionsPlot()
    case Self.predictions: try predictionsPlot()
    default: history.plot().titled("Loss of \(target)")
    }
  }

  /// Over the two columns that the network leans on most; all others stay at their means.
  private func regionsPlot() throws -> Plot {
    let plane = try Plane(of: model, on: test)
    return try model.decisionRegions(test, x: plane.x, y: plane.y, fixing: plane.fixing).titled(
      "Regions of \(target), with the \(Words.count(test.count, "row")) held out")
  }

  private func predictionsPlot() throws -> Plot {
    guard case .values(let truth) = test.targets else { return history.plot() }
    let predicted = try model.predict(test.inputs).values.map(Double.init)
    let actual = truth.values.map(Double.init)
    let ends = [actual.min() ?? 0, actual.max() ?? 1]
    return Plot(
      "Predictions of \(target)",
      caption: "\(Words.count(test.count, "row")) held out; on the line a prediction is exact"
    ) {
      Line(x: ends, y: ends, name: "exact")
      Points(x: actual, y: predicted, name: "held out")
    }
    .x("true \(target)").y("predicted \(target)")
  }
}
