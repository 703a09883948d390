import Swiftlet

extension Dataset {
  /// The rows as points in the plane of two columns, in the colours and shapes of their classes.
  ///
  /// A column that does not exist is named when the picture is saved.
  ///
  /// - Parameters:
  ///   - x, y: Names of columns; the first two when nil.
  public func plot(x: String? = nil, y: String? = nil) -> Plot {
    do {
      let columns = try PlaneColumns(self, x: x, y: y)
      let title = classes.isEmpty ? "Data" : "\(columns.names.x) and \(columns.names.y) by \(labelTitle)"
      let caption = "\(NumberText.count(count)) rows"
      var plot =
        columns.crowd(of: self, title: title) ?? .scatter(columns.points(of: self), title: title, caption: caption)
      plot.metadata = ["rows": "\(count)"]
      return plot
    } catch {
      var plot = Plot {}
      plot.fault = PlotError(error)
      return plot
    }
  }

  /// What the legend calls the classes.
  var labelTitle: String { targetName == "targets" ? "label" : targetName }
}

extension PlotError {
  /// The first fault of the library, as a fault of the picture.
  init(_ error: SwiftletError) {
    let fault = error.faults.first
    let got = fault?.got.map { ", got \($0)" } ?? ""
    self.init(
      what: (fault?.sentence ?? "the data cannot be drawn") + (fault?.expected.map { " (expected \($0)\(got))" } ?? ""),
      remedy: fault?.remedy ?? "check the data")
  }
}

/// Two columns of a data set that span a plane.
struct PlaneColumns {
  let index: (x: Int, y: Int)
  let names: (x: String, y: String)
  let width: Int

  /// - Throws: `SwiftletError` when a name does not exist, or the data have no two columns.
  init(_ data: Dataset, x: String?, y: String?) throws(SwiftletError) {
    let known = data.inputNames
    width = data.inputShape.count
    guard known.count == width, width >= 2 else {
      throw SwiftletError(
        .data,
        Finding(
          .shapeMisfit, "a plane needs two columns of numbers", expected: "2 columns or more",
          got: "inputs of shape \(data.inputShape)", remedy: "Choose data with columns"))
    }
    func position(_ name: String?, _ fallback: Int) throws(SwiftletError) -> Int {
      guard let name else { return fallback }
      guard let found = known.firstIndex(of: name) else {
        throw SwiftletError(.data, Spelling.unknownColumn(name, among: known, place: nil))
      }
      return found
    }
    let first = try position(x, y == known[0] ? 1 : 0)
    let second = try position(y, first == 1 ? 0 : 1)
    index = (first, second)
    names = (known[first], known[second])
  }

  /// Too many rows for markers, counted where they are; nil for fewer.
  func crowd(of data: Dataset, title: String) -> Plot? {
    guard data.count > Density.threshold else { return nil }
    let cloud = PointCloud.table(data.inputs.values, width: width, x: index.x, y: index.y)
    return Plot(title) {
      Density(
        cloud, classes: data.targets.classIndices ?? [], classNames: data.classes, classTitle: data.labelTitle)
    }
    .x(names.x).y(names.y).aspect(.square)
  }

  func points(of data: Dataset) -> LabelledPoints {
    let values = data.inputs.values
    return LabelledPoints(
      x: (0..<data.count).map { Double(values[$0 * width + index.x]) },
      y: (0..<data.count).map { Double(values[$0 * width + index.y]) }, classes: data.targets.classIndices ?? [],
      classNames: data.classes, classTitle: data.labelTitle, xName: names.x, yName: names.y)
  }
}
