import ArgumentParser
import CKernels
import Foundation
import Swiftlet
import SwiftletPlot

/// `swiftlet plots`: trains the programs and draws the pictures of the list in `Figures.swift`.
struct Plots: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train the example programs and draw every picture.",
    discussion: """
      EXAMPLES
        swiftlet plots                       every picture, into plots/
        swiftlet plots --only iris_regions   one of them
        swiftlet plots --list                their names, and what they show

      The same pictures come out every time, byte for byte on the same system: seeds are fixed, and so are the kernels, \
      to AVX2 where the CPU has it. (Set SWIFTLET_ISA to choose others.)
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("The folder to write into; made when missing.", valueName: "folder"))
  var out = "plots"

  @Option(help: ArgumentHelp("Draw this picture only. May be given several times.", valueName: "name"))
  var only: [String] = []

  @Flag(help: "Print the names of the pictures and what they show, and draw nothing.")
  var list = false

  func validate() throws {
    for name in only where !Figure.all.contains(where: { $0.name == name }) {
      let near = Spelling.nearest(name, among: Figure.all.map(\.name)).map { "\"\($0)\"" }
      let hint = near.isEmpty ? "see --list" : "did you mean \(near.joined(separator: " or "))?"
      throw ValidationError("There is no picture called \"\(name)\"; \(hint)")
    }
  }

  func run() throws {
    let figures = only.isEmpty ? Figure.all : Figure.all.filter { only.contains($0.name) }
    guard !list else {
      let width = figures.map(\.name.count).max() ?? 0
      for figure in figures {
        try Output.say(figure.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + figure.summary)
      }
      return
    }
    let folder = try OutputFolder(out, for: figures.map(\.file))
    fixInstructionSet()
    for figure in figures {
      let path = folder.file(figure.file)
      try figure.save(path)
      try Output.say("\(path): \(figure.summary)")
    }
  }

  /// Last bits differ between instruction sets, so the pictures are drawn with one that most machines have. The
  /// library reads the variable at its first kernel.
  private func fixInstructionSet() { if ck_kernels_for(CK_AVX2) != nil { setenv("SWIFTLET_ISA", "avx2", 0) } }
}
