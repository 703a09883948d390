// Symbols of the operations that whole layers are made of. Arguments were checked by the layer.

extension Symbol {
  func noisy(_ noise: Noise) -> Symbol { .make(.noise(noise), [self], shape: shape, range: noise.range(range)) }

  /// Normalised over the last axis; gamma and beta of its length.
  func normalizedRows(_ normalization: RowNormalization, scale: Symbol?, offset: Symbol?) -> Symbol {
    .make(.rowNormalization(normalization), [self] + [scale, offset].compactMap { $0 }, shape: shape)
  }

  /// Normalised over the batch, one mean and variance for each value of the last axis.
  func normalizedColumns(
    _ normalization: BatchStatistics, mean: StateBox, variance: StateBox, scale: Symbol?, offset: Symbol?
  ) -> Symbol {
    let width: Shape = [shape.last]
    let moving = [mean, variance].map {
      Symbol(Node(.state($0), [], shape: width, isBatched: false, place: node.place, name: $0.name))
    }
    return .make(
      .batchNormalization(normalization), [self] + moving + [scale, offset].compactMap { $0 }, shape: shape)
  }

  /// x > 0 ? x : slope·x
  func leaky(slopes: Symbol) -> Symbol {
    .make(.binary(.prelu), [self, slopes], shape: shape, range: Binary.prelu.range(range, slopes.range))
  }

  /// The axes in another order: axis i of the result is axis `axes[i]` of this.
  ///
  ///     x.permuted([1, 0])      // [rows, columns] becomes [columns, rows]
  public func permuted(_ axes: [Int]) -> Symbol {
    guard axes.sorted() == Array(shape.sizes.indices) else {
      return .poisoned(
        .shapeMisfit, "these axes are no order of the axes of \(shape)",
        expected: "each of 0..<\(shape.sizes.count) once", got: "\(axes)",
        remedy: "Count axes from 0, without that of the batch", place: nil, inputs: [self])
    }
    guard shape.count <= Int(Int32.max) else { return tooLargeToPermute }
    // Each axis in turn is taken out and put to the front of those that are not in place yet.
    var current = axes.indices.map { $0 }
    var symbol = self
    for (position, axis) in axes.enumerated() {
      guard let place = current.firstIndex(of: axis), place != position else { continue }
      symbol = symbol.movedForward(axis: place, to: position)
      current.insert(current.remove(at: place), at: position)
    }
    return symbol
  }

  private var tooLargeToPermute: Symbol {
    .poisoned(
      .tooLarge, "a sample has too many values to reorder its axes", expected: "at most \(Int32.max)",
      got: "\(shape.count)", remedy: "Use smaller axes", place: nil, inputs: [self], shape: nil)
  }

  /// One axis before those that lie between it and `position`.
  private func movedForward(axis: Int, to position: Int) -> Symbol {
    var sizes = shape.sizes
    let swap = AxisSwap(
      outer: sizes[..<position].reduce(1, *), first: sizes[position..<axis].reduce(1, *), second: sizes[axis],
      inner: sizes[(axis + 1)...].reduce(1, *))
    sizes.insert(sizes.remove(at: axis), at: position)
    let keepsRows = axis < shape.sizes.count - 1
    return .make(
      .axisSwap(swap), [self], shape: Shape(sizes),
      range: ValueRange(range.interval, sumsToOne: keepsRows && range.sumsToOne, isInteger: range.isInteger))
  }

  /// `axes` counted from the front; nil when there is no such axis.
  func position(ofAxis axis: Int) -> Int? {
    let position = axis < 0 ? axis + shape.sizes.count : axis
    return shape.sizes.indices.contains(position) ? position : nil
  }
}
