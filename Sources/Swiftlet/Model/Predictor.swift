internal import CKernels
import Synchronization

/// A frozen copy of a model for serving: immutable and Sendable, so that any number of tasks can ask it.
public struct Predictor: Sendable {
  private let core: Core
  private let reading: OutputReading?
  /// The names of the classes, in the order of the probabilities; empty when it predicts numbers.
  public let classes: [String]
  /// The names of the input columns, where they are known.
  public let inputNames: [String]
  /// The shape of one row.
  public let inputShape: Shape

  init(_ storage: ModelStorage, _ reading: OutputReading?, _ model: Model) {
    self.reading = reading
    classes = reading?.names ?? []
    inputNames = model.columnNames
    inputShape = storage.graph.inputs[0].shape
    core = Core(storage, model.inputs, model.outputs, model.seed)
  }

  /// The outputs for one row.
  @inlinable
  public func predict<F: BinaryFloatingPoint>(_ row: [F]) throws(SwiftletError) -> [Float] {
    try predict(row: floats(row))
  }

  @usableFromInline
  func predict(row: [Float]) throws(SwiftletError) -> [Float] { try core.predict(row: row) }

  /// The outputs for rows of any shape.
  ///
  /// - Parameter threads: The most that work on it, at least 1; nil: one for each core that the process may use, or as
  ///   many as the environment variable `SWIFTLET_THREADS` says. They change no bit. Predictions that other tasks ask
  ///   for at the same time have one thread each.
  public func predict(_ rows: Tensor, threads: Int? = nil) throws(SwiftletError) -> Tensor {
    try core.predict(rows, threads)
  }

  /// The class of one row, with the probabilities of all classes.
  public func classify<F: BinaryFloatingPoint>(_ row: [F]) throws(SwiftletError) -> Classification {
    try checkedReading().classify(try predict(row)[...])
  }

  /// Probabilities of all classes for each row, `[rows][classes]`.
  public func probabilities(_ rows: Tensor) throws(SwiftletError) -> [[Float]] {
    let reading = try checkedReading()
    let outputs = try predict(rows)
    let width = outputs.shape.count
    return (0..<outputs.rows).map { reading.probabilities(outputs.values[$0 * width..<($0 + 1) * width]) }
  }

  /// As `probabilities`, one row after the other in one list: for pictures, which ask about many points.
  package func flatProbabilities(_ rows: Tensor) throws(SwiftletError) -> [Float] {
    let reading = try checkedReading()
    let outputs = try predict(rows)
    return reading.flatProbabilities(outputs.values, width: outputs.shape.count)
  }

  private func checkedReading() throws(SwiftletError) -> OutputReading {
    guard let reading else {
      throw SwiftletError(
        .prediction,
        Finding(
          .metricMisfit, "the outputs of this model are numbers, not classes", expected: "a model of classes",
          got: "a model of numbers", remedy: "Use predict"))
    }
    return reading
  }

  /// Copies of the model, one for each task that is predicting at the moment.
  ///
  /// `@unchecked`: the frozen storage is never written after `init`, and each idle copy is used by the
  /// one task that took it out of the lock.
  private final class Core: @unchecked Sendable {
    private let storage: ModelStorage
    private let inputs: [Symbol]
    private let outputs: [Symbol]
    private let seed: UInt64
    private let lock = Mutex<Void>(())
    private var idle: [Model] = []

    init(_ storage: ModelStorage, _ inputs: [Symbol], _ outputs: [Symbol], _ seed: UInt64) {
      self.storage = storage
      self.inputs = inputs
      self.outputs = outputs
      self.seed = seed
    }

    func predict(row: [Float]) throws(SwiftletError) -> [Float] {
      let model = lock.withLock { _ in idle.popLast() } ?? makeModel()
      defer { lock.withLock { _ in idle.append(model) } }
      return try model.predict(row: row)
    }

    func predict(_ rows: Tensor, _ threads: Int?) throws(SwiftletError) -> Tensor {
      let model = lock.withLock { _ in idle.popLast() } ?? makeModel()
      defer { lock.withLock { _ in idle.append(model) } }
      return try model.predict(rows, threads: threads)
    }

    /// Shares the frozen parameters; only plans and scratch are its own.
    private func makeModel() -> Model {
      let model = Model(inputs: inputs, outputs: outputs, seed: seed, classes: [], columns: [])
      model.storage = storage
      return model
    }
  }
}
