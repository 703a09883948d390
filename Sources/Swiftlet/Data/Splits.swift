/// One round of a cross-validation: each row is in `test` exactly once over all rounds.
public struct Fold: Sendable {
  /// Counted from 0.
  public let index: Int
  public let train: Dataset
  public let test: Dataset
}

extension Dataset {
  /// Two parts in random order, the second to judge by.
  ///
  /// - Parameters:
  ///   - holdOut: The share of rows for `test`, between 0 and 1 (both excluded); rounded to whole rows.
  ///   - stratified: Each class (of the first target) gives its own rounded share, at least one row and not all.
  ///   - seed: The same seed gives the same parts.
  /// - Throws: `SwiftletError`: a share outside (0, 1), a part without rows, a class that is missing from a part,
  ///   `stratified` without classes.
  public func split(
    holdOut: Double, stratified: Bool = false, seed: UInt64
  ) throws(SwiftletError) -> (train: Dataset, test: Dataset) {
    try checked()
    guard holdOut > 0, holdOut < 1 else { throw SwiftletError(.data, SplitFaults.badShare(holdOut)) }
    var random = RandomStream(.split, seed: seed, SplitUse.holdOut.rawValue)
    let order = random.permutation(count).map(Int.init)
    let isHeldOut = try heldOut(order, share: holdOut, stratified: stratified)
    let train = order.filter { !isHeldOut[$0] }
    let test = order.filter { isHeldOut[$0] }
    guard !train.isEmpty, !test.isEmpty else {
      throw SwiftletError(.data, SplitFaults.emptyPart(rows: count, share: holdOut, testRows: test.count))
    }
    try SplitFaults.checkClasses(of: self, in: train, called: "the training part")
    try SplitFaults.checkClasses(of: self, in: test, called: "the held-out part")
    return (gathered(train), gathered(test))
  }

  /// Which rows are held out, choosing in the random `order`.
  private func heldOut(_ order: [Int], share: Double, stratified: Bool) throws(SwiftletError) -> [Bool] {
    var isHeldOut = [Bool](repeating: false, count: count)
    let groups = stratified ? try rowsByClass(order) : [order]
    for rows in groups {
      var quota = Int((Double(rows.count) * share).rounded())
      if stratified, rows.count >= 2 { quota = min(max(quota, 1), rows.count - 1) }
      for row in rows.prefix(quota) { isHeldOut[row] = true }
    }
    return isHeldOut
  }

  /// `count` rounds, each with another part of the rows held out; parts differ by at most one row.
  ///
  /// - Parameters:
  ///   - count: The number of folds, 2 ... rows.
  ///   - stratified: The rows of each class are dealt evenly, to within one row per class.
  ///   - seed: The same seed gives the same folds.
  /// - Throws: `SwiftletError`: fewer than 2 folds, fewer rows than folds, `stratified` and fewer rows in a class
  ///   than folds, a training part without one of the classes.
  public func folds(_ count: Int, stratified: Bool = false, seed: UInt64) throws(SwiftletError) -> [Fold] {
    try checked()
    guard count >= 2, count <= self.count else {
      throw SwiftletError(.data, SplitFaults.badFolds(count, rows: self.count))
    }
    var random = RandomStream(.split, seed: seed, SplitUse.folds.rawValue)
    var order = random.permutation(self.count).map(Int.init)
    if stratified {
      let groups = try rowsByClass(order)
      if let few = groups.firstIndex(where: { !$0.isEmpty && $0.count < count }) {
        throw SwiftletError(.data, SplitFaults.smallClass(classes[few], rows: groups[few].count, folds: count))
      }
      order = groups.flatMap { $0 }
    }
    // Dealing like cards, class after class without starting anew, keeps both classes and folds even.
    var assigned = [Int](repeating: 0, count: self.count)
    for (position, row) in order.enumerated() { assigned[row] = position % count }
    return try folds(assigned: assigned, seed: seed)
  }

  /// Rounds by a given assignment, for comparisons with the folds of somebody else.
  ///
  /// - Parameters:
  ///   - assigned: For each row the fold in which it is held out, counted from 0; each fold has rows.
  ///   - seed: The training rows come in a random order by this seed, the held-out ones in their own.
  /// - Throws: `SwiftletError`: another number of entries than rows, a fold without rows, fewer than 2 folds, a
  ///   training part without one of the classes.
  public func folds(assigned: [Int], seed: UInt64 = 0) throws(SwiftletError) -> [Fold] {
    try checked()
    let count = try SplitFaults.foldCount(assigned, rows: self.count)
    var random = RandomStream(.split, seed: seed, SplitUse.foldOrder.rawValue)
    let order = random.permutation(self.count).map(Int.init)
    var folds: [Fold] = []
    for fold in 0..<count {
      let train = order.filter { assigned[$0] != fold }
      try SplitFaults.checkClasses(of: self, in: train, called: "the training part of fold \(fold)")
      let test = assigned.indices.filter { assigned[$0] == fold }
      folds.append(Fold(index: fold, train: gathered(train), test: gathered(test)))
    }
    return folds
  }

  /// Runs `body` for every fold, side by side on the cores, and returns its results in the order of the folds. Make the
  /// model inside `body`, so that nothing is shared; the results are those of one fold after the other.
  ///
  ///     let accuracies = try flowers.crossValidate(folds: 5, stratified: true, seed: 1) { fold in
  ///       let model = Sequential(for: fold.train, seed: UInt64(fold.index)) { Dense(3, activation: .softmax) }
  ///       try model.compile(optimizer: .adam(), loss: .sparseCategoricalCrossentropy, metrics: [.accuracy])
  ///       try model.fit(fold.train, epochs: 20, verbose: .silent)
  ///       return try model.evaluate(fold.test)[.accuracy]
  ///     }
  ///
  /// As many folds run at a time as there are cores that the process may use, or as the environment variable
  /// `SWIFTLET_THREADS` says.
  /// When the task is cancelled, running fits end and no further fold begins.
  ///
  /// - Throws: What `folds` throws; the first error of `body`, in the order of the folds; `CancellationError`.
  public func crossValidate<R: Sendable>(
    folds count: Int, stratified: Bool = false, seed: UInt64, _ body: @Sendable (Fold) throws -> R
  ) throws -> [R] {
    let folds = try folds(count, stratified: stratified, seed: seed)
    return try Parallel.map(folds.count) { try body(folds[$0]) }
  }

  /// The rows of each class of the first target, in the given order.
  private func rowsByClass(_ order: [Int]) throws(SwiftletError) -> [[Int]] {
    guard let labels = targets.classIndices else { throw SwiftletError(.data, SplitFaults.noClasses) }
    var groups = [[Int]](repeating: [], count: classes.count)
    for row in order { groups[labels[row]].append(row) }
    return groups
  }
}
