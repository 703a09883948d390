import Foundation
import TestSupport
import Testing

@testable import Swiftlet

/// Models with several outputs: a loss for each, targets by name, one sum that training makes small.
struct SeveralOutputsTests {
  /// Two inputs through one encoder; an amount and a kind come out.
  private func twins(seed: UInt64 = 1) -> Model {
    let (left, right) = (Symbol.input(3, name: "left"), Symbol.input(3, name: "right"))
    let shared = Dense(4, activation: .tanh).named("encoder")
    let both = Concatenate()(shared(left), shared(right))
    let price = Dense(2).named("price")(both)
    let kind = Dense(3).named("kind")(both)
    return Model(inputs: [left, right], outputs: [price, kind], seed: seed)
  }

  private func data(rows: Int = 37, weighted: Bool = false) throws -> Dataset {
    var samples = Samples(seed: 5)
    func tensor(_ width: Int) -> Tensor { Tensor(unchecked: samples.floats(rows * width), rows: rows, shape: [width]) }
    let (left, right, price) = (tensor(3), tensor(3), tensor(2))
    let data = try Dataset(
      inputs: ["left": left, "right": right],
      targets: [
        "price": .values(price), "kind": .classes(samples.classes(rows, 3).map(Int.init), names: ["a", "b", "c"]),
      ])
    return weighted ? try data.weighted((0..<rows).map { Double($0 % 3) }) : data
  }

  private func compiled(_ model: Model, price: Bool = true, kind: Bool = true) throws -> Model {
    var losses: [String: Loss] = [:]
    if price { losses["price"] = .mse }
    if kind { losses["kind"] = .sparseCategoricalCrossentropy(from: .logits) }
    try model.compile(
      optimizer: .sgd(learningRate: 0.125), losses: losses, metrics: kind ? ["kind": [.accuracy]] : [:])
    return model
  }

  @Test func theSumOfTheLossesIsLearntAndEachIsTold() throws {
    let model = try compiled(twins())
    let history = try model.fit(data(rows: 120), epochs: 60, validation: .split(0.2), verbose: .silent)
    #expect(history.loss.count == 60)
    for epoch in 0..<60 {
      let sum = history.training.loss(of: "price")[epoch] + history.training.loss(of: "kind")[epoch]
      #expect(history.loss[epoch] == sum)
    }
    #expect(try #require(history.loss.last) < 0.8 * history.loss[0])
    #expect(history[.accuracy] == history.training[.accuracy, of: "kind"] && history[.accuracy].count == 60)
    #expect(history.training[.accuracy, of: "price"].isEmpty && history.training.loss(of: "nobody").isEmpty)
    #expect(history.validation?.loss(of: "kind").count == 60)
    #expect(
      history.columns.map(\.name) == [
        "loss", "price_loss", "kind_loss", "kind_accuracy", "val_loss", "val_price_loss", "val_kind_loss",
        "val_kind_accuracy",
      ])
    #expect(history.columns.allSatisfy { $0.values.count == 60 })
    #expect(history.findings.contains { $0.sentence == "kind accuracy: the largest output is the class" })
    #expect(history.settings["loss"] == "price: mse, kind: sparse_categorical_crossentropy on logits")
    #expect(model.classes == ["a", "b", "c"] && model.classes(of: "kind") == ["a", "b", "c"])
    #expect(model.classes(of: "price").isEmpty)
  }

  /// An encoder that two losses pull at moves by the sum of what each would do.
  @Test func gradientsOfASharedEncoderAddUp() throws {
    let start = twins().weights
    func step(price: Bool, kind: Bool) throws -> [String: [Float]] {
      let model = try compiled(twins(), price: price, kind: kind)
      try model.fit(data(), batchSize: 64, verbose: .silent)
      return model.weights.mapValues(\.values)
    }
    let (both, price, kind) = (
      try step(price: true, kind: true), try step(price: true, kind: false), try step(price: false, kind: true)
    )
    var compared = 0
    for (name, tensor) in start {
      for (i, old) in tensor.values.enumerated() {
        let sum = Double(price[name]![i] - old) + Double(kind[name]![i] - old)
        expectClose(Double(both[name]![i]) - Double(old), sum, absolute: 5e-7, relative: 0, "\(name)[\(i)]")
        compared += 1
      }
      let moves = name.hasPrefix("encoder") ? [price, kind] : [name.hasPrefix("price") ? price : kind]
      #expect(moves.allSatisfy { $0[name] != tensor.values }, "\(name) is learnt")
    }
    #expect(compared == 3 * 4 + 4 + 8 * 2 + 2 + 8 * 3 + 3)
  }

  @Test(arguments: [false, true]) func numericalGradientsOfTheSumAgree(weighted: Bool) throws {
    let model = try compiled(twins())
    let check = try model.checkGradients(on: data(weighted: weighted))
    #expect(check.entries.count == 61 && check.skipped == 0)
    #expect(check.largestError < 1e-4, "\(check)")
  }

  /// What is told of each output is what a model of that output alone tells.
  @Test(arguments: [7, 300]) func eachOutputIsJudgedAsByItself(rows: Int) throws {
    let model = try compiled(twins())
    let data = try data(rows: rows)
    let scores = try model.evaluate(data)
    let price = try compiled(twins(), kind: false).evaluate(data)
    let kind = try compiled(twins(), price: false).evaluate(data)
    #expect(scores.loss(of: "price") == price.loss && scores.loss(of: "kind") == kind.loss)
    #expect(scores.loss == price.loss + kind.loss)
    #expect(scores[.accuracy, of: "kind"] == kind[.accuracy] && scores[.accuracy] == kind[.accuracy])
    #expect(scores.skill(of: "price") == price.skill && scores.skill(of: "kind") == kind.skill)
    #expect(scores[.accuracy, of: "price"].isNaN && scores.loss(of: "nobody").isNaN)
    #expect(scores.skill < max(price.skill, kind.skill) && scores.skill > min(price.skill, kind.skill))
  }

  @Test func anOutputWithoutALossIsPredictedAndNotTrained() throws {
    let model = try compiled(twins(), price: false)
    let before = model.weights
    let data = try data()
    let history = try model.fit(data, verbose: .silent)
    let note = try #require(history.findings.first { $0.id == .untrainedOutput })
    #expect(note.sentence.contains("\"price\"") && note.severity == .note)
    #expect(model.summary().contains("Note: the output \"price\""))
    #expect(try #require(model.weights["price/kernel"]) == before["price/kernel"])
    #expect(try #require(model.weights["encoder/kernel"]) != before["encoder/kernel"])
    #expect(history.columns.map(\.name) == ["loss", "accuracy"])
    #expect(try model.classify(data).count == data.count)
    #expect(try model.predict(["left": data.inputs, "right": data.inputs])["price"]?.shape == [2])
  }

  @Test(arguments: [false, true]) func batchesByNameTeachWhatTheDataSetTeaches(weighted: Bool) throws {
    let data = try data(weighted: weighted)
    let (whole, parts) = (try compiled(twins()), try compiled(twins()))
    let history = try whole.fit(data, epochs: 2, batchSize: 10, shuffle: false, verbose: .silent)
    let same = try parts.fit(batches: data.batches(of: 10), stepsPerEpoch: 4, epochs: 2, verbose: .silent)
    #expect(history.loss == same.loss && whole.weights == parts.weights)
    #expect(history.columns.map(\.values) == same.columns.map(\.values))
  }

  @Test func classesAreFoundByNameInEachOutput() throws {
    let model = try compiled(twins())
    let data = try data()
    try model.fit(data, verbose: .silent)
    guard case .classes(let labels, _) = data.targetParts[0].targets else { return #expect(Bool(false)) }
    let turned = try Dataset(
      inputs: ["left": data.inputParts[0].tensor, "right": data.inputParts[1].tensor],
      targets: ["price": data.targetParts[1].targets, "kind": .classes(labels.map { 2 - $0 }, names: ["c", "b", "a"])])
    #expect(try model.evaluate(turned).loss == model.evaluate(data).loss)
    #expect(try model.classify(data).allSatisfy { ["a", "b", "c"].contains($0.name) })
    #expect(try model.classify(data, output: "kind") == model.classify(data))
  }

  @Test func aModelOfOneOutputTakesItsLossByNameToo() throws {
    let data = try Dataset(inputs: [[1.0], [2], [6]], targets: [[1.0], [2], [6]])
    let model = Sequential(inputs: 1) { Dense(1, bias: false, weights: .ones).named("amount") }
    try model.compile(losses: ["amount": .mse])
    #expect(try model.evaluate(data).loss == 0)
    #expect(try model.evaluate(data).loss(of: "amount") == 0)
  }

  @Test func aSavedModelKnowsTheLossesAndClassesOfItsOutputs() throws {
    let path = NSTemporaryDirectory() + "swiftlet_twins_\(UInt64.random(in: 0...UInt64.max)).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let (model, data) = (try compiled(twins()), try data())
    try model.fit(data, verbose: .silent)
    try model.save(to: path)
    let loaded = try Model(load: path)
    #expect(loaded.classes(of: "kind") == ["a", "b", "c"] && loaded.classes(of: "price").isEmpty)
    let (ours, theirs) = (try model.evaluate(data), try loaded.evaluate(data))
    #expect(ours.loss == theirs.loss && ours[.accuracy, of: "kind"] == theirs[.accuracy, of: "kind"])
    #expect(try model.classify(data) == loaded.classify(data))
  }
}
