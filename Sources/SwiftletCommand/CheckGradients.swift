import ArgumentParser
import Foundation
import Swiftlet

/// `swiftlet check-gradients`: whether the gradients that a saved model learns by are the derivatives of its loss.
struct CheckGradients: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare the gradients of a saved model with numerical differentiation.",
    discussion: """
      The model is a file that save(to:) or train --save wrote, with the loss it was compiled with. The table is read \
      as it was for training. For every parameter the gradient that training uses, in float32, is compared with the \
      central difference of the loss, computed a second time in double precision and without any kernel: use few rows.

      One line per array of parameters is printed, then the verdict. Exit code 0: all agree; 1: they do not.

      EXAMPLES
        swiftlet train iris.csv --target species --save iris.safetensors
        swiftlet check-gradients iris.safetensors iris.csv --target species --rows 8
      """)

  @Argument(help: ArgumentHelp("The saved model.", valueName: "model.safetensors"))
  var model: String

  @Argument(help: ArgumentHelp("The table to compute the loss on.", valueName: "file.csv"))
  var file: String

  @OptionGroup(title: "The table")
  var table: TableOptions

  @Option(help: ArgumentHelp("The first rows of the table that are used.", valueName: "n"))
  var rows = 8

  func validate() throws {
    guard rows >= 1 else { throw ValidationError("--rows is \(rows), but must be at least 1.") }
  }

  func run() throws {
    let model = try Model(load: model)
    for note in model.notes {
      FileHandle.standardError.write(Data("swiftlet: warning: \(Words.forCommand(note.description))\n".utf8))
    }
    let check = try model.checkGradients(on: try table.read(file), rows: rows)
    try Output.say(check.description)
    if !check.passed { throw ExitCode.failure }
  }
}
