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

/// Times the steps of a worker's turn with and without counting what was scored.
let package = Package(
    name: "observe",
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
        .target(name: "CForestKernels"),
        .target(name: "Rollout", dependencies: ["CCrypto"], swiftSettings: house),
        .target(
            name: "Inference",
            dependencies: ["CCrypto", "CForestKernels", "Yaml"],
            swiftSettings: house
        ),
        .target(name: "Observation", dependencies: ["CCrypto"], swiftSettings: house),
        .target(
            name: "Operations",
            dependencies: ["CMicroHTTPD", "CThreads", "CZlib", "Rollout", "Yaml"],
            swiftSettings: house
        ),
        // The steps are the target's own: it is built so that they can be called from outside.
        .target(
            name: "StreamScorer",
            dependencies: [
                "Kafka", "Records", "Inference", "Observation", "Operations", "Rollout",
            ],
            swiftSettings: house + [.unsafeFlags(["-enable-testing"])]
        ),
        .executableTarget(
            name: "Observing",
            dependencies: [
                "StreamScorer", "Kafka", "Inference", "Operations", "Rollout", "Observation",
            ],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]
        ),
    ]
)
