// What the names are in Keras 3 and PyTorch 2, and where they differ in more than defaults that the signature shows.

extension Vocabulary {
  static let layers: [String: Peers] = [
    "ActivityRegularization": Peers("ActivityRegularization", "–"),
    "Add": Peers("Add", "+"),
    "AlphaDropout": Peers("AlphaDropout", "AlphaDropout"),
    "Average": Peers("Average", "(a + b)/2"),
    "BatchNormalization": Peers(
      "BatchNormalization", "BatchNorm1d", "PyTorch's momentum is the share of the new value; see the presets"),
    "Concatenate": Peers("Concatenate", "cat"),
    "Dense": Peers(
      "Dense", "Linear",
      "PyTorch stores the kernel transposed and starts weights and bias uniform: .torchLinear, .torchLinearBias(fanIn:)"
    ),
    "Dot": Peers("Dot", "bmm, cosine_similarity", "Keras counts the axis of the batch"),
    "Dropout": Peers("Dropout", "Dropout"),
    "ELU": Peers("ELU", "ELU"),
    "Embedding": Peers("Embedding", "Embedding"),
    "Flatten": Peers("Flatten", "Flatten"),
    "FourierFeatures": Peers("–", "–", "Keras 2's RandomFourierFeatures is another map"),
    "GaussianDropout": Peers("GaussianDropout", "–"),
    "GaussianNoise": Peers("GaussianNoise", "–"),
    "Lambda": Peers(
      "Lambda", "a Module of one's own", "the closure is over symbols, so it is differentiated and checked"),
    "LayerNormalization": Peers("LayerNormalization", "LayerNorm"),
    "LeakyReLU": Peers("LeakyReLU", "LeakyReLU"),
    "Maximum": Peers("Maximum", "maximum", "at a tie PyTorch halves the gradient"),
    "Minimum": Peers("Minimum", "minimum", "at a tie PyTorch halves the gradient"),
    "Multiply": Peers("Multiply", "*"),
    "Normalization": Peers(
      "Normalization", "–",
      "fitted by `fit` on the rows it trains on, not by a call of `adapt`; a constant column is only shifted. scikit-learn: "
        + "StandardScaler, MinMaxScaler"),
    "OneHot": Peers("CategoryEncoding, ops.one_hot", "functional.one_hot"),
    "PReLU": Peers("PReLU", "PReLU"),
    "Permute": Peers(
      "Permute", "permute", "axes count from 0 without the batch; Keras counts from 1, PyTorch with the batch"),
    "RMSNormalization": Peers("RMSNormalization", "RMSNorm"),
    "ReLU": Peers("ReLU(negative_slope, max_value, threshold)", "ReLU", "as the activation `rectifier`"),
    "RepeatVector": Peers("RepeatVector", "repeat"),
    "Reshape": Peers("Reshape", "Unflatten, view"),
    "Residual": Peers("–", "–"),
    "Sine": Peers("–", "–", "SIREN"),
    "Softmax": Peers("Softmax", "Softmax", "PyTorch counts the axis of the batch"),
    "Subtract": Peers("Subtract", "-"),
    "ThresholdedReLU": Peers("ThresholdedReLU (Keras 1 and 2)", "Threshold"),
  ]

  static let activations: [String: Peers] = [
    "linear": Peers("linear", "Identity"),
    "relu": Peers("relu", "ReLU"),
    "relu6": Peers("relu6", "ReLU6"),
    "leakyReLU": Peers(
      "leaky_relu", "LeakyReLU", ".leakyReLU(.keras3) 0.2, .keras1 and .keras2 0.3 (their layer), .torch 0.01"),
    "rectifier": Peers(
      "relu(negative_slope, max_value, threshold)", "–",
      "also .relu(slope:maximum:threshold:). Keras's words say x >= threshold, its code and this x > threshold"),
    "thresholdedReLU": Peers("ThresholdedReLU (Keras 1 and 2), threshold", "Threshold(theta, 0)", "theta 1 by default"),
    "elu": Peers("elu", "ELU", "alpha 1 by default"),
    "celu": Peers(
      "celu", "CELU", "alpha 1 by default. At 0 Keras's gradient is 2, the sum of both branches; here 1, the derivative"
    ),
    "selu": Peers("selu", "SELU", ".selu is .keras3; Keras 1 has none"),
    "sigmoid": Peers("sigmoid", "Sigmoid"),
    "logSigmoid": Peers("log_sigmoid", "LogSigmoid"),
    "hardSigmoid": Peers("hard_sigmoid", "Hardsigmoid", ".hardSigmoid is .keras3"),
    "tanh": Peers("tanh", "Tanh"),
    "hardTanh": Peers("hard_tanh", "Hardtanh", ".hardTanh is .keras3"),
    "tanhShrink": Peers("tanh_shrink", "Tanhshrink"),
    "softShrink": Peers("soft_shrink", "Softshrink", "0.5 by default"),
    "hardShrink": Peers("hard_shrink", "Hardshrink", "0.5 by default"),
    "softplus": Peers("softplus", "Softplus", "PyTorch gives x above 20, which is the same float"),
    "softsign": Peers("softsign", "Softsign"),
    "squareplus": Peers("squareplus", "–", "b 4 by default"),
    "exponential": Peers("exponential", "exp"),
    "sine": Peers("ops.sin", "sin"),
    "gaussian": Peers("–", "–"),
    "silu": Peers("silu, swish", "SiLU"),
    "hardSwish": Peers("hard_silu, hard_swish", "Hardswish"),
    "mish": Peers("mish", "Mish"),
    "gelu": Peers("gelu", "GELU", ".gelu is the exact form, the default of both"),
    "softmax": Peers("softmax", "Softmax"),
    "logSoftmax": Peers("log_softmax", "LogSoftmax"),
    "sparsemax": Peers("sparsemax", "–"),
  ]

  static let losses: [String: Peers] = [
    "mse": Peers("MeanSquaredError", "MSELoss"),
    "mae": Peers("MeanAbsoluteError", "L1Loss"),
    "mape": Peers("MeanAbsolutePercentageError", "–"),
    "msle": Peers("MeanSquaredLogarithmicError", "–"),
    "huber": Peers("Huber", "HuberLoss"),
    "smoothL1": Peers("–", "SmoothL1Loss"),
    "logCosh": Peers("LogCosh", "–"),
    "poisson": Peers("Poisson", "PoissonNLLLoss", "PyTorch's ε is 1e-8"),
    "cosineSimilarity": Peers(
      "CosineSimilarity", "CosineEmbeddingLoss is another", "Keras 1: minus the mean of the products"),
    "binaryCrossentropy": Peers(
      "BinaryCrossentropy", "BCELoss, BCEWithLogitsLoss",
      "Keras clips p to [1e-7, 1 - 1e-7], PyTorch its logarithm at -100"),
    "categoricalCrossentropy": Peers("CategoricalCrossentropy", "CrossEntropyLoss on shares"),
    "sparseCategoricalCrossentropy": Peers("SparseCategoricalCrossentropy", "CrossEntropyLoss"),
    "nll": Peers("–", "NLLLoss"),
    "categoricalFocalCrossentropy": Peers("CategoricalFocalCrossentropy", "–"),
    "binaryFocalCrossentropy": Peers("BinaryFocalCrossentropy", "–"),
    "focal": Peers("CategoricalFocalCrossentropy", "–"),
    "klDivergence": Peers("KLDivergence", "KLDivLoss", "PyTorch reads logarithms of probabilities and takes the mean"),
    "hinge": Peers("Hinge", "–", "Keras 1 does not turn labels of 0 into -1"),
    "squaredHinge": Peers("SquaredHinge", "–", "as hinge"),
    "softMargin": Peers("–", "SoftMarginLoss"),
    "categoricalHinge": Peers("CategoricalHinge", "–"),
    "multiMargin": Peers("–", "MultiMarginLoss"),
    "custom": Peers("a function", "a function", "a closure over symbols"),
  ]

  static let optimizers: [String: Peers] = [
    "sgd": Peers("SGD", "SGD", "with momentum Keras scales the velocity by the rate as it adds, PyTorch as it steps"),
    "rmsprop": Peers("RMSprop", "RMSprop", "Keras 3 adds ε inside the root, the others outside"),
    "adagrad": Peers("Adagrad", "Adagrad", "Keras 3 starts its sums at 0.1, the others at 0"),
    "adadelta": Peers("Adadelta", "Adadelta"),
    "adam": Peers("Adam", "Adam", "Keras adds ε to √v, PyTorch to the root of the corrected v"),
    "adamw": Peers("AdamW", "AdamW", "weight decay 0.004 in Keras, 0.01 in PyTorch"),
    "adamax": Peers("Adamax", "Adamax", "PyTorch adds ε before the maximum, Keras after"),
    "nadam": Peers("Nadam", "NAdam", "Keras 3's momentum schedule is 0.96^t, the others' 0.96^(0.004t)"),
    "radam": Peers("–", "RAdam"),
    "lion": Peers("Lion", "–"),
    "rprop": Peers("–", "Rprop"),
    "lbfgs": Peers("–", "LBFGS", "full batch, strong Wolfe line search"),
  ]

  static let schedules: [String: Peers] = [
    "constant": Peers("–", "ConstantLR is another"),
    "step": Peers("ExponentialDecay(staircase)", "StepLR"),
    "multistep": Peers("PiecewiseConstantDecay", "MultiStepLR"),
    "piecewise": Peers("PiecewiseConstantDecay", "–", "factors of the learning rate, not rates"),
    "exponential": Peers("ExponentialDecay", "ExponentialLR"),
    "inverseTime": Peers("InverseTimeDecay", "–"),
    "polynomial": Peers("PolynomialDecay", "PolynomialLR"),
    "linear": Peers("–", "LinearLR"),
    "cosine": Peers("CosineDecay", "CosineAnnealingLR"),
    "cosineRestarts": Peers("CosineDecayRestarts", "CosineAnnealingWarmRestarts"),
    "oneCycle": Peers("–", "OneCycleLR"),
    "cyclic": Peers("–", "CyclicLR"),
    "warmUp": Peers("CosineDecay(warmup_steps)", "SequentialLR(LinearLR, …)", "before any schedule"),
  ]
}
