// swift-tools-version: 6.2
import PackageDescription

/// Times our JSON reader beside simdjson's and Foundation's; kept out of the product's package so
/// that nobody needs simdjson to build it.
let package = Package(
    name: "decoding",
    targets: [
        .systemLibrary(
            name: "CSimdjson", pkgConfig: "simdjson", providers: [.apt(["libsimdjson-dev"])]),
        .target(
            name: "Records",
            swiftSettings: [
                .swiftLanguageMode(.v6),
                .enableExperimentalFeature("Lifetimes"),
                .enableUpcomingFeature("ExistentialAny"),
                .enableUpcomingFeature("InternalImportsByDefault"),
                .enableUpcomingFeature("MemberImportVisibility"),
                .strictMemorySafety(),
            ]),
        .target(name: "Simdjson", dependencies: ["CSimdjson"]),
        .executableTarget(
            name: "Decoding", dependencies: ["Records", "Simdjson"],
            swiftSettings: [.enableExperimentalFeature("Lifetimes")]),
    ],
    cxxLanguageStandard: .cxx17)
