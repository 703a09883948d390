import ArgumentParser

@main
struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "swiftlet",
    abstract: "Trains small neural networks on the CPU, says how good they are and draws them.",
    discussion: """
      EXAMPLES
        swiftlet train iris.csv --target species
        swiftlet check-gradients model.safetensors iris.csv --target species
        swiftlet plots --out plots

      Results go to standard output, progress and errors to standard error.
      Exit codes: 0 all done; 1 the data, the training or a file failed; 64 the command was not understood.
      """,
    subcommands: [Train.self, CheckGradients.self, Plots.self, Inspect.self, Bench.self])

  /// In place of ArgumentParser's own `main`, for one form of every error.
  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Failure.end(with: error)
    }
  }
}
