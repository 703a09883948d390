import Foundation
import Testing

@Suite struct TrainTests {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func saysHowGoodTheNetworkIsBesideAGuess() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let outcome = try scratch.swiftlet("train", "stripes.csv", "--target", "kind", "--quiet", "--out", "pictures")
    #expect(outcome.status == 0)
    #expect(outcome.err.isEmpty, "no progress when quiet")
    #expect(outcome.out.contains("stripes.csv: 100 rows, 2 columns: a, b"))
    #expect(outcome.out.contains("3 classes: high (21), low (28), middle (51)"))
    #expect(outcome.out.contains("always guessing \"middle\": 0.5"))
    #expect(outcome.out.contains("pictures: pictures/loss.png, pictures/regions.png"))
    for picture in ["pictures/loss.png", "pictures/regions.png"] {
      let size = try #require(pngSize(scratch.data(picture)))
      #expect(size == (1200, 900))
    }
  }

  @Test func warnsOfANetworkThatLearnsItsRowsByHeart() throws {
    // Numbers that say nothing about each other: what is learnt of them is worth less than nothing on other rows.
    let noise = (1...120).map { "\($0 * 7919 % 101),\($0 * 6007 % 103),\($0 * $0 * 31 % 97 % 2)" }
    try scratch.write("a,b,y\n" + noise.joined(separator: "\n"), to: "noise.csv")
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let noisy = try scratch.swiftlet("train", "noise.csv", "--target", "y", "--quiet")
    #expect(noisy.out.contains("warning: the loss on the held-out rows was lowest in epoch"))
    let sound = try scratch.swiftlet("train", "stripes.csv", "--target", "kind", "--quiet")
    #expect(!sound.out.contains("warning:"))
  }

  @Test func showsItsProgressOnStandardErrorWithOneLinePerEpoch() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let outcome = try scratch.swiftlet("train", "stripes.csv", "--target", "kind", "--epochs", "7")
    #expect(outcome.status == 0)
    #expect(outcome.err.split(separator: "\n").count == 7)
    #expect(!outcome.err.contains("\r") && !outcome.err.contains("\u{1B}"), "a file is no terminal")
    #expect(scratch.has("stripes-model/loss.png"), "the default folder")
  }

  @Test func theSameSeedGivesTheSameResultsAndPictures() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    func run(_ seed: String, _ folder: String) throws -> String {
      let arguments = ["train", "stripes.csv", "--target", "kind", "--quiet", "--epochs", "5", "--seed", seed]
      let outcome = try Executable.run(arguments + ["--json", "--out", folder], in: scratch.url)
      return outcome.out.replacingOccurrences(of: "\(folder)/", with: "")
    }
    let first = try run("3", "one")
    #expect(try run("3", "two") == first)
    #expect(try run("4", "three") != first)
    #expect(try scratch.data("one/regions.png") == scratch.data("two/regions.png"))
    #expect(try scratch.data("one/regions.png") != scratch.data("three/regions.png"))
  }

  @Test func jsonHoldsTheScoreTheGuessAndTheFolds() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let outcome = try scratch.swiftlet(
      "train", "stripes.csv", "--target", "kind", "--quiet", "--json", "--folds", "4", "--out", "x")
    #expect(outcome.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    let results = try #require(object as? [String: Any])
    let heldOut = try #require(results["held_out"] as? [String: Any])
    #expect(heldOut["kind"] as? String == "accuracy")
    #expect(try #require(heldOut["value"] as? Double) >= 0.8)
    #expect(try #require(heldOut["guess"] as? Double) == 0.5)
    let folds = try #require(results["folds"] as? [String: Any])
    #expect((folds["scores"] as? [Any])?.count == 4)
    #expect(try #require(folds["mean"] as? Double) >= 0.85)
  }

  @Test func aNumberIsJudgedByR2WhereverItsZeroIs() throws {
    try scratch.write(Tables.plane, to: "plane.csv")
    let outcome = try scratch.swiftlet("train", "plane.csv", "--target", "price", "--quiet", "--json", "--out", "x")
    #expect(outcome.status == 0)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.out.utf8))
    let results = try #require(object as? [String: Any])
    #expect(results["classes"] as? [String] == [])
    let heldOut = try #require(results["held_out"] as? [String: Any])
    #expect(heldOut["kind"] as? String == "r2")
    #expect(try #require(heldOut["value"] as? Double) >= 0.98)
    #expect(try #require(heldOut["guess"] as? Double) <= 0)
    #expect(pngSize(try scratch.data("x/predictions.png")) != nil)
  }

  @Test func theChoiceOfClassesOrNumbersIsSaidAndCanBeOverridden() throws {
    try scratch.write(Tables.wide, to: "wide.csv")
    let arguments = ["train", "wide.csv", "--target", "label", "--quiet", "--epochs", "2", "--out", "x"]
    let chosen = try Executable.run(arguments, in: scratch.url)
    #expect(chosen.out.contains("2 classes: 0 (55), 1 (45)"))
    #expect(chosen.out.contains("--task regression"), "it is said how to choose otherwise")
    let overridden = try Executable.run(arguments + ["--task", "regression"], in: scratch.url)
    #expect(overridden.status == 0)
    #expect(overridden.out.contains("target: label, a number"))
  }

  @Test func regionsOfManyColumnsAreDrawnOverTheTwoThatCount() throws {
    try scratch.write(Tables.wide, to: "wide.csv")
    let outcome = try scratch.swiftlet("train", "wide.csv", "--target", "label", "--quiet", "--out", "x")
    #expect(outcome.status == 0)
    #expect(pngSize(try scratch.data("x/regions.png")) != nil)
  }

  @Test func oneColumnHasNoRegions() throws {
    try scratch.write(Tables.stripes, to: "stripes.csv")
    let outcome = try scratch.swiftlet(
      "train", "stripes.csv", "--target", "kind", "--ignore", "b", "--quiet", "--epochs", "2", "--out", "x")
    #expect(outcome.status == 0)
    #expect(scratch.has("x/loss.png") && !scratch.has("x/regions.png"))
  }

  @Test func otherSeparatorsAreRead() throws {
    try scratch.write(Tables.stripes.replacingOccurrences(of: ",", with: "\t"), to: "stripes.tsv")
    let outcome = try scratch.swiftlet(
      "train", "stripes.tsv", "--target", "kind", "--separator", "tab", "--quiet", "--epochs", "2")
    #expect(outcome.status == 0)
  }
}
