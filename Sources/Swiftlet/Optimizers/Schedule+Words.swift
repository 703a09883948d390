extension Schedule {
  /// The first thing that is wrong with its numbers.
  var fault: Finding? {
    func bad(_ expected: String, _ got: String, _ remedy: String) -> Finding {
      Finding(
        .badArgument, "the \(name) schedule cannot be used", expected: expected, got: got, remedy: remedy)
    }
    let length = "Give the number of updates of the run: epochs × batches per epoch"
    let factors = "Factors multiply the learning rate: give finite numbers of at least 0"
    let longest = Self.longest
    switch self {
    case .constant: return nil
    case .step(let n, let factor), .exponential(let factor, let n, _):
      return isCount(n) && factor.isFactor && factor > 0
        ? nil : bad("at least one step and a factor above 0", "every \(n), factor \(factor)", factors)
    case .multistep(let milestones, let factor):
      return milestones.allSatisfy(isCount) && factor.isFactor
        ? nil : bad("milestones of 1 or more and a finite factor", "\(milestones), factor \(factor)", factors)
    case .piecewise(let pieces):
      let isGood = pieces.allSatisfy { $0.key >= 0 && $0.key <= longest && $0.value.isFactor } && !pieces.isEmpty
      return isGood ? nil : bad("updates of 0 or more, each with a finite factor", pieceWords(pieces), factors)
    case .inverseTime(let rate, let n, _):
      return isCount(n) && rate.isFactor
        ? nil : bad("at least one step and a finite rate of at least 0", "rate \(rate), every \(n)", factors)
    case .polynomial(let n, let end, let exponent, _):
      return isCount(n) && end.isFactor && exponent > 0 && exponent.isFinite
        ? nil
        : bad(
          "at least one step, a finite end and a power above 0", "steps \(n), end \(end), power \(exponent)", length)
    case .linear(let from, let to, let n):
      return isCount(n) && from.isFactor && to.isFactor
        ? nil : bad("at least one step and finite factors", "from \(from), to \(to), steps \(n)", length)
    case .cosine(let n, let end, _):
      return isCount(n) && end.isFactor
        ? nil : bad("at least one step and a finite end", "steps \(n), end \(end)", length)
    case .cosineRestarts(let n, let stretch, let shrink, let end):
      return isCount(n) && stretch >= 1 && stretch.isFinite && shrink.isFactor && end.isFactor
        ? nil
        : bad(
          "at least one step, a stretch of at least 1, a finite shrink and end",
          "steps \(n), stretch \(stretch), shrink \(shrink), end \(end)", length)
    case .oneCycle(let n, let shape):
      return isCount(n) && shape.isGood
        ? nil
        : bad(
          "at least one step, a rise between 0 and 1 (1/2 with three phases), divisors above 0, momenta from 0 to "
            + "below 1", "steps \(n), \(shape.words)", length)
    case .cyclic(let from, let up, let down, let peaks):
      return isCount(up) && isCount(down ?? 1) && from.isFactor && peaks.isGood
        ? nil
        : bad(
          "at least one step up and down, a finite start, a rate from 0 to 1",
          "from \(from), up \(up), down \(down ?? up), \(peaks.words)", length)
    case .warmUp(let n, let from, let then):
      return isCount(n) && from.isFactor
        ? then.fault : bad("at least one step and a finite start", "steps \(n), from \(from)", length)
    }
  }

  /// Where Double still counts one by one, with room for sums.
  private static let longest = 1 << 50
  private func isCount(_ steps: Int) -> Bool { steps >= 1 && steps <= Self.longest }

  /// For captions; `description` has the numbers.
  var name: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .multistep: "multistep"
    case .piecewise: "piecewise"
    case .exponential: "exponential"
    case .inverseTime: "inverse time"
    case .polynomial: "polynomial"
    case .linear: "linear"
    case .cosine: "cosine"
    case .cosineRestarts: "cosine with restarts"
    case .oneCycle: "one-cycle"
    case .cyclic: "cyclic"
    case .warmUp(_, _, let then): "warm-up, \(then.name)"
    }
  }

  var description: String {
    switch self {
    case .constant: name
    case .step(let every, let factor): "times \(factor) every \(every) steps"
    case .multistep(let milestones, let factor): "times \(factor) at steps \(milestones)"
    case .piecewise(let pieces): "piecewise: \(pieceWords(pieces))"
    case .exponential(let rate, let every, let staircase):
      "exponential, \(rate)^(t/\(every))\(staircase ? " in stairs" : "")"
    case .inverseTime(let rate, let every, let staircase):
      "inverse time, 1/(1 + \(rate)·t/\(every))\(staircase ? " in stairs" : "")"
    case .polynomial(let steps, let end, let exponent, let cycles):
      "polynomial to \(end) over \(steps) steps, power \(exponent)\(cycles ? ", cycling" : "")"
    case .linear(let from, let to, let steps): "linear from \(from) to \(to) over \(steps) steps"
    case .cosine(let steps, let end, let swings):
      "cosine to \(end) over \(steps) steps\(swings ? " and back, on and on" : "")"
    case .cosineRestarts(let steps, let stretch, let shrink, let end):
      "cosine to \(end) with restarts, first after \(steps) steps, stretch \(stretch), shrink \(shrink)"
    case .oneCycle(let steps, let shape): "one-cycle over \(steps) steps, \(shape.words)"
    case .cyclic(let from, let up, let down, let peaks):
      "cyclic from \(from), \(up) steps up and \(down ?? up) down, \(peaks.words)"
    case .warmUp(let steps, let from, let then): "warm-up from \(from) over \(steps) steps, then \(then.description)"
    }
  }
}

private func pieceWords(_ pieces: [Int: Double]) -> String {
  if pieces.isEmpty { return "no piece" }
  return pieces.sorted { $0.key < $1.key }.map { "\($0.value) from step \($0.key)" }.joined(separator: ", ")
}

extension Double {
  /// What may multiply a learning rate.
  fileprivate var isFactor: Bool { self >= 0 && Float(self).isFinite }
}

extension Schedule.OneCycle {
  fileprivate var isGood: Bool {
    let momenta = momentum.map { $0.lowerBound >= 0 && $0.upperBound < 1 } ?? true
    return rise > 0 && rise < (hasThreePhases ? 0.5 : 1) && startDivisor > 0 && startDivisor.isFinite
      && endDivisor > 0 && endDivisor.isFinite && momenta
  }

  fileprivate var words: String {
    var words = "rise \(rise), from 1/\(startDivisor), end divided by \(endDivisor)"
    words += isLinear ? ", linear" : ", cosine"
    if hasThreePhases { words += ", three phases" }
    return words + (momentum.map { ", momentum \($0.lowerBound) to \($0.upperBound)" } ?? "")
  }
}

extension Schedule.Peaks {
  fileprivate var isGood: Bool {
    guard case .exponential(let rate) = self else { return true }
    return rate >= 0 && rate <= 1
  }

  fileprivate var words: String {
    switch self {
    case .equal: "equal peaks"
    case .halved: "peaks halved each time"
    case .exponential(let rate): "peaks times \(rate)^t"
    }
  }
}
