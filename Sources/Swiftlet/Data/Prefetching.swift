extension BatchSource {
  /// The same batches, made ahead by a thread of their own while the training computes.
  ///
  ///     try model.fit(batches: source.prefetched(count: 4), stepsPerEpoch: 100, epochs: 5)
  ///
  /// Batch 7 is the same batch 7: every pull has its own random stream, whoever makes it and when. The thread starts at
  /// the first pull and ends when the iterator is given up, or when making a batch throws; the error comes after the
  /// batches that were made before it.
  ///
  /// - Parameter count: Batches that may lie ready, 1 ... 1024; the first pull fails otherwise.
  public func prefetched(count: Int = 2) -> BatchSource {
    BatchSource(seed: 0) {
      var prefetcher: Prefetcher?
      return { _, _ in
        guard (1...1024).contains(count) else {
          throw SwiftletError(
            .data,
            Finding(
              .badArgument, "batches cannot be made this far ahead", expected: "a count in 1 ... 1024", got: "\(count)",
              remedy: "Use prefetched(count: 2); more helps when batches take unequal times"))
        }
        let running = prefetcher ?? Prefetcher(self, ahead: count)
        prefetcher = running
        return try running.next()
      }
    }
  }
}

/// Owns the thread that makes batches ahead: when it goes, the thread ends.
final class Prefetcher {
  private let shelf: Shelf
  /// Where there is no thread to be had, batches are made when they are asked for.
  private let direct: BatchIterator?

  init(_ source: BatchSource, ahead: Int) {
    let shelf = Shelf(room: ahead)
    self.shelf = shelf
    let thread = WorkThread {
      let iterator = source.batchIterator()
      while shelf.waitForRoom() {
        guard let batch = iterator.next() else { return shelf.end(iterator.failure) }
        shelf.put(batch)
      }
    }
    thread?.detach()
    direct = thread == nil ? source.batchIterator() : nil
  }

  /// The thread may be in the middle of a batch; it sees this before the next one.
  deinit { shelf.close() }

  func next() throws -> Batch {
    guard let direct else { return try shelf.take() }
    if let batch = direct.next() { return batch }
    throw direct.failure ?? CancellationError()
  }
}

/// Batches that lie ready, between the thread that makes them and the one that uses them.
///
/// `@unchecked`: what changes is touched under the gate's lock alone.
private final class Shelf: @unchecked Sendable {
  private let gate = Gate()
  private let room: Int
  private var batches: [Batch] = []
  private var failure: (any Error)?
  private var isClosed = false

  init(room: Int) { self.room = room }

  /// Returns false when nobody wants batches any more.
  func waitForRoom() -> Bool {
    gate.locked {
      while batches.count >= room && !isClosed { gate.wait() }
      return !isClosed
    }
  }

  func put(_ batch: Batch) {
    gate.locked {
      batches.append(batch)
      gate.changed()
    }
  }

  func end(_ failure: (any Error)?) {
    gate.locked {
      self.failure = failure ?? CancellationError()
      gate.changed()
    }
  }

  func close() {
    gate.locked {
      isClosed = true
      gate.changed()
    }
  }

  /// The next batch. While it waits it looks, about every 20 ms, whether it is still to.
  func take() throws -> Batch {
    try gate.locked {
      while batches.isEmpty {
        if let failure { throw failure }
        if Cancellation.isRequested { throw CancellationError() }
        gate.wait(milliseconds: 20)
      }
      defer { gate.changed() }
      return batches.removeFirst()
    }
  }
}
