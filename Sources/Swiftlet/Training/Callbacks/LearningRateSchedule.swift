/// Sets the learning rate at the beginning of each epoch. (Keras: `LearningRateScheduler`.)
///
/// An optimizer's own `schedule(...)` changes it from update to update and multiplies what is set here.
public struct LearningRateSchedule: Callback {
  private let rate: (Int, Double) throws -> Double

  /// - Parameter rate: The rate for an epoch, counted from 1, from the rate before it.
  public init(_ rate: @escaping (_ epoch: Int, _ rate: Double) throws -> Double) { self.rate = rate }

  public func handle(_ event: Training.Event, _ training: Training) throws {
    guard case .epochBegan(let epoch) = event else { return }
    training.learningRate = try rate(epoch, training.learningRate)
  }
}

extension Callback where Self == LearningRateSchedule {
  /// Sets the learning rate at the beginning of each epoch, counted from 1: `.schedule { epoch, rate in rate * 0.9 }`.
  public static func schedule(_ rate: @escaping (_ epoch: Int, _ rate: Double) throws -> Double) -> Self {
    LearningRateSchedule(rate)
  }
}
