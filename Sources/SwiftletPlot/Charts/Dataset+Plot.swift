import Swiftlet

extension Dataset {
  /// The rows as points in the plane of two columns, in the colours and shapes of their classes; where the target is a
  /// number, in the colours of its values.
  ///
  ///     try data.plot().save("data.png")
  ///
  /// A column that does not exist is named when the picture is saved. For more than two columns see `scatterMatrix`.
  ///
  /// - Parameters:
  ///   - x, y: Names of columns; the first two when nil.
  public func plot(x: String? = nil, y: String? = nil) -> Plot {
    do {
      let columns = try PlaneColumns(self, x: x, y: y)
      let plane = "\(columns.names.x.shortened) and \(columns.names.y.shortened)"
      if let crowd = columns.crowd(of: self, plane) { return crowd }
      var plot = columns.scatter(of: self, plane)
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

  /// Rows as markers: in the colours of their classes, or of the numbers that are to be predicted.
  func scatter(of data: Dataset, _ plane: String) -> Plot {
    let rows = "\(NumberText.count(data.count)) rows"
    guard data.classes.isEmpty, case .values(let numbers) = data.targets else {
      return .scatter(points(of: data), title: "\(plane) by \(data.labelTitle)", caption: rows)
    }
    let name = data.targetName == "targets" ? "target" : data.targetName.shortened
    let count = numbers.shape.count
    let values = (0..<numbers.rows).map { count > 0 ? Double(numbers.values[$0 * count]) : .nan }
    let note = count > 1 ? " · colour: number 0 of \(count)" : ""
    return .scatter(
      points(of: data), values: values, name: name, title: "\(plane) by \(name)", caption: rows + note)
  }

  /// Too many rows for markers, counted where they are; nil for fewer. Targets that are numbers are not shown then.
  func crowd(of data: Dataset, _ plane: String) -> Plot? {
    guard data.count > Density.threshold else { return nil }
    let cloud = PointCloud.table(data.inputs.values, width: width, x: index.x, y: index.y)
    let title = data.classes.isEmpty ? plane : "\(plane) by \(data.labelTitle)"
    var plot = Plot(title) {
      Density(
        cloud, classes: data.targets.classIndices ?? [], classNames: data.classes, classTitle: data.labelTitle)
    }
    .x(names.x).y(names.y).aspect(.square)
    if data.classes.isEmpty { plot.notes = ["targets not shown"] }
    plot.metadata = ["rows": "\(data.count)"]
    return plot
  }

  func points(of data: Dataset) -> LabelledPoints {
    let values = data.inputs.values
    return LabelledPoints(
      x: (0..<data.count).map { Double(values[$0 * width + index.x]) },
      y: (0..<data.count).map { Double(values[$0 * width + index.y]) }, classes: data.targets.classIndices ?? [],
      classNames: data.classes, classTitle: data.labelTitle, xName: names.x, yName: names.y)
  }
}
