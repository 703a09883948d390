import Testing

/// What is not understood ends with 64, one sentence on standard error, and nothing on standard output.
@Suite struct ArgumentTests {
  @Test(arguments: [
    (["trian"], "trian"),
    (["--nonsense"], "--nonsense"),
    (["train"], "<file.csv>"),
    (["train", "a.csv"], "--target"),
    (["train", "a.csv", "--target"], "--target"),
    (["train", "a.csv", "--target", "y", "--epochs", "0"], "--epochs is 0"),
    (["train", "a.csv", "--target", "y", "--epochs", "many"], "many"),
    (["train", "a.csv", "--target", "y", "--epochs", "99999999999999999999"], "99999999999999999999"),
    (["train", "a.csv", "--target", "y", "--batch-size", "-1"], "--batch-size"),
    (["train", "a.csv", "--target", "y", "--batch-size=-1"], "--batch-size is -1"),
    (["train", "a.csv", "--target", "y", "--learning-rate", "nan"], "--learning-rate is nan"),
    (["train", "a.csv", "--target", "y", "--learning-rate", "inf"], "--learning-rate is inf"),
    (["train", "a.csv", "--target", "y", "--learning-rate", "0"], "--learning-rate is 0"),
    (["train", "a.csv", "--target", "y", "--hidden", "32,"], "--hidden is '32,'"),
    (["train", "a.csv", "--target", "y", "--hidden", "0"], "--hidden is '0'"),
    (["train", "a.csv", "--target", "y", "--activation", "rellu"], "\"relu\""),
    (["train", "a.csv", "--target", "y", "--task", "guess"], "guess"),
    (["train", "a.csv", "--target", "y", "--separator", ";;"], "--separator is ';;'"),
    (["train", "a.csv", "--target", "y", "--hold-out", "1"], "--hold-out is 1"),
    (["train", "a.csv", "--target", "y", "--folds", "1"], "--folds is 1"),
    (["train", "a.csv", "--target", "y", "--seed=-1"], "-1"),
    (["check-gradients", "a.safetensors"], "<file.csv>"),
    (["check-gradients", "a.safetensors", "a.csv"], "--target"),
    (["check-gradients", "a.safetensors", "a.csv", "--target", "y", "--rows", "0"], "--rows is 0"),
    (["plots", "--only", "sum_bim"], "\"sum_bin\""),
    (["plots", "everything"], "everything"),
    (["bench"], "<workload>"),
    (["bench", "W7"], "\"W7\""),
    (["bench", "W1", "--threads", "0"], "--threads is 0"),
    (["bench", "W1", "--repeat", "0"], "--repeat is 0"),
    (["bench", "W1", "--seconds", "nan"], "--seconds is nan"),
    (["bench", "W1", "--width", "0"], "--width is 0"),
    (["bench", "gemm", "3", "4"], "<K>"),
    (["bench", "gemm", "3", "0", "4"], "N is 0"),
    (["bench", "gemm", "1073741824", "1073741824", "1073741824"], "elements"),
    (["bench", "gemm", "3", "4", "5", "--form", "tt"], "tt"),
  ])
  func isRefusedInOneSentence(arguments: [String], words: String) throws {
    let outcome = try Scratch().swiftlet(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.out.isEmpty)
    #expect(outcome.err.contains(words))
    let lines = outcome.err.split(separator: "\n")
    #expect(lines.first?.hasPrefix("swiftlet: error: ") == true)
    #expect(lines.count == 2 && lines.last?.hasPrefix("See 'swiftlet ") == true)
  }

  @Test(arguments: [
    [], ["--help"], ["train", "--help"], ["check-gradients", "--help"], ["plots", "--help"], ["help", "train"],
    ["bench", "--help"], ["bench", "workload", "--help"], ["bench", "gemm", "--help"], ["bench", "peak", "--help"],
  ])
  func helpIsGivenOnStandardOutputWithExamples(arguments: [String]) throws {
    let outcome = try Scratch().swiftlet(arguments)
    #expect(outcome.status == 0)
    #expect(outcome.err.isEmpty)
    #expect(outcome.out.contains("EXAMPLES") && outcome.out.contains("USAGE: swiftlet"))
  }

  @Test func helpFitsATerminalOf80Columns() throws {
    for arguments in [["--help"], ["train", "--help"], ["plots", "--help"], ["bench", "--help"]] {
      let outcome = try Scratch().swiftlet(arguments)
      #expect(outcome.out.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }
}
