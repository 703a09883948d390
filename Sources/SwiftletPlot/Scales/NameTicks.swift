/// Labels for an axis of categories.
enum NameTicks {
  /// Longer names end in "…": level ones, and slanted ones where there is little room.
  private static let longest = 24
  private static let longestCrowded = 12

  /// All names, level; slanted; slanted and cut at 12 characters; then every second, fifth, ... of these.
  static func sets(_ names: [String]) -> [TickSet] {
    let whole = set(names, longest, every: 1, slanted: false)
    let slanted = set(names, longest, every: 1, slanted: true)
    let thinned = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000].filter { $0 == 1 || $0 < names.count }
      .map { set(names, longestCrowded, every: $0, slanted: true) }
    return [whole, slanted] + thinned
  }

  private static func set(_ names: [String], _ limit: Int, every step: Int, slanted: Bool) -> TickSet {
    let ticks = stride(from: 0, to: names.count, by: step).map { i -> Tick in
      let isLong = names[i].count > limit
      return Tick(value: Double(i), label: isLong ? String(names[i].prefix(limit - 1)) + "…" : names[i])
    }
    return TickSet(major: ticks, isSlanted: slanted)
  }
}

/// Labels for an axis of seconds, in the unit that a clock would use.
enum TimeTicks {
  private struct Unit {
    let seconds: Double
    let name: String
    let steps: [Double]
  }

  private static let units = [
    Unit(seconds: 1e-9, name: "ns", steps: [1, 2, 5, 10, 20, 50, 100, 200, 500]),
    Unit(seconds: 1e-6, name: "µs", steps: [1, 2, 5, 10, 20, 50, 100, 200, 500]),
    Unit(seconds: 1e-3, name: "ms", steps: [1, 2, 5, 10, 20, 50, 100, 200, 500]),
    Unit(seconds: 1, name: "s", steps: [1, 2, 5, 10, 15, 20, 30]),
    Unit(seconds: 60, name: "min", steps: [1, 2, 5, 10, 15, 20, 30]),
    Unit(seconds: 3600, name: "h", steps: [1, 2, 3, 6, 12]),
    Unit(seconds: 86_400, name: "d", steps: [1, 2, 5, 7, 14, 30, 60, 100, 200, 500, 1000]),
  ]

  /// From the densest to the sparsest; the linear axis' labels with "s" where no clock unit fits.
  static func sets(low: Double, high: Double, wanted: Double) -> [TickSet] {
    let most = max(min(wanted, 8), 2)
    let steps = units.flatMap { unit in unit.steps.map { (step: $0, unit: unit) } }
    let sets = steps.compactMap { step, unit -> TickSet? in
      let size = step * unit.seconds
      guard (high - low) / size <= most, (high - low) / size >= 1 else { return nil }
      let from = (low / size - 1e-9).rounded(.up)
      let to = (high / size + 1e-9).rounded(.down)
      guard to >= from, to - from <= 10 else { return nil }
      let ticks = stride(from: from, through: to, by: 1).map { Tick(value: $0 * size, label: label($0 * step, unit)) }
      return TickSet(major: ticks)
    }
    let linear = (1...8).reversed().map { limit -> TickSet in
      var set = LinearTicks.find(
        low: low, high: high, wanted: min(wanted, Double(limit)), atMost: limit, isWhole: false)
      for i in set.major.indices { set.major[i].label += " s" }
      return set
    }
    return sets + linear.filter { !$0.major.isEmpty }
  }

  /// 0 s, 30 s, 1 min, 1 min 30 s: whole numbers of the next unit where they are some.
  private static func label(_ count: Double, _ unit: Unit) -> String {
    let next: (Double, String)? =
      switch unit.name {
      case "s": (60, "min")
      case "min": (60, "h")
      case "h": (24, "d")
      case "ns": (1000, "µs")
      case "µs": (1000, "ms")
      case "ms": (1000, "s")
      default: nil
      }
    if let (size, name) = next, count != 0, abs(count) >= size, (count / size) == (count / size).rounded() {
      return NumberText.fixed(count / size, decimals: 0) + " " + name
    }
    if let (size, name) = next, unit.name == "s" || unit.name == "min", abs(count) > size {
      let larger = (abs(count) / size).rounded(.down)
      let rest = abs(count) - larger * size
      let sign = count < 0 ? "−" : ""
      return
        "\(sign)\(NumberText.fixed(larger, decimals: 0)) \(name) \(NumberText.fixed(rest, decimals: 0)) \(unit.name)"
    }
    if count == 0 && unit.seconds > 1 { return "0" }
    return NumberText.fixed(count, decimals: 0) + " " + (count == 0 ? "s" : unit.name)
  }
}

/// Labels for an axis that is logarithmic on both sides of 0: 0, and powers of ten of either sign.
enum SymmetricTicks {
  static func sets(low: Double, high: Double, unit: Double) -> [TickSet] {
    let far = max(abs(low), abs(high))
    let first = whole(Libm.log10(unit).rounded()) ?? 0
    let last = whole(Libm.log10(far).rounded(.down)) ?? 0
    let powers = Array(first...max(first, last))
    // Labels crowd around 0: the smallest powers go first, then every second.
    let dense = [1, 2, 3, 5, 10, 20, 50, 100].flatMap { step in
      (0..<min(powers.count, 4)).map { dropped in
        set(powers.dropFirst(dropped).filter { (last - $0) % step == 0 }, low, high, all: powers)
      }
    }
    let linear = (2...8).reversed().map { limit in
      LinearTicks.find(low: low, high: high, wanted: Double(limit), atMost: limit, isWhole: false)
    }
    return dense.filter { $0.major.count >= 3 } + linear.filter { $0.major.count > 1 } + dense
  }

  private static func set(_ labelled: [Int], _ low: Double, _ high: Double, all: [Int]) -> TickSet {
    let positive = labelled.map { Tick(value: LogTicks.power($0), label: LogTicks.label(1, $0)) }
    let negative = positive.reversed().map { Tick(value: -$0.value, label: "−" + $0.label) }
    let ticks = negative + [Tick(value: 0, label: "0")] + positive
    let minor = all.flatMap { [LogTicks.power($0), -LogTicks.power($0)] }
    return TickSet(
      major: ticks.filter { $0.value >= low && $0.value <= high },
      minor: minor.filter { value in value >= low && value <= high && !ticks.contains { $0.value == value } })
  }
}
