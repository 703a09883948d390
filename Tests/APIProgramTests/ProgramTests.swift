import Swiftlet
import Testing

@Suite struct ProgramTests {
  @Test func aSmallNetLearnsWhetherASumIsAboveAThreshold() throws {
    let history = try sumAboveThreshold()
    let validation = try #require(history.validation)
    #expect(history.loss.count == 150 && validation.loss.count == 150)
    #expect(history.ending == .completed)
    let (first, last) = (try #require(history.loss.first), try #require(history.loss.last))
    #expect(last < 0.5 * first, "the loss went from \(first) to \(last)")
    #expect(try #require(history[.accuracy].last) > 0.9)
    #expect(try #require(validation[.accuracy].last) > 0.8)
    #expect(history.findings.contains { $0.sentence.contains("largest output") })
  }

  @Test func theStringsOfKerasMeanTheSame() throws {
    let (history, answer) = try sumAboveThresholdByHand()
    #expect(try #require(history.loss.last) < 0.6 * (try #require(history.loss.first)))
    #expect(try #require(history[.accuracy].last) > 0.85)
    #expect(answer.count == 2 && abs(answer[0] + answer[1] - 1) < 1e-5)
    #expect(history.settings["loss"] == "categorical_crossentropy")
  }

  @Test func underAHingeAccuracyIsTheSignAndSaysSo() throws {
    let history = try signsUnderHinge()
    #expect(try #require(history.loss.last) < 0.5 * (try #require(history.loss.first)))
    #expect(try #require(history[.accuracy].last) > 0.9)
    #expect(history.findings.contains { $0.severity == .note && $0.sentence.contains("sign") })
  }

  @Test func aDoubleSoftmaxThatIsAllowedIsNotedAndBoundsTheLoss() throws {
    let (history, summary) = try doubleSoftmax()
    let note = try #require(history.findings.first { $0.id == .doubleSoftmax })
    #expect(note.severity == .note)
    #expect(summary.contains("double-softmax"))
    // log(1 + 2/e): what two softmaxes over three classes cannot get below.
    let bound = 0.5514447139320511
    #expect(abs(note.evidence[0].value - bound) < 1e-12)
    #expect(try #require(history.loss.min()) >= bound)
    #expect(try #require(history.loss.last) <= (try #require(history.loss.first)))
  }

  @Test func aGeneratorTeachesTheMeanOfTwoNumbers() throws {
    let (history, answer) = try meanOfTwo()
    #expect(history.loss.count == 5)
    #expect(try #require(history.loss.last) < 1)
    #expect(answer.count == 1 && abs(answer[0] - 4) < 0.1, "the mean of 3 and 5 was answered as \(answer)")
  }

  @Test func aFormulaAloneIsAModel() throws {
    #expect(try lambdaMean() == [4])
  }

  @Test func irisIsLearntFromItsFile() throws {
    let (scores, history, classes) = try iris()
    #expect(classes == ["setosa", "versicolor", "virginica"])
    #expect(scores[.accuracy] >= 0.9)
    #expect(scores.skill > 0.7)
    #expect(try #require(history.loss.last) < 0.1)
    #expect(history.findings.allSatisfy { $0.severity == .note })
    #expect(history.findings.contains { $0.description.contains("largest output is the class") })
  }

  @Test func twoInputsAndTwoOutputsAreLearntTogether() throws {
    let (history, scores, price, kinds) = try twins()
    #expect(history.loss.count == 60 && price.count == 100 && kinds.count == 100)
    #expect(try #require(history.loss.last) < 0.5 * history.loss[0])
    let (prices, sorts) = (history.training.loss(of: "price"), history.training.loss(of: "kind"))
    for epoch in 0..<60 { #expect(abs(history.loss[epoch] - (0.3 * prices[epoch] + sorts[epoch])) < 1e-12) }
    #expect(
      history.columns.map(\.name) == ["loss", "price_loss", "kind_loss", "price_mae", "price_r2", "kind_accuracy"])
    #expect(scores[.r2, of: "price"] > 0.7 && scores[.accuracy, of: "kind"] > 0.7)
    #expect(scores[.r2] == scores[.r2, of: "price"] && scores[.mae] > 0 && scores.skill > 0.5)
  }
}
