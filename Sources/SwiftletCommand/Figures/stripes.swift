import Swiftlet
import SwiftletPlot

extension Figure {
  /// The stripes as points, as they are, and as three learners see them.
  static let stripes = Figure("stripes", "Stripes narrower than the points are apart, and who finds them") {
    let near = try StripesProgram.near()
    let view = StripesProgram.view
    let all = StripesProgram.data()
    let points = Plot("2,000 points in three colours", caption: "stripes are 0.007 wide, points 0.011 apart") {
      Points(all)
      Outline(x: view, y: view)
    }
    .x("x0", in: 0...1).y("x1", in: 0...1).aspect(.square).legend(.none)
    let truth = StripesProgram.inView(
      Plot("The rule, in the small square", caption: "the whole part of 100 (x0 + x1), modulo 3") {
        ClassMap(classes: 3, StripesProgram.truth)
        Points(near)
      })
    let asker = try AskersProgram.trained(on: all, validation: all, seed: 1).model
    let boosted = try Measurements.Stripes.read().run("catboost", seed: 1)
    let fresh = StripesProgram.fresh()
    let right = try asker.evaluate(fresh)[.accuracy]
    let found = try StripesProgram.found()
    return Grid(
      columns: 3, title: "Three classes in stripes that no neighbour tells of",
      caption: "class 0 blue, 1 orange, 2 red · in the small square with the points that all were given; the stronger "
        + "the tint, the surer",
      [
        points, truth,
        StripesProgram.panel(
          "The asker's network: 2-2-3, ReLU",
          caption: "\(StripesProgram.percent(right)) of 10,000 fresh points: a third is chance",
          of: try asker.predictor(), near: near),
        StripesProgram.panel(
          "CatBoost",
          caption: "\(StripesProgram.percent(boosted?.train ?? .nan)) of its own points, "
            + "\(StripesProgram.percent(boosted?.fresh ?? .nan)) of fresh ones",
          of: try CatBoostView.read(), near: near),
        StripesProgram.panel(
          "2-2-3 with sine units, begun by looking",
          caption: "\(StripesProgram.percent(try found.model.evaluate(fresh)[.accuracy])) of fresh points",
          of: try found.model.predictor(), near: near),
        StripesProgram.spectrum(
          of: try StripesProgram.found(range: 600), "Where it begins: the spectrum",
          caption: "the gradient of a sine unit, by its frequencies"),
      ]
    ).panels(width: 290, height: 318)
  }
}
