import Swiftlet
import TestSupport
import Testing

/// Complete trainings, step by step, against those of Keras 3 and PyTorch (training.json).
struct GoldenTrainingTests {
  static let programs = (try? GoldenProgram.names()) ?? []

  @Test(arguments: programs)
  func reproducesThePeersTrainingStepByStep(name: String) throws {
    let program = try GoldenProgram(named: name)
    let model = try program.makeModel()
    let history = try model.fit(
      batches: program.batches, stepsPerEpoch: 1, epochs: program.losses.count, verbose: .silent)
    try program.check(losses: history.loss)
    try program.check(weightsOf: model)
    try program.check(predictionsOf: model)
  }

  @Test(arguments: programs)
  func aFitOverTheDataSetEndsAtTheSameWeights(name: String) throws {
    let program = try GoldenProgram(named: name)
    let model = try program.makeModel()
    let history = try model.fit(
      program.data, epochs: program.epochs, batchSize: program.batchSize, shuffle: false, verbose: .silent)
    #expect(history.loss.count == program.epochs)
    try program.check(weightsOf: model)
  }

  @Test func everyProgramOfTheFileIsRun() throws {
    #expect(!Self.programs.isEmpty)
    if Golden.isShipped { #expect(Self.programs.count == 11) }
  }
}
