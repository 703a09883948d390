import Foundation

public enum NoiseReference {
  /// Box and Muller (1958): a standard normal from two uniform numbers, the first above 0.
  public static func normal(_ u: Double, _ v: Double) -> Double { (-2 * log(u)).squareRoot() * cos(2 * .pi * v) }
}
