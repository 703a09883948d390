import Foundation

/// How numbers, lists and the library's words are written for somebody at a terminal.
enum Words {
  /// Four decimals up to 1, else five significant digits: `0.9667`, `152.13`, `1.2346e+09`.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "undefined" }
    return abs(value) <= 1 ? String(format: "%.4f", value) : String(format: "%.5g", value)
  }

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  /// At most ten of them: `a, b, c and 20 more`.
  static func list(_ words: [String]) -> String {
    guard words.count > 10 else { return words.joined(separator: ", ") }
    return words.prefix(9).joined(separator: ", ") + " and \(words.count - 9) more"
  }

  /// The library speaks of its own arguments and of lines of a program; here they are options, and the program is
  /// nobody's business.
  static func forCommand(_ sentence: String) -> String {
    let options = [
      (#"task: \.(\w+)"#, "--task $1"),
      (#"missing: \.dropRow"#, "--missing drop"),
      (#"ignoring: \[("[^"]*")\]"#, "--ignore $1"),
      (#"ignoring:"#, "--ignore"),
      (#"separator: "\\t""#, "--separator tab"),
      (#"separator: ""#, "--separator \""),
      (#"Use at most (\d+) folds"#, "Use --folds $1 at most"),
      (#", or leave out stratified: true"#, ""),
      (#"; a part of sorted rows needs .*? first"#, ""),
      (#"a smaller learning rate \(now (\S+)\), or put Normalization\(\) first"#, "a --learning-rate below $1"),
      (#"Use more rows, or another share"#, "Use more rows, or another --hold-out"),
      (#"^SwiftletCommand/\w+\.swift:\d+: "#, ""),
    ]
    return options.reduce(sentence) { text, option in
      text.replacingOccurrences(of: option.0, with: option.1, options: .regularExpression)
    }
  }
}
