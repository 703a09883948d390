import Swiftlet

/// Films a model while it learns: a callback that draws a picture after every n-th epoch, and a GIF in the end.
///
///     try model.fit(data, epochs: 60, callbacks: [
///       .film("learning.gif", every: 2) { model, epoch in
///         try model.decisionRegions(data).titled("epoch \(epoch.number)")
///       }
///     ])
///
/// The first and the last epoch are always in it. A frame may be a `Grid`, say of the regions and the loss so far, and
/// a closure that takes three arguments is given the history too.
///
/// Without a path nothing is written, and `strip` is there for it:
///
///     let film = Film { model, epoch in try model.decisionRegions(data).titled("epoch \(epoch.number)") }
///     try model.fit(data, epochs: 60, callbacks: [film])
///     try film.strip.save("learning.gif", scale: 2)
///
/// The file is written when the training ends, however it ends: cancelled, stopped or by an error, with the frames until
/// then. Only then all frames are known, and with them the limits of their axes (see `Filmstrip`).
public final class Film: Callback {
  /// The frames so far.
  public private(set) var pictures: [any Picture] = []

  private let path: String?
  private let every: Int
  private let scale: Double
  private let secondsPerFrame: Double
  private let frames: String?
  private let frame: (Model, Epoch, History) throws -> any Picture
  private var unfilmed: Epoch?

  /// All of these are looked at before anything is trained.
  ///
  /// - Parameters:
  ///   - path: Ends in ".gif"; its folder has to exist. nil: none.
  ///   - epochs: A frame for every so many epochs, counted from 1.
  ///   - scale: Pixels per unit, 1...3.
  ///   - secondsPerFrame: 0.02...600; the last frame stays 1.5 seconds.
  ///   - frames: A folder that also gets every frame as a PNG file; it is made when missing.
  ///   - frame: Makes the picture of the model and the epoch that has just ended. What it throws ends the training.
  public convenience init(
    _ path: String? = nil, every epochs: Int = 1, scale: Double = 1, secondsPerFrame: Double = 0.1,
    frames: String? = nil, _ frame: @escaping (Model, Epoch) throws -> any Picture
  ) {
    self.init(path, every: epochs, scale: scale, secondsPerFrame: secondsPerFrame, frames: frames) { model, epoch, _ in
      try frame(model, epoch)
    }
  }

  /// As above; `frame` is given the history until then, too.
  public init(
    _ path: String? = nil, every epochs: Int = 1, scale: Double = 1, secondsPerFrame: Double = 0.1,
    frames: String? = nil, _ frame: @escaping (Model, Epoch, History) throws -> any Picture
  ) {
    self.path = path
    every = epochs
    self.scale = scale
    self.secondsPerFrame = secondsPerFrame
    self.frames = frames
    self.frame = frame
  }

  /// The frames so far as a film.
  public var strip: Filmstrip { Filmstrip(pictures, secondsPerFrame: secondsPerFrame) }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    switch event {
    case .began:
      pictures = []
      unfilmed = nil
      try check()
    case .epochEnded(let epoch):
      unfilmed = epoch
      if epoch.number == 1 || epoch.number % every == 0 { try film(epoch, training) }
    case .ended: try finish(training)
    default: break
    }
  }

  private func check() throws(PlotError) {
    guard every >= 1 else {
      throw PlotError(path: path, what: "a frame every \(every) epochs", remedy: "film every 1 or more epochs")
    }
    try Drawing.check(scale: scale)
    try Filmstrip.check(secondsPerFrame: secondsPerFrame)
    guard let path else { return }
    try Filmstrip.check(path: path)
    try PictureFile.tryOut(path)
    if let frames { try Filmstrip.make(folder: frames) }
  }

  private func film(_ epoch: Epoch, _ training: Training) throws {
    unfilmed = nil
    pictures.append(try frame(training.model, epoch, training.history))
  }

  /// A last picture that cannot be made is no reason to lose the others.
  private func finish(_ training: Training) throws {
    var failure: (any Error)?
    if let epoch = unfilmed {
      do { try film(epoch, training) } catch { failure = error }
    }
    if let path, every >= 1, !pictures.isEmpty { try strip.save(path, scale: scale, frames: frames) }
    if let failure { throw failure }
  }
}

extension Callback where Self == Film {
  /// Films the model while it learns; see `Film`.
  public static func film(
    _ path: String, every epochs: Int = 1, scale: Double = 1, secondsPerFrame: Double = 0.1, frames: String? = nil,
    _ frame: @escaping (Model, Epoch) throws -> any Picture
  ) -> Film {
    Film(path, every: epochs, scale: scale, secondsPerFrame: secondsPerFrame, frames: frames, frame)
  }

  /// Films the model while it learns; the closure is given the history so far, too.
  public static func film(
    _ path: String, every epochs: Int = 1, scale: Double = 1, secondsPerFrame: Double = 0.1, frames: String? = nil,
    _ frame: @escaping (Model, Epoch, History) throws -> any Picture
  ) -> Film {
    Film(path, every: epochs, scale: scale, secondsPerFrame: secondsPerFrame, frames: frames, frame)
  }
}
