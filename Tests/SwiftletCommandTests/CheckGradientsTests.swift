import Foundation
import Testing

@Suite struct CheckGradientsTests {
  private static let iris = packageRoot.appendingPathComponent("docs/data/iris.csv").path

  @Test func aTrainedNetworkIsSavedAndItsGradientsAgree() throws {
    let scratch = try Scratch()
    let trained = try scratch.swiftlet(
      "train", Self.iris, "--target", "species", "--epochs", "2", "--quiet", "--hidden", "4", "--activation", "tanh",
      "--save", "iris.safetensors")
    #expect(trained.status == 0 && scratch.has("iris.safetensors"), "\(trained.err)")
    #expect(trained.out.contains("model: iris.safetensors"))
    let checked = try scratch.swiftlet(
      "check-gradients", "iris.safetensors", Self.iris, "--target", "species", "--rows", "5")
    #expect(checked.status == 0 && checked.err.isEmpty, "\(checked.err)")
    let lines = checked.out.split(separator: "\n")
    #expect(lines.count == 6 && lines.last?.hasPrefix("passed: 35 gradients agree") == true, "\(checked.out)")
    #expect(lines.contains { $0.hasPrefix("dense_1/kernel ") && $0.hasSuffix("agrees") })
  }

  @Test func aFileThatIsNoModelEndsWithOne() throws {
    let scratch = try Scratch()
    for (file, words) in [("none.safetensors", "cannot be read"), (Self.iris, "no whole file of a model")] {
      let outcome = try scratch.swiftlet("check-gradients", file, Self.iris, "--target", "species")
      #expect(outcome.status == 1 && outcome.out.isEmpty)
      #expect(outcome.err.hasPrefix("swiftlet: error: ") && outcome.err.contains(words))
      #expect(outcome.err.split(separator: "\n").count == 1)
    }
  }

  @Test func aPlaceThatCannotBeWrittenIsRefusedBeforeTraining() throws {
    let scratch = try Scratch()
    let outcome = try scratch.swiftlet("train", Self.iris, "--target", "species", "--save", "no/such/a.safetensors")
    #expect(outcome.status == 1 && outcome.out.isEmpty)
    #expect(outcome.err.contains("no/such/a.safetensors") && !outcome.err.contains("poch"))
  }
}
