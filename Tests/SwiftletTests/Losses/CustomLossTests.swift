import Foundation
import TestSupport
import Testing

@testable import Swiftlet

extension Loss {
  fileprivate static func quantile(_ q: Double) -> Loss {
    .custom(name: "quantile") { target, prediction in
      let e = target - prediction
      return (q * e).maximum((q - 1) * e).mean()
    }
  }
}

/// Losses that a person writes as closures over symbols.
struct CustomLossTests {
  private let x = Tensor.uniform(rows: 300, shape: 3, in: -1.5...1.5, seed: 3)

  private func net(outputs: Int, seed: UInt64 = 11) -> Sequential {
    Sequential(inputs: 3, seed: seed) {
      Dense(4, activation: .tanh)
      Dense(outputs)
    }
  }

  /// A closure that says what a built-in loss says learns the same, but for rounding.
  static let twins: [(Loss, Loss)] = [
    (.mse, .custom(name: "my mse") { t, p in (p - t).squared().mean() }),
    (.mse, .custom(name: "by output") { t, p in (p - t).squared() }),
    (.mae, .custom(name: "my mae") { t, p in (p - t).abs() }),
    (.logCosh, .custom(name: "my log cosh") { t, p in (((p - t).exp() + (t - p).exp()) / 2).log() }),
  ]

  @Test(arguments: twins.indices)
  func aClosureLearnsWhatTheBuiltInLossLearns(_ index: Int) throws {
    let (known, own) = Self.twins[index]
    let y = Tensor.uniform(rows: 300, shape: 2, in: -1...1, seed: 4)
    let weights = (0..<300).map { Double($0 % 4) }
    let data = try Dataset(inputs: x, .values(y)).weighted(weights)
    func run(_ loss: Loss) throws -> (losses: [Double], weights: [Float], score: Double) {
      let model = net(outputs: 2)
      try model.compile(optimizer: .sgd(learningRate: 0.05), loss: loss)
      let history = try model.fit(data, epochs: 3, batchSize: 140, verbose: .silent)
      let weights = model.weights.sorted { $0.key < $1.key }.flatMap { $0.value.values }
      return (history.loss, weights, try model.evaluate(data).loss)
    }
    let (expected, got) = (try run(known), try run(own))
    for (a, b) in zip(expected.losses + [expected.score], got.losses + [got.score]) {
      expectClose(b, a, absolute: 1e-7, relative: 1e-5)
    }
    expectClose(got.weights, expected.weights.map(Double.init), .close(absolute: 1e-5, relative: 1e-4))
  }

  @Test(arguments: [Loss.quantile(0.9), .quantile(0.1).weighted(0.3)] + twins.map(\.1))
  func gradientsOfClosuresAreRight(_ loss: Loss) throws {
    let model = net(outputs: 3)
    try model.compile(loss: loss)
    let y = Tensor.uniform(rows: 300, shape: 3, in: -1...1, seed: 4)
    let check = try model.checkGradients(on: try Dataset(inputs: x, .values(y)), rows: 6)
    #expect(check.largestError < GradientTests.bound, "\(check)")
    #expect(check.entries.contains { abs($0.numerical) > 1e-4 })
  }

  /// Of numbers 0...99 nine tenths lie below the 0.9 quantile.
  @Test func theQuantileLossFindsTheQuantile() throws {
    let y = Tensor(unchecked: (0..<100).map { Float($0) / 100 }, rows: 100, shape: [1])
    let data = try Dataset(
      inputs: Tensor(unchecked: .init(repeating: 0, count: 100), rows: 100, shape: [1]), .values(y))
    let model = Sequential(inputs: 1) { Dense(1) }
    try model.compile(optimizer: .sgd(learningRate: 0.02), loss: .quantile(0.9))
    try model.fit(data, epochs: 400, batchSize: 100, verbose: .silent)
    #expect(abs(try model.predict([0])[0] - 0.9) < 0.02)
  }

  /// Classes are one-hot where the model has an output for each; the metrics see them too.
  @Test func classesAreReadAsOneHotRows() throws {
    let data = Dataset.sumBin(rows: 400, seed: 1)
    let model = Sequential(for: data) {
      Dense(16, activation: .tanh)
      Dense(3, activation: .softmax)
    }
    try model.compile(
      optimizer: .adam(learningRate: 0.02),
      loss: .custom(name: "brier") { t, p in (p - t).squared().sum() }, metrics: [.accuracy])
    let history = try model.fit(data, epochs: 30, verbose: .silent)
    #expect(history.loss.last! < 0.5 * history.loss[0])
    #expect(try model.evaluate(data)[.accuracy] > 0.85)
    #expect(try model.evaluate(data).skill.isNaN, "what the best constant loses is not known")
    #expect(history.findings.contains { $0.id == .labelSet && $0.sentence.contains("one-hot") })
  }

  /// A closure may read what the model computes on the way: here it keeps a hidden layer small.
  @Test func aClosureMayCatchSymbolsOfTheModel() throws {
    let input = Symbol.input(3)
    let hidden = Dense(4, activation: .tanh)(input)
    let model = Model(inputs: input, outputs: Dense(1)(hidden), seed: 2)
    let loss = Loss.custom(name: "small inside") { t, p in (p - t).squared().mean() + 0.1 * hidden.squared().mean() }
    try model.compile(loss: loss)
    let data = try Dataset(inputs: x, .values(Tensor.uniform(rows: 300, shape: 1, seed: 4)))
    let check = try model.checkGradients(on: data, rows: 6)
    #expect(check.largestError < GradientTests.bound, "\(check)")
  }

  @Test func closuresAreEqualToThemselvesAndCannotBeWrittenDown() throws {
    let loss = Loss.quantile(0.5)
    #expect(loss == loss && loss != .quantile(0.5) && loss.description == "quantile")
    #expect(throws: EncodingError.self) { try JSONEncoder().encode(loss) }
  }

  // MARK: - What can be wrong

  private func fault(_ model: Model, _ loss: Loss) -> Finding? {
    do { try model.compile(loss: loss) } catch { return error.faults.first }
    return nil
  }

  @Test func faultsInsideAClosureAreToldWithItsPlace() throws {
    let line = #line + 1
    let misfit = try #require(fault(net(outputs: 3), .custom(name: "odd") { t, p in t[0] - p }))
    #expect(misfit.id == .shapeMisfit && misfit.sentence.contains("in the loss \"odd\""))
    #expect(misfit.place?.line == line)
    let deaf = try #require(fault(net(outputs: 3), .custom(name: "deaf") { t, _ in t.squared() }))
    #expect(deaf.id == .noGradientPath && deaf.remedy.contains("both symbols"))
    let weight = Weight("own", .ones)
    let owner = try #require(fault(net(outputs: 3), .custom(name: "owner") { t, p in weight([3]) * (p - t).squared() }))
    #expect(owner.id == .badArgument && owner.sentence.contains("has not got") && owner.got?.contains("own") == true)
    let stranger = Symbol.input(3, name: "stranger")
    #expect(fault(net(outputs: 3), .custom(name: "s") { t, p in p - t * stranger })?.got?.contains("stranger") == true)
  }

  /// A closure is asked again when a plan is made. One that then says something else is told so; nothing traps.
  @Test func aClosureThatChangesItsMindIsTold() throws {
    final class Mood: @unchecked Sendable { var isBad = false }
    let mood = Mood()
    let model = net(outputs: 3)
    try model.compile(loss: .custom(name: "moody") { t, p in mood.isBad ? t[0] - p : (p - t).squared() })
    mood.isBad = true
    let data = try Dataset(inputs: x, .values(Tensor.uniform(rows: 300, shape: 3, seed: 4)))
    let error = #expect(throws: SwiftletError.self) { try model.fit(data, verbose: .silent) }
    #expect(error?.faults.first?.id == .shapeMisfit && error?.faults.first?.sentence.contains("moody") == true)
  }

  @Test func classesUnderOneOutputAreRefused() throws {
    let model = net(outputs: 1)
    try model.compile(loss: .quantile(0.5))
    let data = try Dataset(inputs: x, .classes((0..<300).map { $0 % 2 }))
    let error = #expect(throws: SwiftletError.self) { try model.fit(data, verbose: .silent) }
    #expect(error?.faults.first?.id == .labelSet)
    #expect(error?.faults.first?.remedy.contains("Dense(2)") == true)
  }
}
