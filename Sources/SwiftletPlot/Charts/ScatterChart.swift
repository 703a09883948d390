/// A plain description of labelled points in a plane, for the ready-made charts.
struct LabelledPoints: Sendable {
  var x: [Double]
  var y: [Double]
  /// Class numbers, or none for points without labels.
  var classes: [Int]
  var classNames: [String]
  /// Above the legend's entries: what the label is called.
  var classTitle = "label"
  var xName = "x0"
  var yName = "x1"
}

extension Plot {
  /// The points in the colours and shapes of their classes.
  static func scatter(_ points: LabelledPoints, title: String, caption: String = "") -> Plot {
    Plot(title, caption: caption) {
      Points(
        x: points.x, y: points.y, classes: points.classes, classNames: points.classNames,
        classTitle: points.classTitle)
    }
    .x(points.xName).y(points.yName).aspect(.square)
  }

  /// The points in the colours of their values.
  static func scatter(
    _ points: LabelledPoints, values: [Double], name: String, title: String, caption: String
  ) -> Plot {
    Plot(title, caption: caption) { Points(x: points.x, y: points.y, values: values, name: name) }
      .x(points.xName).y(points.yName).aspect(.square)
  }

  /// What a classifier makes of the plane, with the points it should know; `wrong` holds the indices of those it
  /// does not, which are ringed and counted.
  static func regions(
    of classifier: some PlaneClassifier, _ points: LabelledPoints, wrong: [Int], title: String, caption: String = ""
  ) -> Plot {
    let sampler = PlaneSampler(classifier)
    let lost = wrong.filter { points.x.indices.contains($0) && points.y.indices.contains($0) }
    return Plot(title, caption: caption) {
      Field(sampler)
      Boundary(sampler)
      Points(
        x: points.x, y: points.y, classes: points.classes, classNames: points.classNames,
        classTitle: points.classTitle)
      Rings(x: lost.map { points.x[$0] }, y: lost.map { points.y[$0] })
    }
    .x(points.xName).y(points.yName).aspect(.square)
  }
}
