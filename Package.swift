// swift-tools-version: 6.2
import PackageDescription

/// Every Swift room is held to the same language rules; see CONTRIBUTING.md.
let swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A room and, beside it in `Tests/`, the tests that mirror it.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [])
  -> Target
{
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies,
    exclude: exclude, swiftSettings: swift)
}

let package = Package(
  name: "Malleus",
  products: [
    .executable(name: "malleus", targets: ["malleus"]),
    .library(name: "MalleusCommandLine", targets: ["CommandLine"]),
    .library(name: "MalleusStages", targets: ["Stages", "Pipeline", "Numerics"]),
  ],
  targets: [
    .target(name: "COpenBLAS"),
    .target(name: "CKernels"),
    room("Numerics", ["COpenBLAS", "CKernels"]),
    room("Pipeline", ["CKernels"]),
    room("Manifest", []),
    room("Engine", ["Pipeline", "Manifest"]),
    room("Store", ["Pipeline"]),
    room("Executors", ["Pipeline", "Engine", "Store"]),
    room("Figures", []),
    room("Stages", ["Pipeline", "Numerics", "Figures"]),
    room(
      "CommandLine",
      ["Pipeline", "Manifest", "Engine", "Store", "Executors", "Figures", "Numerics"]),
    .executableTarget(
      name: "malleus", dependencies: ["CommandLine", "Stages"], swiftSettings: swift),

    // Times what `malleus run` cannot time by itself; see Examples/benchmarks.
    .executableTarget(
      name: "benchmark", dependencies: ["CKernels", "Figures", "Numerics", "Pipeline", "Stages"],
      path: "Examples/benchmarks/Benchmark", swiftSettings: swift),

    tests("Numerics", ["CKernels"]),
    tests("Pipeline", []),
    .testTarget(
      name: "ManifestTests", dependencies: ["Manifest"], exclude: ["Corpus", "pyyaml_tree.py"],
      swiftSettings: swift),
    tests("Engine", ["Pipeline", "Manifest"]),
    tests("Store", ["Pipeline"]),
    tests("Executors", ["Pipeline", "Engine", "Store"]),
    tests("Figures", []),
    tests("Stages", ["Figures", "Pipeline", "Numerics"]),
    // A tool of toy stages that the tests of the command line start as a process.
    .executableTarget(
      name: "toytool", dependencies: ["CommandLine", "Figures", "Pipeline"], path: "Tests/ToyTool",
      swiftSettings: swift),
    tests(
      "CommandLine",
      ["Pipeline", "Engine", "Store", "Stages", "Executors", "malleus", "toytool"],
      exclude: ["flaky_server.py", "threads.yaml"]),
  ]
)
