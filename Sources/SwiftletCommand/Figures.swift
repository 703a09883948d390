import SwiftletPlot

/// A picture of `plots/`: drawn from fixed seeds, so that it comes out the same every time.
struct Figure: Sendable {
  /// The name of its file without the ending, and of the source file in `Figures/`.
  let name: String
  /// What it shows, in one line.
  let summary: String
  private let drawing: Drawing

  private enum Drawing: Sendable {
    case picture(@Sendable () throws -> any Picture)
    case film(@Sendable () throws -> Filmstrip)
  }

  init(_ name: String, _ summary: String, draw: @escaping @Sendable () throws -> any Picture) {
    self.name = name
    self.summary = summary
    drawing = .picture(draw)
  }

  /// One that moves.
  init(_ name: String, film summary: String, draw: @escaping @Sendable () throws -> Filmstrip) {
    self.name = name
    self.summary = summary
    drawing = .film(draw)
  }

  var file: String {
    switch drawing {
    case .picture: name + ".png"
    case .film: name + ".gif"
    }
  }

  /// Draws it and writes it.
  func save(_ path: String) throws {
    switch drawing {
    case .picture(let draw): try draw().save(path, scale: 1.5, metadata: ["Title": summary])
    case .film(let draw): try draw().save(path)
    }
  }
}

extension Figure {
  /// A part of the gallery.
  struct Chapter: Sendable {
    let title: String
    let words: String
    /// Whether the lines of each picture are a program by themselves, for anybody who imports Swiftlet; else they call
    /// what stands beside them in `Figures/`.
    var standsAlone = true
    let figures: [Figure]
  }

  /// Every picture, in the order in which they are drawn.
  static let all = chapters.flatMap(\.figures)

  /// The gallery in the order of its page, `plots/README.md`.
  static let chapters: [Chapter] = [
    Chapter(
      title: "Data", words: "Look at the points before you train anything.",
      figures: [sumBin, sumMod, iris, irisMatrix]),
    Chapter(
      title: "What a network says", words: "Its answer everywhere in a plane, with the rows it is judged by.",
      figures: [sumBinBefore, sumBinRegions, irisRegions, irisVirginica, saddle]),
    Chapter(
      title: "How good it is", words: "On rows that it has not learnt from.",
      figures: [
        digitsConfusion, cancerROC, cancerPrecisionRecall, cancerCalibration, cancerImportance, diabetesPredicted,
        diabetesResiduals,
      ]),
    Chapter(
      title: "How it learns", words: "Curves by epoch; what happened on the way is written beside them.",
      figures: [
        tutorialALoss, tutorialBLoss, meanOfTwoLoss, sumBinLoss, irisLoss, irisAccuracy, stuckSumBinLoss,
        stuckSumModLoss, runs, optimizerRace, learningRates,
      ]),
    Chapter(
      title: "Films", words: "The same pictures epoch by epoch, while a network learns.",
      figures: [sumBinFilm, stripesFilm]),
    Chapter(
      title: "Inside it", words: "Weights, outputs of layers, and how far gradients reach.",
      figures: [network, digitsWeights, digitsOutputs, gradientFlow]),
    Chapter(
      title: "The vocabulary", words: "What the names stand for.", figures: [activations, initializers, schedules]),
    Chapter(
      title: "The stories, and the speed", words: "Drawn for the guides, from their own programs and measurements.",
      standsAlone: false,
      figures: [optimizers, stripes, stripesField, stripesSpectrum, stripesPeers, benchmarks, scaling]),
  ]
}
