/// Which library's defaults and formulas a name stands for: Keras 1.2.2, Keras 2.3.1, Keras 3.15 or PyTorch 2.15.
///
/// Where the peers differ, a description takes a preset first and every number after it: `.adam(.torch)`,
/// `.adam(.keras1, epsilon: 1e-6)`.
@nonexhaustive public enum Preset: String, Sendable, Hashable, Codable, CaseIterable {
  case keras1, keras2, keras3, torch
}
