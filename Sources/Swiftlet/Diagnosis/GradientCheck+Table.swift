extension GradientCheck: CustomStringConvertible {
  /// A table with a row per array, then the verdict.
  public var description: String {
    var rows = [["array", "compared", "at kinks", "largest gradient", "error", ""]]
    for part in parts {
      rows.append([
        part.name, "\(part.compared)", "\(part.skipped)", Self.words(part.largest), Self.words(part.error),
        part.isFrozen ? "frozen" : part.compared == 0 ? "not compared" : part.passed ? "agrees" : "WRONG",
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 || column == 5 ? cell + padding : padding + cell
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
    return (lines + [verdict]).joined(separator: "\n")
  }

  /// In one sentence.
  private var verdict: String {
    let wrong = parts.filter { !$0.passed }
    if entries.isEmpty { return "failed: there was nothing to compare" }
    guard let first = wrong.first, let worst = first.worst else {
      return "passed: \(entries.count) gradients agree within \(Self.tolerance) of the largest of their array"
    }
    return
      "failed: \(wrong.map(\.name).joined(separator: ", ")); \(worst.name) is \(Self.words(worst.computed)) and should "
      + "be \(Self.words(worst.numerical))"
  }

  /// With three digits: `0.0123`, `1.23e-07`.
  static func words(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value == 0 ? "0" : "\(value)" }
    var exponent = 0
    var digits = abs(value)
    while digits >= 10 { (digits, exponent) = (digits / 10, exponent + 1) }
    while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    digits = (digits * 100).rounded() / 100
    if digits >= 10 { (digits, exponent) = (1, exponent + 1) }
    let sign = value < 0 ? "-" : ""
    guard exponent < -3 || exponent > 5 else {
      let unit = power(10, Double(exponent - 2))
      let rounded =
        exponent > 2 ? abs(value).rounded() : (abs(value) / unit).rounded() / power(10, Double(2 - exponent))
      return sign + "\(rounded)"
    }
    return sign + "\(digits)e\(exponent)"
  }
}
