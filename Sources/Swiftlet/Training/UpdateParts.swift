internal import CKernels

/// How an update is cut: arrays that are trained alike and lie side by side are moved together.
struct UpdateParts {
  /// A longest range of arrays that are trained alike.
  struct Part: Hashable {
    var range: Range<Int>
    let rateScale: Double
    let isFrozen: Bool
    let decays: Bool
  }

  let parts: [Part]
  /// Those that are trained, array by array.
  let trained: [ParameterGroup]
  /// One sweep over everything, with nothing before or after it: the common case.
  let isPlain: Bool

  init(_ groups: [ParameterGroup], _ modifiers: Modifiers) {
    var parts: [Part] = []
    for group in groups where !group.range.isEmpty {
      let part = Part(
        range: group.range, rateScale: group.rateScale, isFrozen: group.isFrozen, decays: group.decays)
      if let last = parts.last, last.joins(part) {
        parts[parts.count - 1].range = last.range.lowerBound..<part.range.upperBound
      } else {
        parts.append(part)
      }
    }
    self.parts = parts
    trained = groups.filter { !$0.isFrozen && !$0.range.isEmpty }
    var untimed = modifiers
    untimed.timeDecay = 0
    let isAlike = parts.allSatisfy { !$0.isFrozen && $0.rateScale == 1 } && parts.count <= 1
    isPlain = isAlike && untimed == Modifiers() && groups.allSatisfy { $0.constraint == nil }
  }
}

extension UpdateParts.Part {
  func joins(_ next: Self) -> Bool {
    range.upperBound == next.range.lowerBound && rateScale == next.rateScale && isFrozen == next.isFrozen
      && decays == next.decays
  }
}

extension TrainingState {
  /// The update with everything that modifiers and groups ask for, in Keras's order: mean over batches, clipping,
  /// decay, the rule, constraints, the average of weights.
  func updateByParts() {
    guard completesUpdate() else { return }
    beginStep()
    for clipping in optimizer.modifiers.clippings { clip(clipping) }
    for part in parts.parts where !part.isFrozen {
      let rate = lastRate * part.rateScale
      if part.decays, let decay = optimizer.modifiers.decay { shrink(part.range, decay, rate) }
      move(part.range, rate)
    }
    for group in parts.trained where group.constraint != nil { constrain(group) }
    average()
  }

  /// The slot of a modifier: after those of the rule the sum of gradients, then the average.
  private func slot(fromEnd index: Int) -> UnsafeMutablePointer<Float> {
    slots.pointer + (ruleSlots + optimizer.modifiers.slots - index) * parameters.count
  }

  /// Adds the batch up. Returns whether its gradients, now the mean over the batches, are to be followed.
  private func completesUpdate() -> Bool {
    let needed = optimizer.modifiers.batchesPerUpdate
    guard needed > 1 else { return true }
    let count = parameters.count
    let sum = slot(fromEnd: optimizer.modifiers.slots)
    batches += 1
    guard batches >= needed else {
      kernels.pointee.add_scaled_f32(count, 1, gradients.pointer, sum)
      return false
    }
    batches = 0
    kernels.pointee.add_scaled_f32(count, 1, sum, gradients.pointer)
    kernels.pointee.scale_f32(count, Float(1 / Double(needed)), gradients.pointer)
    sum.update(repeating: 0, count: count)
    return true
  }

  private func clip(_ clipping: Modifiers.Clipping) {
    switch clipping {
    case .value(let limit):
      for part in parts.parts where !part.isFrozen {
        kernels.pointee.clip_f32(part.range.count, Float(limit), gradients.pointer + part.range.lowerBound)
      }
    case .norm(let limit):
      for group in parts.trained {
        scale(group.range, Modifiers.Clipping.scale(squares(group.range).squareRoot(), limit: limit))
      }
    case .globalNorm(let limit, let padding):
      let norm = parts.trained.reduce(0) { $0 + squares($1.range) }.squareRoot()
      let factor = Modifiers.Clipping.scale(norm, limit: limit, padding: padding)
      for part in parts.parts where !part.isFrozen { scale(part.range, factor) }
    }
  }

  private func squares(_ range: Range<Int>) -> Double {
    kernels.pointee.sum_squares_f64(range.count, gradients.pointer + range.lowerBound)
  }

  private func scale(_ range: Range<Int>, _ factor: Double) {
    if factor != 1 { kernels.pointee.scale_f32(range.count, Float(factor), gradients.pointer + range.lowerBound) }
  }

  private func shrink(_ range: Range<Int>, _ decay: Modifiers.Decay, _ rate: Double) {
    let weights = parameters.pointer + range.lowerBound
    switch decay.kind {
    case .decoupled: kernels.pointee.add_scaled_f32(range.count, Float(-rate * decay.rate), weights, weights)
    case .coupled:
      kernels.pointee.add_scaled_f32(range.count, Float(decay.rate), weights, gradients.pointer + range.lowerBound)
    }
  }

  private func average() {
    guard let decay = optimizer.modifiers.averaging else { return }
    let averages = slot(fromEnd: 1)
    if step == 1 {
      averages.update(from: parameters.pointer, count: parameters.count)
    } else {
      kernels.pointee.approach_f32(parameters.count, Float(1 - decay), parameters.pointer, averages)
    }
  }

  /// Runs `body` while the parameters are their averages, if averages are kept.
  func withAverages<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    guard optimizer.modifiers.averaging != nil, step > 0 else { return try body() }
    kernels.pointee.swap_f32(parameters.count, parameters.pointer, slot(fromEnd: 1))
    defer { kernels.pointee.swap_f32(parameters.count, parameters.pointer, slot(fromEnd: 1)) }
    return try body()
  }

  /// The end of a `fit`: averages that are kept become the parameters.
  func settleAverages() {
    guard optimizer.modifiers.averaging != nil, step > 0 else { return }
    parameters.pointer.update(from: slot(fromEnd: 1), count: parameters.count)
  }
}

extension TrainingState {
  /// Brings an array back to its constraint.
  func constrain(_ group: ParameterGroup) {
    let weights = parameters.pointer + group.range.lowerBound
    let rows = group.shape.sizes.first ?? 1
    let columns = group.range.count / max(rows, 1)
    func limit(_ low: Double, _ high: Double, _ rate: Double) {
      kernels.pointee.limit_norms_f32(rows, columns, low, high, rate, weights)
    }
    switch group.constraint {
    case .maxNorm(let high): limit(0, high, 1)
    case .minMaxNorm(let low, let high, let rate): limit(low, high, rate)
    case .nonNegative: kernels.pointee.clip_negative_f32(group.range.count, weights)
    case .unitNorm: limit(1, 1, 1)
    // Refused at compile().
    case .unknown, nil: break
    }
  }
}
