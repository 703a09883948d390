import Swiftlet

extension Model {
  /// The network as a drawing: units as discs in columns, connections as lines as wide as their weights are large. Weights
  /// above 0 are solid, those below 0 dashed; a disc says its bias by a number, or by a plus or a minus.
  ///
  ///     try model.diagram().save("network.png")
  ///
  /// Layers of more than 16 units are shown by their first and last ones. Layers that hand values on one by one, as
  /// Normalization and Dropout do, are upright boxes; a model that is no chain is drawn as boxes and arrows.
  ///
  /// - Throws: `SwiftletError` when the model has faults.
  public func diagram() throws(SwiftletError) -> Plot {
    let anatomy = try anatomy()
    let isChain = anatomy.parts.indices.allSatisfy { anatomy.parts[$0].sources == ($0 == 0 ? [] : [$0 - 1]) }
    let caption = RunCaption.text(lastRun)
    var plot =
      isChain && anatomy.parts.count <= 12
      ? Plot.network(NetworkSketch(anatomy), title: "Network", caption: caption)
      : Plot.network(NetworkBoxes(anatomy.parts.map(Self.box)), title: "Network", caption: caption)
    plot.metadata = lastRun
    return plot
  }

  private static func box(_ part: Anatomy.Part) -> NetworkBoxes.Box {
    let details = [part.kind == "Input" ? "" : part.kind, "\(part.shape)", part.function]
    return NetworkBoxes.Box(title: part.name, details: details.filter { !$0.isEmpty }, sources: part.sources)
  }
}

extension NetworkSketch {
  /// - Parameter anatomy: Of a chain.
  init(_ anatomy: Anatomy) {
    columns = anatomy.parts.enumerated().map { index, part in
      let count = part.shape.count
      let isDense = !part.kernel.isEmpty
      let isFlat = part.shape.sizes.count <= 1
      let noun = index == 0 ? "input" : "unit"
      let size = isFlat ? "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")" : "\(part.shape)"
      var column = Column(
        title: part.name, details: [size, part.function].filter { !$0.isEmpty }, count: count,
        units: Self.shown(of: count))
      column.isBox = index > 0 && !isDense
      if column.isBox { column.details = [part.function.isEmpty ? part.kind : part.function] }
      column.weights = part.kernel.map { Double($0) }
      column.bias = part.bias.map { Double($0) }
      return column
    }
    if let first = columns.first, anatomy.columns.count == first.count { columns[0].names = anatomy.columns }
    if let last = columns.last, anatomy.classes.count == last.count, columns.count > 1 {
      columns[columns.count - 1].names = anatomy.classes
    }
  }
}

extension Plot {
  static func network(_ sketch: NetworkSketch, title: String, caption: String = "") -> Plot {
    var plot = Plot(title, caption: caption) { NetworkMark(sketch: sketch) }
    let elided = sketch.columns.filter(\.isElided)
    if !elided.isEmpty {
      let list = elided.prefix(4).map { "\($0.units.count) of \(NumberText.count($0.count)) in \($0.title)" }
      plot.notes.append("shown: \(list.joined(separator: ", "))\(elided.count > 4 ? ", …" : "")")
    }
    plot.hidesAxes = true
    return plot
  }

  static func network(_ boxes: NetworkBoxes, title: String, caption: String = "") -> Plot {
    var plot = Plot(title, caption: caption) { BoxesMark(boxes: boxes.shortened(to: 60)) }
    plot.hidesAxes = true
    return plot
  }
}
