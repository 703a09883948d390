#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }

/// Says how a training is going, on standard error: a bar on a terminal, one line per epoch elsewhere.
///
/// The training loop compares one integer per step; the clock is read only when it matches.
struct Progress {
  enum Style { case silent, bar, lines }
  let style: Style
  let epochs: Int
  /// nil when it is not known.
  let steps: Int?
  private var epochStart = ContinuousClock.now
  private var lastDrawing = ContinuousClock.now
  /// The step at which `tick` is to be called next.
  private(set) var nextStep = 1
  /// Steps of the epoch that were done before.
  private var firstStep = 0

  private let write: (String) -> Void

  /// - Parameter write: Where the text goes; standard error but for tests.
  init(
    _ verbosity: Verbosity, epochs: Int, steps: Int?, write: @escaping (String) -> Void = Progress.writeToStandardError
  ) {
    self.write = write
    self.epochs = epochs
    self.steps = steps
    style =
      switch verbosity {
      case .silent: .silent
      case .bar: .bar
      case .lines: .lines
      case .automatic: isatty(STDERR_FILENO) != 0 ? .bar : .lines
      }
  }

  /// - Parameter batches: Those that an earlier fit has done.
  mutating func beginEpoch(_ epoch: Int, after batches: Int = 0) {
    epochStart = .now
    firstStep = batches
    nextStep = batches + 1
    if style == .bar { write("Epoch \(epoch)/\(epochs)\n") }
  }

  /// For how many seconds nobody looks at the clock. Tests that count what an epoch asks for set it, so that how often
  /// somebody looks does not depend on the machine.
  @TaskLocal static var pause = 0.05

  /// Draws the bar if it is time, and decides when to look again.
  ///
  /// - Parameter values: What has been measured so far, asked for only when it is drawn.
  mutating func tick(step: Int, values: () -> [(String, Double)]) {
    let elapsed = seconds(since: epochStart)
    let perStep = max(elapsed / Double(max(step - firstStep, 1)), 1e-9)
    nextStep = step + max(1, min(Int(Self.pause / perStep), 10_000_000))
    guard style == .bar, seconds(since: lastDrawing) > 0.08 else { return }
    lastDrawing = .now
    let total = steps.map { "/\($0)" } ?? ""
    write("\r\(step)\(total) \(bar(step)) \(duration(perStep))/step - \(scores(values()))\u{1B}[K")
  }

  /// One line for the epoch, with everything that was measured.
  mutating func endEpoch(_ epoch: Int, steps: Int, values: [(String, Double)]) -> Double {
    let elapsed = seconds(since: epochStart)
    guard style != .silent else { return elapsed }
    let scores = scores(values)
    if style == .lines {
      write("Epoch \(epoch)/\(epochs) - \(duration(elapsed)) - \(scores)\n")
    } else {
      let perStep = duration(elapsed / Double(max(steps - firstStep, 1)))
      write(
        "\r\(steps)/\(steps) \(bar(self.steps ?? steps)) \(duration(elapsed)) \(perStep)/step - \(scores)\u{1B}[K\n")
    }
    return elapsed
  }

  // MARK: - Words

  /// `loss: 0.4321 - accuracy: 0.8750`.
  private func scores(_ values: [(String, Double)]) -> String {
    values.map { "\($0.0): \(number($0.1))" }.joined(separator: " - ")
  }

  private func bar(_ step: Int) -> String {
    guard let steps, steps > 0 else { return "" }
    let filled = min(30 * step / steps, 30)
    return String(repeating: "━", count: filled) + String(repeating: "╌", count: 30 - filled)
  }

  private func seconds(since start: ContinuousClock.Instant) -> Double {
    let (whole, fraction) = (ContinuousClock.now - start).components
    return Double(whole) + Double(fraction) * 1e-18
  }

  /// `12 ms`, `3.4 s`.
  private func duration(_ seconds: Double) -> String {
    switch seconds {
    case 10...: "\(Int(min(seconds, 1e9).rounded())) s"
    case 1...: "\(decimals(seconds, 1)) s"
    case 1e-3...: "\(Int((seconds * 1e3).rounded())) ms"
    default: "\(Int((max(seconds, 0) * 1e6).rounded())) µs"
    }
  }

  /// Four decimals, or an exponent for what they would hide.
  private func number(_ value: Double) -> String {
    guard value.isFinite, value == 0 || (abs(value) >= 1e-3 && abs(value) < 1e9) else { return shortExponent(value) }
    return decimals(value, 4)
  }

  private func shortExponent(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return value.isNaN ? "nan" : "\(value)" }
    var exponent = Int(log10(abs(value)).rounded(.down))
    var mantissa = (value / power(10, Double(exponent)) * 1000).rounded() / 1000
    if abs(mantissa) >= 10 { (mantissa, exponent) = (mantissa / 10, exponent + 1) }
    return "\(decimals(mantissa, 3))e\(exponent)"
  }

  private func decimals(_ value: Double, _ places: Int) -> String {
    let scale = power(10, Double(places))
    let scaled = (abs(value) * scale).rounded()
    let (whole, rest) = (Int(scaled / scale), Int(scaled.truncatingRemainder(dividingBy: scale)))
    let digits = String(rest)
    return (value < 0 ? "-" : "") + "\(whole)." + String(repeating: "0", count: places - digits.count) + digits
  }

  /// One write per line, so that lines of several trainings do not mix. A closed stderr is no reason to stop.
  static func writeToStandardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = systemWrite(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
