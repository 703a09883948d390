import Swiftlet

/// Tables as text, for the program to read.
enum Tables {
  /// Two columns and three classes in well separated stripes.
  static let stripes = table(header: "a,b,kind") { a, b in
    "\(a),\(b)," + (a + b < 7 ? "low" : a + b < 13 ? "middle" : "high")
  }

  /// Four columns, of which the last two say nothing, and two classes written as whole numbers.
  static let wide = table(header: "a,b,c,d,label") { a, b in
    "\(a),\(b),\((a * 7 + b) % 3),\((b * 5) % 4),\(a > b ? 1 : 0)"
  }

  /// A number with a point to predict, far from zero.
  static let plane = table(header: "a,b,price") { a, b in "\(a),\(b),\(1000 + 3 * a - 2 * b).5" }

  private static func table(header: String, row: (Int, Int) -> String) -> String {
    let rows = (0..<100).map { row($0 / 10, $0 % 10) }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }
}
