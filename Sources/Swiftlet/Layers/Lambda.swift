/// A formula as a layer: an ordinary closure over symbols, so it is differentiated, fused and checked
/// like everything else.
///
///     Lambda { x in (x[0] + x[1]) / 2 }
public struct Lambda: Layer {
  let body: (Symbol) -> Symbol
  let place: Finding.Place

  public init(_ body: @escaping (Symbol) -> Symbol, file: String = #fileID, line: Int = #line) {
    self.body = body
    place = Finding.Place(file: file, line: line)
  }

  public func forward(_ x: Symbol) -> Symbol { body(x) }
}

extension Lambda: DescribedLayer {
  var describedKind: String { "Lambda" }
  var describedName: String? { nil }
  var describedPlace: Finding.Place? { place }
}
