import Swiftlet

extension ConfusionMatrix {
  /// The matrix as a picture: a row per true class, a column per answer, counts with their share of the row. What is right
  /// lies on the outlined diagonal in blue, what is wrong beside it in red, both the stronger the larger the share.
  ///
  ///     try ConfusionMatrix(truths: truths, answers: answers, classes: ["cat", "dog"]).plot().save("confusion.png")
  ///
  /// Where cells become too small for their numbers, only the tint is left, and the caption says so.
  public func plot() -> Plot { .confusion(self) }
}

extension Model {
  /// How often each class was answered for rows of each class, as a picture; see `ConfusionMatrix.plot`.
  ///
  ///     try model.confusionMatrix(test).save("confusion.png")
  ///
  /// The numbers behind it are those of `confusionMatrix(on:)`.
  ///
  /// - Parameter output: Which of several outputs; without it the only one that stands for classes.
  /// - Throws: `SwiftletError` when the model is not compiled, does not fit the data, or predicts numbers.
  public func confusionMatrix(_ data: Dataset, output: String? = nil) throws(SwiftletError) -> Plot {
    var plot = Plot.confusion(try confusionMatrix(on: data, output: output), caption: RunCaption.text(lastRun))
    plot.metadata = lastRun
    return plot
  }
}

extension Plot {
  static func confusion(_ matrix: ConfusionMatrix, caption: String = "") -> Plot {
    var plot = Plot("Confusion matrix", caption: caption) { ConfusionCells(matrix: matrix) }
    let n = matrix.classes.count
    plot.notes = [accuracy(matrix), worst(matrix)].compactMap { $0 }
    guard n > 0 else { return plot.x("predicted class").y("true class").aspect(.square) }
    return plot.x("predicted class", categories: matrix.classes).y("true class", categories: matrix.classes)
      .aspect(.square)
  }

  private static func accuracy(_ matrix: ConfusionMatrix) -> String? {
    guard matrix.total > 0 else { return nil }
    let right = matrix.classes.indices.reduce(0) { $0 + matrix[truth: $1, answer: $1] }
    let share = NumberText.fixed(100 * right / matrix.total, decimals: 1)
    return "accuracy \(share) % (\(ConfusionCells.count(right)) of \(ConfusionCells.count(matrix.total)) rows), "
      + "percentages: of each true class"
  }

  /// The mistake that is made most often, when there are enough classes to get lost in.
  private static func worst(_ matrix: ConfusionMatrix) -> String? {
    let pairs = matrix.classes.indices.flatMap { truth in
      matrix.classes.indices.filter { $0 != truth }.map { (truth: truth, answer: $0) }
    }
    let most = pairs.max { matrix[truth: $0.truth, answer: $0.answer] < matrix[truth: $1.truth, answer: $1.answer] }
    guard matrix.classes.count > 2, let most, matrix[truth: most.truth, answer: most.answer] > 0 else { return nil }
    let (truth, answer) = (matrix.classes[most.truth].shortened, matrix.classes[most.answer].shortened)
    let count = ConfusionCells.count(matrix[truth: most.truth, answer: most.answer])
    return "most often confused: \(truth) taken for \(answer) (\(count))"
  }
}

/// The cells of a confusion matrix, with their numbers where these fit.
struct ConfusionCells: Mark {
  let matrix: ConfusionMatrix
  /// Letters of counts, the largest that fit are taken; and of shares.
  private static let sizes: [(count: Double, share: Double?)] = [
    (16, 10), (14, 9.5), (12, 9), (10, 8), (9, 8), (10, nil), (9, nil), (8, nil),
  ]

  /// Beyond so many classes no number fits.
  private static let limit = 24

  private var n: Int { matrix.classes.count }

  func survey(_ survey: inout Plot.Survey) {
    guard n > 0, matrix.total > 0 else { return }
    survey.isFilled = true
    survey.x.isBare = true
    survey.y.isBare = true
    if n > Self.limit { survey.notes.append("too many classes for numbers: the tint is the share") }
  }

  func draw(with pen: inout Plot.Pen) {
    let places = (truth: pen.rowPlaces(n), answer: pen.columnPlaces(n))
    func box(_ truth: Int, _ answer: Int) -> Rect? { self.box(places.truth[truth], places.answer[answer], pen) }
    guard n > 0, matrix.total > 0, let cell = box(0, 0) else { return }
    let typeset = Typeset(canvas: pen.canvas, scale: pen.scale)
    let shares = matrix.classes.indices.map { truth in
      matrix.classes.indices.map {
        matrix[truth: truth, answer: $0] / max(matrix.support(truth), .leastNormalMagnitude)
      }
    }
    let size = n > Self.limit ? nil : fitting(cell, typeset)
    pen.canvas.fill([.rectangle(pen.clip)], pen.looks.background, within: pen.clip)
    for truth in 0..<n {
      for answer in 0..<n {
        guard let box = box(truth, answer) else { continue }
        let ground = Self.ground(shares[truth][answer], isRight: truth == answer, pen.looks)
        pen.canvas.fill([.rectangle(box)], ground, within: pen.clip)
        if let size { write(truth, answer, shares[truth][answer], in: box, on: ground, size, typeset, pen.looks) }
      }
    }
    outline((0..<n).compactMap { box($0, $0) }, pen)
  }

  /// The pixels of a cell, without the gap to its neighbours.
  private func box(_ truth: Double, _ answer: Double, _ pen: Plot.Pen) -> Rect? {
    // Rows run down: the first class stands at the top.
    guard let a = pen.spot(answer - 0.5, truth - 0.5), let b = pen.spot(answer + 0.5, truth + 0.5) else {
      return nil
    }
    let gap = n > 30 ? 0 : pen.px(0.75)
    return Rect(
      left: a.x.rounded() + gap, top: a.y.rounded() + gap, right: b.x.rounded() - gap, bottom: b.y.rounded() - gap)
  }

  /// From the background at a share of 0. Mistakes show early: one in twenty is told from none.
  static func ground(_ share: Double, isRight: Bool, _ looks: Looks) -> RGBA {
    let strength = isRight ? 0.08 + 0.8 * share : share > 0 ? 0.1 + 0.75 * share.squareRoot() : 0.02
    return looks.background.mixed(with: isRight ? looks.series(0) : looks.alarm, strength)
  }

  private func fitting(_ cell: Rect, _ typeset: Typeset) -> (count: Double, share: Double?)? {
    let widest = matrix.classes.indices.flatMap { truth in
      matrix.classes.indices.map { Self.count(matrix[truth: truth, answer: $0]) }
    }.max { typeset.width($0, 16) < typeset.width($1, 16) }
    return Self.sizes.first { size in
      let width = max(
        typeset.width(widest ?? "0", size.count, bold: true), size.share.map { typeset.width("100 %", $0) } ?? 0)
      let height =
        typeset.height(size.count, bold: true).ascent
        + (size.share.map { typeset.height($0).ascent + Self.gap(size.count) * typeset.scale } ?? 0)
      return width <= cell.width * 0.84 && height <= cell.height * 0.8
    }
  }

  private static func gap(_ size: Double) -> Double { size * 0.4 }

  private func write(
    _ truth: Int, _ answer: Int, _ share: Double, in box: Rect, on ground: RGBA,
    _ size: (count: Double, share: Double?),
    _ typeset: Typeset, _ looks: Looks
  ) {
    let count = matrix[truth: truth, answer: answer]
    let ink = Self.ink(on: ground)
    let shown = count > 0 ? ink : ground.mixed(with: ink, 0.6).legible(on: ground, ratio: 4.5)
    let ascent = typeset.height(size.count, bold: true).ascent
    let sharesAscent = size.share.map { typeset.height($0).ascent } ?? 0
    let hasShare = size.share != nil && count > 0
    let gap = hasShare ? Self.gap(size.count) * typeset.scale : 0
    let top = box.center.y - (ascent + gap + (hasShare ? sharesAscent : 0)) / 2
    typeset.draw(
      Self.count(count), size.count, bold: truth == answer, at: Point(box.center.x, top + ascent), align: .center, shown
    )
    if hasShare, let small = size.share {
      let baseline = top + ascent + gap + sharesAscent
      typeset.draw(Self.percent(share), small, at: Point(box.center.x, baseline), align: .center, ink)
    }
  }

  /// Whole rows as such, sums of weights in three digits.
  static func count(_ value: Double) -> String {
    value == value.rounded() ? whole(value).map(NumberText.count) ?? "\(value)" : NumberText.brief(value)
  }

  /// 0 % and 100 % are exact: what is rounded to them has a decimal.
  private static func percent(_ share: Double) -> String {
    let percent = 100 * share
    if percent <= 0 || percent >= 100 { return percent <= 0 ? "0 %" : "100 %" }
    let isEdge = percent < 1 || percent > 99
    return NumberText.fixed(min(max(percent, 0.1), 99.9), decimals: isEdge ? 1 : 0) + " %"
  }

  /// Black or white, whichever is read better.
  static func ink(on ground: RGBA) -> RGBA {
    let (dark, light) = (RGBA(0x000000), RGBA(0xFFFFFF))
    return ground.contrast(to: dark) >= ground.contrast(to: light) ? dark : light
  }

  private func outline(_ diagonal: [Rect], _ pen: Plot.Pen) {
    let width = pen.px(n > 20 ? 0.8 : 1.4)
    let shapes = diagonal.flatMap { cell -> [Shape] in
      let box = cell.grown(-width / 2)
      let corners = [
        Point(box.left, box.top), Point(box.right, box.top), Point(box.right, box.bottom), Point(box.left, box.bottom),
      ]
      return corners.indices.map { .capsule(corners[$0], corners[($0 + 1) % 4], width: width) }
    }
    pen.canvas.fill(shapes, pen.looks.ink.faded(0.85), within: pen.clip)
  }
}
