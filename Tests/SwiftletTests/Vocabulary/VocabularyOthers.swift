/// What belongs to no family of names: modifiers, models, data. Each is written `name` in the sources of the library.
struct VocabularyOther {
  /// As a user writes it.
  let spelling: String
  /// How its declaration begins in the sources.
  let declaration: String
  let text: String
  let peers: Peers

  init(_ spelling: String, _ declaration: String, _ text: String, _ peers: Peers) {
    self.spelling = spelling
    self.declaration = declaration
    self.text = text
    self.peers = peers
  }
}

extension Vocabulary {
  static let others: [(title: String, rows: [VocabularyOther])] = [
    (
      "Modifiers of optimizers",
      [
        .init(
          ".clipped(value:)", "func clipped(value", "each gradient into ±value", Peers("clipvalue", "clip_grad_value_")),
        .init(
          ".clipped(norm:)", "func clipped(norm", "each array of gradients to a norm of at most so much",
          Peers("clipnorm (Keras 3)", "–")),
        .init(
          ".clipped(globalNorm:)", "func clipped(globalNorm", "all gradients to a norm of at most so much",
          Peers(
            "global_clipnorm; clipnorm of Keras 1 and 2", "clip_grad_norm_",
            "PyTorch adds 1e-6 to the norm: so does .torch")),
        .init(
          ".weightDecay(_:_:)", "func weightDecay", "decoupled θ ← θ - η·rate·θ, or coupled g ← g + rate·θ",
          Peers(
            "weight_decay (decoupled)", "weight_decay (coupled, AdamW decoupled)",
            "nil: as the preset's library means it")),
        .init(".decayed(_:)", "func decayed", "η/(1 + rate·t)", Peers("decay of Keras 1 and 2", "lr_decay of Adagrad")),
        .init(
          ".accumulating(batches:)", "func accumulating", "one update per so many batches, along the mean gradient",
          Peers("gradient_accumulation_steps", "–")),
        .init(
          ".averaged(decay:)", "func averaged", "a moving average of the weights",
          Peers("use_ema, ema_momentum", "swa_utils.AveragedModel")),
        .init(
          ".schedule(_:)", "func schedule", "a factor on the learning rate",
          Peers("learning_rate=schedule", "lr_scheduler")),
      ]
    ),
    (
      "Modifiers of losses",
      [
        .init(
          ".smoothed(_:)", "func smoothed", "targets (1 - s)·t + s/classes", Peers("label_smoothing", "label_smoothing")
        ),
        .init(".weighted(_:)", "func weighted(_", "its share of the sum of several losses", Peers("loss_weights", "–")),
        .init(
          ".weighted(classes:)", "func weighted(classes", "a weight for each class", Peers("class_weight", "weight")),
        .init(
          ".weighted(positives:)", "func weighted(positives", "a weight of the positive term", Peers("–", "pos_weight")),
        .init(
          ".ignoring(class:)", "func ignoring", "rows of this class do not count", Peers("ignore_class", "ignore_index")
        ),
        .init(".following(_:)", "func following", "formula and mean of another library", Peers("–", "–")),
      ]
    ),
    (
      "Modifiers of layers",
      [
        .init(".named(_:)", "func named", "its name in summary, weights and messages", Peers("name", "–")),
        .init(".frozen()", "func frozen", "no gradient moves it", Peers("trainable = False", "requires_grad_(False)")),
        .init(
          ".learningRate(scale:)", "func learningRate(scale", "a factor on the learning rate of its weights",
          Peers("–", "a parameter group")),
        .init(
          ".learningRate(scale:of:)", "func learningRate(scale: Double, of", "the same for one of its arrays",
          Peers("–", "a parameter group")),
        .init(".regularized(_:)", "func regularized", "a penalty on its kernels", Peers("kernel_regularizer", "–")),
        .init(".constrained(_:)", "func constrained", "its kernels stay in bounds", Peers("kernel_constraint", "–")),
      ]
    ),
    (
      "Models, training and data",
      [
        .init("Symbol.input(_:name:)", "static func input", "what a model is fed, per sample", Peers("Input", "–")),
        .init("Sequential(inputs:)", "class Sequential", "a chain of layers", Peers("Sequential", "Sequential")),
        .init("Model(inputs:outputs:)", "class Model", "a graph of symbols; also a layer", Peers("Model", "Module")),
        .init("fit(_:epochs:batchSize:)", "func fit(", "trains", Peers("fit", "a loop of one's own")),
        .init(
          "ClassWeights", "enum ClassWeights", "weights of rows by class, .balanced",
          Peers("class_weight", "WeightedRandomSampler is another way")),
        .init(
          "Dataset.crossValidate(folds:)", "func crossValidate", "folds trained side by side",
          Peers("–", "–", "scikit-learn: cross_val_score, StratifiedKFold")),
        .init("DataLoader", "struct DataLoader", "batches of a data set", Peers("–", "DataLoader")),
        .init(
          "BatchSource.prefetched(count:)", "func prefetched", "batches made ahead",
          Peers("Dataset.prefetch of tf.data", "prefetch_factor")),
        .init(
          "learningRateRangeTest", "func learningRateRangeTest", "the loss under growing learning rates",
          Peers("–", "–", "Smith 2017")),
        .init(
          "WaveFit", "struct WaveFit", "patterns that repeat, found before they are trained on", Peers("–", "–")),
        .init(
          "Choice(among:on:)", "struct Choice", "the best of several models on rows held out", Peers("–", "–")),
        .init(
          "Choice.ofStarts", "static func ofStarts", "several starts trained side by side, the best one kept",
          Peers("–", "–", "scikit-learn: n_init")),
        .init(
          "restart(_:)", "func restart", "layers or arrays start again", Peers("–", "reset_parameters")),
        .init(
          "confusionMatrix(on:)", "func confusionMatrix", "rows true, columns predicted",
          Peers("–", "–", "scikit-learn: confusion_matrix")),
        .init(
          "classReport(on:)", "func classReport", "precision, recall, F1 and support per class",
          Peers("–", "–", "scikit-learn: classification_report")),
        .init(
          "checkGradients(on:)", "func checkGradients", "gradients against central differences",
          Peers("–", "autograd.gradcheck")),
        .init(
          "save(to:), Model(load:)", "convenience init(load", "one safetensors file",
          Peers("save, load_model", "save, load")),
      ]
    ),
  ]

  static func table(_ title: String, _ rows: [VocabularyOther]) -> String {
    let lines = rows.map { row in
      "| `\(row.spelling)` | \(row.text) | \(row.peers.keras) | \(row.peers.torch) | \(row.peers.difference) |"
    }
    return
      (["## \(title)", "", "| Swift | what it is | Keras | PyTorch | differences |", "|---|---|---|---|---|"] + lines)
      .joined(separator: "\n")
  }
}
