// swift-format-ignore-file: AlwaysUseLowerCamelCase
// Words of other libraries, and what people write first: unavailable declarations whose message leads to
// the word of this library. They cost nothing when a program runs. Rules: at least two parameters, else the
// compiler proposes the signpost's label for every misspelt one; `throws` like the available twin, else a
// warning comes along. SignpostTests compiles one misuse of each and compares the message.
//
// A closure on the line behind a layer is read as a call of that layer with a trailing closure. One signpost
// on `Layer` answers it for every layer, also those that users write; its parameter has a label, which a
// trailing closure does not need, so that `layer(x)` stays what it is.

// MARK: - Models

@available(*, unavailable, message: "write Symbol.input(2) (functional), or Sequential(inputs: 2) { … }")
public func Input(_ shape: Shape, name: String? = nil) -> Symbol { .input(shape, name: name) }

@available(*, unavailable, renamed: "Dense")
public typealias Linear = Dense

@available(*, unavailable, renamed: "BatchNormalization")
public typealias BatchNorm1d = BatchNormalization

@available(*, unavailable, renamed: "LayerNormalization")
public typealias LayerNorm = LayerNormalization

@available(*, unavailable, renamed: "RMSNormalization")
public typealias RMSNorm = RMSNormalization

extension Embedding {
  @available(*, unavailable, message: "say which number is which: Embedding(count: 1000, units: 16)")
  public init(_ input_dim: Int, _ output_dim: Int) { self.init(count: input_dim, units: output_dim) }
}

extension Sequential {
  @available(
    *, unavailable, message: "write Sequential(inputs: 5) { Dense(20, activation: .relu); … }, one layer per line"
  )
  public convenience init(_ layers: [any Layer] = [], seed: UInt64 = 0) { self.init(inputs: 1, seed: seed) { layers } }

  @available(
    *, unavailable, message: "say what goes in: Sequential(inputs: 5) { … }, or Sequential(for: data) { … }"
  )
  public convenience init(seed: UInt64 = 0, @LayerBuilder _ layers: () -> [any Layer]) {
    self.init(inputs: 1, seed: seed, layers)
  }
}

extension Layer {
  @available(*, unavailable, message: "a closure is not a layer: write Lambda { x in … } on its own line")
  public func callAsFunction(formula: (Symbol) -> Symbol) -> Self { self }

  @available(*, unavailable, message: "a closure is not a layer: write Lambda { x in … } on its own line")
  public func named(_ name: String, formula: (Symbol) -> Symbol) -> ModifiedLayer<Self> { named(name) }
}

extension LayerBuilder {
  @available(*, unavailable, message: "a closure is not a layer: write Lambda { x in … }")
  public static func buildExpression(_ formula: (Symbol) -> Symbol) -> [any Layer] { [] }

  @available(
    *, unavailable,
    message:
      "merging layers take several inputs: use the functional form, e.g. Concatenate()(a, b) and Model(inputs:outputs:)"
  )
  public static func buildExpression(_ merge: some MergeLayer) -> [any Layer] { [] }
}

// MARK: - Training

extension Model {
  @available(
    *, unavailable, message: "put the rows into a Dataset: fit(Dataset(inputs: x, classes: y)), or oneHot:, or targets:"
  )
  @discardableResult
  public func fit<X, Y>(_ x: X, _ y: Y, epochs: Int = 1, batchSize: Int = 32) throws(SwiftletError) -> History {
    History()
  }

  @available(*, unavailable, message: "write validation: .split(0.2)")
  @discardableResult
  public func fit(
    _ data: Dataset, epochs: Int = 1, batchSize: Int = 32, validation_split: Double
  ) throws(SwiftletError) -> History { History() }

  @available(*, unavailable, message: "write validation: .data(test)")
  @discardableResult
  public func fit(
    _ data: Dataset, epochs: Int = 1, batchSize: Int = 32, validation_data: Dataset
  ) throws(SwiftletError) -> History { History() }

  @available(*, unavailable, message: "write batchSize:")
  @discardableResult
  public func fit(_ data: Dataset, epochs: Int = 1, batch_size: Int) throws(SwiftletError) -> History { History() }
}

// MARK: - Losses

extension Loss {
  @available(*, unavailable, message: "say what the outputs are: categoricalCrossentropy(from: .logits)")
  public static func categoricalCrossentropy(from_logits: Bool) -> Loss { .categoricalCrossentropy }
  @available(*, unavailable, message: "say what the outputs are: categoricalCrossentropy(from: .logits)")
  public static func categoricalCrossentropy(fromLogits: Bool) -> Loss { .categoricalCrossentropy }

  @available(*, unavailable, message: "say what the outputs are: sparseCategoricalCrossentropy(from: .logits)")
  public static func sparseCategoricalCrossentropy(from_logits: Bool) -> Loss { .sparseCategoricalCrossentropy }
  @available(*, unavailable, message: "say what the outputs are: sparseCategoricalCrossentropy(from: .logits)")
  public static func sparseCategoricalCrossentropy(fromLogits: Bool) -> Loss { .sparseCategoricalCrossentropy }

  @available(*, unavailable, message: "say what the outputs are: binaryCrossentropy(from: .logits)")
  public static func binaryCrossentropy(from_logits: Bool) -> Loss { .binaryCrossentropy }
  @available(*, unavailable, message: "say what the outputs are: binaryCrossentropy(from: .logits)")
  public static func binaryCrossentropy(fromLogits: Bool) -> Loss { .binaryCrossentropy }

  @available(*, unavailable, message: "PyTorch's CrossEntropyLoss is .sparseCategoricalCrossentropy(from: .logits)")
  public static var crossEntropy: Loss { .sparseCategoricalCrossentropy(from: .logits) }

  @available(*, unavailable, renamed: "mse") public static var meanSquaredError: Loss { .mse }
  @available(*, unavailable, renamed: "mae") public static var meanAbsoluteError: Loss { .mae }
  @available(*, unavailable, renamed: "categoricalCrossentropy")
  public static var categorical_crossentropy: Loss { .categoricalCrossentropy }
  @available(*, unavailable, renamed: "categoricalCrossentropy")
  public static var categoricalCrossEntropy: Loss { .categoricalCrossentropy }
  @available(*, unavailable, renamed: "sparseCategoricalCrossentropy")
  public static var sparse_categorical_crossentropy: Loss { .sparseCategoricalCrossentropy }
  @available(*, unavailable, renamed: "sparseCategoricalCrossentropy")
  public static var sparseCategoricalCrossEntropy: Loss { .sparseCategoricalCrossentropy }
  @available(*, unavailable, renamed: "binaryCrossentropy")
  public static var binary_crossentropy: Loss { .binaryCrossentropy }
  @available(*, unavailable, renamed: "binaryCrossentropy")
  public static var binaryCrossEntropy: Loss { .binaryCrossentropy }
}

// MARK: - Optimizers

extension Optimizer {
  @available(*, unavailable, renamed: "sgd(learningRate:momentum:)")
  public static func sgd(lr: Double, momentum: Double? = nil) -> Optimizer {
    .sgd(learningRate: lr, momentum: momentum)
  }
  @available(*, unavailable, renamed: "rmsprop(learningRate:)")
  public static func rmsprop(lr: Double, rho: Double? = nil) -> Optimizer { .rmsprop(learningRate: lr, rho: rho) }
  @available(*, unavailable, renamed: "adam(learningRate:)")
  public static func adam(lr: Double, beta1: Double? = nil) -> Optimizer { .adam(learningRate: lr, beta1: beta1) }
  @available(*, unavailable, renamed: "adamw(learningRate:weightDecay:)")
  public static func adamw(lr: Double, weight_decay: Double? = nil) -> Optimizer {
    .adamw(learningRate: lr, weightDecay: weight_decay)
  }
  @available(*, unavailable, renamed: "adagrad(learningRate:)")
  public static func adagrad(lr: Double, epsilon: Double? = nil) -> Optimizer {
    .adagrad(learningRate: lr, epsilon: epsilon)
  }
  @available(*, unavailable, renamed: "adadelta(learningRate:)")
  public static func adadelta(lr: Double, rho: Double? = nil) -> Optimizer { .adadelta(learningRate: lr, rho: rho) }
  @available(*, unavailable, renamed: "adamax(learningRate:)")
  public static func adamax(lr: Double, beta1: Double? = nil) -> Optimizer { .adamax(learningRate: lr, beta1: beta1) }
  @available(*, unavailable, renamed: "nadam(learningRate:)")
  public static func nadam(lr: Double, beta1: Double? = nil) -> Optimizer { .nadam(learningRate: lr, beta1: beta1) }
}

// MARK: - Callbacks

extension Callback where Self == EarlyStopping {
  @available(
    *, unavailable,
    message: "write on: .accuracy, or nothing for the loss; validation rows are watched if there are some"
  )
  public static func earlyStopping(monitor: String, patience: Int = 5) -> Self { .earlyStopping(patience: patience) }
  @available(
    *, unavailable, message: "the best weights come back by themselves; write restoresBest: false to keep the last"
  )
  public static func earlyStopping(patience: Int = 5, restore_best_weights: Bool) -> Self {
    .earlyStopping(patience: patience)
  }
}

extension Callback where Self == Checkpoint {
  @available(*, unavailable, message: "write bestOnly: true")
  public static func checkpoint(to path: String, save_best_only: Bool) -> Self { .checkpoint(to: path) }
}

extension Model {
  @available(*, unavailable, message: "write classWeights: [\"setosa\": 2], by the names of the classes, or .balanced")
  @discardableResult
  public func fit<W>(_ data: Dataset, epochs: Int = 1, class_weight: W) throws(SwiftletError) -> History { History() }
}
