// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
]

/// How often the drift monitor is wrong without a change, and how soon it finds one.
let package = Package(
    name: "drift",
    targets: [
        .systemLibrary(name: "CKafka", pkgConfig: "rdkafka"),
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1"),
        .systemLibrary(name: "CMicroHTTPD", pkgConfig: "libmicrohttpd"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
        .systemLibrary(name: "CThreads"),
        .target(name: "Kafka", dependencies: ["CKafka"], swiftSettings: house),
        .target(name: "Yaml", dependencies: ["CYaml"], swiftSettings: house),
        .target(name: "Records", swiftSettings: house),
        .target(name: "Rollout", dependencies: ["CCrypto"], swiftSettings: house),
        .target(name: "Observation", dependencies: ["CCrypto"], swiftSettings: house),
        .target(
            name: "Operations", dependencies: ["CMicroHTTPD", "CThreads", "CZlib", "Yaml", "Rollout"],
            swiftSettings: house),
        .target(
            name: "DriftMonitor",
            dependencies: ["Kafka", "Records", "Observation", "Operations", "Rollout"],
            swiftSettings: house),
        .executableTarget(
            name: "DriftSimulation", dependencies: ["DriftMonitor", "Observation", "Rollout"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    ])
