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

/// Times the product's engine; `compare.py` runs it beside the models' own libraries.
let package = Package(
    name: "inference",
    targets: [
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto"),
        .systemLibrary(name: "CYaml", pkgConfig: "yaml-0.1"),
        .target(name: "Yaml", dependencies: ["CYaml"], swiftSettings: house),
        .target(name: "CForestKernels"),
        .target(
            name: "Inference", dependencies: ["CCrypto", "CForestKernels", "Yaml"],
            swiftSettings: house),
        .executableTarget(
            name: "Scoring", dependencies: ["Inference"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    ])
