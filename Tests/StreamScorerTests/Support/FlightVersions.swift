import BrokerFixture
import Foundation
import Inference

/// A model repository of a test's own: the flights' `delay` with versions that are made to fail.
///
/// | version | is |
/// | --- | --- |
/// | v1, twin | the example's v1 |
/// | overflow | answers infinity for every row |
/// | late-overflow | answers infinity for rows with `dep_delay` above 20 minutes, else 0.25 |
/// | tenfold | v1's trees ten times over |
final class FlightVersions {
    let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent(UniqueName.make("models"))
        folder = url.path
        let example = Flights.models + "/delay/v1"
        let text = try String(contentsOfFile: example + "/model.txt", encoding: .utf8)
        let manifest = try String(contentsOfFile: example + "/model.yaml", encoding: .utf8)
        for version in ["v1", "twin"] { try write(version, text, manifest) }
        let infinite = Self.leaf("1e308")
        try write("overflow", Self.text(like: text, trees: [infinite, infinite]), manifest)
        let late = Self.split(feature: 0, above: "20", "0.125", "1e308")
        try write("late-overflow", Self.text(like: text, trees: [late, late]), manifest)
        try write("tenfold", Self.tenfold(text), manifest)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func model(_ version: String) throws -> Model {
        try Model.load(folder: "\(folder)/delay/\(version)")
    }

    private func write(_ version: String, _ text: String, _ manifest: String) throws {
        let path = "\(folder)/delay/\(version)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let file = path + "/model.txt"
        try text.write(toFile: file, atomically: false, encoding: .utf8)
        let digest = try Model.load(file: file, format: nil).digest
        // The example's baseline is that of its very file.
        let isExample = digest == (try Model.load(folder: Flights.models + "/delay/v1").digest)
        var lines = manifest.components(separatedBy: "\n").filter { line in
            !line.hasPrefix("golden:") && (isExample || !line.hasPrefix("baseline:"))
        }
        if isExample {
            try FileManager.default.copyItem(
                atPath: Flights.models + "/delay/v1/baseline.json",
                toPath: path + "/baseline.json"
            )
        }
        for (index, line) in lines.enumerated() {
            if line.hasPrefix("digest:") { lines[index] = "digest: \(digest)" }
            if line.hasPrefix("version:") { lines[index] = "version: \(version)" }
            if line.hasPrefix("output:"), text.contains("objective=regression") {
                lines[index] = "output: {kind: value}"
            }
        }
        try lines.joined(separator: "\n").write(
            toFile: path + "/model.yaml",
            atomically: false,
            encoding: .utf8
        )
    }

    private static func leaf(_ value: String) -> String {
        "num_leaves=1\nnum_cat=0\nleaf_value=\(value)\n"
    }

    private static func split(
        feature: Int,
        above threshold: String,
        _ left: String,
        _ right: String
    ) -> String {
        "num_leaves=2\nnum_cat=0\nsplit_feature=\(feature)\nthreshold=\(threshold)\n"
            + "decision_type=2\nleft_child=-1\nright_child=-2\nleaf_value=\(left) \(right)\n"
    }

    /// v1's features and categories, other trees, whose sum is the answer.
    private static func text(like text: String, trees: [String]) -> String {
        let (header, _, tail) = parts(text)
        let changed = header.components(separatedBy: "\n").map {
            $0.hasPrefix("objective=") ? "objective=regression" : $0
        }.filter { !$0.hasPrefix("tree_sizes=") }.joined(separator: "\n")
        return changed + numbered(trees) + tail
    }

    private static func tenfold(_ text: String) -> String {
        let (header, trees, tail) = parts(text)
        let lines = header.components(separatedBy: "\n").filter { !$0.hasPrefix("tree_sizes=") }
        let all = (0..<10).flatMap { _ in trees }
        return lines.joined(separator: "\n") + numbered(all) + tail
    }

    private static func numbered(_ trees: [String]) -> String {
        trees.enumerated().map { "Tree=\($0.offset)\n\($0.element)\n" }.joined()
    }

    /// The header, each tree without its first line, and what follows the trees.
    private static func parts(_ text: String) -> (String, [String], String) {
        let whole = text.components(separatedBy: "end of trees")
        let blocks = whole[0].components(separatedBy: "\nTree=")
        let trees = blocks.dropFirst().map { block in
            block.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        }
        return (blocks[0] + "\n", Array(trees), "end of trees" + whole[1])
    }
}
