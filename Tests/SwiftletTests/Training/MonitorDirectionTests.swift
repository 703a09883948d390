import Testing

@testable import Swiftlet

@Suite struct MonitorDirectionTests {
  /// Every metric, as history prints it, alone and as a part of longer names.
  @Test(arguments: [
    Metric.accuracy, .binaryAccuracy(threshold: 0.7), .topK(2), .precision(average: .micro),
    .recall(average: .weighted), .f1(average: .macro),
    .fBeta(2, average: .automatic), .rocAUC(.oneVersusOne), .averagePrecision, .logLoss, .r2, .mae, .mse, .brier,
  ])
  func theDirectionOfAPrintedNameIsThatOfItsMetric(metric: Metric) {
    for prefix in ["", "val_", "kind_", "val_price_"] {
      let watched = Watched(named: prefix + metric.name, .automatic)
      #expect(watched.prefersLarger == metric.prefersLarger, "\(prefix)\(metric.name)")
    }
  }

  @Test(arguments: ["loss", "val_loss", "price_loss", "val_f1_loss", "accuracy_loss"])
  func lossesAreBetterWhenSmaller(name: String) {
    #expect(!Watched(named: name, .automatic).prefersLarger)
  }
}
