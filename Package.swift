// swift-tools-version: 6.3
import PackageDescription

let package = Package(
  name: "Swiftlet",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Swiftlet", targets: ["Swiftlet"]),
    .library(name: "SwiftletPlot", targets: ["SwiftletPlot"]),
    .executable(name: "swiftlet", targets: ["SwiftletCommand"]),
    // Underscored: the bare kernels, for measuring them. Not part of the public API.
    .library(name: "_CKernels", targets: ["CKernels"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0")
  ],
  targets: [
    // The library: networks without pictures. Nothing below needs more than a C compiler.
    .target(
      name: "CKernels", path: "CKernels",
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "Swiftlet", dependencies: ["CKernels"]),

    // Pictures, on libgd and libpng.
    .systemLibrary(name: "CGD", pkgConfig: "gdlib", providers: [.apt(["libgd-dev"]), .brew(["gd"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .target(name: "CPNGWriter", dependencies: ["CPNG"]),
    .target(name: "CRaster", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "CFonts"),
    .target(name: "SwiftletPlot", dependencies: ["Swiftlet", "CGD", "CPNGWriter", "CRaster", "CFonts"]),

    // Programs.
    .executableTarget(
      name: "SwiftletCommand",
      dependencies: [
        "CKernels", "Swiftlet", "SwiftletPlot",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests.
    .target(name: "CTestSupport", path: "Tests/CTestSupport"),
    .target(name: "TestSupport", dependencies: ["CKernels", "CTestSupport"], path: "Tests/TestSupport"),
    .testTarget(name: "TestSupportTests", dependencies: ["TestSupport"]),
    .testTarget(name: "CKernelsTests", dependencies: ["CKernels", "TestSupport"]),
    .testTarget(name: "SwiftletTests", dependencies: ["Swiftlet", "CKernels", "TestSupport"]),
    // Programs as a user writes them: they see the public API only.
    .testTarget(name: "APIProgramTests", dependencies: ["Swiftlet"]),
    .testTarget(name: "SwiftletPlotTests", dependencies: ["Swiftlet", "SwiftletPlot", "CPNG", "TestSupport"]),
    // Runs the executable, so that it is built with the tests.
    .testTarget(name: "SwiftletCommandTests", dependencies: ["SwiftletCommand", "Swiftlet"]),
  ],
  swiftLanguageModes: [.v6]
)
