/// The shape of one sample; the batch axis is implied. Written `5`, `[8, 8]` or `[n]`.
///
/// The empty shape `[]` is a single number.
public struct Shape: Sendable, Hashable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
  CustomStringConvertible
{
  public var sizes: [Int]

  public init(_ sizes: [Int]) { self.sizes = sizes }
  public init(integerLiteral value: Int) { sizes = [value] }
  public init(arrayLiteral elements: Int...) { sizes = elements }

  /// The number of values in a sample. A shape whose sizes are negative or overflow counts as 0;
  /// such shapes are refused where they are used.
  public var count: Int { checkedCount ?? 0 }

  public var description: String { "[" + sizes.map(String.init).joined(separator: ", ") + "]" }

  /// The number of values, or nil when a size is below 1 or the product overflows.
  var checkedCount: Int? {
    var product = 1
    for size in sizes {
      guard size >= 1 else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard !overflow else { return nil }
      product = next
    }
    return product
  }

  /// The size of the last axis; 1 for a single number.
  var last: Int { sizes.last ?? 1 }

  /// `[]` and `[1]`: one number per sample either way.
  var isScalarLike: Bool { sizes.allSatisfy { $0 == 1 } && sizes.count <= 1 }
}

extension Shape: Codable {
  /// As its sizes: `[8, 8]`.
  public init(from decoder: any Decoder) throws { sizes = try decoder.singleValueContainer().decode([Int].self) }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(sizes)
  }
}
