/// Builds a table of numbers and a target from cells: the first row names the columns.
struct TableBuilder: CSVSink {
  /// What a table is wanted for.
  struct Request {
    let file: String
    let target: String
    var ignoring: [String] = []
    var kind = Dataset.TargetKind.automatic
    var missing = Missing.refuse
  }

  private enum Role { case input, target, ignored }

  /// A table can be wrong in every cell; nobody reads more than this.
  private static let mostFaults = 20

  private let request: Request
  private(set) var names: [String] = []
  private var roles: [Role] = []
  private var isHeader = true
  /// The inputs, row by row.
  private var values: [Float] = []
  private var width = 0
  private var target: TargetColumn
  /// Complete rows, and those left out.
  private var rows = 0
  private var dropped = 0
  private var rowFaults: [Finding] = []
  private var rowHasGap = false
  /// Per column: how many cells are missing, and the line of the first.
  private var gaps: [Int: (count: Int, line: Int)] = [:]

  init(_ request: Request) {
    self.request = request
    target = TargetColumn(request.kind)
  }

  func columnName(_ index: Int) -> String {
    index < names.count && !isHeader ? CellText.escaped(names[index]) : "\(index + 1)"
  }

  private func place(_ line: Int, _ column: Int? = nil) -> Finding.Place {
    Finding.Place(file: CellText.escaped(request.file), line: line, column: column.map(columnName))
  }

  mutating func cell(_ cell: CSVCell) throws(SwiftletError) {
    guard !isHeader else { return try headerCell(cell) }
    guard cell.column < roles.count, rowFaults.count < TableBuilder.mostFaults else { return }
    switch roles[cell.column] {
    case .ignored: break
    case .input: inputCell(cell)
    case .target: targetCell(cell)
    }
  }

  mutating func endRow(cells: Int, line: Int) throws(SwiftletError) {
    guard !isHeader else { return try endHeader(line) }
    guard cells == names.count else {
      throw SwiftletError(.data, TableFaults.raggedRow(expected: names.count, got: cells, place(line)))
    }
    guard rowFaults.isEmpty else { throw SwiftletError(.data, rowFaults) }
    if rowHasGap, case .dropRow = request.missing {
      values.removeLast(values.count - rows * width)
      target.truncate(to: rows)
      dropped += 1
    } else {
      rows += 1
    }
    rowHasGap = false
    if values.count > SizeLimit.mostFloats, let fault = SizeLimit.fault(rows: rows, width: width) {
      throw SwiftletError(.data, fault)
    }
  }

  // MARK: - The header

  private mutating func headerCell(_ cell: CSVCell) throws(SwiftletError) {
    guard let name = String(validating: cell.bytes, as: UTF8.self) else {
      throw CSVFaults.notUTF8(place(cell.line, cell.column), text: cell.bytes)
    }
    names.append(name)
  }

  private mutating func endHeader(_ line: Int) throws(SwiftletError) {
    let ignored = Set(request.ignoring)
    var faults: [Finding] = []
    var seen: [String: Int] = [:]
    for (index, name) in names.enumerated() {
      if name.isEmpty, !ignored.contains("") { faults.append(TableFaults.unnamedColumn(index, place(line))) }
      if let first = seen.updateValue(index, forKey: name), !name.isEmpty {
        faults.append(TableFaults.duplicateColumn(name, first, index, place(line)))
      }
    }
    for name in [request.target] + request.ignoring where seen[name] == nil {
      faults.append(Spelling.unknownColumn(name, among: names, place: place(line)))
    }
    if ignored.contains(request.target) { faults.append(TableFaults.ignoredTarget(request.target, place(line))) }
    roles = names.map { $0 == request.target ? .target : ignored.contains($0) ? .ignored : .input }
    width = roles.count { $0 == .input }
    if faults.isEmpty, width == 0 { faults.append(TableFaults.noInputs(place(line), ignored: request.ignoring)) }
    guard faults.isEmpty else { throw SwiftletError(.data, Array(faults.prefix(TableBuilder.mostFaults))) }
    isHeader = false
  }

  // MARK: - The rows

  private mutating func inputCell(_ cell: CSVCell) {
    switch NumberText.parse(cell.bytes) {
    case .number(let value, _): values.append(value)
    case .missing: gap(cell)
    case .notFinite where isDroppableNaN(cell): gap(cell)
    case .notFinite: rowFaults.append(TableFaults.notFinite(cell, place(cell.line, cell.column)))
    case .text:
      rowFaults.append(
        TableFaults.textInput(
          cell, column: names[cell.column], isFirstRow: rows + dropped == 0, place(cell.line, cell.column)))
    }
  }

  private mutating func targetCell(_ cell: CSVCell) {
    let number = NumberText.parse(cell.bytes)
    switch number {
    // In quotes, NA or ? can be the name of a class; nothing at all cannot.
    case .missing where !cell.isQuoted || cell.bytes.isEmpty || request.kind == .regression: return gap(cell)
    case .notFinite where request.kind != .classification && !cell.isQuoted:
      if isDroppableNaN(cell) { return gap(cell) }
      rowFaults.append(TableFaults.notFinite(cell, place(cell.line, cell.column)))
      return
    default: break
    }
    if let refusal = target.append(cell, as: number) {
      rowFaults += TableFaults.target(refusal, cell, place(cell.line, cell.column))
    }
  }

  /// Notes a missing cell. The row keeps its width until it is known whether it stays.
  private mutating func gap(_ cell: CSVCell) {
    rowHasGap = true
    gaps[cell.column] = (count: (gaps[cell.column]?.count ?? 0) + 1, line: gaps[cell.column]?.line ?? cell.line)
    if roles[cell.column] == .input { values.append(.nan) }
  }

  /// Where rows with gaps are left out, the word NaN is a gap too.
  private func isDroppableNaN(_ cell: CSVCell) -> Bool {
    guard case .dropRow = request.missing else { return false }
    return cell.bytes.contains { $0 | 0x20 == UInt8(ascii: "a") }
  }

  // MARK: - The result

  /// The data set; throws what only the end of the file shows.
  func finish() throws(SwiftletError) -> Dataset {
    guard !names.isEmpty else { throw SwiftletError(.data, TableFaults.emptyFile(place(0))) }
    guard rows + dropped > 0 else { throw SwiftletError(.data, TableFaults.headerOnly(place(0))) }
    if case .refuse = request.missing, !gaps.isEmpty {
      throw SwiftletError(
        .data,
        gaps.sorted { $0.key < $1.key }.prefix(TableBuilder.mostFaults).map { column, gap in
          TableFaults.missing(gap.count, place(gap.line, column))
        })
    }
    guard rows > 0 else { throw SwiftletError(.data, TableFaults.allDropped(place(0), rows: dropped)) }
    let (targets, reason, remedy) = target.finish()
    return try Dataset(
      validating: [
        NamedTensor(name: "inputs", tensor: Tensor(unchecked: values, rows: rows, shape: Shape([width])))
      ],
      [NamedTarget(name: request.target, targets: targets)],
      columnNames: zip(names, roles).filter { $0.1 == .input }.map(\.0),
      notes: notes(targets, reason: reason, remedy: remedy))
  }

  private func notes(_ targets: Targets, reason: String, remedy: String) -> [Finding] {
    var notes: [Finding] = []
    let column = names.firstIndex(of: request.target)
    if request.kind == .automatic {
      let classes = targets.classNames
      let shown = classes.prefix(10).joined(separator: ", ") + (classes.count > 10 ? ", ..." : "")
      let choice = classes.isEmpty ? "a number to predict" : "\(classes.count) classes (\(shown))"
      notes.append(
        Finding(
          .targetKind, "the target was taken as \(choice), because \(reason)", severity: .note, remedy: remedy,
          place: place(0, column)))
    }
    if dropped > 0 {
      notes.append(
        Finding(
          .rowsDropped, "\(dropped) of \(rows + dropped) rows were left out, because a value is missing",
          severity: .note, remedy: "Fill in the cells to use them", place: place(0),
          evidence: [Finding.Evidence(name: "rows left out", value: Double(dropped))]))
    }
    return notes
  }
}
