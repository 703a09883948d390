/// What a model is to answer, and what the numbers are.
@nonexhaustive public enum Targets: Sendable {
  /// Numbers to predict: one row of any shape per sample.
  case values(Tensor)
  /// One row per sample: a single 1 in the column of its class, 0 elsewhere.
  case oneHot(Tensor, names: [String]? = nil)
  /// One class index per sample, counted from 0. Without names the classes are called "0", "1", ...
  case classes([Int], names: [String]? = nil)
  /// -1 or +1 per sample, for hinge losses. The classes are called "-1" and "+1", in this order.
  case signs([Int])
}

/// How the labels of a two-class data set are written.
public enum BinaryLabels: Sendable {
  /// Class indices 0 and 1.
  case zeroOne
  /// Two columns, a single 1 per row.
  case oneHot
  /// -1 and +1.
  case signs
}

/// A tensor and the input or target of the model that it belongs to.
struct NamedTensor: Sendable {
  let name: String
  let tensor: Tensor
}

/// Targets and the output of the model that they belong to.
struct NamedTarget: Sendable {
  let name: String
  let targets: Targets
}

extension Targets {
  /// The number of samples.
  var count: Int {
    switch self {
    case .values(let tensor), .oneHot(let tensor, _): tensor.rows
    case .classes(let labels, _), .signs(let labels): labels.count
    }
  }

  /// The names of the classes; empty for numbers.
  var classNames: [String] {
    switch self {
    case .values: []
    case .oneHot(let tensor, let names): names ?? Targets.defaultNames(tensor.shape.count)
    case .classes(let labels, let names): names ?? Targets.defaultNames((labels.max() ?? -1) + 1)
    case .signs: ["-1", "+1"]
    }
  }

  /// The class of each sample as an index into `classNames`; nil for numbers.
  package var classIndices: [Int]? {
    switch self {
    case .values: nil
    case .classes(let labels, _): labels
    case .signs(let labels): labels.map { $0 > 0 ? 1 : 0 }
    case .oneHot(let tensor, _):
      (0..<tensor.rows).map { row in
        let width = tensor.shape.count
        return tensor.values[row * width..<(row + 1) * width].firstIndex { $0 > 0.5 }.map { $0 - row * width } ?? 0
      }
    }
  }

  /// The numbers as a batch carries them: class indices and signs as one number per row (shape `[1]`).
  var tensor: Tensor {
    switch self {
    case .values(let tensor), .oneHot(let tensor, _): tensor
    case .classes(let labels, _), .signs(let labels): Tensor(column: labels.map(Float.init))
    }
  }

  /// The samples at `indices`, in that order; class names stay as they are.
  func gathered(_ indices: [Int]) -> Targets {
    switch self {
    case .values(let tensor): .values(tensor.gathered(indices))
    case .oneHot(let tensor, let names): .oneHot(tensor.gathered(indices), names: names)
    case .classes(let labels, let names): .classes(indices.map { labels[$0] }, names: names)
    case .signs(let labels): .signs(indices.map { labels[$0] })
    }
  }

  /// The same with its names written out, so that a part without the last class still knows it.
  func named() -> Targets {
    switch self {
    case .values, .signs: self
    case .oneHot(let tensor, _): .oneHot(tensor, names: classNames)
    case .classes(let labels, _): .classes(labels, names: classNames)
    }
  }

  /// The same kind of targets with other class indices.
  func renumbered(_ labels: [Int], names: [String]) -> Targets {
    if case .oneHot = self { return .oneHot(Tensor(oneHot: labels, classes: names.count), names: names) }
    return .classes(labels, names: names)
  }

  static func defaultNames(_ count: Int) -> [String] { (0..<max(count, 0)).map(String.init) }
}
