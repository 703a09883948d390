/// Outputs and targets of the rows of an epoch, in the order in which they passed by.
final class RowCollection {
  let outputWidth: Int
  let targetWidth: Int
  private var outputs: AlignedBuffer?
  private var targets: AlignedBuffer?
  private var capacity = 0
  private(set) var count = 0

  init(outputWidth: Int, targetWidth: Int) {
    self.outputWidth = outputWidth
    self.targetWidth = targetWidth
  }

  /// Makes room for so many rows behind those that are there.
  ///
  /// - Throws: `SwiftletError` (`too-large`) when the machine cannot hold them.
  func reserve(_ rows: Int) throws(SwiftletError) {
    let (needed, overflow) = count.addingReportingOverflow(rows)
    guard overflow || needed > capacity else { return }
    let (floats, tooMany) = max(needed, 2 * capacity).multipliedReportingOverflow(by: max(outputWidth, targetWidth))
    if overflow || tooMany || floats > Int.max / 4 { try MemoryBudget.check(floats: Int.max, for: Self.what) }
    let rows = max(needed, 2 * capacity)
    outputs = try moved(outputs, outputWidth, rows)
    targets = try moved(targets, targetWidth, rows)
    capacity = rows
  }

  private static let what = "the outputs of an epoch, which a metric keeps"

  private func moved(_ old: AlignedBuffer?, _ width: Int, _ rows: Int) throws(SwiftletError) -> AlignedBuffer {
    let new = try AlignedBuffer(count: rows * width, for: Self.what)
    if let old { new.pointer.update(from: old.pointer, count: count * width) }
    return new
  }

  /// Where the rows of the next block go: `row` counted from those that are there.
  func outputs(at row: Int) -> UnsafeMutablePointer<Float>? { outputs.map { $0.pointer + (count + row) * outputWidth } }
  func targets(at row: Int) -> UnsafeMutablePointer<Float>? { targets.map { $0.pointer + (count + row) * targetWidth } }

  func append(_ rows: Int) { count += rows }
  func reset() { count = 0 }

  // MARK: - Reading

  private func values(_ buffer: AlignedBuffer?, _ width: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: buffer?.pointer, count: buffer == nil ? 0 : count * width)
  }

  var numbers: NumberRows {
    NumberRows(
      outputs: values(outputs, outputWidth).map(Double.init), targets: values(targets, targetWidth).map(Double.init),
      width: outputWidth)
  }

  /// Rows of classes; those whose target is no class are left out.
  ///
  /// - Parameter isSparse: Whether targets are the bits of class indices.
  func scored(_ reading: MetricReading, isSparse: Bool) -> ScoredRows {
    let (outputs, targets) = (values(outputs, outputWidth), values(targets, targetWidth))
    switch reading {
    case .classes(let form, let count):
      let all = (0..<self.count).map { row -> Int in
        if isSparse { return Int(Int32(bitPattern: targets[row].bitPattern)) }
        return Self.largest(targets[row * targetWidth..<(row + 1) * targetWidth])
      }
      let kept = all.indices.filter { (0..<count).contains(all[$0]) }
      let numbers = kept.flatMap { outputs[$0 * count..<($0 + 1) * count].map(Double.init) }
      let truths = kept.map { all[$0] }
      switch form {
      case .logits: return ScoredRows(classLogits: numbers, truths: truths, classCount: count)
      case .separateLogits:
        return ScoredRows(
          probabilities: numbers.map { 1 / (1 + exponential(-$0)) }, truths: truths, classCount: count)
      case .probabilities, .shares, .oneProbability, .oneLogit, .sign:
        return ScoredRows(probabilities: numbers, truths: truths, classCount: count)
      }
    case .pair(.oneLogit), .pair(.sign), .labels(isLogits: true):
      let truth: Float = reading == .pair(.sign) ? 0 : 0.5
      return ScoredRows(logits: outputs.map(Double.init), truths: targets.map { $0 > truth ? 1 : 0 })
    case .pair, .labels, .numbers:
      return ScoredRows(positives: outputs.map(Double.init), truths: targets.map { $0 > 0.5 ? 1 : 0 })
    }
  }

  /// The first of equals.
  private static func largest(_ values: Slice<UnsafeBufferPointer<Float>>) -> Int {
    var best = values.startIndex
    for place in values.indices where values[place] > values[best] { best = place }
    return best - values.startIndex
  }
}
