// Operators and functions over symbols. Two symbols need equal shapes: nothing is ever broadcast
// but a Double, or a parameter over the samples of a batch.

extension Symbol {
  static func combine(_ binary: Binary, _ a: Symbol, _ b: Symbol) -> Symbol {
    if case .constant(let value) = b.node.operation { return combine(binary, a, Double(value)) }
    if case .constant(let value) = a.node.operation { return combine(binary, Double(value), b) }
    guard a.shape == b.shape else {
      return poisoned(
        .shapeMisfit, "the two sides of \(binary.sign) have different shapes", expected: "equal shapes",
        got: "\(a.shape) and \(b.shape)",
        remedy: "Slice, reshape or use repeated(to:); nothing is broadcast by itself", place: nil, inputs: [a, b])
    }
    return make(.binary(binary), [a, b], shape: a.shape, range: binary.range(a.range, b.range))
  }

  static func combine(_ binary: Binary, _ a: Symbol, _ b: Double) -> Symbol {
    switch binary {
    case .add: a.scaled(1, plus: b)
    case .subtract: a.scaled(1, plus: -b)
    case .multiply: a.scaled(b, plus: 0)
    case .divide: a.scaled(1 / b, plus: 0)
    case .larger: a.maximum(b)
    case .smaller: a.minimum(b)
    case .prelu: a.activated(.leakyReLU(slope: b))
    }
  }

  static func combine(_ binary: Binary, _ a: Double, _ b: Symbol) -> Symbol {
    switch binary {
    case .add, .multiply, .larger, .smaller: combine(binary, b, a)
    case .subtract: b.scaled(-1, plus: a)
    case .prelu: a > 0 ? b.scaled(0, plus: a) : b.scaled(a, plus: 0)
    case .divide: b.elementary(.reciprocal(a), with: a)
    }
  }

  /// factor·x + summand.
  func scaled(_ factor: Double, plus summand: Double) -> Symbol {
    for number in [factor, summand] where !Float(number).isFinite { return refused(number) }
    return elementary(.affine(factor, summand))
  }

  /// An elementary function with a number that a person wrote.
  private func elementary(_ function: Elementary, with number: Double) -> Symbol {
    Float(number).isFinite ? elementary(function) : refused(number)
  }

  private func refused(_ number: Double) -> Symbol {
    .poisoned(
      .badArgument, "a number in a formula is not finite as float32", expected: "a number between -3.4e38 and 3.4e38",
      got: "\(number)", remedy: "Look for a division by zero or an overflow in the formula", place: nil, inputs: [self])
  }

  public static func + (a: Symbol, b: Symbol) -> Symbol { combine(.add, a, b) }
  public static func - (a: Symbol, b: Symbol) -> Symbol { combine(.subtract, a, b) }
  public static func * (a: Symbol, b: Symbol) -> Symbol { combine(.multiply, a, b) }
  public static func / (a: Symbol, b: Symbol) -> Symbol { combine(.divide, a, b) }
  public static func + (a: Symbol, b: Double) -> Symbol { combine(.add, a, b) }
  public static func - (a: Symbol, b: Double) -> Symbol { combine(.subtract, a, b) }
  public static func * (a: Symbol, b: Double) -> Symbol { combine(.multiply, a, b) }
  public static func / (a: Symbol, b: Double) -> Symbol { combine(.divide, a, b) }
  public static func + (a: Double, b: Symbol) -> Symbol { combine(.add, a, b) }
  public static func - (a: Double, b: Symbol) -> Symbol { combine(.subtract, a, b) }
  public static func * (a: Double, b: Symbol) -> Symbol { combine(.multiply, a, b) }
  public static func / (a: Double, b: Symbol) -> Symbol { combine(.divide, a, b) }
  public static prefix func - (a: Symbol) -> Symbol { a.scaled(-1, plus: 0) }

  // Methods, not free functions: `x.` completes them, and Foundation's exp and log stay what they are.
  public func exp() -> Symbol { activated(.exponential) }
  public func log() -> Symbol { elementary(.log) }
  public func sqrt() -> Symbol { elementary(.sqrt) }
  public func sin() -> Symbol { activated(.sine) }
  public func cos() -> Symbol { elementary(.cosine) }
  public func tanh() -> Symbol { activated(.tanh) }
  public func abs() -> Symbol { elementary(.abs) }
  public func squared() -> Symbol { elementary(.square) }
  public func maximum(_ other: Symbol) -> Symbol { .combine(.larger, self, other) }
  public func maximum(_ other: Double) -> Symbol { elementary(.maximum(other), with: other) }
  public func minimum(_ other: Symbol) -> Symbol { .combine(.smaller, self, other) }
  public func minimum(_ other: Double) -> Symbol { elementary(.minimum(other), with: other) }
}

extension Symbol {
  /// The sum over one axis, which disappears; over all values when `axis` is nil. Negative axes count
  /// from the last.
  public func sum(axis: Int? = nil) -> Symbol { reduced(axis) { _ in 1 } }
  /// The mean over one axis, which disappears; over all values when `axis` is nil.
  public func mean(axis: Int? = nil) -> Symbol { reduced(axis) { 1 / Float($0) } }

  private func reduced(_ axis: Int?, scale: (Int) -> Float) -> Symbol {
    guard let axis else {
      return .make(.sum(axis: nil, scale: scale(shape.count)), [self], shape: [], range: reducedRange)
    }
    let position = axis < 0 ? axis + shape.sizes.count : axis
    guard shape.sizes.indices.contains(position) else {
      return .poisoned(
        .shapeMisfit, "there is no axis \(axis) to sum over", expected: "an axis of shape \(shape)", got: "\(axis)",
        remedy: "Count axes from 0, or from -1 backwards; without axis: all values are summed", place: nil,
        inputs: [self])
    }
    var sizes = shape.sizes
    let count = sizes.remove(at: position)
    return .make(
      .sum(axis: position, scale: scale(count)), [self], shape: Shape(sizes), range: reducedRange)
  }

  private var reducedRange: ValueRange { range.interval.lowerBound >= 0 ? .nonNegative : .anything }

  /// Element `i` of the last axis, kept as an axis of 1: `[2][0]` has shape `[1]`.
  public subscript(_ i: Int, file: String = #fileID, line: Int = #line) -> Symbol {
    guard i >= 0, i < shape.last, !shape.sizes.isEmpty else {
      return .poisoned(
        .shapeMisfit, "index \(i) is outside the last axis of shape \(shape)", expected: indices, got: "\(i)",
        remedy: "Count from 0", place: Finding.Place(file: file, line: line), inputs: [self])
    }
    return sliced(i..<i + 1, Finding.Place(file: file, line: line))
  }

  /// Elements of the last axis.
  public subscript(_ r: Range<Int>, file: String = #fileID, line: Int = #line) -> Symbol {
    guard r.lowerBound >= 0, r.upperBound <= shape.last, !r.isEmpty, !shape.sizes.isEmpty else {
      return .poisoned(
        .shapeMisfit, "the slice \(r) is no part of the last axis of shape \(shape)",
        expected: "a part of \(indices), not empty", got: "\(r)", remedy: "Count from 0, at least one element",
        place: Finding.Place(file: file, line: line), inputs: [self])
    }
    return sliced(r, Finding.Place(file: file, line: line))
  }

  /// What can be asked for along the last axis.
  private var indices: String { shape.sizes.last.map { "0..<\($0)" } ?? "no index, because it is a single number" }

  private func sliced(_ r: Range<Int>, _ place: Finding.Place) -> Symbol {
    let sizes = shape.sizes.dropLast() + [r.count]
    let range = ValueRange(self.range.interval, isInteger: self.range.isInteger)
    return .make(.slice(r), [self], shape: Shape(Array(sizes)), range: range, place: place)
  }

  /// The same values in the same order under another shape.
  public func reshaped(to shape: Shape) -> Symbol {
    guard let count = shape.checkedCount, count == self.shape.count else {
      return .poisoned(
        .shapeMisfit, "a reshape keeps the number of values", expected: "a shape of \(self.shape.count) values",
        got: "\(self.shape) to \(shape)", remedy: "Give sizes whose product is \(self.shape.count)", place: nil,
        inputs: [self])
    }
    let keepsRows = shape.last == self.shape.last
    let range = keepsRows ? self.range : ValueRange(self.range.interval, isInteger: self.range.isInteger)
    return .make(.reshape, [self], shape: shape, range: range)
  }

  /// The only broadcasting there is, and it has a name: new leading axes are added, and axes of
  /// size 1 are repeated. `[]` and `[1]` become any shape; `[n]` becomes `[m, n]`.
  public func repeated(to target: Shape) -> Symbol {
    let missing = target.sizes.count - shape.sizes.count
    let padded = [Int](repeating: 1, count: Swift.max(missing, 0)) + shape.sizes
    guard missing >= 0, target.checkedCount != nil, zip(padded, target.sizes).allSatisfy({ $0 == 1 || $0 == $1 })
    else {
      return .poisoned(
        .shapeMisfit, "\(shape) cannot be repeated to \(target)",
        expected: "new leading axes, or axes of size 1 that grow", got: "\(shape) to \(target)",
        remedy: "Reshape it first, so that each axis has size 1 or its size in \(target)", place: nil, inputs: [self])
    }
    // Its shape is not known, and its fault is told already.
    if node.isPoison { return .make(.repeated, [self], shape: target) }
    // One axis at a time, the last first: each is one kernel call.
    var symbol = reshaped(to: Shape(padded))
    for axis in target.sizes.indices.reversed() where padded[axis] != target.sizes[axis] {
      var sizes = symbol.shape.sizes
      sizes[axis] = target.sizes[axis]
      let isLast = axis == sizes.count - 1
      symbol = .make(
        .repeated, [symbol], shape: Shape(sizes),
        range: isLast ? ValueRange(range.interval, isInteger: range.isInteger) : symbol.range)
    }
    return symbol
  }

  /// Several symbols side by side along the last axis.
  static func concatenated(_ parts: [Symbol]) -> Symbol {
    guard let first = parts.first else {
      return poisoned(
        .badArgument, "there is nothing to concatenate", expected: "two symbols or more", got: "none",
        remedy: "Write Concatenate()(a, b)", place: nil)
    }
    let leading = first.shape.sizes.dropLast()
    // 0, which no shape has, once it overflows.
    let width = parts.dropFirst().reduce(first.shape.last) { sum, part in
      let (next, overflow) = sum.addingReportingOverflow(part.shape.last)
      return overflow || sum == 0 ? 0 : next
    }
    guard parts.allSatisfy({ !$0.shape.sizes.isEmpty && $0.shape.sizes.dropLast() == leading }),
      Shape(leading + [width]).checkedCount != nil
    else {
      return poisoned(
        .shapeMisfit, "these shapes cannot be put side by side", expected: "equal shapes but for the last axis",
        got: parts.map(\.shape.description).joined(separator: " and "),
        remedy: "Flatten or reshape them first; a single number becomes [1] by reshaped(to: [1])", place: nil,
        inputs: parts)
    }
    let range = parts.dropFirst().reduce(ValueRange(first.range.interval)) { $0.union($1.range) }
    return make(.concatenate, parts, shape: Shape(leading + [width]), range: range)
  }
}
