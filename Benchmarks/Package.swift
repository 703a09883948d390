// swift-tools-version: 6.3
import PackageDescription

// Measurements that need what the library must not depend on. `make bench` runs the comparison with other libraries;
// `swift run -c release --package-path Benchmarks kernels` the kernels one by one.
let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [
    .package(name: "Swiftlet", path: ".."),
    .package(url: "https://github.com/google/swift-benchmark", exact: "0.1.2"),
  ],
  targets: [
    // Kernels on their own, and steps of small networks.
    .executableTarget(
      name: "kernels",
      dependencies: [
        .product(name: "Swiftlet", package: "Swiftlet"),
        .product(name: "_CKernels", package: "Swiftlet"),
        .product(name: "Benchmark", package: "swift-benchmark"),
      ],
      // The benchmark library was written before the checks of Swift 6.
      swiftSettings: [.swiftLanguageMode(.v5)]),
    // A program that trains and ends, to see what memory it took: linked with nothing but the library.
    .executableTarget(
      name: "resident", dependencies: ["Measuring", .product(name: "Swiftlet", package: "Swiftlet")]),
    // Draws the pictures that are compared with those of others, in time and side by side.
    .executableTarget(
      name: "pictures",
      dependencies: [
        "Measuring",
        .product(name: "Swiftlet", package: "Swiftlet"),
        .product(name: "SwiftletPlot", package: "Swiftlet"),
      ]),
    .target(name: "Measuring"),
  ],
  swiftLanguageModes: [.v6]
)
