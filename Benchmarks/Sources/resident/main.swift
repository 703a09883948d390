// The peak resident size of a program that makes data, trains or predicts once, and ends:
//     resident 784,512,512,10 relu linear ce adam 128 6400 1        (widths, activations, loss, optimizer, batch, rows, epochs)

import Measuring
import Swiftlet

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

struct Dice: RandomNumberGenerator {
  var state: UInt64 = 1
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}

func run(_ words: [String]) throws {
  let widths = words[0].split(separator: ",").compactMap { Int($0) }
  let (batch, rows, epochs) = (Int(words[5]) ?? 1, Int(words[6]) ?? 1, Int(words[7]) ?? 1)
  let outputs = widths[widths.count - 1]
  var dice = Dice()
  func numbers(_ count: Int) -> [Float] { (0..<count).map { _ in Float.random(in: 0..<1, using: &dice) } }
  let model = Sequential(inputs: widths[0]) {
    for width in widths.dropFirst().dropLast() { Dense(width, activation: Activation(stringLiteral: words[1])) }
    Dense(outputs, activation: Activation(stringLiteral: words[2]))
  }
  let inputs = try Tensor(numbers(rows * widths[0]), rows: rows, shape: [widths[0]])
  guard words[3] != "none" else {
    _ = try model.predict(inputs)
    return
  }
  let optimizer: Optimizer =
    switch words[4] {
    case "sgd": .sgd(learningRate: 0.001, momentum: 0.9)
    case "rmsprop": .rmsprop(learningRate: 0.001)
    default: .adam(learningRate: 0.001)
    }
  let data: Dataset
  if words[3] == "ce" {
    let labels = (0..<rows).map { _ in Int.random(in: 0..<outputs, using: &dice) }
    data = try Dataset(inputs: inputs, .classes(labels, names: (0..<outputs).map(String.init)))
    try model.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(from: .logits), metrics: [.accuracy],
      allowing: [.doubleSoftmax])
  } else {
    data = try Dataset(inputs: inputs, .values(Tensor(numbers(rows * outputs), rows: rows, shape: [outputs])))
    try model.compile(optimizer: optimizer, loss: .mse)
  }
  try model.fit(data, epochs: epochs, batchSize: batch, verbose: .silent)
}

let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 8 else {
  print("usage: resident WIDTHS ACTIVATION OUTPUT-ACTIVATION ce|mse|none OPTIMIZER BATCH ROWS EPOCHS")
  exit(64)
}
try run(words)
print(peakResidentBytes())
