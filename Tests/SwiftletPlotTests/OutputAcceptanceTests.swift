import Swiftlet
import Testing

@testable import SwiftletPlot

/// The checks of the visual specification that concern files, by their numbers; check 14 is in FilmTests.
@Suite struct OutputAcceptanceTests {
  private static let plots: [Plot] = [
    Plot.scatter(sumBin(400), title: "sum_bin", caption: "400 points"),
    Plot.regions(of: Bands(), sumBin(200), wrong: [3, 5], title: "regions").theme(.dark),
    Plot.losses(
      LossCurves(training: fallingLoss(60, to: 0.01), validation: fallingLoss(60, to: 0.02)), title: "потери"),
  ]

  @Test func check1EqualPicturesAreEqualBytesInEveryFormat() throws {
    for plot in Self.plots {
      for format in Plot.Format.allCases { #expect(try plot.bytes(format) == plot.bytes(format)) }
    }
    let film = Filmstrip(Self.plots.map { $0.size(width: 300, height: 200) })
    #expect(try film.bytes() == film.bytes())
  }

  @Test func check2ThePNGOfARunHasItsSizeAndSettingsAndNoTime() throws {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(for: data, seed: 4) { Dense(3, activation: .softmax) }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy)
    let history = try model.fit(data, epochs: 3, verbose: .silent)
    for (picture, width) in [
      (try model.decisionRegions(data), 1600), (history.plot().size(width: 640, height: 480), 1280),
    ] {
      let facts = try PNGFacts(try picture.bytes(scale: 2))
      #expect(facts.width == width && facts.bitsPerChannel == 8 && facts.color == "RGB")
      #expect(facts.isSRGB && facts.dotsPerInch == 192)
      let settings = Dictionary(uniqueKeysWithValues: facts.texts.map { ($0.key, $0.text) })
      #expect(settings["seed"] == "4" && settings["learning_rate"] == "0.05" && settings["epochs"] == "3")
      #expect(!facts.chunks.contains { ["tIME", "gAMA", "iCCP"].contains($0.type) })
      #expect(!facts.texts.contains { ["Software", "Creation Time"].contains($0.key) })
    }
  }

  @Test func check12WithoutFontsThereIsAPictureAndOneWarning() throws {
    let bitmap = GDText([.bitmap])
    for plot in Self.plots {
      let facts = try PNGFacts(try plot.png(typesetter: bitmap))
      #expect(facts.width == 1200)
      // Its letters are ink: the head of the picture is not empty.
      let pixels = Pixels(try plot.render(typesetter: bitmap))
      let background = Looks(plot.theme, plot.palette).background.hex
      #expect((0..<60).contains { y in (0..<1200).contains { x in pixels[x, y] != background } })
    }
    #expect(bitmap.warning?.contains("bitmap font") == true)
    #expect(GDText.standard.warning == nil)
  }

  @Test func check15EightThreadsDrawTheSameAsOne() async throws {
    let plots = Self.plots.map { $0.size(width: 300, height: 220) }
    let alone = try plots.map { plot in try Plot.Format.allCases.map { try plot.bytes($0, scale: 1) } }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for worker in 0..<8 {
        group.addTask {
          var wrong = 0
          for i in 0..<100 {
            let number = (worker + i) % plots.count
            // Mostly PNG; each of the others now and then.
            let format = Plot.Format.allCases[i % 10 == 9 ? (i / 10) % 4 : 0]
            let place = Plot.Format.allCases.firstIndex(of: format) ?? 0
            if try plots[number].bytes(format, scale: 1) != alone[number][place] { wrong += 1 }
          }
          return wrong
        }
      }
      for try await wrong in group { #expect(wrong == 0) }
    }
  }
}
