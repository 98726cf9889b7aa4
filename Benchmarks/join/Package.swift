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

/// Times the join of predictions and labels, and says what it finds in recorded ones.
let package = Package(
    name: "join",
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
            name: "Operations",
            dependencies: ["CMicroHTTPD", "CThreads", "CZlib", "Rollout", "Yaml"],
            swiftSettings: house
        ),
        .target(
            name: "DriftMonitor",
            dependencies: ["Kafka", "Records", "Observation", "Operations", "Rollout"],
            swiftSettings: house
        ),
        .executableTarget(
            name: "Joining",
            dependencies: ["DriftMonitor", "Records", "Observation", "Operations"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]
        ),
    ]
)
