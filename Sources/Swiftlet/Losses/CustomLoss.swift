/// A loss that a person wrote as a closure over symbols.
final class CustomLoss: Sendable {
  let name: String
  let body: @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
  let place: Finding.Place

  init(
    _ name: String, _ place: Finding.Place,
    _ body: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
  ) {
    self.name = name
    self.place = place
    self.body = body
  }
}

extension Loss {
  /// A loss of your own: a closure over the symbols of target and output, differentiated like a layer.
  ///
  ///     .custom(name: "quantile") { target, prediction in
  ///       let e = target - prediction
  ///       return (0.9 * e).maximum(-0.1 * e).mean()
  ///     }
  ///
  /// **Shapes** Target and prediction have the shape of the output, per sample; the mean over what the
  /// closure returns is the loss of the sample. Samples are weighted and averaged as for every loss.
  /// Targets come as numbers; classes as one-hot rows when the model has one output per class.
  ///
  /// It may use other symbols of the model, but no weights of its own. A model saved with it is loaded
  /// without it. Two custom losses are equal when they are the same.
  public static func custom(
    name: String, file: String = #fileID, line: Int = #line,
    _ loss: @escaping @Sendable (_ target: Symbol, _ prediction: Symbol) -> Symbol
  ) -> Loss {
    Loss(.custom(CustomLoss(name, Finding.Place(file: file, line: line), loss)))
  }
}

extension CustomLoss: Hashable {
  static func == (a: CustomLoss, b: CustomLoss) -> Bool { a === b }
  func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A closure cannot be saved: what is read back is a name that nothing stands for.
extension CustomLoss: Codable {
  convenience init(from decoder: any Decoder) throws {
    let name = try decoder.singleValueContainer().decode(String.self)
    throw DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: decoder.codingPath, debugDescription: "the loss \"\(name)\" is a closure, which no file holds"))
  }

  func encode(to encoder: any Encoder) throws {
    throw EncodingError.invalidValue(
      name,
      EncodingError.Context(
        codingPath: encoder.codingPath, debugDescription: "the loss \"\(name)\" is a closure, which no file holds"))
  }
}
