// Kernels one by one, and steps of small networks:
//     swift run -c release --package-path Benchmarks kernels [--filter gemm]
//
// The benchmark library asks the clock around every iteration, which costs more than many of these kernels take: an
// iteration is `repetitions` calls, and what is printed is the time of all of them. SWIFTLET_ISA chooses the kernels.

import Benchmark
import CKernels
import Swiftlet

let kernels = ck_kernels_best().pointee
let repetitions = 1000

/// A C array of functions is a tuple in Swift: its element at an index.
func element<Tuple, Function>(_ tuple: Tuple, _ index: Int32) -> Function {
  withUnsafeBytes(of: tuple) {
    $0.load(fromByteOffset: Int(index) * MemoryLayout<Function>.stride, as: Function.self)
  }
}

/// Memory for good: the benchmarks live as long as the program.
func floats(_ count: Int) -> UnsafeMutablePointer<Float> {
  let pointer = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
    .bindMemory(to: Float.self, capacity: max(count, 1))
  for i in 0..<count { pointer[i] = Float(i % 13) * 0.25 - 1.5 }
  return pointer
}

func repeated(_ name: String, _ body: @escaping () -> Void) {
  benchmark("\(name) ×\(repetitions)") { for _ in 0..<repetitions { body() } }
}

// MARK: - Products

let forms: [(name: String, form: ck_gemm_form)] = [("nn", CK_GEMM_NN), ("nt", CK_GEMM_NT), ("tn", CK_GEMM_TN)]
let products = [
  ("nn", 1, 3, 2), ("nn", 32, 20, 5), ("nn", 32, 128, 64), ("nn", 32, 10, 128), ("tn", 64, 128, 32),
  ("tn", 128, 10, 32), ("nt", 32, 128, 10), ("nn", 128, 512, 784), ("tn", 784, 512, 128), ("nt", 128, 512, 512),
]

for (name, m, n, k) in products {
  guard let form = forms.first(where: { $0.name == name })?.form else { continue }
  let (a, b, c) = (floats(m * k), floats(k * n), floats(m * n))
  let workspace = floats(ck_gemm_workspace_f32(form, m, n, k))
  let product: ck_gemm_fn = element(kernels.gemm_f32, form.rawValue)
  let call = {
    product(
      m, n, k, 0, CK_LINEAR, 0, 0, a, form == CK_GEMM_TN ? m : k, b, form == CK_GEMM_NT ? k : n, nil, c, n, workspace)
  }
  // Large ones last long enough by themselves.
  if m * n * k > 1 << 20 {
    benchmark("gemm \(name) \(m)×\(n)×\(k)", function: call)
  } else {
    repeated("gemm \(name) \(m)×\(n)×\(k)", call)
  }
}

// MARK: - Elementwise, rowwise, losses

let elements = 1024
let (x, y) = (floats(elements), floats(elements))
for (name, function) in [
  ("relu", CK_RELU), ("tanh", CK_TANH), ("sigmoid", CK_SIGMOID), ("softplus", CK_SOFTPLUS), ("gelu", CK_GELU),
  ("exp", CK_EXPONENTIAL), ("sine", CK_SINE),
] {
  let kernel: ck_unary_fn = element(kernels.unary_f32, function.rawValue)
  repeated("\(name) \(elements)") { kernel(elements, 0, 0, x, y) }
}

for (rows, classes) in [(1, 3), (32, 2), (32, 10), (128, 10)] {
  let (logits, gradient) = (floats(rows * classes), floats(rows * classes))
  let labels = UnsafeMutablePointer<Int32>.allocate(capacity: rows)
  for row in 0..<rows { labels[row] = Int32(row % classes) }
  let softmax: ck_rowwise_fn = element(kernels.rowwise_f32, CK_SOFTMAX.rawValue)
  repeated("softmax \(rows)×\(classes)") { softmax(rows, classes, logits, gradient) }
  let loss: ck_sparse_loss_fn = element(
    kernels.sparse_loss_f32, CK_SPARSE_CATEGORICAL_CROSSENTROPY_LOGITS.rawValue)
  let tally = UnsafeMutablePointer<ck_tally>.allocate(capacity: 1)
  tally.initialize(to: ck_tally())
  repeated("cross-entropy of logits \(rows)×\(classes)") {
    loss(rows, classes, 1, 0, 0, logits, labels, nil, nil, gradient, tally)
  }
}

// MARK: - Sweeps of the optimizers

for count in [15, 162, 9610, 668_682] {
  let (g, p, m, v) = (floats(count), floats(count), floats(count), floats(count))
  for i in 0..<count { v[i] = 1 }
  let sweeps: [(String, () -> Void)] = [
    ("momentum", { kernels.momentum_keras_f32(count, 1e-6, 0.9, 0, g, p, m) }),
    ("rmsprop", { kernels.rmsprop_f32(count, 0, 1e-6, 0.9, 1e-7, 0, g, p, v, nil, nil) }),
    ("adam", { kernels.adam_f32(count, 1e-6, 0.1, 0.001, 1, 1e-7, g, p, m, v, nil) }),
  ]
  for (name, sweep) in sweeps {
    if count > 100_000 { benchmark("\(name) \(count)", function: sweep) } else { repeated("\(name) \(count)", sweep) }
  }
}

// MARK: - Training

/// One epoch of a small network through `fit`: the steps, and what a call costs besides.
func epoch(_ name: String, _ widths: [Int], rows: Int, batch: Int, _ optimizer: Optimizer) throws {
  let inputs = try Tensor(
    (0..<rows * widths[0]).map { Float($0 % 13) * 0.1 }, rows: rows, shape: [widths[0]])
  let data = try Dataset(inputs: inputs, .classes((0..<rows).map { $0 % widths[widths.count - 1] }))
  let model = Sequential(inputs: widths[0]) {
    for width in widths.dropFirst().dropLast() { Dense(width, activation: .relu) }
    Dense(widths[widths.count - 1])
  }
  try model.compile(optimizer: optimizer, loss: .sparseCategoricalCrossentropy(from: .logits))
  benchmark("fit \(name), an epoch of \((rows - 1) / batch + 1) steps") {
    try model.fit(data, batchSize: batch, threads: 1, verbose: .silent)
  }
}

try epoch("2-2-3", [2, 2, 3], rows: 2000, batch: 1, .sgd(learningRate: 0.001, momentum: 0.9))
try epoch("5-20-2", [5, 20, 2], rows: 3200, batch: 32, .rmsprop())
try epoch("64-128-10", [64, 128, 10], rows: 3200, batch: 32, .adam())

Benchmark.main()
