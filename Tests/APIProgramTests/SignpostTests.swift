import Foundation
import Testing

/// What people write first, and the sentence the compiler answers with: one misuse per file, compiled against
/// the built module.
@Suite(.timeLimit(.minutes(2))) struct SignpostTests {
  struct Misuse: Sendable {
    let code: String
    /// Everything behind `error: `; one error only.
    let answer: String
    init(_ code: String, _ answer: String) {
      self.code = code
      self.answer = answer
    }
  }

  private static let oneLayerPerLine =
    "write Sequential(inputs: 5) { Dense(20, activation: .relu); … }, one layer per line"
  private static let closure = "a closure is not a layer: write Lambda { x in … }"

  /// A chain of these lines.
  private static func chain(_ lines: String) -> String { "_ = Sequential(inputs: 2) {\n\(lines)\n}" }

  static let misuses: [Misuse] =
    [
      // Models.
      Misuse(
        "_ = Input(2)",
        "'Input(_:name:)' is unavailable: write Symbol.input(2) (functional), or Sequential(inputs: 2) { … }"),
      Misuse("_ = Linear(3)", "'Linear' has been renamed to 'Dense'"),
      Misuse("_ = BatchNorm1d()", "'BatchNorm1d' has been renamed to 'BatchNormalization'"),
      Misuse("_ = LayerNorm()", "'LayerNorm' has been renamed to 'LayerNormalization'"),
      Misuse("_ = RMSNorm()", "'RMSNorm' has been renamed to 'RMSNormalization'"),
      Misuse(
        "_ = Embedding(1000, 16)",
        "'init(_:_:)' is unavailable: say which number is which: Embedding(count: 1000, units: 16)"),
      Misuse("_ = Sequential([Dense(3), Dense(2)])", "'init(_:seed:)' is unavailable: \(oneLayerPerLine)"),
      Misuse("_ = Sequential()", "'init(_:seed:)' is unavailable: \(oneLayerPerLine)"),
      Misuse(
        "_ = Sequential { Dense(3) }",
        "'init(seed:_:)' is unavailable: say what goes in: Sequential(inputs: 5) { … }, or Sequential(for: data) { … }"),
      Misuse("_ = Dense(units: 3)", "extraneous argument label 'units:' in call"),
      Misuse("_ = Dense(3, .relu)", "missing argument label 'activation:' in call"),
      Misuse(
        "let name = \"relu\"\n_ = Dense(3, activation: name)",
        "cannot convert value of type 'String' to expected argument type 'Activation'"),
      Misuse(
        chain("Dense(3)\nDense(3, activation: .reluu)\nDense(3)"), "type 'Activation' has no member 'reluu'"),

      // Closures and merging layers in a chain.
      Misuse(chain("{ x in x + 1 }\nDense(1)"), "'buildExpression' is unavailable: \(closure)"),
      Misuse(
        chain("Dense(3)\n{ x in x + 1 }"), "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Dense(3, activation: .relu, weights: .zeros)\n{ $0 + 1 }\nDense(1)"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Flatten()\n{ x in x + 1 }"), "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Reshape([1, 2])\n{ x in x + 1 }"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Normalization()\n{ x in x + 1 }"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Normalization(means: [1], variances: [1])\n{ x in x + 1 }"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Activation.relu\n{ x in x + 1 }"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Dense(3).named(\"a\")\n{ x in x + 1 }"),
        "'named(_:formula:)' is unavailable: \(closure) on its own line"),
      Misuse(chain("Lambda { x in x }\n{ x in x + 1 }"), "'buildExpression' is unavailable: \(closure)"),
      Misuse(
        "struct Own: Layer { func forward(_ x: Symbol) -> Symbol { x } }\n" + chain("Own()\n{ x in x + 1 }"),
        "'callAsFunction(formula:)' is unavailable: \(closure) on its own line"),
      Misuse(
        chain("Dense(1)\nConcatenate()"),
        "'buildExpression' is unavailable: merging layers take several inputs: use the functional form, e.g. "
          + "Concatenate()(a, b) and Model(inputs:outputs:)"),

      // Losses.
      Misuse(
        "try model.compile(loss: .crossEntropy)",
        "'crossEntropy' is unavailable: PyTorch's CrossEntropyLoss is .sparseCategoricalCrossentropy(from: .logits)"),
      Misuse("try model.compile(loss: .meanSquaredError)", "'meanSquaredError' has been renamed to 'mse'"),
      Misuse("try model.compile(loss: .meanAbsoluteError)", "'meanAbsoluteError' has been renamed to 'mae'"),
      Misuse(
        "try model.compile(loss: .categorical_crossentropy)",
        "'categorical_crossentropy' has been renamed to 'categoricalCrossentropy'"),
      Misuse(
        "try model.compile(loss: .categoricalCrossEntropy)",
        "'categoricalCrossEntropy' has been renamed to 'categoricalCrossentropy'"),
      Misuse(
        "try model.compile(loss: .sparse_categorical_crossentropy)",
        "'sparse_categorical_crossentropy' has been renamed to 'sparseCategoricalCrossentropy'"),
      Misuse(
        "try model.compile(loss: .sparseCategoricalCrossEntropy)",
        "'sparseCategoricalCrossEntropy' has been renamed to 'sparseCategoricalCrossentropy'"),
      Misuse(
        "try model.compile(loss: .binary_crossentropy)",
        "'binary_crossentropy' has been renamed to 'binaryCrossentropy'"),
      Misuse(
        "try model.compile(loss: .binaryCrossEntropy)", "'binaryCrossEntropy' has been renamed to 'binaryCrossentropy'"),
      Misuse(
        "try model.compile(loss: .sparseCategoricalCrossentropy(from: .logit))",
        "type 'Loss.Output' has no member 'logit'"),

      // Optimizers.
      Misuse(
        "try model.compile(optimizer: .adam, loss: .mse)",
        "member 'adam(_:learningRate:beta1:beta2:epsilon:amsgrad:)' is a function that produces expected type "
          + "'Optimizer'; did you mean to call it?"),
      Misuse("_ = Optimizer.adam(lr: 0.1)", "'adam(lr:beta1:)' has been renamed to 'adam(learningRate:)'"),
      Misuse(
        "_ = Optimizer.sgd(lr: 0.1, momentum: 0.9)",
        "'sgd(lr:momentum:)' has been renamed to 'sgd(learningRate:momentum:)'"
      ),
      Misuse("_ = Optimizer.rmsprop(lr: 0.1)", "'rmsprop(lr:rho:)' has been renamed to 'rmsprop(learningRate:)'"),
      Misuse(
        "_ = Optimizer.adamw(lr: 0.1, weight_decay: 0.01)",
        "'adamw(lr:weight_decay:)' has been renamed to 'adamw(learningRate:weightDecay:)'"),
      Misuse("_ = Optimizer.nadam(lr: 0.1)", "'nadam(lr:beta1:)' has been renamed to 'nadam(learningRate:)'"),
      Misuse("try model.compile(optimizer: .addam(), loss: .mse)", "type 'Optimizer' has no member 'addam'"),

      // Training.
      Misuse(
        "let h = try model.fit([[1.0]], [0], epochs: 3)\nprint(h)",
        "'fit(_:_:epochs:batchSize:)' is unavailable: put the rows into a Dataset: fit(Dataset(inputs: x, classes: y)), "
          + "or oneHot:, or targets:"),
      Misuse(
        "try model.fit(data, validation_split: 0.2)",
        "'fit(_:epochs:batchSize:validation_split:)' is unavailable: write validation: .split(0.2)"),
      Misuse(
        "try model.fit(data, epochs: 3, validation_data: data)",
        "'fit(_:epochs:batchSize:validation_data:)' is unavailable: write validation: .data(test)"),
      Misuse(
        "try model.fit(data, callbacks: [.earlyStopping(monitor: \"val_loss\", patience: 3)])",
        "'earlyStopping(monitor:patience:)' is unavailable: write on: .accuracy, or nothing for the loss; "
          + "validation rows are watched if there are some"),
      Misuse(
        "try model.fit(data, callbacks: [.earlyStopping(patience: 3, restore_best_weights: true)])",
        "'earlyStopping(patience:restore_best_weights:)' is unavailable: the best weights come back by themselves; "
          + "write restoresBest: false to keep the last"),
      Misuse(
        "try model.fit(data, callbacks: [.checkpoint(to: \"a\", save_best_only: true)])",
        "'checkpoint(to:save_best_only:)' is unavailable: write bestOnly: true"),
      Misuse(
        "try model.fit(data, class_weight: [0: 2.0])",
        "'fit(_:epochs:class_weight:)' is unavailable: write classWeights: [\"setosa\": 2], by the names of the "
          + "classes, or .balanced"),
      Misuse("try model.fit(data, batch_size: 3)", "'fit(_:epochs:batch_size:)' is unavailable: write batchSize:"),
      Misuse(
        "try model.fit(data, epoch: 3)", "incorrect argument label in call (have '_:epoch:', expected '_:epochs:')"),
      Misuse(
        "try model.fit(data, validation: 0.2)",
        "cannot convert value of type 'Double' to expected argument type 'Validation'"),
    ]
    + ["categorical", "sparseCategorical", "binary"].flatMap { kind in
      ["from_logits", "fromLogits"].map { label in
        Misuse(
          "try model.compile(loss: .\(kind)Crossentropy(\(label): true))",
          "'\(kind)Crossentropy(\(label):)' is unavailable: say what the outputs are: \(kind)Crossentropy(from: .logits)"
        )
      }
    }

  /// A few compilers at a time.
  @Test func everyMisuseIsAnsweredWithItsSentence() async throws {
    let compiler = try Compiler()
    defer { compiler.cleanUp() }
    let answers = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
      var answers = [[String]?](repeating: nil, count: Self.misuses.count)
      for (index, misuse) in Self.misuses.enumerated() {
        if index >= 4, let (done, lines) = try await group.next() { answers[done] = lines }
        group.addTask { (index, try await compiler.messages(for: misuse.code, named: "misuse\(index)")) }
      }
      for try await (done, lines) in group { answers[done] = lines }
      return answers
    }
    for (misuse, answer) in zip(Self.misuses, answers) {
      #expect(answer == ["error: " + misuse.answer], "\(misuse.code)")
    }
  }

  /// Else the test above could pass for want of a module.
  @Test func whatIsRightIsCompiledInSilence() async throws {
    let right = """
      _ = Sequential(inputs: 2) {
        Normalization()
        Dense(3, activation: .relu).named("first")
        if data.count > 3 { Activation.tanh }
        Lambda { x in x + 1 }
        Dense(1)
      }
      try model.compile(optimizer: .adam(learningRate: 0.1), loss: .mse)
      try model.fit(data, epochs: 3, batchSize: 3, validation: .split(0.2))
      """
    let compiler = try Compiler()
    defer { compiler.cleanUp() }
    #expect(try await compiler.messages(for: right, named: "right") == [])
  }
}

/// The Swift compiler, asked about code that imports the module these tests were built with.
private struct Compiler: Sendable {
  struct Missing: Error, CustomStringConvertible { let description: String }

  let swiftc: String
  /// Holds `Modules/Swiftlet.swiftmodule`.
  let build: URL
  let folder: URL

  init() throws {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let candidates = path.split(separator: ":").map { "\($0)/swiftc" }
    guard let found = candidates.first(where: FileManager.default.isExecutableFile) else {
      throw Missing(description: "swiftc is not on PATH (\(path)), so the signposts cannot be tested")
    }
    swiftc = found
    build = try Self.buildFolder()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("signposts-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  /// Above the running test, wherever its path is to be read.
  private static func buildFolder() throws -> URL {
    let starts = CommandLine.arguments + [Bundle.main.bundlePath, Bundle.main.executablePath ?? ""]
    for start in starts where start.contains("/") {
      var folder = URL(fileURLWithPath: start)
      while folder.path != "/" {
        folder.deleteLastPathComponent()
        let module = folder.appendingPathComponent("Modules/Swiftlet.swiftmodule").path
        if FileManager.default.fileExists(atPath: module) { return folder }
      }
    }
    throw Missing(description: "no Modules/Swiftlet.swiftmodule above any of \(starts)")
  }

  /// The errors and warnings, one line each, without their places.
  func messages(for code: String, named name: String) async throws -> [String] {
    let file = folder.appendingPathComponent("\(name).swift")
    try "import Swiftlet\nfunc use(data: Dataset, model: Model) throws {\n\(code)\n}\n"
      .write(to: file, atomically: true, encoding: .utf8)
    let moduleMap = build.appendingPathComponent("CKernels.build/module.modulemap").path
    let arguments = [
      "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-diagnostic-style", "llvm", "-I",
      build.appendingPathComponent("Modules").path, "-Xcc", "-fmodule-map-file=\(moduleMap)", file.path,
    ]
    let output = try await run(arguments, errorsIn: folder.appendingPathComponent("\(name).log"))
    return output.split(separator: "\n").compactMap { line in
      ["error: ", "warning: "].compactMap { line.range(of: $0).map { String(line[$0.lowerBound...]) } }.first
    }
  }

  /// Waits without holding a thread of the test run.
  private func run(_ arguments: [String], errorsIn log: URL) async throws -> String {
    FileManager.default.createFile(atPath: log.path, contents: nil)
    let handle = try FileHandle(forWritingTo: log)
    defer { try? handle.close() }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: swiftc)
    process.arguments = arguments
    process.standardError = handle
    process.standardOutput = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return try String(contentsOf: log, encoding: .utf8)
  }
}
