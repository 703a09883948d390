import Foundation

/// How numbers, lists and the library's words are written for somebody at a terminal.
enum Words {
  /// Four significant digits: `0.9667`, `152.1`, `1.234e+09`.
  static func number(_ value: Double) -> String {
    abs(value) < 1 ? String(format: "%.4f", value) : String(format: "%.5g", value)
  }

  /// At most ten of them: `a, b, c and 20 more`.
  static func list(_ words: [String]) -> String {
    guard words.count > 10 else { return words.joined(separator: ", ") }
    return words.prefix(9).joined(separator: ", ") + " and \(words.count - 9) more"
  }

  /// The library names its own arguments in what it advises; here they are options.
  static func forCommand(_ sentence: String) -> String {
    let options = [
      (#"task: \.(\w+)"#, "--task $1"),
      (#"missing: \.dropRow"#, "--missing drop"),
      (#"ignoring: \[("[^"]*")\]"#, "--ignore $1"),
      (#"ignoring:"#, "--ignore"),
      (#"separator: ""#, "--separator \""),
    ]
    return options.reduce(sentence) { text, option in
      text.replacingOccurrences(of: option.0, with: option.1, options: .regularExpression)
    }
  }
}
