// swift-tools-version: 6.2
import PackageDescription

/// What every target is held to: data-race checking of Swift 6, strict memory safety, explicit
/// existentials and imports, and no warning left standing.
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// Tests read what they like; strict memory safety is for the code that ships.
let houseOfTests: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableExperimentalFeature("Lifetimes"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// The distribution's C libraries, each behind a module map of its own.
let system: [Target] = [
    .systemLibrary(
        name: "CKafka",
        pkgConfig: "rdkafka",
        providers: [.apt(["librdkafka-dev"]), .brew(["librdkafka"])]
    ),
    .systemLibrary(
        name: "CYaml",
        pkgConfig: "yaml-0.1",
        providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]
    ),
    .systemLibrary(
        name: "CMicroHTTPD",
        pkgConfig: "libmicrohttpd",
        providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]
    ),
    .systemLibrary(
        name: "CCrypto",
        pkgConfig: "libcrypto",
        providers: [.apt(["libssl-dev"]), .brew(["openssl"])]
    ),
    .systemLibrary(
        name: "CZlib",
        pkgConfig: "zlib",
        providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]
    ),
    .systemLibrary(name: "CThreads"),
]

/// Edges point one way; Records and Inference know nothing of Kafka.
let rooms: [Target] = [
    .target(name: "Kafka", dependencies: ["CKafka"], swiftSettings: house),
    .target(name: "Yaml", dependencies: ["CYaml"], swiftSettings: house),
    .target(name: "Records", swiftSettings: house),
    .target(name: "Rollout", dependencies: ["CCrypto"], swiftSettings: house),
    .target(name: "CForestKernels"),
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
    .target(
        name: "DriftMonitor",
        dependencies: ["Kafka", "Records", "Observation", "Operations", "Rollout"],
        swiftSettings: house
    ),
    .target(
        name: "StreamScorer",
        dependencies: ["Kafka", "Records", "Inference", "Observation", "Operations", "Rollout"],
        swiftSettings: house
    ),
    .executableTarget(
        name: "CommandLineTool",
        dependencies: [
            "Kafka", "Records", "Inference", "Operations", "StreamScorer", "Rollout", "Yaml",
            "Observation", "DriftMonitor",
        ],
        swiftSettings: house
    ),
]

let tests: [Target] = [
    .target(
        name: "BrokerFixture",
        dependencies: ["Kafka"],
        path: "Tests/BrokerFixture",
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "KafkaTests",
        dependencies: ["Kafka", "BrokerFixture"],
        swiftSettings: houseOfTests
    ),
    .testTarget(name: "YamlTests", dependencies: ["Yaml"], swiftSettings: houseOfTests),
    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .testTarget(
        name: "RecordsTests",
        dependencies: ["Records", "AllocationCounter"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "InferenceTests",
        dependencies: ["Inference", "AllocationCounter"],
        exclude: ["Goldens"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "OperationsTests",
        dependencies: ["Operations", "Rollout", "AllocationCounter", "CZlib"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "RolloutTests",
        dependencies: ["Rollout", "AllocationCounter"],
        exclude: ["Goldens"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "ObservationTests",
        dependencies: ["Observation"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "DriftMonitorTests",
        dependencies: [
            "DriftMonitor", "Kafka", "Records", "Observation", "Operations", "Rollout",
            "BrokerFixture",
        ],
        exclude: ["Goldens"],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "StreamScorerTests",
        dependencies: [
            "StreamScorer", "DriftMonitor", "Kafka", "Records", "Inference", "Observation",
            "Operations", "Rollout", "BrokerFixture", "AllocationCounter",
        ],
        swiftSettings: houseOfTests
    ),
    .testTarget(
        name: "CommandLineToolTests",
        dependencies: ["CommandLineTool", "DriftMonitor", "Kafka", "Rollout", "BrokerFixture"],
        swiftSettings: houseOfTests
    ),
]

let package = Package(
    name: "stream-scorer",
    products: [.executable(name: "stream-scorer", targets: ["CommandLineTool"])],
    targets: system + rooms + tests
)
