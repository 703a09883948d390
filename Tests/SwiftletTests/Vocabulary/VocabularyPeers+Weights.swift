extension Vocabulary {
  static let initializers: [String: Peers] = [
    "zeros": Peers("Zeros", "zeros_"),
    "ones": Peers("Ones", "ones_"),
    "constant": Peers("Constant", "constant_"),
    "glorotUniform": Peers("GlorotUniform", "xavier_uniform_"),
    "glorotNormal": Peers(
      "GlorotNormal", "xavier_normal_", "Keras 2 and 3 truncate at two deviations, Keras 1 and PyTorch do not"),
    "heUniform": Peers("HeUniform", "kaiming_uniform_(a=0)"),
    "heNormal": Peers(
      "HeNormal", "kaiming_normal_(a=0)", "Keras 2 and 3 truncate at two deviations, Keras 1 and PyTorch do not"),
    "lecunUniform": Peers("LecunUniform", "–"),
    "lecunNormal": Peers("LecunNormal", "–"),
    "varianceScaling": Peers("VarianceScaling", "–"),
    "uniform": Peers("RandomUniform", "uniform_", "Keras ±0.05, PyTorch 0...1"),
    "normal": Peers("RandomNormal", "normal_", "Keras deviation 0.05, PyTorch 1"),
    "truncatedNormal": Peers("TruncatedNormal", "trunc_normal_", "PyTorch cuts at ±2, not at two deviations"),
    "orthogonal": Peers("Orthogonal", "orthogonal_", "Keras 1's gain is 1.1"),
    "identity": Peers("Identity", "eye_"),
    "sparse": Peers("–", "sparse_"),
    "sirenFirst": Peers("–", "–"),
    "sirenHidden": Peers("–", "–"),
    "repeating": Peers("–", "–"),
    "scored": Peers("–", "–"),
    "torchLinear": Peers("–", "Linear's own", "kaiming_uniform_(a=√5)"),
    "torchLinearBias": Peers("–", "Linear's own"),
    "values": Peers("Constant(array)", "Parameter(tensor)"),
    "xavierUniform": Peers("GlorotUniform", "xavier_uniform_"),
    "xavierNormal": Peers("–", "xavier_normal_"),
    "kaimingUniform": Peers("–", "kaiming_uniform_"),
    "kaimingNormal": Peers("–", "kaiming_normal_"),
  ]

  static let regularizers: [String: Peers] = [
    "l1": Peers("L1", "–"),
    "l2": Peers("L2", "weight_decay d is .l2(d / 2)"),
    "l1l2": Peers("L1L2", "–"),
    "orthogonal": Peers("OrthogonalRegularizer", "–"),
  ]

  static let constraints: [String: Peers] = [
    "maxNorm": Peers("MaxNorm", "–"),
    "minMaxNorm": Peers("MinMaxNorm", "–"),
    "nonNegative": Peers("NonNeg", "–"),
    "unitNorm": Peers("UnitNorm", "–"),
  ]

  /// The second name is scikit-learn's or PyTorch's.
  static let metrics: [String: Peers] = [
    "accuracy": Peers(
      "\"accuracy\", which chooses one of three", "accuracy_score", "Keras's class Accuracy counts equal numbers"),
    "binaryAccuracy": Peers("BinaryAccuracy", "accuracy_score"),
    "signAccuracy": Peers("–", "–"),
    "topK": Peers("TopKCategoricalAccuracy", "top_k_accuracy_score", "at ties Keras counts all, scikit-learn by order"),
    "balancedAccuracy": Peers("–", "balanced_accuracy_score"),
    "precision": Peers("Precision", "precision_score"),
    "recall": Peers("Recall", "recall_score"),
    "fBeta": Peers("FBetaScore, F1Score", "fbeta_score, f1_score"),
    "matthews": Peers("–", "matthews_corrcoef"),
    "cohenKappa": Peers("–", "cohen_kappa_score"),
    "rocAUC": Peers("AUC", "roc_auc_score", "exact, where Keras interpolates between 200 thresholds"),
    "averagePrecision": Peers("AUC(curve=\"PR\")", "average_precision_score", "the sum over steps, not interpolated"),
    "logLoss": Peers("–", "log_loss"),
    "brier": Peers("–", "brier_score_loss"),
    "calibrationError": Peers("–", "–"),
    "r2": Peers("R2Score", "r2_score"),
    "explainedVariance": Peers("–", "explained_variance_score"),
    "mse": Peers("MeanSquaredError", "mean_squared_error"),
    "rmse": Peers("RootMeanSquaredError", "root_mean_squared_error"),
    "mae": Peers("MeanAbsoluteError", "mean_absolute_error"),
    "mape": Peers("MeanAbsolutePercentageError", "mean_absolute_percentage_error", "Keras in per cent"),
    "maxError": Peers("–", "max_error"),
    "medianAbsoluteError": Peers("–", "median_absolute_error"),
    "cosineSimilarity": Peers("CosineSimilarity", "cosine_similarity"),
  ]

  static let callbacks: [String: Peers] = [
    "BatchClosure": Peers("LambdaCallback(on_train_batch_end)", "–", "written .onBatchEnd { … }"),
    "BeginClosure": Peers("LambdaCallback(on_train_begin)", "–", "written .onBegin { … }"),
    "CSVLog": Peers("CSVLogger", "–", "epochs count from 1, Keras's from 0"),
    "Checkpoint": Peers("ModelCheckpoint", "–"),
    "EarlyStopping": Peers("EarlyStopping", "–", "Keras keeps the last weights by default, and its patience is 0"),
    "EndClosure": Peers("LambdaCallback(on_train_end)", "–", "written .onEnd { … }"),
    "EpochBeginClosure": Peers("LambdaCallback(on_epoch_begin)", "–", "written .onEpochBegin { … }"),
    "EpochClosure": Peers("LambdaCallback(on_epoch_end)", "–", "written .onEpochEnd { … }"),
    "JSONLinesLog": Peers("–", "–"),
    "LearningRateSchedule": Peers("LearningRateScheduler", "LambdaLR"),
    "ReduceOnPlateau": Peers(
      "ReduceLROnPlateau", "ReduceLROnPlateau", "PyTorch waits one epoch longer, and its threshold is relative"),
    "StopOnNaN": Peers("TerminateOnNaN", "–"),
    "TimeLimit": Peers("–", "–"),
  ]
}
