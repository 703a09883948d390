import Foundation
import Swiftlet
import SwiftletPlot

extension Figure {
  /// Every optimizer from the same place on the same surface: Rosenbrock's valley, whose floor is bent and nearly flat.
  static let optimizers = Figure("optimizers", "The optimizers from one start through Rosenbrock's valley") {
    let runs = try ValleyRace.contenders.map { try ValleyRace.run($0.optimizer, name: $0.name) }
    let panels = runs.map { run in
      Plot(run.title) {
        Contours(levels: ValleyRace.levels) { Rosenbrock.value($0, $1) }
        Line(x: run.path.map(\.x), y: run.path.map(\.y)).dotted()
        Points(x: [1], y: [1])
      }
      .x("a", in: -1.8...1.8).y("b", in: -0.9...2.4).legend(.none)
    }
    return Grid(
      columns: 4, sharing: .both,
      title: "Twelve optimizers in Rosenbrock's valley, \(ValleyRace.updates) updates each",
      caption: "(1 − a)² + 10 (b − a²)² · from (−1.4, 2) to the minimum (1, 1) · in brackets: the last value",
      panels
    ).panels(width: 235, height: 205)
  }
}

/// Rosenbrock's function with a floor that is easier to follow: 10 where the original has 100.
enum Rosenbrock {
  static func value(_ a: Double, _ b: Double) -> Double {
    (1 - a) * (1 - a) + 10 * (b - a * a) * (b - a * a)
  }
}

/// One optimizer's way over the surface, found by training: the two weights of a layer are the place.
enum ValleyRace {
  static let updates = 100
  static let levels = [0.02, 0.1, 0.5, 1.5, 4, 10, 20, 40, 80]
  private static let start: (a: Float, b: Float) = (-1.4, 2)

  struct Contender {
    let name: String
    let optimizer: Optimizer
  }

  struct Run {
    let title: String
    let path: [(x: Double, y: Double)]
  }

  static let contenders: [Contender] = [
    Contender(name: "SGD 0.01", optimizer: .sgd(learningRate: 0.01)),
    Contender(name: "momentum 0.9", optimizer: .sgd(learningRate: 0.003, momentum: 0.9)),
    Contender(name: "Nesterov 0.9", optimizer: .sgd(learningRate: 0.003, momentum: 0.9, nesterov: true)),
    Contender(name: "Adagrad 0.5", optimizer: .adagrad(learningRate: 0.5)),
    Contender(name: "RMSprop 0.05", optimizer: .rmsprop(learningRate: 0.05)),
    Contender(name: "Adam 0.1", optimizer: .adam(learningRate: 0.1)),
    Contender(name: "Nadam 0.1", optimizer: .nadam(learningRate: 0.1)),
    Contender(name: "Adamax 0.2", optimizer: .adamax(learningRate: 0.2)),
    Contender(name: "RAdam 0.03", optimizer: .radam(learningRate: 0.03)),
    Contender(name: "Lion 0.03", optimizer: .lion(learningRate: 0.03)),
    Contender(name: "Rprop 0.01", optimizer: .rprop(learningRate: 0.01)),
    Contender(name: "L-BFGS", optimizer: .lbfgs(iterations: 1)),
  ]

  /// The surface as a network: its output is the height at the place where its weights are.
  private struct Place: Layer {
    let place = Weight("place", .values([start.a, start.b]))

    func forward(_ x: Symbol) -> Symbol {
      let p = place([2])
      let (a, b) = (p[0], p[1])
      return (1 - a).squared() + 10 * (b - a.squared()).squared() + 0 * x
    }
  }

  static func run(_ optimizer: Optimizer, name: String) throws -> Run {
    let data = try Dataset(inputs: [[1.0]], targets: [[0.0]])
    let model = Sequential(inputs: 1) { Place() }
    // The height is never negative, so its distance from 0 is the height itself.
    try model.compile(optimizer: optimizer, loss: .mae)
    var path: [(x: Double, y: Double)] = []
    func look() {
      guard let place = model.weights.first?.value.values else { return }
      path.append((x: Double(place[0]), y: Double(place[1])))
    }
    look()
    for _ in 0..<updates {
      try model.fit(data, batchSize: 1, verbose: .silent)
      look()
    }
    let end = path.last.map { Rosenbrock.value($0.x, $0.y) } ?? .nan
    return Run(title: "\(name) (\(brief(end)))", path: path)
  }

  private static func brief(_ value: Double) -> String {
    let digits = value >= 0.1 ? 2 : value >= 0.001 ? 4 : 6
    return value < 1e-6 ? "< 0.000001" : value.formatted(decimals: digits)
  }
}

extension Double {
  fileprivate func formatted(decimals: Int) -> String { String(format: "%.\(decimals)f", self) }
}
