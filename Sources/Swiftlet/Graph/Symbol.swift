/// A value in the static graph of a model: it knows its shape (per sample) and the range of its
/// values, never a number.
///
/// Operators and subscripts neither throw nor trap. A misfit yields a poisoned symbol that remembers
/// what and where; `compile()` throws all of them at once.
///
///     let numbers = Symbol.input(2)
///     let mean = (numbers[0] + numbers[1]) / 2      // shape [1]
public struct Symbol: Sendable, Hashable {
  let node: Node

  init(_ node: Node) { self.node = node }

  public var shape: Shape { node.shape }
  public var range: ValueRange { node.range }

  /// What a model is fed: one array per sample.
  public static func input(
    _ shape: Shape, name: String? = nil, file: String = #fileID, line: Int = #line
  ) -> Symbol {
    let place = Finding.Place(file: file, line: line)
    guard shape.checkedCount != nil else {
      return poisoned(
        .badArgument, "an input cannot have this shape", expected: "sizes of at least 1 that can be counted",
        got: "\(shape)", remedy: "Give the number of values per row, such as 5 or [8, 8]", place: place)
    }
    let operation = Operation.input(name: name ?? "inputs")
    return Symbol(Node(operation, [], shape: shape, isBatched: true, place: place, name: name))
  }

  /// One number, of shape `[]`, the same for every sample.
  public static func constant(_ value: Double) -> Symbol {
    let number = Float(value)
    guard number.isFinite else {
      return poisoned(
        .badArgument, "a constant is not finite as float32", expected: "a number between -3.4e38 and 3.4e38",
        got: "\(value)", remedy: "Look for a division by zero or an overflow where it is computed", place: nil)
    }
    let range = ValueRange(number...number, isInteger: number.rounded() == number)
    return Symbol(Node(.constant(number), [], shape: [], range: range, isBatched: false))
  }

  /// The same values under a name, by which an output is later asked for.
  public func named(_ name: String) -> Symbol {
    if node.isPoison { return self }
    return Symbol(Node(.reshape, [node], shape: shape, range: range, isBatched: node.isBatched, name: name))
  }

  // MARK: - Making nodes

  /// Slices and concatenation of arrays with several axes are one kernel call per row of a sample.
  static let mostParts = 65_536

  /// A node of `operation`. What is made of a poisoned symbol is poisoned and stays silent.
  static func make(
    _ operation: Operation, _ inputs: [Symbol], shape: Shape, range: ValueRange = .anything,
    place: Finding.Place? = nil
  ) -> Symbol {
    let nodes = inputs.map(\.node)
    if nodes.contains(where: \.isPoison) {
      return Symbol(Node(.poison, nodes, shape: [], isBatched: true, place: place))
    }
    if operation.isLaidOutByParts, shape.count / max(shape.last, 1) > mostParts {
      return poisoned(
        .tooLarge, "an operation along the last axis has too many parts",
        expected: "at most \(mostParts) rows in a sample",
        got: "\(shape)", remedy: "Reshape, so that the last axis is longer", place: place, inputs: inputs, shape: shape)
    }
    let isBatched = nodes.contains(where: \.isBatched)
    return Symbol(Node(operation, nodes, shape: shape, range: range, isBatched: isBatched, place: place))
  }

  /// A symbol that stands for a misfit. With a `shape` what follows can still be checked; without one
  /// it stays silent, as does a misfit of a symbol that is already poisoned, unless the fault
  /// `hasOtherCause` than that symbol.
  static func poisoned(
    _ id: Finding.ID, _ sentence: String, expected: String, got: String, remedy: String, place: Finding.Place?,
    inputs: [Symbol] = [], shape: Shape? = nil, hasOtherCause: Bool = false
  ) -> Symbol {
    let nodes = inputs.map(\.node)
    let call = LayerCall.current
    let known = place ?? nodes.compactMap(\.place).last ?? call?.place
    let located = known.map {
      Finding.Place(file: $0.file, line: $0.line, layer: call?.outermost.name ?? call?.outermost.kind)
    }
    let fault = Finding(
      id, sentence, expected: expected, got: got, remedy: remedy, place: located)
    let isSilent = !hasOtherCause && nodes.contains(where: \.isPoison)
    return Symbol(
      Node(
        shape == nil ? .poison : .placeholder, nodes, shape: shape ?? [], isBatched: true, place: known,
        fault: isSilent ? nil : fault))
  }

  /// f applied to each value.
  func activated(_ activation: Activation) -> Symbol {
    if case .unknown(let name) = activation {
      let fault = Activation.unknownName(name)
      return .poisoned(
        fault.id, fault.sentence, expected: fault.expected ?? "", got: fault.got ?? "", remedy: fault.remedy,
        place: LayerCall.current?.place, inputs: [self], shape: node.isPoison ? nil : shape, hasOtherCause: true)
    }
    if let fault = activation.fault {
      return .poisoned(
        .badArgument, fault.sentence, expected: fault.expected, got: fault.got, remedy: fault.remedy,
        place: LayerCall.current?.place, inputs: [self])
    }
    if let function = activation.rowwise { return rowwise(function) }
    if case .linear = activation { return self }
    let y = Symbol.make(.activation(activation), [self], shape: shape, range: activation.range(range))
    return activation.ceiling.map(y.elementary) ?? y
  }

  func elementary(_ function: Elementary) -> Symbol {
    .make(.elementary(function), [self], shape: shape, range: function.range(range))
  }

  /// x·w for x of shape [k] and w of shape [k, n].
  public func matmul(_ w: Symbol) -> Symbol {
    guard shape.sizes.count == 1, w.shape.sizes.count == 2, shape.sizes[0] == w.shape.sizes[0], !w.node.isBatched
    else {
      return .poisoned(
        .shapeMisfit, "the two sides of a matrix product do not fit", expected: "x of shape [k] and weights of [k, n]",
        got: "\(shape) and \(w.shape)", remedy: "Flatten or reshape x, or ask for weights of another shape", place: nil,
        inputs: [self, w])
    }
    return .make(.matmul, [self, w], shape: [w.shape.sizes[1]])
  }
}
