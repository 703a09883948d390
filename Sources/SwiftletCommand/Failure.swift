import ArgumentParser
import Foundation
import Swiftlet
import SwiftletPlot

/// How the program ends when something failed: one sentence per fault on standard error, and an exit code.
enum Failure {
  /// Prints what `error` has to say and exits: 0 for a request for help, 64 for a command that was not understood,
  /// 1 for everything else.
  static func end(with error: any Error) -> Never {
    let code = Main.exitCode(for: error)
    if code.isSuccess { Main.exit(withError: error) }
    for sentence in sentences(of: error) { say("swiftlet: error: \(sentence)") }
    if code == .validationFailure, let hint = usageHint(for: error) { say(hint) }
    Main.exit(withError: code == .validationFailure ? ExitCode.validationFailure : ExitCode.failure)
  }

  private static func sentences(of error: any Error) -> [String] {
    switch error {
    case let error as SwiftletError where !error.faults.isEmpty: error.faults.map { Words.forCommand($0.description) }
    case let error as PlotError: [(error.path.map { "\($0): " } ?? "") + "\(error.what). \(error.remedy)."]
    // What there was to say was said.
    case is ExitCode: []
    case let error as Output.Failure: ["standard output cannot be written: \(error.reason)."]
    default: [Main.message(for: error)]
    }
  }

  /// `See 'swiftlet train --help' for more information.`
  private static func usageHint(for error: any Error) -> String? {
    Main.fullMessage(for: error).split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .last { $0.hasPrefix("See ") }
  }

  private static func say(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
}
