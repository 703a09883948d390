import Swiftlet
import SwiftletPlot

extension Figure {
  static let schedules = Figure("schedules", "The schedules of the learning rate over 100 updates") {
    let shown: [(String, Schedule)] = [
      ("step", .step(every: 25, factor: 0.5)), ("multistep", .multistep([20, 60], factor: 0.4)),
      ("piecewise", .piecewise([30: 0.5, 50: 0.8, 80: 0.1])), ("exponential", .exponential(rate: 0.5, every: 20)),
      ("inverse time", .inverseTime(rate: 1, every: 20)), ("polynomial", .polynomial(steps: 80, end: 0.05, power: 2)),
      ("linear", .linear(from: 0.1, to: 1, steps: 40)), ("cosine", .cosine(steps: 100)),
      ("cosine with restarts", .cosineRestarts(steps: 15, stretch: 2, shrink: 0.8)),
      ("one-cycle", .oneCycle(steps: 100)),
      ("cyclic, peaks halved", .cyclic(from: 0.05, up: 12, peaks: .halved)),
      ("warm-up, then cosine", .warmUp(steps: 20, then: .cosine(steps: 80))),
    ]
    let panels = shown.map { name, schedule in
      Plot(name) { Step(x: (0..<100).map(Double.init), y: (0..<100).map { schedule.factor(step: $0) }) }
        .x("update").y("factor", in: 0...1.04)
    }
    let picture = Grid(
      columns: 4, sharing: .both, title: "Twelve schedules",
      caption: "the factor on the learning rate, update by update", panels
    ).panels(width: 235, height: 140)
    return picture
  }
}
