import Testing

@testable import Swiftlet

struct StoredModelTests {
  struct Scale: Layer {
    let gain = Weight("gain", .uniform(0.5...2))
    func forward(_ x: Symbol) -> Symbol { x * gain(x.shape) }
  }

  struct Residual<Inner: Layer>: Layer {
    let inner: Inner
    func forward(_ x: Symbol) -> Symbol { x + inner(x) }
  }

  private func rows(_ shape: Shape = 4, count: Int = 5, seed: UInt64 = 1) -> Tensor {
    .uniform(rows: count, shape: shape, in: -1...1, seed: seed)
  }

  @Test func aChainOfLayersComesBackAsItWas() throws {
    let model = Sequential(inputs: 4, seed: 7) {
      Normalization(means: [0, 1, 2, 3], variances: [1, 2, 0, 4])
      Dense(6, activation: .leakyReLU(slope: 0.1), weights: .values((0..<24).map { Float($0) / 24 })).named("first")
      Scale()
      Residual(inner: Dense(6, activation: .tanh))
      Lambda { x in x.sin() + x.abs().maximum(0.25) / 2 - x[0..<1].squared().sum().repeated(to: [6]) }
      Activation.selu
      Reshape([2, 3])
      Flatten()
      Dense(3, activation: .softmax)
    }
    let loaded = try expectRoundTrip(model, rows: ["inputs": rows()])
    #expect(loaded.weights.keys.contains("first/kernel") && loaded.weights.keys.contains("residual/kernel"))
    #expect(loaded.notes.isEmpty)
  }

  @Test func aGraphWithSeveralInputsAndASharedLayerComesBack() throws {
    let left = Symbol.input(4, name: "left")
    let right = Symbol.input(4, name: "rechts ⇒ \"x\"")
    let unused = Symbol.input(2, name: "unused")
    let shared = Dense(3, activation: .tanh)
    let both = Concatenate()(shared(left), shared(right))
    let model = Model(
      inputs: [left, right, unused], outputs: [Dense(1)(both).named("price"), Add()(left, right)], seed: .max)
    let loaded = try expectRoundTrip(
      model, rows: ["left": rows(), "rechts ⇒ \"x\"": rows(seed: 2), "unused": rows(2, seed: 3)])
    #expect(loaded.weights.count == 4)
    #expect(loaded.seed == .max)
  }

  @Test func namesAreKeptWhateverTheyAre() throws {
    let data = try Dataset(
      inputs: [[0, 1], [1, 0], [2, 2]] as [[Float]], classes: ["\u{0}\n\"\\", "Zoë 👩‍👩‍👧", "e\u{301}"])
    let model = Sequential(for: data) {
      Dense(3).named("optimizer/0/x")
      Dense(3).named("__metadata__")
      Scale().named("")
      Dense(3).named("é/\u{1F}")
    }
    let loaded = try expectRoundTrip(model, rows: ["inputs": rows(2)])
    #expect(loaded.classes.map { Array($0.utf8) } == model.classes.map { Array($0.utf8) })
  }

  @Test func aNormalizationWithoutStatisticsIsStillToBeFitted() throws {
    let model = Sequential(inputs: 2) {
      Normalization()
      Dense(3)
    }
    let loaded = try roundTripped(model)
    #expect(throws: SwiftletError.self) { try loaded.predict([0, 0]) }
    try loaded.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.compile(loss: .sparseCategoricalCrossentropy(from: .logits))
    let data = Dataset.sumBin(rows: 60, seed: 1)
    try loaded.fit(data, verbose: .silent)
    try model.fit(data, verbose: .silent)
    #expect(loaded.weights == model.weights)
  }

  @Test func weightsThatAreNoNumbersAreKeptAndNamed() throws {
    let model = Sequential(inputs: 2) { Dense(2, bias: false) }
    try model.prepared().parameters.pointer[2] = .nan
    let loaded = try roundTripped(model)
    #expect(try loaded.prepared().parameters.pointer[2].isNaN)
    #expect(loaded.notes.map(\.id) == [.notFinite])
    #expect(loaded.notes.first?.sentence.contains("dense/kernel[2]") == true)
  }

  @Test func aModelWithFaultsIsNotSaved() throws {
    let folder = try TemporaryFolder()
    let model = Sequential(inputs: 2) { Dense(2, activation: "rellu") }
    let error = #expect(throws: SwiftletError.self) { try model.save(to: folder.path("a")) }
    #expect(error?.contains(.unknownName) == true)
  }

  @Test func aSnapshotInAFileIsTheSame() throws {
    let folder = try TemporaryFolder()
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(inputs: 2) {
      Normalization()
      Dense(3)
    }
    try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy(from: .logits))
    try model.fit(data, epochs: 2, verbose: .silent)
    let snapshot = try model.snapshot()
    try snapshot.save(to: folder.path("snapshot"))
    #expect(try Snapshot(load: folder.path("snapshot")) == snapshot)
    try model.save(to: folder.path("model"))
    #expect(try Snapshot(load: folder.path("model")) == snapshot)
    let error = #expect(throws: SwiftletError.self) { try Model(load: folder.path("snapshot")) }
    #expect(error?.faults.first?.sentence.contains("not its layers") == true)
  }

  // MARK: - Files that lie

  /// The model's text of a saved file with one piece replaced, under a checksum that fits.
  private func loadChanged(_ piece: String, to other: String) throws {
    let folder = try TemporaryFolder()
    let model = Sequential(inputs: 4) {
      Dense(3, activation: .tanh)
      Lambda { x in x[0..<2] + x.sum().repeated(to: [2]) }
    }
    try model.save(to: folder.path("a"))
    var file = try Safetensors(path: folder.path("a"))
    let place = try #require(file.texts.firstIndex { $0.text.contains(piece) }, "\(piece) is not there")
    file.texts[place].text.replace(piece, with: other, maxReplacements: 1)
    try file.write(to: folder.path("b"))
    _ = try Model(load: folder.path("b"))
  }

  @Test(arguments: [
    // Shapes that do not follow from the operations.
    (
      #""operation":{"matmul":{}},"inputs":[0,1],"shape":[3]"#, #""operation":{"matmul":{}},"inputs":[0,1],"shape":[4]"#
    ),
    (
      #""operation":{"matmul":{}},"inputs":[0,1],"shape":[3]"#, #""operation":{"matmul":{}},"inputs":[0,0],"shape":[3]"#
    ),
    (#""operation":{"matmul":{}},"inputs":[0,1]"#, #""operation":{"matmul":{}},"inputs":[0]"#),
    (#""operation":{"matmul":{}},"inputs":[0,1]"#, #""operation":{"matmul":{}},"inputs":[0,99]"#),
    (#""operation":{"matmul":{}},"inputs":[0,1]"#, #""operation":{"matmul":{}},"inputs":[0,2]"#),
    (#""operation":{"matmul":{}},"inputs":[0,1]"#, #""operation":{"matmul":{}},"inputs":[0,-1]"#),
    (#"{"slice":{"_0":[0,2]}}"#, #"{"slice":{"_0":[0,9]}}"#), (#"{"slice":{"_0":[0,2]}}"#, #"{"slice":{"_0":[2,0]}}"#),
    (#"{"slice":{"_0":[0,2]}}"#, #"{"slice":{"_0":[-2,0]}}"#), (#"{"parameter":{"_0":0}}"#, #"{"parameter":{"_0":7}}"#),
    (#"{"parameter":{"_0":0}}"#, #"{"parameter":{"_0":1}}"#), (#"{"parameter":{"_0":0}}"#, #"{"constant":{"_0":1}}"#),
    (#"{"activation":{"_0":{"tanh":{}}}}"#, #"{"activation":{"_0":{"unknown":{"_0":"x"}}}}"#),
    (#"{"activation":{"_0":{"tanh":{}}}}"#, #"{"activation":{"_0":{"softmax":{}}}}"#),
    (#"{"activation":{"_0":{"tanh":{}}}}"#, #"{"activation":{"_0":{"leakyReLU":{"slope":"nan"}}}}"#),
    (#"{"activation":{"_0":{"tanh":{}}}}"#, #"{"run":{"_0":"rm"}}"#), (#"{"matmul":{}}"#, #"{"poison":{}}"#),
    (#"{"matmul":{}}"#, #"{"matmul":{},"concatenate":{}}"#), (#""outputs":["#, #""outputs":[99,"#),
    (#""seed":0"#, #""seed":-1"#), (#""classes":[]"#, #""classes":[1]"#), (#""nodes":["#, #""nodes":[{},"#),
    (#""shape":[4],"#, #""shape":[4611686018427387904],"#), (#""shape":[4],"#, #""shape":[],"#),
    (#""isFitted":true"#, #""isFitted":1"#),
    (#"{"name":"dense/bias"}"#, #"{"name":"dense/bias","array":"x"}"#),
    (#"{"name":"dense/bias"}"#, #"{"name":"dense/kernel"}"#),
  ])
  func aFileThatLiesIsRefused(_ piece: String, _ other: String) throws {
    let error = #expect(throws: SwiftletError.self) { try loadChanged(piece, to: other) }
    #expect(error?.stage == .storage && error?.contains(.malformedFile) == true, "\(String(describing: error))")
  }

  @Test func aLaterVersionIsRefusedWithTheRemedy() throws {
    let folder = try TemporaryFolder()
    try Sequential(inputs: 1) { Dense(1) }.save(to: folder.path("a"))
    var file = try Safetensors(path: folder.path("a"))
    for (version, id) in [("2", Finding.ID.laterVersion), ("0", .malformedFile), ("1.0", .malformedFile)] {
      file.texts[1].text = version
      try file.write(to: folder.path("b"))
      let error = #expect(throws: SwiftletError.self) { try Model(load: folder.path("b")) }
      #expect(error?.contains(id) == true)
    }
  }
}
