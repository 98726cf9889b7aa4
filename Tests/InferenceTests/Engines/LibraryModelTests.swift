import Inference
import Testing

/// Models of the libraries, 10,000 rows each, with the libraries' own predictions.
@Suite(.enabled(if: TestData.folder != nil, TestData.reason))
struct LibraryModelTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var file: String
        var rows: String
        var stem: String
        var isXGBoost: Bool
        var testDescription: String { file }
    }

    static let cases = [
        Case(
            file: "m1_lgb_b100x31.txt",
            rows: "rows_higgs28",
            stem: "m1_lgb_b100x31",
            isXGBoost: false
        ),
        Case(
            file: "m1e_lgb_elec_b200x31.txt",
            rows: "rows_elec6",
            stem: "m1e_lgb_elec_b200x31",
            isXGBoost: false
        ),
        Case(
            file: "m2_lgb_b500x63.txt",
            rows: "rows_cov54",
            stem: "m2_lgb_b500x63",
            isXGBoost: false
        ),
        Case(file: "m3_xgb_b500d6.json", rows: "rows_tx40", stem: "m3_xgb_b500d6", isXGBoost: true),
        Case(file: "m3_xgb_b500d6.ubj", rows: "rows_tx40", stem: "m3_xgb_b500d6", isXGBoost: true),
    ]

    /// Without optimisation every tenth row: the engines are some 30 times slower there.
    private func load(
        _ test: Case
    ) throws -> (
        model: Model, rows: [Double], raw: [Double], probability: [Double]
    ) {
        let model = try Model.load(file: TestData.path("models/\(test.file)"))
        let rows = try TestData.floats(TestData.path("models/\(test.rows).f32")).map { Double($0) }
        let raw = try TestData.doubles(TestData.path("models/\(test.stem).raw.f64"))
        let probability = try TestData.doubles(TestData.path("models/\(test.stem).prob.f64"))
        #expect(raw.count == 10_000)
        guard !TestData.isOptimised else { return (model, rows, raw, probability) }
        print("unoptimised build: every tenth of 10,000 rows")
        let kept = Array(stride(from: 0, to: 10_000, by: 10))
        let width = model.features.count
        return (
            model, kept.flatMap { rows[$0 * width..<($0 + 1) * width] }, kept.map { raw[$0] },
            kept.map { probability[$0] }
        )
    }

    @Test(arguments: cases)
    func `the reference engine's margins are the library's, bit for bit`(test: Case) throws {
        let (model, rows, raw, _) = try load(test)
        for element in Scoring.Element.allCases {
            let margins = Scoring.reference(model, rows, element)
            #expect(Scoring.differences(margins, raw).isEmpty, "\(element)")
        }
    }

    @Test(arguments: cases, [1, 2, 7, 8, 31, 32, 33, 256, 10_000])
    func `the fast engine's margins are the library's, bit for bit`(
        test: Case,
        batch: Int
    ) throws {
        let (model, rows, raw, _) = try load(test)
        for element in Scoring.Element.allCases {
            let margins = Scoring.margins(model, rows, element, batch: batch)
            #expect(Scoring.differences(margins, raw).isEmpty, "\(element)")
        }
    }

    @Test(arguments: cases)
    func `probabilities are within two units in the last place`(test: Case) throws {
        let (model, rows, _, probability) = try load(test)
        let scores = Scoring.scores(model, rows, .float32, batch: 256)
        #expect(Scoring.ulps(scores, probability, inFloats: test.isXGBoost) <= 2)
    }
}
