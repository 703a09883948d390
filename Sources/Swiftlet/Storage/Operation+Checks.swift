// The rules by which symbols are made, asked backwards: what a file says about a node is never believed, because
// kernels run over memory of the sizes that it tells.

extension Operation {
  /// Whether it gives values of `shape` when it reads `inputs`.
  func makes(_ shape: Shape, of inputs: [Node]) -> Bool {
    let shapes = inputs.map(\.shape)
    switch self {
    case .input, .parameter, .state: return inputs.isEmpty
    case .constant(let value): return inputs.isEmpty && shape == [] && value.isFinite
    case .activation(let activation):
      return shapes == [shape] && activation.kernel != nil && activation.fault == nil
    case .elementary(let function): return shapes == [shape] && function.isFinite
    case .binary: return shapes == [shape, shape]
    case .rowwise: return shapes == [shape] && !shape.sizes.isEmpty
    case .matmul: return !inputs.isEmpty && makesProduct(shape, shapes) && !inputs[1].isBatched
    case .slice(let range): return makesSlice(shape, shapes, range) && fitsInParts(shape)
    case .concatenate: return makesConcatenation(shape, shapes) && fitsInParts(shape)
    case .sum(let axis, let scale): return makesSum(shape, shapes, axis) && scale.isFinite
    case .repeated: return makesRepetition(shape, shapes)
    case .reshape: return shapes.count == 1 && shapes[0].count == shape.count
    case .penalty(let l1, let l2):
      return shapes == [shape] && inputs[0].isBatched && l1 >= 0 && l1.isFinite && l2 >= 0 && l2.isFinite
    case .noise(let noise): return shapes == [shape] && noise.isInDomain
    case .rowNormalization(let normalization):
      return normalization.isInDomain && shapes.first == shape && !shape.sizes.isEmpty
        && inputs.count == 1 + normalization.hasScale.count + normalization.hasOffset.count
        && inputs.dropFirst().allSatisfy { $0.isColumn(shape.last) }
    case .batchNormalization(let statistics):
      return statistics.isInDomain && shapes.first == shape && !shape.sizes.isEmpty && inputs[0].isBatched
        && inputs.count == 3 + statistics.hasScale.count + statistics.hasOffset.count
        && inputs[1...2].allSatisfy(\.isState) && inputs.dropFirst().allSatisfy { $0.isColumn(shape.last) }
    case .embedding:
      return shapes.count == 2 && shapes[1].sizes.count == 2 && !inputs[1].isBatched
        && inputs[0].holdsIndices(shapes[1].sizes[0]) && shape.sizes == shapes[0].sizes + [shapes[1].sizes[1]]
    case .oneHot(let count):
      return shapes.count == 1 && inputs[0].holdsIndices(count) && shape.sizes == shapes[0].sizes + [count]
    case .axisSwap(let swap): return shapes.count == 1 && shapes[0].count == shape.count && swap.count == shape.count
    case .placeholder, .poison: return false
    }
  }

  private func fitsInParts(_ shape: Shape) -> Bool { shape.count / max(shape.last, 1) <= Symbol.mostParts }

  private func makesProduct(_ shape: Shape, _ inputs: [Shape]) -> Bool {
    inputs.count == 2 && inputs[0].sizes.count == 1 && shape.sizes.count == 1
      && inputs[1].sizes == [inputs[0].last, shape.last]
  }

  private func makesSlice(_ shape: Shape, _ inputs: [Shape], _ range: Range<Int>) -> Bool {
    guard inputs.count == 1, !inputs[0].sizes.isEmpty, range.lowerBound >= 0, range.upperBound <= inputs[0].last,
      !range.isEmpty
    else { return false }
    return shape.sizes == Array(inputs[0].sizes.dropLast()) + [range.count]
  }

  private func makesConcatenation(_ shape: Shape, _ parts: [Shape]) -> Bool {
    guard !parts.isEmpty,
      parts.allSatisfy({ !$0.sizes.isEmpty && Array($0.sizes.dropLast()) == Array(shape.sizes.dropLast()) })
    else { return false }
    // Each part is no wider than what is left, so the sum cannot overflow.
    var width = shape.last
    for part in parts {
      guard part.last <= width else { return false }
      width -= part.last
    }
    return width == 0
  }

  private func makesSum(_ shape: Shape, _ inputs: [Shape], _ axis: Int?) -> Bool {
    guard inputs.count == 1 else { return false }
    guard let axis else { return shape == [] }
    guard inputs[0].sizes.indices.contains(axis) else { return false }
    var sizes = inputs[0].sizes
    sizes.remove(at: axis)
    return sizes == shape.sizes
  }

  /// One axis of size 1 grows.
  private func makesRepetition(_ shape: Shape, _ inputs: [Shape]) -> Bool {
    guard inputs.count == 1, inputs[0].sizes.count == shape.sizes.count else { return false }
    let grown = shape.sizes.indices.filter { inputs[0].sizes[$0] != shape.sizes[$0] }
    return grown.count == 1 && inputs[0].sizes[grown[0]] == 1
  }
}

extension Bool {
  fileprivate var count: Int { self ? 1 : 0 }
}

extension Node {
  fileprivate var isState: Bool {
    if case .state = operation { true } else { false }
  }

  /// A number per value of the last axis, the same for every sample.
  fileprivate func isColumn(_ count: Int) -> Bool { shape == [count] && !isBatched }

  /// Whether its values are checked before a step is run, or cannot be anything but whole numbers in 0..<count.
  fileprivate func holdsIndices(_ count: Int) -> Bool {
    guard count >= 1, count <= 1 << 24 else { return false }
    if IndexUse.source(of: self) != nil { return true }
    var node = self
    while true {
      switch node.operation {
      case .reshape, .slice, .repeated, .axisSwap: node = node.inputs[0]
      case .oneHot: return count >= 2
      case .constant(let value): return value >= 0 && value < Float(count) && value.rounded() == value
      default: return false
      }
    }
  }
}

extension Elementary {
  /// Whether its numbers are numbers as float32 too.
  fileprivate var isFinite: Bool {
    switch self {
    case .affine(let a, let b): Float(a).isFinite && Float(b).isFinite
    case .reciprocal(let a), .maximum(let a), .minimum(let a), .ceiling(let a): Float(a).isFinite
    case .log, .sqrt, .cosine, .abs, .square: true
    }
  }
}

extension Noise {
  fileprivate var isInDomain: Bool {
    switch self {
    case .dropout(let rate), .alphaDropout(let rate): rate >= 0 && rate < 1
    case .gaussian(let deviation), .gaussianDropout(let deviation): deviation >= 0 && Float(deviation).isFinite
    }
  }
}

extension RowNormalization {
  fileprivate var isInDomain: Bool { Float(epsilon) > 0 && Float(epsilon).isFinite }
}

extension BatchStatistics {
  fileprivate var isInDomain: Bool { Float(epsilon) > 0 && Float(epsilon).isFinite && share >= 0 && share <= 1 }
}

extension AxisSwap {
  /// The values it moves; nil when they cannot be counted or are too many for its kernel.
  fileprivate var count: Int? {
    Shape([outer, first, second, inner]).checkedCount.flatMap { $0 <= Int(Int32.max) ? $0 : nil }
  }
}
