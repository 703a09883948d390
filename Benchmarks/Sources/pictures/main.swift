// Draws what is compared with the pictures of others:
//     pictures tables FOLDER           the numbers behind them, as CSV files for the others
//     pictures serve FOLDER            "prepare scatter", "run scatter" on standard input, as peers/pictures.py answers
//     pictures once scatter FILE       draws one and ends: prints seconds and the peak resident size in bytes
//     pictures crowd 10000000 FILE     a scatter of so many points: the same two numbers
//     pictures sides DATA FOLDER       all that is shown side by side with others', and the numbers; tables in DATA

import Measuring
import Swiftlet
import SwiftletPlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

func processorSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

func timed(_ body: () throws -> Void) rethrows -> (wall: Double, processor: Double) {
  let clock = ContinuousClock()
  let (start, before) = (clock.now, processorSeconds())
  try body()
  let wall = clock.now - start
  return (Double(wall.components.attoseconds) * 1e-18 + Double(wall.components.seconds), processorSeconds() - before)
}

func scene(_ name: String) throws -> Scene {
  guard let make = Timed.scenes[name] else { throw Unknown(name: name) }
  return try make()
}

struct Unknown: Error, CustomStringConvertible {
  let name: String
  var description: String { "there is no picture called \(name)" }
}

/// At once, though standard output is a pipe.
func answer(_ line: String) {
  print(line)
  fflush(nil)
}

func serve(_ folder: String) {
  var prepared: [String: Scene] = [:]
  while let line = readLine() {
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2 else { continue }
    do {
      if words[0] == "prepare" {
        let made = try scene(words[1])
        for _ in 0..<2 { try made.draw("\(folder)/ours_\(words[1]).png") }
        prepared[words[1]] = made
        answer("ready 1")
      } else if let made = prepared[words[1]] {
        let spent = try timed { try made.draw("\(folder)/ours_\(words[1]).png") }
        answer("\(spent.wall) \(spent.processor)")
      } else {
        answer("skip not prepared")
      }
    } catch {
      answer("skip \(error)".replacing("\n", with: " "))
    }
  }
}

func run(_ words: [String]) throws {
  switch (words.first, words.count) {
  case ("tables", 2):
    for make in Timed.scenes.values { for table in try make().tables { try table.write(into: words[1]) } }
  case ("serve", 2): serve(words[1])
  case ("once", 3):
    let made = try scene(words[1])
    let spent = try timed { try made.draw(words[2]) }
    print(spent.wall, peakResidentBytes())
  case ("crowd", 3):
    let data = try Crowd.data(Int(words[1]) ?? 0)
    let spent = try timed { try data.plot().save(words[2]) }
    print(spent.wall, peakResidentBytes())
  case ("sides", 3):
    for (name, make) in Sides.scenes {
      let made = try make(words[1])
      for table in made.tables { try table.write(into: words[2]) }
      try made.draw("\(words[2])/\(name)_ours.png")
    }
  default:
    print("usage: pictures tables FOLDER | serve FOLDER | once NAME FILE | crowd COUNT FILE | sides DATA FOLDER")
    exit(64)
  }
}

try run(Array(CommandLine.arguments.dropFirst()))
