import Foundation
import Swiftlet
import Testing

@testable import SwiftletCommand

/// The folds on which other libraries were measured.
private struct PeerFolds: Decodable {
  struct Iris: Decodable {
    let folds: [Int]
    enum CodingKeys: String, CodingKey { case folds = "fold_of_row" }
  }
  let iris: Iris

  static func ofIris() throws -> [Int] {
    let file = packageRoot.appendingPathComponent("Tests/Fixtures/golden/peer_folds.json")
    return try JSONDecoder().decode(PeerFolds.self, from: Data(contentsOf: file)).iris.folds
  }
}

@Suite struct DefaultNetworkTests {
  /// On the folds on which others were measured: logistic regression 0.960, a network of scikit-learn and CatBoost 0.947.
  @Test func irisIsToldApartOnTheFoldsOfOthers() throws {
    let assigned = try PeerFolds.ofIris()
    #expect(assigned.count == 150)
    let flowers = try Dataset(csv: packageRoot.appendingPathComponent("docs/data/iris.csv").path, target: "species")
    let scores = try flowers.folds(assigned: assigned).map { try DefaultNetwork().score($0, seed: 0) }
    #expect(scores.count == 5)
    #expect(scores.map(\.value).reduce(0, +) / 5 >= 0.94)
    #expect(scores.allSatisfy { $0.kind == .accuracy && $0.rows == 30 })
  }

  @Test func theDescriptionNamesWhatIsBuilt() throws {
    let design = DefaultNetwork(hidden: [8], activation: .tanh, learningRate: 0.5, epochs: 3, batchSize: 4)
    #expect(design.description(for: .sumBin(seed: 1)) == "2-8-3, tanh, Adam 0.5, batches of 4, 3 epochs")
  }
}

@Suite struct ScoreTests {
  @Test func theGuessIsTheCommonestClassOfTheTrainingRows() throws {
    let train = try Dataset(inputs: [[0.0], [1], [2], [3]], classes: ["b", "b", "b", "a"])
    let test = try Dataset(inputs: [[0.0], [1], [2], [3]], classes: ["a", "b", "a", "a"])
    let model = try DefaultNetwork().model(for: train, seed: 0)
    try model.fit(train, epochs: 1, verbose: .silent)
    let score = try Score(of: model, trainedOn: train, on: test)
    #expect(score.guess == 0.25)
    #expect(score.guessed == "b")
  }

  @Test func theMeanOfOtherRowsHasAnR2BelowZero() throws {
    let train = try Dataset(inputs: [[0.0], [1], [2], [3]], targets: [[0], [0], [4], [4]])
    let test = try Dataset(inputs: [[0.0], [1]], targets: [[2], [4]])
    let model = try DefaultNetwork().model(for: train, seed: 0)
    try model.fit(train, epochs: 1, verbose: .silent)
    let score = try Score(of: model, trainedOn: train, on: test)
    // Errors 0 and 2 around the training mean 2, 1 and 1 around the test mean 3.
    #expect(score.guess == 1 - 2.0 / 1.0)
    #expect(score.value.isFinite)
  }

  @Test func theFirstOfEquallyCommonClassesIsGuessed() throws {
    let data = try Dataset(inputs: [[0.0], [1], [2]], classes: [1, 0, 2])
    #expect(ClassCounts(data).commonest == 0)
  }
}
