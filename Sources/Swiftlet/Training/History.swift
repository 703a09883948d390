public struct History: Sendable {}
