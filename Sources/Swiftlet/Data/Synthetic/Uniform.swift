extension Dataset {
  /// Points with coordinates uniform on [0, 1) and a target computed from each point in Double.
  ///
  /// - Parameters:
  ///   - label: The class of a point whose coordinates it is given.
  ///   - targets: How the labels of all rows are written.
  /// - Returns: Data whose columns are called `x0`, `x1`, ...; with a fault instead of rows when a size cannot be.
  static func uniform(
    rows: Int, features: Int, seed: UInt64, faults: [Finding] = [],
    label: (_ point: Slice<UnsafeBufferPointer<Float>>) -> Int, targets: (_ labels: [Int]) -> Targets
  ) -> Dataset {
    if let fault = faults.first ?? sizeFault(rows: rows, features: features) {
      return Dataset(fault: fault, targets: targets([]))
    }
    var random = RandomStream(.data, seed: seed)
    // 24 bits: exact in float32 and never rounded up to 1.
    let values = (0..<rows * features).map { _ in Float(random.next() >> 40) * 0x1p-24 }
    let labels = values.withUnsafeBufferPointer { all in
      (0..<rows).map { row in label(all[row * features..<(row + 1) * features]) }
    }
    return Dataset(
      inputParts: [
        NamedTensor(name: "inputs", tensor: Tensor(unchecked: values, rows: rows, shape: Shape([features])))
      ],
      targetParts: [NamedTarget(name: "targets", targets: targets(labels))],
      columnNames: (0..<features).map { "x\($0)" })
  }

  private static func sizeFault(rows: Int, features: Int) -> Finding? {
    guard rows >= 1, features >= 1 else {
      return Finding(
        .badArgument, "made-up data need at least one row and one feature", expected: "1 or more of each",
        got: "\(rows) rows, \(features) features", remedy: "Give sizes of 1 or more")
    }
    return SizeLimit.fault(rows: rows, width: features)
  }
}
