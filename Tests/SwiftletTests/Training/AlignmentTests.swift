import Swiftlet
import Testing

/// Data that come later: classes are found by name, columns are compared by name.
struct AlignmentTests {
  private func trained() throws -> Sequential {
    let train = try Dataset(
      inputs: [[0.0, 0], [0, 1], [1, 0], [1, 1], [0.1, 0], [0.9, 1]], classes: ["a", "b", "c", "b", "a", "c"])
    let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy])
    try model.fit(train, epochs: 1, verbose: .silent)
    return model
  }

  @Test func aTestSetThatLacksAClassIsReadByName() throws {
    let model = try trained()
    // On their own these rows would number "b" as 0 and "c" as 1.
    let rows = [[0.0, 1], [1, 0]]
    let part = try model.evaluate(Dataset(inputs: rows, classes: ["b", "c"]))
    let explicit = try model.evaluate(Dataset(inputs: rows, classes: [1, 2], names: ["a", "b", "c"]))
    #expect(part.loss == explicit.loss)
    let wrong = try model.evaluate(Dataset(inputs: rows, classes: [0, 1], names: ["a", "b", "c"]))
    #expect(part.loss != wrong.loss)
  }

  @Test func aValidationSetIsReadByNameInTheFirstFitAlready() throws {
    let train = try Dataset(inputs: [[0.0], [1], [2], [3]], classes: ["a", "b", "c", "a"])
    let watched = try Dataset(inputs: [[1.0], [2]], classes: ["b", "c"])
    let named = try Dataset(inputs: [[1.0], [2]], classes: [1, 2], names: ["a", "b", "c"])
    func loss(_ watched: Dataset) throws -> Double {
      let model = Sequential(inputs: 1, seed: 1) { Dense(3) }
      try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
      return try #require(model.fit(train, validation: .data(watched), verbose: .silent).validation?.loss.last)
    }
    #expect(try loss(watched) == loss(named))
  }

  @Test func aClassThatTheModelDoesNotKnowIsRefused() throws {
    let model = try trained()
    let error = #expect(throws: SwiftletError.self) {
      try model.evaluate(Dataset(inputs: [[0.0, 1], [1, 0]], classes: ["b", "z"]))
    }
    #expect(error?.contains(.labelSet) == true)
    #expect(error?.description.contains("\"z\"") == true)
  }

  /// 0 and 1 are names like others once they come from a file.
  @Test func classesThatAreCalledByNumbersAreFoundByName() throws {
    let train = try Dataset(inputs: [[0.0, 0], [1, 0], [2, 1], [0.1, 0]], classes: ["0", "1", "2", "0"])
    let model = Sequential(inputs: 2, seed: 1) { Dense(3) }
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(train, verbose: .silent)
    let rows = [[1.0, 0], [2, 1]]
    let part = try model.evaluate(Dataset(inputs: rows, classes: ["1", "2"]))
    #expect(try part.loss == model.evaluate(Dataset(inputs: rows, classes: [1, 2], names: ["0", "1", "2"])).loss)
    let error = #expect(throws: SwiftletError.self) {
      try model.evaluate(Dataset(inputs: rows, classes: ["1", "3"]))
    }
    #expect(error?.contains(.labelSet) == true)
  }

  @Test func oneHotRowsStayOneHotWhenTheirClassesAreFoundByName() throws {
    let inputs = [[0.0, 1], [0.5, 2], [0.2, 3]]
    let train = try Dataset(inputs: inputs, oneHot: [[1, 0], [0, 1], [1, 0]], names: ["a", "b"])
    let model = Sequential(inputs: 2, seed: 1) { Dense(2) }
    try model.compile(loss: .mse, metrics: [.accuracy])
    try model.fit(train, verbose: .silent)
    let swapped = try Dataset(inputs: inputs, oneHot: [[0, 1], [1, 0], [0, 1]], names: ["b", "a"])
    #expect(try model.evaluate(swapped).loss == model.evaluate(train).loss)
    let nameless = try Dataset(inputs: inputs, oneHot: [[1, 0], [0, 1], [1, 0]])
    #expect(try model.evaluate(nameless).loss == model.evaluate(train).loss)
  }
}
