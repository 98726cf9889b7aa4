import Inference
import Testing

/// The flights models on the first 2,000 flights, against their libraries' predictions.
@Suite(.enabled(if: TestData.folder != nil, TestData.reason))
struct FlightsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        /// Where the margin stands after the features.
        var column: Int
        var testDescription: String { file }
    }

    static let cases = [
        Case(file: "delay-v1.lightgbm.txt", column: 0),
        Case(file: "delay-v2.xgboost.json", column: 2),
        Case(file: "delay-v2.xgboost.ubj", column: 2),
        Case(file: "delay-v3-hours.lightgbm.txt", column: 4),
    ]

    private static let width = 24
    private static let features = 18

    /// The rows with their categories as `model`'s codes; the goldens hold v1's.
    private func rows(_ golden: [Double], for model: Model) throws -> [Double] {
        let v1 = try Model.load(file: TestData.path("flights/delay-v1.lightgbm.txt"))
        var rows: [Double] = []
        for row in 0..<golden.count / Self.width {
            for feature in 0..<Self.features {
                let value = golden[row * Self.width + feature]
                guard case .category(let known) = v1.features[feature].kind,
                    case .category(let wanted) = model.features[feature].kind, !value.isNaN
                else {
                    rows.append(value)
                    continue
                }
                let text = known.codeByText.first { $0.value == value }?.key ?? ""
                rows.append(wanted.codeByText[text] ?? .nan)
            }
        }
        return rows
    }

    @Test(arguments: cases)
    func `2000 flights score as in the library`(test: Case) throws {
        let model = try Model.load(file: TestData.path("flights/\(test.file)"))
        let golden = try TestData.doubles("\(TestData.goldens)/flights_2000.f64")
        let rows = try rows(golden, for: model)
        let margins = stride(from: Self.features + test.column, to: golden.count, by: Self.width)
            .map { golden[$0] }
        let probabilities = stride(
            from: Self.features + test.column + 1,
            to: golden.count,
            by: Self.width
        ).map { golden[$0] }
        #expect(Scoring.differences(Scoring.reference(model, rows, .float64), margins) == [])
        for batch in [1, 8, 32, 2000] {
            let found = Scoring.margins(model, rows, .float64, batch: batch)
            #expect(Scoring.differences(found, margins) == [], "batches of \(batch)")
        }
        let scores = Scoring.scores(model, rows, .float64, batch: 256)
        #expect(
            Scoring.ulps(scores, probabilities, inFloats: model.format == "xgboost") <= 2
        )
        #expect(model.facts.categoricalSplits > 0)
    }
}
