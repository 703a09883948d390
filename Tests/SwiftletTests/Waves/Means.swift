@testable import Swiftlet

extension Dataset {
  /// Amounts that are easy to learn: the mean of two numbers.
  static func means(rows: Int, seed: UInt64) -> Dataset {
    let points = Tensor.uniform(rows: rows, shape: [2], seed: seed)
    let means = (0..<rows).map { row -> Float in
      let pair = points[row: row]
      return (pair[0] + pair[1]) / 2
    }
    return Dataset(
      inputParts: [NamedTensor(name: "inputs", tensor: points)],
      targetParts: [NamedTarget(name: "targets", targets: .values(Tensor(column: means)))], columnNames: ["x0", "x1"])
  }
}
