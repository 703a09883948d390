/// The frequencies that are tried: middles of cells of a lattice over half of the space, because w and -w are the
/// same wave. A cell is π wide in each direction, half of what a wave's score is wide, so that no wave is overlooked.
///
///     w₁ ↑ ┌────┬────┐  cells
///        │ │ 16 │    │  The first frequency is at least 0; a lattice twice as wide has four times the
///        │ ├────┤ 32 │  cells in two dimensions, and only those of the shell around it are new.
///        │ │ 16 │    │
///        └─┴────┴────┴──→ w₀
///
/// **Units** radians across the span of a column: 2π times the number of periods that fit in.
struct WaveLattice: Sendable, Hashable {
  static let step = Double.pi
  /// Cells on the positive half of an axis.
  let cells: Int
  /// Along other axes frequencies are 0.
  let isActive: [Bool]

  /// - Parameter range: Rounded up to whole cells; one at least, whatever it is.
  init(range: Double, isActive: [Bool]) {
    cells = range > Self.step ? Int((min(range, 1e9) / Self.step - 1e-9).rounded(.up)) : 1
    self.isActive = isActive
  }

  init(cells: Int, isActive: [Bool]) {
    self.cells = cells
    self.isActive = isActive
  }

  var range: Double { Double(cells) * Self.step }

  /// How many candidates it has, capped at Int.max.
  var count: Int {
    let axes = isActive.filter { $0 }.count
    guard axes > 0 else { return 0 }
    return (1..<axes).reduce(cells) { product, _ in
      let (next, overflow) = product.multipliedReportingOverflow(by: 2 * cells)
      return overflow ? Int.max : next
    }
  }

  /// The largest lattice of at most so many candidates, for so many axes.
  static func cells(candidates: Int, axes: Int) -> Int {
    var cells = 1
    while WaveLattice(cells: cells + 1, isActive: [Bool](repeating: true, count: axes)).count <= candidates {
      cells += max(cells / 16, 1)
    }
    while cells > 1, WaveLattice(cells: cells, isActive: [Bool](repeating: true, count: axes)).count > candidates {
      cells -= 1
    }
    return cells
  }

  /// Sizes of its axes; an axis that is not active has one place.
  var sizes: [Int] {
    let first = isActive.firstIndex(of: true)
    return isActive.indices.map { $0 == first ? cells : isActive[$0] ? 2 * cells : 1 }
  }

  /// The frequency of the middle of a cell along an axis.
  func frequency(axis: Int, place: Int) -> Double {
    guard isActive[axis] else { return 0 }
    let offset = axis == isActive.firstIndex(of: true) ? 0 : cells
    return (Double(place - offset) + 0.5) * Self.step
  }

  /// The candidates outside of a smaller lattice, row-major.
  ///
  /// - Returns: Frequencies `[dims][count]`, and the place of each in this lattice.
  func shell(around inner: WaveLattice?) -> (candidates: [Float], places: [Int]) {
    let sizes = sizes
    var columns = [[Float]](repeating: [], count: sizes.count)
    var places: [Int] = []
    let total = count
    places.reserveCapacity(total)
    for axis in columns.indices { columns[axis].reserveCapacity(total) }
    let axes = sizes.indices.map { axis in
      (0..<sizes[axis]).map { place in
        (value: Float(frequency(axis: axis, place: place)), isInside: inner?.contains(axis, place, of: self) ?? false)
      }
    }
    var digits = [Int](repeating: 0, count: sizes.count)
    for place in 0..<total {
      if !digits.indices.allSatisfy({ axes[$0][digits[$0]].isInside }) {
        places.append(place)
        for axis in digits.indices { columns[axis].append(axes[axis][digits[axis]].value) }
      }
      Self.advance(&digits, sizes)
    }
    return (columns.flatMap { $0 }, places)
  }

  /// The places of this lattice in a larger one.
  func places(_ own: [Int], in larger: WaveLattice) -> [Int] {
    let (sizes, largerSizes) = (sizes, larger.sizes)
    let first = isActive.firstIndex(of: true)
    let offsets = sizes.indices.map { $0 == first || !isActive[$0] ? 0 : larger.cells - cells }
    return own.map { place in
      var (rest, moved, stride) = (place, 0, 1)
      for axis in sizes.indices.reversed() {
        moved += (rest % sizes[axis] + offsets[axis]) * stride
        rest /= sizes[axis]
        stride *= largerSizes[axis]
      }
      return moved
    }
  }

  private static func advance(_ digits: inout [Int], _ sizes: [Int]) {
    for axis in digits.indices.reversed() {
      digits[axis] += 1
      if digits[axis] < sizes[axis] { return }
      digits[axis] = 0
    }
  }

  /// Whether a place along an axis of a larger lattice lies within this one.
  private func contains(_ axis: Int, _ place: Int, of larger: WaveLattice) -> Bool {
    abs(larger.frequency(axis: axis, place: place)) < range
  }
}
