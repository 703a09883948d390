import Swiftlet
import Testing

/// Compiles a chain with a loss that any output serves.
private func compile(_ inputs: Shape, _ layer: @autoclosure () -> any Layer) throws {
  let layers = [layer()]
  try Sequential(inputs: inputs) { layers }.compile(loss: .mse)
}

private func compile(_ inputs: Shape, _ formula: @escaping (Symbol) -> Symbol) throws {
  try compile(inputs, Lambda(formula))
}

/// Shapes that do not fit from layer to layer, numbers that make no sense in a description.
@Suite struct GraphMistakes {
  static let shapes: [Mistake] = [
    Mistake(
      "Dense on rows of two axes", .compile, .shapeMisfit, says: ["Dense", "[8, 8]", "Flatten()"], isLocated: true
    ) { try compile([8, 8], Dense(3)) },
    Mistake(
      "an index behind the end", .compile, .shapeMisfit, says: ["0..<2", "got 2", "Count from 0"], isLocated: true
    ) {
      try compile(2) { x in x[2] }
    },
    Mistake("a negative index", .compile, .shapeMisfit, says: ["0..<2", "got -1"], isLocated: true) {
      try compile(2) { x in x[-1] }
    },
    Mistake("a slice behind the end", .compile, .shapeMisfit, says: ["1..<9", "0..<2"], isLocated: true) {
      try compile(2) { x in x[1..<9] }
    },
    Mistake("a slice of a billion rows", .compile, .tooLarge, says: ["1000000000", "65536"], isLocated: true) {
      try compile(2) { x in x.repeated(to: [1_000_000_000, 2])[0] }
    },
    Mistake("an empty slice", .compile, .shapeMisfit, says: ["1..<1", "0..<2"], isLocated: true) {
      try compile(2) { x in x[1..<1] }
    },
    Mistake(
      "a sum of different shapes", .compile, .shapeMisfit, says: ["[1] and [2]", "repeated(to:)"], isLocated: true
    ) {
      try compile(3) { x in x[0] + x[1..<3] }
    },
    Mistake("a product with the wrong weights", .compile, .shapeMisfit, says: ["[3] and [2, 4]"], isLocated: true) {
      let weight = Weight("w")
      try compile(3) { x in x.matmul(weight([2, 4])) }
    },
    Mistake(
      "a reshape that loses numbers", .compile, .shapeMisfit, says: ["6 values", "[2, 3] to [4]"], isLocated: true
    ) {
      try compile([2, 3], Reshape([4]))
    },
    Mistake("a repetition that does not fit", .compile, .shapeMisfit, says: ["[3]", "[2, 4]"], isLocated: true) {
      try compile(3) { x in x.repeated(to: [2, 4]) }
    },
    Mistake("an axis that does not exist", .compile, .shapeMisfit, says: ["axis 2", "[3]"], isLocated: true) {
      try compile(3) { x in x.sum(axis: 2) }
    },
    Mistake("concatenated rows of different lengths", .compile, .shapeMisfit, says: ["[2, 2] and [4]"], isLocated: true)
    {
      try compile(4) { x in Concatenate()(x.reshaped(to: [2, 2]), x) }
    },
    Mistake("an addition of different shapes", .compile, .shapeMisfit, says: ["[1] and [4]"], isLocated: true) {
      try compile(4) { x in Add()(x[0], x) }
    },
    Mistake("a shared layer on two shapes", .compile, .shapeMisfit, says: ["[1, 5]", "[3, 5]"], isLocated: true) {
      let shared = Dense(5)
      try compile(4) { x in shared(x[0]) + shared(x[1..<4]) }
    },
    Mistake(
      "statistics for another number of columns", .compile, .shapeMisfit,
      says: ["3 of each", "1 means", "2 variances"],
      isLocated: true
    ) { try compile(3, Normalization(means: [0], variances: [1, 1])) },
    Mistake(
      "three misfits in one model", .compile, .shapeMisfit, .shapeMisfit, .badArgument,
      says: ["3 faults", "[8, 8]", "0..<4", "Dense"], isLocated: true
    ) {
      let model = Sequential(inputs: [8, 8]) {
        Dense(4)
        Lambda { x in x[9] }
        Dense(3)
        Dense(-1)
      }
      try model.compile(loss: .mse)
    },
  ]

  static let numbers: [Mistake] = [
    Mistake("no unit", .compile, .badArgument, says: ["Dense", "1 or more", "got 0"], isLocated: true) {
      try compile(2, Dense(0))
    },
    Mistake("a negative number of units", .compile, .badArgument, says: ["got -9223372036854775808"], isLocated: true) {
      try compile(2, Dense(Int.min))
    },
    Mistake("no inputs", .compile, .badArgument, says: ["[0]", "at least 1"], isLocated: true) {
      try Sequential(inputs: 0) { Dense(1) }.compile(loss: .mse)
    },
    Mistake("a negative number of inputs", .compile, .badArgument, says: ["[-5]"], isLocated: true) {
      try Sequential(inputs: -5) { Dense(1) }.compile(loss: .mse)
    },
    Mistake("an axis without a size", .compile, .badArgument, says: ["[3, 0]"], isLocated: true) {
      try Sequential(inputs: [3, 0]) { Flatten() }.compile(loss: .mse)
    },
    Mistake("a slope that is no number", .compile, .badArgument, says: ["leaky_relu", "nan"], isLocated: true) {
      try compile(2, Dense(1, activation: .leakyReLU(slope: .nan)))
    },
    Mistake("an infinite alpha", .compile, .badArgument, says: ["elu", "inf"], isLocated: true) {
      try compile(2, Activation.elu(alpha: .infinity))
    },
    Mistake("a division by nothing in a formula", .compile, .badArgument, says: ["inf", "division"], isLocated: true) {
      try compile(2) { x in x / 0 }
    },
    Mistake("a number beyond float32 in a formula", .compile, .badArgument, says: ["1e+300"], isLocated: true) {
      try compile(2) { x in 1e300 * x }
    },
    Mistake("a limit that is no number", .compile, .badArgument, says: ["nan"], isLocated: true) {
      try compile(2) { x in x.maximum(.nan) }
    },
    Mistake("a numerator that is no number", .compile, .badArgument, says: ["nan"], isLocated: true) {
      try compile(2) { x in Double.nan / x }
    },
    Mistake("a constant that is no number", .compile, .badArgument, says: ["nan"], isLocated: true) {
      try compile(1) { x in x * Symbol.constant(.nan) }
    },
    Mistake("too few given weights", .compile, .badArgument, says: ["dense/kernel", "6", "got 2"], isLocated: true) {
      try compile(2, Dense(3, weights: .values([1, 2])))
    },
    Mistake(
      "a given weight that is no number", .compile, .badArgument, says: ["dense/kernel", "finite"], isLocated: true
    ) {
      try compile(1, Dense(2, weights: .values([1, .nan])))
    },
    Mistake("a constant start that is infinite", .compile, .badArgument, says: ["dense/bias", "inf"], isLocated: true) {
      try compile(1, Dense(2, biases: .constant(.infinity)))
    },
    Mistake("a negative deviation", .compile, .badArgument, says: ["deviation -1"], isLocated: true) {
      try compile(1, Dense(2, weights: .normal(mean: 0, deviation: -1)))
    },
    Mistake("bounds beyond float32", .compile, .badArgument, says: ["1e+300"], isLocated: true) {
      try compile(1, Dense(2, weights: .uniform(-1e300...1e300)))
    },
    Mistake("a fan of nothing", .compile, .badArgument, says: ["fanIn", "got 0"], isLocated: true) {
      try compile(1, Dense(2, biases: .torchLinearBias(fanIn: 0)))
    },
    Mistake("a negative variance", .compile, .badArgument, says: ["variance", "-1"], isLocated: true) {
      try compile(1, Normalization(means: [0], variances: [-1]))
    },
    Mistake(
      "statistics in the middle", .compile, .unfittedLayer, says: ["must stand first", "means:"], isLocated: true
    ) {
      let model = Sequential(inputs: 2) {
        Dense(2)
        Normalization()
      }
      try model.compile(loss: .mse)
    },
  ]

  static let wholes: [Mistake] = [
    Mistake(
      "an input that is not listed", .compile, .badArgument, says: ["\"right\"", "Model(inputs:"], isLocated: true
    ) {
      let left = Symbol.input(2, name: "left")
      let right = Symbol.input(2, name: "right")
      try Model(inputs: left, outputs: Add()(left, right)).compile(loss: .mse)
    },
    Mistake("a computed input", .compile, .badArgument, says: ["Symbol.input"], isLocated: true) {
      let x = Symbol.input(2)
      let y = Dense(2)(x)
      try Model(inputs: [x, y], outputs: [Dense(1)(y)]).compile(loss: .mse)
    },
    Mistake(
      "two inputs of one name", .compile, .badArgument, says: ["two inputs", "\"inputs\"", "name:"], isLocated: true
    ) {
      let a = Symbol.input(2)
      let b = Symbol.input(2)
      try Model(inputs: [a, b], outputs: [Add()(a, b)]).compile(loss: .mse)
    },
    Mistake("no output", .compile, .badArgument, says: ["no output", "Model(inputs: x, outputs: y)"]) {
      try Model(inputs: [Symbol.input(2)], outputs: []).compile(loss: .mse)
    },
    Mistake("no input", .compile, .badArgument, says: ["input"], isLocated: true) {
      try Model(inputs: [], outputs: [Dense(1)(Symbol.input(2))]).compile(loss: .mse)
    },
    Mistake("an output that depends on nothing", .compile, .badArgument, says: ["does not depend on any input"]) {
      try Model(inputs: Symbol.input(2), outputs: Symbol.constant(1)).compile(loss: .mse)
    },
    Mistake("one loss for two outputs", .compile, .badArgument, says: ["one output", "got 2"]) {
      let x = Symbol.input(2)
      try Model(inputs: [x], outputs: [Dense(1)(x), Dense(1)(x)]).compile(loss: .mse)
    },
  ]

  @Test(arguments: shapes) func shapesThatDoNotFit(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: numbers) func numbersThatMakeNoSense(_ mistake: Mistake) { mistake.check() }
  @Test(arguments: wholes) func modelsThatAreNone(_ mistake: Mistake) { mistake.check() }
}
