// swift-tools-version: 6.3
import PackageDescription

/// One rule set for every target of ours: language mode 6, warnings are errors.
let ours: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "walktest",
  products: [
    // For the fuzz package, which is a package of its own because of its compiler flags.
    .library(name: "StrictJSON", targets: ["StrictJSON"]),
    .library(name: "Readings", targets: ["Readings"]),
    .library(name: "WalkProtocol", targets: ["WalkProtocol"]),
    .library(name: "DeviceProtocols", targets: ["DeviceProtocols"]),
    .library(name: "SessionRecord", targets: ["SessionRecord"]),
    .library(name: "SessionCapture", targets: ["SessionCapture"]),
    .library(name: "VirtualClinic", targets: ["VirtualClinic"]),
    .library(name: "WalktestTesting", targets: ["WalktestTesting"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", exact: "0.6.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  ],
  targets: [
    .target(name: "StrictJSON", swiftSettings: ours),
    .target(name: "StrictTOML", dependencies: [toml], swiftSettings: ours),
    .target(name: "Readings", swiftSettings: ours),
    .target(
      name: "WalkProtocol", dependencies: ["Readings", "StrictJSON"],
      resources: [.embedInCode("Shipped")], swiftSettings: ours),
    .target(name: "DeviceProtocols", dependencies: ["Readings"], swiftSettings: ours),
    .target(
      name: "DeviceSimulator", dependencies: ["DeviceProtocols", "Readings"], swiftSettings: ours),
    .target(
      name: "SessionRecord", dependencies: ["StrictJSON", "Readings", crypto], swiftSettings: ours),
    .systemLibrary(
      name: "CLibUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(
      name: "CLibUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),
    .target(name: "CLinuxIO"),
    .target(name: "CRealTime"),
    .target(name: "SampleLoop", dependencies: ["CRealTime", "Readings"], swiftSettings: ours),
    .target(
      name: "SiteConfiguration", dependencies: ["CLinuxIO", "StrictTOML", toml],
      swiftSettings: ours),
    .target(
      name: "ClockWitness", dependencies: ["CLinuxIO", "Readings", "StrictJSON"],
      swiftSettings: ours),
    // No Foundation: it stays in memory as long as the daemon that asks it.
    .executableTarget(
      name: "walktest-clock", dependencies: ["ClockWitness"], swiftSettings: ours),
    .target(
      name: "DeviceHost",
      dependencies: [
        "CLibUdev", "CLibUSB", "CLinuxIO", "DeviceProtocols", "Readings", "StrictTOML", toml,
      ],
      swiftSettings: ours),
    .target(
      name: "DeviceBench",
      dependencies: ["CLinuxIO", "DeviceSimulator", "DeviceProtocols", "Readings"],
      swiftSettings: ours),
    .target(
      name: "SessionCapture",
      dependencies: [
        "CLinuxIO", "ClockWitness", "SampleLoop", "SessionRecord", "WalkProtocol",
        "DeviceProtocols", "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    .target(
      name: "ControlSocket",
      dependencies: [
        "CLinuxIO", "SessionCapture", "DeviceHost", "WalkProtocol", "DeviceProtocols", "Readings",
        "StrictJSON",
      ],
      swiftSettings: ours),
    .target(
      name: "WalkScreen",
      dependencies: [
        "ControlSocket", "SessionCapture", "WalkProtocol", "DeviceProtocols", "Readings",
        "StrictJSON",
      ],
      swiftSettings: ours),
    .target(
      name: "VirtualClinic",
      dependencies: [
        "SessionCapture", "DeviceSimulator", "WalkProtocol", "DeviceProtocols", "Readings",
      ],
      swiftSettings: ours),
    .target(
      name: "SessionStore", dependencies: ["SessionRecord", "Readings", "StrictJSON", grdb],
      swiftSettings: ours),
    .target(
      name: "TrialExport", dependencies: ["WalkProtocol", "Readings", "StrictJSON"],
      swiftSettings: ours),
    .target(
      name: "TrialSync",
      dependencies: ["SessionStore", "SessionRecord", "Readings", "StrictJSON", grdb],
      swiftSettings: ours),
    .target(
      name: "SessionHost",
      dependencies: [
        "ControlSocket", "SessionStore", "SessionCapture", "SessionRecord", "DeviceHost",
        "DeviceProtocols", "WalkProtocol", "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    .executableTarget(
      name: "walktestd",
      dependencies: [
        "SessionHost", "SiteConfiguration", "ControlSocket", "SessionStore", "SessionCapture",
        "SessionRecord", "DeviceHost", "DeviceProtocols", "WalkProtocol", "Readings", "StrictJSON",
        "ClockWitness", "CLinuxIO", arguments, lifecycle, signals, logging,
      ],
      swiftSettings: ours),
    .executableTarget(
      name: "walktest",
      dependencies: [
        "WalkScreen", "SessionHost", "SiteConfiguration", "ControlSocket",
        "TrialSync", "TrialExport", "SessionStore", "VirtualClinic", "SessionCapture", "SampleLoop",
        "SessionRecord", "DeviceHost", "DeviceBench", "DeviceSimulator", "DeviceProtocols",
        "WalkProtocol", "Readings", "StrictJSON", "StrictTOML", "ClockWitness", "CLinuxIO",
        arguments,
      ],
      swiftSettings: ours),
    .executableTarget(
      name: "WalktestBenchmarks",
      dependencies: [
        "VirtualClinic", "SessionCapture", "SessionRecord", "DeviceSimulator", "DeviceProtocols",
        "WalkProtocol", "Readings", "StrictJSON",
      ],
      path: "Benchmarks/WalktestBenchmarks", swiftSettings: ours),
    .target(
      name: "WalktestTesting", dependencies: ["DeviceProtocols", "Readings"],
      path: "Tests/WalktestTesting",
      swiftSettings: ours),
    .testTarget(
      name: "StrictJSONTests", dependencies: ["StrictJSON", "WalktestTesting"],
      swiftSettings: ours),
    .testTarget(
      name: "DeviceProtocolsTests",
      dependencies: ["DeviceProtocols", "Readings", "StrictJSON", "WalktestTesting"],
      swiftSettings: ours),
    .testTarget(
      name: "DeviceSimulatorTests",
      dependencies: ["DeviceSimulator", "DeviceProtocols", "Readings", "WalktestTesting"],
      swiftSettings: ours),
    // Each opens device nodes in a process of its own, which umockdev can put emulated ones before;
    // the tests run the programs and import nothing of them.
    .executableTarget(
      name: "UsbProbe", dependencies: ["DeviceHost", "DeviceProtocols", "Readings"],
      path: "Tests/UsbProbe", swiftSettings: ours),
    .executableTarget(
      name: "EvdevProbe", dependencies: ["DeviceHost", "DeviceProtocols", "Readings"],
      path: "Tests/EvdevProbe", swiftSettings: ours),
    .executableTarget(
      name: "HostProbe", dependencies: ["DeviceHost", "DeviceProtocols", "Readings"],
      path: "Tests/HostProbe", swiftSettings: ours),
    .target(
      name: "EmulatedBus",
      dependencies: ["DeviceHost", "DeviceSimulator", "Readings", "WalktestTesting"],
      path: "Tests/EmulatedBus", swiftSettings: ours),
    .executableTarget(
      name: "hid-sizes", dependencies: ["DeviceProtocols"], path: "Tests/hid-sizes",
      swiftSettings: ours),
    .testTarget(
      name: "DeviceHostTests",
      dependencies: [
        "UsbProbe", "EvdevProbe", "HostProbe", "EmulatedBus", "CLinuxIO", "DeviceHost",
        "DeviceSimulator",
        "DeviceProtocols", "Readings", "WalktestTesting",
      ],
      exclude: ["Fixtures"], swiftSettings: ours),
    // Runs the loop in a process of its own: without privileges, or under the allocation counter.
    .executableTarget(
      name: "LoopProbe", dependencies: ["SampleLoop", "CRealTime", "Readings"],
      path: "Tests/LoopProbe", swiftSettings: ours),
    .testTarget(
      name: "SampleLoopTests",
      dependencies: ["LoopProbe", "SampleLoop", "CRealTime", "Readings"], swiftSettings: ours),
    .testTarget(
      name: "DeviceBenchTests",
      dependencies: [
        "DeviceBench", "DeviceSimulator", "DeviceProtocols", "Readings", "CLinuxIO",
      ],
      swiftSettings: ours),
    .testTarget(
      name: "WalkProtocolTests",
      dependencies: ["WalkProtocol", "Readings", "StrictJSON", "WalktestTesting"],
      swiftSettings: ours),
    .testTarget(
      name: "SessionRecordTests",
      dependencies: ["SessionRecord", "Readings", "StrictJSON", crypto], swiftSettings: ours),
    .target(
      name: "WitnessRig", dependencies: ["ClockWitness", "CLinuxIO"], path: "Tests/WitnessRig",
      swiftSettings: ours),
    .testTarget(
      name: "ClockWitnessTests",
      // walktest-clock itself so that it is built: a test runs the program.
      dependencies: [
        "walktest-clock", "WitnessRig", "ClockWitness", "CLinuxIO", "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    .target(
      name: "ArchiveFixtures", dependencies: ["SessionStore", "SessionRecord", "StrictJSON"],
      path: "Tests/ArchiveFixtures", swiftSettings: ours),
    .testTarget(
      name: "SessionStoreTests",
      dependencies: [
        "ArchiveFixtures", "SessionStore", "SessionRecord", "StrictJSON", "WalktestTesting", grdb,
      ],
      swiftSettings: ours),
    .testTarget(
      name: "TrialSyncTests",
      dependencies: [
        "ArchiveFixtures", "TrialSync", "SessionStore", "SessionRecord", "StrictJSON",
        "WalktestTesting", grdb,
      ],
      swiftSettings: ours),
    .testTarget(
      name: "TrialExportTests",
      dependencies: ["TrialExport", "WalkProtocol", "Readings", "StrictJSON"],
      swiftSettings: ours),
    .testTarget(
      name: "SessionCaptureTests",
      dependencies: [
        "SessionCapture", "ClockWitness", "SampleLoop", "SessionRecord", "VirtualClinic",
        "DeviceSimulator", "DeviceProtocols", "WalkProtocol", "Readings", "StrictJSON", "CLinuxIO",
        "WalktestTesting",
      ],
      swiftSettings: ours),
    .testTarget(
      name: "ControlSocketTests",
      dependencies: [
        "ControlSocket", "SessionCapture", "WalkProtocol", "DeviceProtocols", "Readings",
        "StrictJSON", "CLinuxIO", "WalktestTesting",
      ],
      swiftSettings: ours),
    // A daemon in a process of its own, which tests of its clients can stop and kill.
    .executableTarget(
      name: "ControlProbe",
      dependencies: [
        "ControlSocket", "SessionCapture", "WalkProtocol", "DeviceProtocols", "Readings",
        "CLinuxIO",
      ],
      path: "Tests/ControlProbe", swiftSettings: ours),
    .testTarget(
      name: "WalkScreenTests",
      dependencies: [
        "WalkScreen", "ControlSocket", "SessionCapture", "WalkProtocol", "DeviceProtocols",
        "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    .testTarget(
      name: "SiteConfigurationTests", dependencies: ["SiteConfiguration", "StrictTOML"],
      swiftSettings: ours),
    .testTarget(
      name: "SessionHostTests",
      dependencies: [
        "SessionHost", "ControlSocket", "SessionStore", "SessionCapture", "SessionRecord",
        "WalkProtocol", "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    // walktestd as a process with a site of its own, and a client that asks it and waits for events.
    .target(
      name: "DaemonRig",
      dependencies: [
        "SessionHost", "ControlSocket", "SessionStore", "SessionCapture", "SessionRecord",
        "WalkProtocol", "Readings", "StrictJSON",
      ],
      path: "Tests/DaemonRig", swiftSettings: ours),
    .testTarget(
      name: "WalktestDaemonTests",
      // walktestd itself so that it is built: the tests run the program and import nothing of it.
      dependencies: [
        "walktestd", "walktest-clock", "DaemonRig", "WitnessRig", "ClockWitness", "ControlSocket",
        "SessionHost",
        "SessionCapture", "SessionStore", "SessionRecord", "WalkProtocol", "Readings", "StrictJSON",
      ],
      swiftSettings: ours),
    .testTarget(
      name: "WalktestCommandTests",
      // walktest itself so that it is built: the tests run the program and import nothing of it.
      dependencies: [
        "walktest", "walktestd", "ControlProbe", "DaemonRig", "ControlSocket", "EmulatedBus",
        "SessionHost",
        "CLinuxIO", "DeviceBench", "DeviceSimulator",
        "DeviceProtocols", "VirtualClinic", "SessionCapture", "SessionStore", "SessionRecord",
        "WalkProtocol", "Readings",
        "StrictJSON",
      ],
      swiftSettings: ours),
  ]
)

// A sanitizer builds everything anew, so scripts/sanitize names the tests that it runs.
if let only = Context.environment["WALKTEST_TEST_TARGETS"]?.split(separator: ",").map(String.init) {
  package.targets.removeAll { $0.isTest && !only.contains($0.name) }
}
