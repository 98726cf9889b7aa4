import Foundation
import Inference
import Testing

/// The fast engine against the reference engine on random forests with rows on their edges.
struct EngineAgreementTests {
    static let shapes: [(name: String, shape: RandomForest.Shape)] = [
        ("stumps", .init(trees: 5, leaves: 2, features: 3)),
        ("one tree", .init(trees: 1, leaves: 9, features: 4)),
        ("31 leaves", .init(trees: 20, leaves: 31, features: 7)),
        ("33 leaves", .init(trees: 9, leaves: 33, features: 5, categorical: 0.3)),
        ("64 leaves, categories only", .init(trees: 8, leaves: 64, features: 3, categorical: 1)),
        ("300 leaves", .init(trees: 3, leaves: 300, features: 10, categorical: 0.1)),
        ("three classes", .init(trees: 7, leaves: 12, features: 6, categorical: 0.2, classes: 3)),
        ("chains", .init(trees: 3, leaves: 700, features: 6, isDeep: true)),
        ("many features", .init(trees: 4, leaves: 40, features: 3000)),
    ]

    private func model(_ text: String) throws -> Model {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try Data(text.utf8).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try Model.load(file: path)
    }

    private func agree(_ model: Model, _ rows: [Double], _ name: String) {
        for element in Scoring.Element.allCases {
            let expected = Scoring.reference(model, rows, element)
            for batch in [1, 5, 32, 41] {
                let found = Scoring.margins(model, rows, element, batch: batch)
                #expect(
                    Scoring.differences(found, expected) == [],
                    "\(name), \(element), batches of \(batch)"
                )
            }
        }
    }

    @Test(arguments: 0..<shapes.count, [1, 2, 3] as [UInt64])
    func `both engines agree bit for bit`(shape index: Int, seed: UInt64) throws {
        let (name, shape) = Self.shapes[index]
        print("seed \(seed), \(name)")
        var lightGBM = RandomForest(seed: seed, shape: shape)
        agree(try model(lightGBM.lightGBM()), lightGBM.rows(60), "LightGBM, \(name), seed \(seed)")
        var xgboost = RandomForest(seed: seed, shape: shape)
        agree(try model(xgboost.xgboost()), xgboost.rows(60), "XGBoost, \(name), seed \(seed)")
    }

    @Test func `a tree of more than 65,536 nodes is walked by wide nodes`() throws {
        var forest = RandomForest(
            seed: 9,
            shape: .init(trees: 1, leaves: 40_000, features: 5, categorical: 0.01)
        )
        let model = try model(forest.lightGBM())
        #expect(model.facts.maxLeavesPerTree == 40_000)
        agree(model, forest.rows(40), "wide")
    }

    @Test func `a forest of more than 65,536 nodes agrees`() throws {
        var forest = RandomForest(seed: 10, shape: .init(trees: 90, leaves: 400, features: 8))
        let model = try model(forest.lightGBM())
        #expect(model.facts.splits + model.facts.leaves > 65_536)
        agree(model, forest.rows(40), "large")
    }

    @Test func `rows at any address score alike`() throws {
        var forest = RandomForest(seed: 4, shape: .init(trees: 6, leaves: 20, features: 5))
        let model = try model(forest.lightGBM())
        let rows = forest.rows(40)
        let expected = Scoring.margins(model, rows, .float64, batch: 40)
        var bytes = [UInt8](repeating: 0, count: 40 * 8 * 5 + 3)
        rows.withUnsafeBytes { source in
            bytes.withUnsafeMutableBytes {
                $0.baseAddress.map {
                    ($0 + 3).copyMemory(
                        from: source.baseAddress ?? UnsafeRawPointer($0),
                        byteCount: source.count
                    )
                }
            }
        }
        var margins = [Double](repeating: 0, count: 40)
        var workspace = model.makeWorkspace(maxRows: 64)
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            let addresses = (0..<40).map { base + 3 + $0 * 40 }
            var span = margins.mutableSpan
            model.scoreRaw(
                rowAddresses: addresses.span,
                element: .float64,
                into: &span,
                workspace: &workspace
            )
        }
        #expect(margins == expected)
    }
}
