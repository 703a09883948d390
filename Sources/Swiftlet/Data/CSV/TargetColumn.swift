/// Collects the target column and decides whether it holds classes or numbers.
///
/// The rule: text is classes; whole numbers written without a decimal point with at most 20 distinct values are
/// classes; everything else is a number. The outcome does not depend on the order of the rows.
struct TargetColumn {
  /// With more distinct whole numbers than this a column counts as numbers to predict.
  static let mostWholeClasses = 20

  private let kind: Dataset.TargetKind
  private(set) var rows = 0
  private var numbers: [Float] = []
  private var codes: [Int32] = []
  private var categories = CategoryTable()
  private var hasText = false
  private var hasDecimal = false
  /// The distinct whole numbers, as long as they are few.
  private var wholeNumbers: Set<Int> = []

  init(_ kind: Dataset.TargetKind) { self.kind = kind }

  /// Why a cell cannot belong to the column.
  enum Refusal { case notUTF8, tooManyClasses, notANumber, mixed }

  private var isNumeric: Bool { hasDecimal || wholeNumbers.count > TargetColumn.mostWholeClasses }

  /// Takes a cell that is not missing. Returns why not, when it cannot.
  mutating func append(_ cell: CSVCell, as number: NumberText) -> Refusal? {
    switch (kind, number) {
    case (.classification, _): return appendClass(cell)
    case (.regression, .number(let value, _)): appendNumber(value)
    case (.regression, _): return .notANumber
    case (.automatic, .number(let value, let isWhole)): return appendEither(cell, value, isWhole: isWhole)
    case (.automatic, _):
      guard !isNumeric else { return .mixed }
      hasText = true
      return appendClass(cell)
    }
    return nil
  }

  private mutating func appendNumber(_ value: Float) {
    numbers.append(value)
    rows += 1
  }

  private mutating func appendClass(_ cell: CSVCell) -> Refusal? {
    let (code, isNew) = categories.code(of: cell.bytes)
    if isNew {
      guard String(validating: cell.bytes, as: UTF8.self) != nil else { return .notUTF8 }
      guard categories.count <= DatasetChecks.mostClasses else { return .tooManyClasses }
    }
    codes.append(Int32(code))
    rows += 1
    return nil
  }

  /// Keeps both readings of a number as long as both are possible.
  private mutating func appendEither(_ cell: CSVCell, _ value: Float, isWhole: Bool) -> Refusal? {
    guard !isNumeric else {
      appendNumber(value)
      return nil
    }
    if isWhole {
      let (code, isNew) = categories.code(of: cell.bytes)
      codes.append(Int32(code))
      if isNew, let whole = TargetColumn.wholeNumber(categories.text(of: code)) { wholeNumbers.insert(whole) }
    } else {
      hasDecimal = true
    }
    if isNumeric {
      if hasText { return .mixed }
      codes = []
    }
    appendNumber(value)
    return nil
  }

  /// Forgets the rows from `count` on.
  mutating func truncate(to count: Int) {
    codes.removeLast(max(0, codes.count - count))
    numbers.removeLast(max(0, numbers.count - count))
    rows = min(rows, count)
  }

  /// The targets, and for an automatic choice its reason as a sentence and the way to override it.
  func finish() -> (targets: Targets, reason: String, remedy: String) {
    if kind == .regression || (kind == .automatic && isNumeric) {
      let reason = hasDecimal ? "not all its numbers are whole" : "it holds many whole numbers"
      return (.values(Tensor(column: numbers)), reason, "Pass task: .classification to predict classes instead")
    }
    let used = Set(codes).sorted()
    let texts = used.map { categories.text(of: Int($0)) }
    let wholes = texts.compactMap(TargetColumn.wholeNumber)
    let names = wholes.count == texts.count ? wholes.map { String($0) } : texts
    let sorted = ClassOrder.sorted(Array(Set(names)))
    let index = Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($0.element, $0.offset) })
    var classOfCode = [Int](repeating: 0, count: categories.count)
    for (code, name) in zip(used, names) { classOfCode[Int(code)] = index[name] ?? 0 }
    let labels = codes.map { classOfCode[Int($0)] }
    let isText = wholes.count != texts.count
    return (
      .classes(labels, names: sorted), isText ? "it holds text" : "it holds few whole numbers",
      isText ? "Pass task: .regression if they are numbers" : "Pass task: .regression to predict a number instead"
    )
  }

  /// "1", "01" and "+1" are the same class.
  private static func wholeNumber(_ text: String) -> Int? {
    let trimmed = text.drop { $0 == " " || $0 == "\t" }
    guard let end = trimmed.lastIndex(where: { $0 != " " && $0 != "\t" }) else { return nil }
    return Int(trimmed[...end])
  }
}
