// swift-tools-version: 6.3
import PackageDescription

/// The rules of the root package, for fuzzing code as well.
let ours: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]

func walktest(_ name: String) -> Target.Dependency { .product(name: name, package: "walktest") }

/// One program for libFuzzer, which brings `main`.
func fuzzer(_ name: String, of modules: String...) -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzHarness"] + modules.map(walktest), swiftSettings: ours)
}

// Built by scripts/fuzz only: libFuzzer and AddressSanitizer come in by compiler flags.
let package = Package(
  name: "walktest-fuzz",
  dependencies: [.package(name: "walktest", path: "..")],
  targets: [
    .target(name: "FuzzHarness", dependencies: [walktest("Readings")], swiftSettings: ours),
    fuzzer("FuzzAntStream", of: "DeviceProtocols", "Readings", "StrictJSON", "WalktestTesting"),
    fuzzer("FuzzHid", of: "DeviceProtocols", "Readings", "StrictJSON", "WalktestTesting"),
    fuzzer("FuzzCsafe", of: "DeviceProtocols", "Readings", "WalktestTesting"),
    fuzzer("FuzzTreadmill", of: "DeviceProtocols", "Readings", "WalktestTesting"),
    fuzzer("FuzzProtocolFile", of: "WalkProtocol", "Readings"),
    fuzzer("FuzzRecord", of: "SessionRecord", "StrictJSON"),
    fuzzer(
      "FuzzJournal", of: "SessionCapture", "VirtualClinic", "WalkProtocol", "DeviceProtocols",
      "Readings", "StrictJSON"),
  ]
)
