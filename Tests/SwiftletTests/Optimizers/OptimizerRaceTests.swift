import TestSupport
import Testing

@testable import Swiftlet

struct OptimizerRaceTests {
  private func made() throws -> (Sequential, Dataset) {
    let x = Samples.rows(64, 3, seed: 31)
    let data = try Dataset(inputs: x, targets: x.map { [$0[0] * $0[1] - $0[2]] })
    let model = Sequential(inputs: 3, seed: 6) {
      Normalization()
      Dense(6, activation: .tanh)
      Dense(1)
    }
    try model.compile(optimizer: .adam(learningRate: 0.01), loss: .mse)
    return (model, data)
  }

  @Test func everyOneStartsFromTheSameWeightsOverTheSameBatches() throws {
    let (model, data) = try made()
    let race = try model.optimizerRace(
      data, [("first", .adam(learningRate: 0.01)), ("sgd", .sgd()), ("again", .adam(learningRate: 0.01))], epochs: 3)
    #expect(race.runs.map(\.name) == ["first", "sgd", "again"])
    #expect(race.runs[0].history.loss == race.runs[2].history.loss)
    #expect(race.runs[0].history.loss != race.runs[1].history.loss)
    let (plain, _) = try made()
    #expect(race.runs[0].history.loss == (try plain.fit(data, epochs: 3, verbose: .silent)).loss)
  }

  @Test(arguments: [0, 2])
  func theModelIsAsItWasBefore(epochsBefore: Int) throws {
    let (raced, data) = try made()
    let (plain, _) = try made()
    if epochsBefore > 0 {
      try raced.fit(data, epochs: epochsBefore, verbose: .silent)
      try plain.fit(data, epochs: epochsBefore, verbose: .silent)
    }
    _ = try raced.optimizerRace(data, [("sgd", .sgd()), ("lbfgs", .lbfgs())], epochs: 2, validation: .split(0.25))
    #expect(raced.summary() == plain.summary())
    #expect(try raced.snapshot() == (try plain.snapshot()))
    let after = try raced.fit(data, epochs: 2, verbose: .silent)
    #expect(after.loss == (try plain.fit(data, epochs: 2, verbose: .silent)).loss)
    for (name, tensor) in plain.weights { expectSameBits(raced.weights[name]?.values ?? [], tensor.values) }
  }

  @Test func aRunThatDivergesEndsAlone() throws {
    let (model, data) = try made()
    let race = try model.optimizerRace(
      data, [("wild", .sgd(learningRate: 1e12)), ("calm", .sgd(learningRate: 0.01))], epochs: 4)
    #expect(race.runs[0].history.loss.last?.isFinite == false)
    #expect(race.runs[1].history.loss.count == 4 && race.runs[1].history.loss.allSatisfy(\.isFinite))
  }

  @Test func whatCannotBeRacedIsRefused() throws {
    let (model, data) = try made()
    let before = try model.snapshot()
    #expect(throws: SwiftletError.self) { try model.optimizerRace(data, []) }
    let twice = #expect(throws: SwiftletError.self) { try model.optimizerRace(data, [("a", .sgd()), ("a", .adam())]) }
    #expect(twice?.description.contains("\"a\" twice") == true)
    let unknown = #expect(throws: SwiftletError.self) { try model.optimizerRace(data, [("a", "adamm")]) }
    #expect(unknown?.contains(.unknownName) == true)
    #expect(throws: SwiftletError.self) { try model.optimizerRace(data, [("a", .sgd())], epochs: 0) }
    #expect(try model.snapshot() == before)
    let bare = Sequential(inputs: 3) { Dense(1) }
    let uncompiled = #expect(throws: SwiftletError.self) { try bare.optimizerRace(data, [("a", .sgd())]) }
    #expect(uncompiled?.contains(.notCompiled) == true)
  }
}
