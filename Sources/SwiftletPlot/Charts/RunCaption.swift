/// The line under a title that says how a model was trained, from the settings of its run.
enum RunCaption {
  /// `2-16-3, relu · adam 0.05 · batch 100 · 30 epochs · seed 1 · 2,000 rows · validated on 500`
  static func text(_ settings: [String: String]) -> String {
    var parts: [String] = []
    if let network = settings["network"] { parts.append(network) }
    if let rule = settings["rule"] {
      let rate = [rule, settings["learning_rate"]].compactMap { $0 }.joined(separator: " ")
      parts.append([rate, settings["schedule"]].compactMap { $0 }.joined(separator: ", "))
    }
    if let batch = settings["batch_size"] { parts.append("batch \(batch)") }
    if let steps = settings["steps_per_epoch"] { parts.append("\(steps) steps per epoch") }
    if let epochs = settings["epochs"] { parts.append(epochs == "1" ? "1 epoch" : "\(epochs) epochs") }
    if let seed = settings["seed"] { parts.append("seed \(seed)") }
    if let rows = count("rows", of: settings) { parts.append("\(rows) rows") }
    if let rows = count("validation_rows", of: settings) { parts.append("validated on \(rows)") }
    return parts.joined(separator: " · ")
  }

  private static func count(_ key: String, of settings: [String: String]) -> String? {
    settings[key].flatMap { Int($0) }.map(NumberText.count)
  }
}
