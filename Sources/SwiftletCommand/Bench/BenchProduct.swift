import ArgumentParser
import CKernels

/// `swiftlet bench gemm`: one matrix product beside the most that the cores can do.
struct BenchProduct: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gemm",
    abstract: "Time a matrix product against the measured peak of the cores.",
    discussion: """
      C = A·B with M×N elements of C, sums of length K. The peak is that of a loop of multiply-adds without memory, \
      measured in turn with the product.

      EXAMPLES
        swiftlet bench gemm 512 512 512
        swiftlet bench gemm 784 512 128 --form tn --json
      """)

  @Argument(help: ArgumentHelp("Rows of C.", valueName: "M")) var m: Int
  @Argument(help: ArgumentHelp("Columns of C.", valueName: "N")) var n: Int
  @Argument(help: ArgumentHelp("Length of the sums.", valueName: "K")) var k: Int

  @Option(help: ArgumentHelp("Which operand is stored transposed: none, B or A.", valueName: "nn|nt|tn"))
  var form = ProductForm.nn

  @OptionGroup var options: BenchOptions

  @Option(name: .customLong("repeat"), help: ArgumentHelp("How often to measure.", valueName: "n"))
  var repeats = 15

  /// Floats of all three matrices together.
  private static let limit = 1 << 30

  func validate() throws {
    for (name, size) in [("M", m), ("N", n), ("K", k)] where size < 1 || size > Self.limit {
      throw ValidationError("\(name) is \(size), but must be from 1 to \(Self.limit).")
    }
    let floats = m * k + k * n + m * n
    guard floats <= Self.limit else {
      throw ValidationError("A, B and C together have \(floats) elements, but may have \(Self.limit).")
    }
    guard repeats >= 1 else { throw ValidationError("--repeat is \(repeats), but must be at least 1.") }
  }

  func run() throws {
    let timing = try ProductTiming(form.form, m: m, n: n, k: k, threads: options.threads)
    let result = timing.measure(repeats: repeats)
    try Output.say(options.json ? try Words.json(result) : result.words)
  }
}

enum ProductForm: String, ExpressibleByArgument, CaseIterable {
  case nn, nt, tn

  var form: ck_gemm_form {
    switch self {
    case .nn: CK_GEMM_NN
    case .nt: CK_GEMM_NT
    case .tn: CK_GEMM_TN
    }
  }
}
