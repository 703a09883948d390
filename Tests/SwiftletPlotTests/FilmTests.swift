import Swiftlet
import Testing

@testable import SwiftletPlot

@Suite struct FilmTests {
  private static func frame(_ i: Int) -> Plot {
    Plot.regions(of: HalfPlane(steepness: Float(4 + 4 * i)), sumBin(60), wrong: [i], title: "epoch \(i + 1)")
      .size(width: 320, height: 240)
  }

  /// As many frames as were added, equal ones too; each near the picture it stands for.
  @Test func check14EveryFrameIsThereAndNearItsPicture() throws {
    let plots = [0, 1, 1, 2, 3].map(Self.frame)
    let film = try GIFReader(try Filmstrip(plots, secondsPerFrame: 0.08).bytes())
    #expect((film.width, film.height) == (320, 240))
    #expect(film.frames.map(\.delay) == [8, 8, 8, 8, 150])
    #expect(film.loops == 0)
    let frames = try SteadyFrames(plots.map(\.drawing), scale: 1)
    for (i, frame) in film.frames.enumerated() {
      let truth = Pixels(try frames.render(i))
      let worst = zip(frame.shown, truth.values).map(channelDifference).max()
      #expect(try #require(worst) <= 24, "frame \(i + 1)")
    }
    // What is equal costs a pixel, and no frame but the first is drawn whole where less changes.
    #expect((film.frames[2].width, film.frames[2].height) == (1, 1))
    #expect(film.frames[2].shown == film.frames[1].shown)
    #expect(film.frames.allSatisfy { $0.disposal <= 1 && !$0.hasOwnPalette })
  }

  @Test func check14WordsLeaveNoGhosts() throws {
    // One title after another on the same spot: where the background is, nothing of the last one is left.
    let plots = ["MMMMMMMM", "i", "WWWW", ""].map { Plot($0) { Line([1, 2, 3]) }.size(width: 240, height: 200) }
    let film = try GIFReader(try Filmstrip(plots).bytes())
    let frames = try SteadyFrames(plots.map(\.drawing), scale: 1)
    for (i, frame) in film.frames.enumerated() {
      let truth = Pixels(try frames.render(i))
      for (shown, wanted) in zip(frame.shown, truth.values) where wanted == 0xFFFFFF { #expect(shown >= 0xF9F9F9) }
    }
  }

  @Test func axesShowInEveryFrameWhatTheyShowInAny() throws {
    let plots = [[1.0], [1, 0.5], [1, 0.5, 0.001]].map { values in
      Plot.losses(LossCurves(training: values), title: "loss").size(width: 400, height: 300)
    }
    let alone = plots.map { Figure($0, on: RecordingCanvas(), scale: 1) }
    #expect(alone[0].x != alone[2].x && alone[1].y.kind != alone[2].y.kind)
    let frames = try SteadyFrames(plots.map(\.drawing), scale: 1)
    let ticks = try (0..<3).map { i in
      let canvas = RecordingCanvas(width: frames.width, height: frames.height)
      try plots[i].drawing.draw(on: canvas, scale: 1, typesetter: .standard, held: frames.held)
      return canvas.words.filter { Double($0.text.string) != nil }.map { "\($0.text.string) at \($0.origin)" }
    }
    #expect(ticks[0] == ticks[2] && ticks[1] == ticks[2] && ticks[0].count > 4)
  }

  /// A plot; a grid whose panels share a legend; a grid whose panels do not.
  private static func framed(_ plot: Plot, _ kind: Int) -> any Picture {
    let line = Plot { Line([1, 2, 3]) }
    return kind == 0
      ? plot.size(width: 320, height: 240) : Grid(columns: 2, kind == 1 ? [plot, plot] : [plot, line])
  }

  @Test(arguments: [0, 1, 2]) func aColorStandsForOneValueInAllFrames(kind: Int) throws {
    let pictures = [1.0, 10, 5].map { high in
      let surface = Plot.Surface("value", in: (high == 5 ? -3 : 0)...high) { xs, _ in xs.map { _ in 0.5 } }
      let plot = Plot {
        Field(surface)
        Points(x: [0.2, 0.8], y: [0.4, 0.6], values: [0.25, 0.75], name: "value", in: 0...high)
      }
      return Self.framed(plot.x(in: 0...1).y(in: 0...1), kind)
    }
    let frames = try SteadyFrames(pictures.map(\.drawing), scale: 1)
    let first = Pixels(try frames.render(0))
    #expect(try first == Pixels(frames.render(1)) && first == Pixels(frames.render(2)))
    // It is the colour of all frames' limits, not that of one of them.
    #expect(frames.held.keys[0].map(\.limits.low) == [-3] && frames.held.keys[0].map(\.limits.high) == [10])
    #expect(try first != Pixels(pictures[0].render(scale: 1)))
  }

  @Test(arguments: [0, 1, 2]) func colorsOfATableStandForOneValueInAllFrames(kind: Int) throws {
    let pictures = [1.0, 10].map { high in Self.framed(Plot { HeatMap([[0.5, high]], name: "value") }, kind) }
    let frames = try SteadyFrames(pictures.map(\.drawing), scale: 1)
    let colors = try pictures.map { picture -> UInt32? in
      let canvas = RecordingCanvas(width: frames.width, height: frames.height)
      try picture.drawing.draw(on: canvas, scale: 1, typesetter: .standard, held: frames.held)
      // The last of the first line is the pixel of the larger value: that of 0.5 is the first.
      #expect(canvas.paintings.first?.colors.first == RGBA(0x440154).hex)
      return canvas.paintings.first?.colors.last
    }
    #expect(colors[0] != colors[1] && colors[1] == RGBA(0xFDE725).hex)
  }

  @Test func aFrameMayBeAGrid() throws {
    let grids = (0..<3).map { i in
      let loss = Plot("loss") { Line(Array([3, 2, 1].prefix(i + 1))) }
      return Grid(columns: 2, title: "epoch \(i)", [Self.frame(i), loss]).size(width: 500, height: 260)
    }
    let film = try GIFReader(try Filmstrip(grids).bytes())
    #expect(film.frames.count == 3 && film.width == 500 && film.height == 260)
  }

  @Test func framesComeAsPicturesToo() throws {
    let scratch = try Scratch()
    let folder = try Scratch()
    let plots = [0, 1].map(Self.frame)
    try Filmstrip(plots).save(scratch.path + "/a.gif", scale: 2, frames: folder.path)
    #expect(scratch.names == ["a.gif"] && folder.names == ["0001.png", "0002.png"])
  }

  @Test func whatCannotBeAFilmIsSaid() throws {
    let scratch = try Scratch()
    let one = Self.frame(0)
    func fault(_ strip: Filmstrip, _ name: String = "a.gif", scale: Double = 1, frames: String? = nil) -> String? {
      let error = #expect(throws: PlotError.self) {
        try strip.save(scratch.path + "/" + name, scale: scale, frames: frames)
      }
      return error?.what
    }
    #expect(fault(Filmstrip([])) == "the film has no frames")
    #expect(fault(Filmstrip([one]), "a.png") == "films are GIF files")
    #expect(fault(Filmstrip([one]), "a.mp4")?.contains("not a format") == true)
    #expect(fault(Filmstrip([one], secondsPerFrame: .nan)) == "a frame of nan seconds")
    #expect(fault(Filmstrip([one]), scale: 0) == "the scale is 0.0")
    #expect(fault(Filmstrip([one, Grid(columns: 2, [one, one])])) == "frame 2 has 2 plots and the first 1")
    #expect(fault(Filmstrip([one]), frames: scratch.path + "/no/such") == "No such file or directory")
    #expect(fault(Filmstrip([one]), "no/such.gif") == "there is no folder \(scratch.path)/no")
    #expect(scratch.names.isEmpty)
  }
}

/// The callback, while a small model learns.
@Suite struct FilmingTests {
  private struct Broken: Error {}

  private func model() throws -> (model: Model, data: Dataset) {
    let data = Dataset.sumBin(rows: 60, seed: 1)
    let model = Sequential(for: data, seed: 1) { Dense(3, activation: .softmax) }
    try model.compile(optimizer: .adam(learningRate: 0.05), loss: .sparseCategoricalCrossentropy)
    return (model, data)
  }

  private func plot(_ epoch: Epoch) -> Plot {
    Plot("epoch \(epoch.number)") { Line([epoch.loss, 0]) }.size(width: 200, height: 160)
  }

  private func frames(_ path: String) throws -> Int { try GIFReader(try bytes(of: path)).frames.count }

  @Test func theFirstEveryNthAndTheLastEpochAreFilmed() throws {
    let scratch = try Scratch()
    let (model, data) = try model()
    var numbers: [Int] = []
    let path = scratch.path + "/a.gif"
    try model.fit(
      data, epochs: 8,
      callbacks: [
        .film(path, every: 3) { _, epoch in
          numbers.append(epoch.number)
          return plot(epoch)
        }
      ], verbose: .silent)
    #expect(numbers == [1, 3, 6, 8])
    #expect(try frames(path) == 4)
    #expect(scratch.names == ["a.gif"])
  }

  @Test func aFrameSeesTheModelAndTheHistoryUntilThen() throws {
    let scratch = try Scratch()
    let (model, data) = try model()
    var lengths: [Int] = []
    try model.fit(
      data, epochs: 3,
      callbacks: [
        .film(scratch.path + "/a.gif") { model, epoch, history in
          lengths.append(history.loss.count)
          return Grid(columns: 2, [try model.decisionRegions(data), history.plot()]).size(width: 420, height: 240)
        }
      ], verbose: .silent)
    #expect(lengths == [1, 2, 3])
    #expect(try frames(scratch.path + "/a.gif") == 3)
  }

  @Test func whatWasFilmedIsKeptWhenAFrameOrTheTrainingFails() throws {
    let scratch = try Scratch()
    let (model, data) = try model()
    let error = #expect(throws: SwiftletError.self) {
      try model.fit(
        data, epochs: 8,
        callbacks: [
          .film(scratch.path + "/a.gif") { _, epoch in
            if epoch.number == 4 { throw Broken() }
            return plot(epoch)
          }
        ], verbose: .silent)
    }
    #expect(error?.underlying is Broken)
    #expect(try frames(scratch.path + "/a.gif") == 3)
  }

  @Test func aCancelledTrainingKeepsItsFilm() async throws {
    let scratch = try Scratch()
    let path = scratch.path + "/a.gif"
    let task = Task {
      let (model, data) = try model()
      try model.fit(
        data, epochs: 100_000,
        callbacks: [
          .film(path, every: 50_000) { _, epoch in
            withUnsafeCurrentTask { $0?.cancel() }
            return plot(epoch)
          }
        ], verbose: .silent)
    }
    _ = try? await task.value
    #expect(try frames(path) >= 1)
  }

  @Test(arguments: ["a.png", "a", "no/such/a.gif"])
  func aPathThatCannotBeIsFoundBeforeTheTraining(name: String) throws {
    let scratch = try Scratch()
    let (model, data) = try model()
    var count = 0
    let error = #expect(throws: SwiftletError.self) {
      try model.fit(
        data, epochs: 2,
        callbacks: [
          .film(scratch.path + "/" + name) { _, epoch in
            count += 1
            return plot(epoch)
          }
        ], verbose: .silent)
    }
    #expect((error?.underlying as? PlotError)?.path == scratch.path + "/" + name)
    #expect(count == 0 && scratch.names.isEmpty)
  }

  @Test func withoutAPathTheFramesAreKept() throws {
    let (model, data) = try model()
    let film = Film(every: 2) { _, epoch in plot(epoch) }
    try model.fit(data, epochs: 4, callbacks: [film], verbose: .silent)
    #expect(try GIFReader(try film.strip.bytes()).frames.count == 3)
    // The next training begins another film.
    try model.fit(data, epochs: 1, callbacks: [film], verbose: .silent)
    #expect(film.pictures.count == 1)
  }

  @Test func aFrameEveryZeroEpochsIsRefused() throws {
    let (model, data) = try model()
    let error = #expect(throws: SwiftletError.self) {
      try model.fit(data, epochs: 2, callbacks: [.film("/tmp/a.gif", every: 0) { _, e in plot(e) }], verbose: .silent)
    }
    #expect((error?.underlying as? PlotError)?.what == "a frame every 0 epochs")
  }

  @Test(arguments: [
    (4.0, 0.1, "the scale is 4.0"), (.nan, 0.1, "the scale is nan"), (1, 0.001, "a frame of 0.001 seconds"),
    (1, .infinity, "a frame of inf seconds"),
  ])
  func whatNoFilmCanHaveIsFoundBeforeTheTraining(scale: Double, seconds: Double, what: String) throws {
    let scratch = try Scratch()
    for path in [nil, scratch.path + "/a.gif"] {
      let (model, data) = try model()
      let film = Film(path, scale: scale, secondsPerFrame: seconds) { _, epoch in plot(epoch) }
      let error = #expect(throws: SwiftletError.self) {
        try model.fit(data, epochs: 2, callbacks: [film], verbose: .silent)
      }
      #expect((error?.underlying as? PlotError)?.what == what)
      #expect(film.pictures.isEmpty && scratch.names.isEmpty)
    }
  }

  @Test func aFolderForFramesThatCannotBeIsFoundBeforeTheTraining() throws {
    let scratch = try Scratch()
    try PictureFile.write(scratch.path + "/file") { () throws(PlotError) in [1] }
    for folder in ["", scratch.path + "/no/such", scratch.path + "/file"] {
      let (model, data) = try model()
      let film = Film(scratch.path + "/a.gif", frames: folder) { _, epoch in plot(epoch) }
      let error = #expect(throws: SwiftletError.self) {
        try model.fit(data, epochs: 2, callbacks: [film], verbose: .silent)
      }
      #expect((error?.underlying as? PlotError)?.path?.hasPrefix(folder) == true)
      #expect(film.pictures.isEmpty && scratch.names == ["file"])
    }
  }
}
