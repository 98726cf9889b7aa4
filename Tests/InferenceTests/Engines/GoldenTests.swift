import Foundation
import Inference
import Testing

/// One small model of a library, with the rows and the predictions that `make_goldens.py` stored.
struct GoldenCase: Sendable, Codable, CustomTestStringConvertible {
    var name: String
    var library: String
    var files: [String]
    var rows: Int
    var features: Int
    var margins: Int
    var predictions: Int
    var testDescription: String { name }

    private struct Index: Codable { var cases: [GoldenCase] }

    static let all: [GoldenCase] = {
        let data = try? Data(contentsOf: URL(filePath: "\(TestData.goldens)/cases.json"))
        return data.flatMap { try? JSONDecoder().decode(Index.self, from: $0) }?.cases ?? []
    }()

    /// Features, margins and predictions, each row by row.
    func read() throws -> (rows: [Double], margins: [Double], predictions: [Double]) {
        let all = try TestData.doubles("\(TestData.goldens)/\(name).f64")
        let width = features + margins + predictions
        #expect(all.count == rows * width)
        func columns(_ range: Range<Int>) -> [Double] {
            (0..<rows).flatMap { row in range.map { all[row * width + $0] } }
        }
        return (
            columns(0..<features), columns(features..<features + margins),
            columns(features + margins..<width)
        )
    }
}

struct GoldenTests {
    @Test func `the goldens are there`() {
        #expect(GoldenCase.all.count == 45)
    }

    @Test(arguments: GoldenCase.all)
    func `margins are the library's, bit for bit`(golden: GoldenCase) throws {
        let (rows, margins, _) = try golden.read()
        for file in golden.files {
            let model = try Model.load(file: "\(TestData.goldens)/\(file)")
            #expect(model.format == golden.library)
            #expect(
                Scoring.differences(Scoring.reference(model, rows, .float64), margins) == [],
                "reference, \(file)"
            )
            for batch in [1, 32, golden.rows] {
                let found = Scoring.margins(model, rows, .float64, batch: batch)
                #expect(Scoring.differences(found, margins) == [], "\(file), batches of \(batch)")
            }
        }
    }

    @Test(arguments: GoldenCase.all)
    func `predictions are within two units in the last place`(golden: GoldenCase) throws {
        let (rows, _, predictions) = try golden.read()
        for file in golden.files {
            let model = try Model.load(file: "\(TestData.goldens)/\(file)")
            let scores = Scoring.scores(model, rows, .float64, batch: 100)
            #expect(
                Scoring.ulps(scores, predictions, inFloats: golden.library == "xgboost") <= 2,
                "\(file)"
            )
        }
    }

    @Test(arguments: GoldenCase.all)
    func `rows of floats score alike in both engines`(golden: GoldenCase) throws {
        let (rows, _, _) = try golden.read()
        for file in golden.files {
            let model = try Model.load(file: "\(TestData.goldens)/\(file)")
            let reference = Scoring.reference(model, rows, .float32)
            for batch in [1, 33] {
                let found = Scoring.margins(model, rows, .float32, batch: batch)
                #expect(Scoring.differences(found, reference) == [], "\(file)")
            }
        }
    }

    @Test(arguments: ["lgb_frame.txt", "xgb_frame.json", "xgb_frame.ubj"])
    func `a data frame's categories come from the model file`(file: String) throws {
        let model = try Model.load(file: "\(TestData.goldens)/\(file)")
        #expect(model.features.map(\.name) == ["v", "s", "i"])
        #expect(model.features[0].kind == .number)
        // XGBoost cuts the name that is not ASCII.
        let last = file.hasPrefix("lgb") ? CategoryValue.text("ä") : .absent
        #expect(
            model.features[1].kind
                == .category(CategoryTable([.text("b"), .text("c c"), .text("d"), last]))
        )
        #expect(
            model.features[2].kind == .category(CategoryTable([10, 20, 35].map { .number($0) }))
        )
    }
}
