import CKernels
import Foundation

/// The ceiling of the cores: multiply-adds without memory.
///
/// `@unchecked`: nothing changes after `init`, and the kernels are a constant table.
final class MachinePeak: @unchecked Sendable {
  private let threads: Int
  private let kernels = ck_kernels_best()
  private let rounds: Int
  /// Each measurement lasts this long, about: enough for the clock, short enough for the same weather.
  static let seconds = 0.004

  init(threads: Int) {
    self.threads = threads
    let kernels = kernels
    rounds = 1000 * Stopwatch.repetitions(lasting: Self.seconds) { Self.climb(kernels, rounds: 1000 * $0) }
  }

  /// Floating-point operations per second, of all threads together.
  func operationsPerSecond() -> Double {
    let operations = kernels.pointee.peak_f32(1, 1).operations * Double(rounds) * Double(threads)
    return operations
      / Stopwatch.time(threads: threads) {
        onThreads(threads) { _ in Self.climb(kernels, rounds: rounds) }
      }
  }

  private static func climb(_ kernels: UnsafePointer<ck_kernels>, rounds: Int) {
    let end = kernels.pointee.peak_f32(rounds, 1).value
    precondition(end > 0, "the loop of multiply-adds stays where it starts")
  }
}

/// How fast memory that fits into no cache is read and written: y += a·x over two long arrays.
///
/// `@unchecked`: threads write parts of their own.
final class MemoryPeak: @unchecked Sendable {
  private static let count = 16 << 20
  private let threads: Int
  private let kernels = ck_kernels_best()
  private let x, y: UnsafeMutableBufferPointer<Float>

  init(threads: Int) {
    self.threads = threads
    x = .allocate(capacity: Self.count)
    y = .allocate(capacity: Self.count)
    x.initialize(repeating: 1)
    y.initialize(repeating: 0)
  }

  deinit {
    x.deallocate()
    y.deallocate()
  }

  /// Of all threads together: two floats read and one written for each element.
  func bytesPerSecond() -> Double {
    let time = Stopwatch.time {
      onThreads(threads) { part in
        let range = part * Self.count / threads..<(part + 1) * Self.count / threads
        guard let x = x.baseAddress, let y = y.baseAddress else { return }
        kernels.pointee.add_scaled_f32(range.count, 1e-3, x + range.lowerBound, y + range.lowerBound)
      }
    }
    return Double(Self.count) * 12 / time
  }
}

/// `body` for 0 ..< count, side by side.
func onThreads(_ count: Int, _ body: @Sendable (Int) -> Void) {
  if count == 1 { body(0) } else { DispatchQueue.concurrentPerform(iterations: count, execute: body) }
}
