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
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "walktest",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  ],
  targets: [
    .target(name: "StrictJSON", swiftSettings: ours),
    .target(name: "Readings", swiftSettings: ours),
    .target(name: "WalkProtocol", dependencies: ["Readings", "StrictJSON"], swiftSettings: ours),
    .target(
      name: "SessionRecord", dependencies: ["StrictJSON", "Readings", crypto],
      swiftSettings: ours),
    .testTarget(
      name: "SessionRecordTests", dependencies: ["SessionRecord", "StrictJSON", crypto],
      swiftSettings: ours),
    .target(
      name: "SessionCapture",
      dependencies: ["WalkProtocol", "Readings", "StrictJSON"],
      swiftSettings: ours),
    .target(
      name: "SessionStore", dependencies: ["SessionRecord", "StrictJSON", grdb],
      swiftSettings: ours),
    .target(
      name: "TrialSync", dependencies: ["SessionStore", "SessionRecord", "StrictJSON", grdb],
      swiftSettings: ours),
    .target(
      name: "ArchiveFixtures", dependencies: ["SessionStore", "SessionRecord", "StrictJSON"],
      path: "Tests/ArchiveFixtures", swiftSettings: ours),
    .testTarget(
      name: "SessionStoreTests",
      dependencies: ["ArchiveFixtures", "SessionStore", "SessionRecord", "StrictJSON", grdb],
      swiftSettings: ours),
    .testTarget(
      name: "TrialSyncTests",
      dependencies: [
        "ArchiveFixtures", "TrialSync", "SessionStore", "SessionRecord", "StrictJSON", grdb,
      ],
      swiftSettings: ours),
    .executableTarget(
      name: "walktest", dependencies: ["WalkProtocol", crypto, grdb, arguments],
      swiftSettings: ours),
  ]
)
