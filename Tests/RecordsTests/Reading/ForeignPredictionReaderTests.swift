import Testing

@testable import Records

@Suite
struct ForeignPredictionReaderTests {
    private struct Found: Equatable {
        var id: TextHash?
        var timeMs: Int64?
        var score: Double
        var version: String?
    }

    private func read(
        _ text: String,
        _ layout: PredictionLayout = .standard
    ) -> Result<Found, RecordFailure> {
        var reader = ForeignPredictionReader(layout)
        let bytes = Array(text.utf8)
        do throws(RecordFailure) {
            let record = try reader.read(bytes.span.octets)
            return .success(
                Found(
                    id: record.id,
                    timeMs: record.timeMs,
                    score: record.score,
                    version: record.version.text(in: bytes.span.octets)
                )
            )
        } catch {
            return .failure(error)
        }
    }

    @Test func `the usual places are those of our own predictions`() throws {
        let text = """
            {"id":"UA-1","ts":1364774400000,"deployment":"d","model":"m","version":"v1",\
            "route":"champion","revision":3,"prediction":0.25}
            """
        let found = try read(text).get()
        let expected = Found(
            id: textHash("UA-1"),
            timeMs: 1_364_774_400_000,
            score: 0.25,
            version: "v1"
        )
        #expect(found == expected)
    }

    @Test func `a response of the open inference protocol is read, its version a number`() throws {
        let layout = try PredictionLayout(
            score: "/outputs/0/data/0",
            version: "/model_version"
        )
        let text = """
            {"model_name":"delay","model_version":3,"id":7,\
            "outputs":[{"name":"p","shape":[1,1],"datatype":"FP32","data":[0.5,0.75]}]}
            """
        let found = try read(text, layout).get()
        #expect(found == Found(id: textHash("7"), timeMs: nil, score: 0.5, version: "3"))
    }

    @Test func `a version that the configuration names is not looked for`() throws {
        let layout = try PredictionLayout(score: "/p", version: "v7")
        #expect(layout.version == .fixed("v7"))
        #expect(try read("{\"p\":1e-3}", layout).get() == Found(score: 1e-3))
    }

    @Test(arguments: [
        ("", " empty_value"), ("{", " truncated"), ("[]", " wrong_length"), ("7", " not_an_event"),
        ("{}", "/prediction missing_member"),
        ("{\"prediction\":null,\"version\":\"v1\"}", "/prediction missing_member"),
        ("{\"prediction\":\"0.5\",\"version\":\"v1\"}", "/prediction wrong_type"),
        ("{\"prediction\":[0.5],\"version\":\"v1\"}", "/prediction missing_member"),
        ("{\"prediction\":1e999,\"version\":\"v1\"}", "/prediction number_out_of_range"),
        ("{\"prediction\":NaN,\"version\":\"v1\"}", " invalid_json"),
        ("{\"prediction\":0.5}", "/version missing_member"),
        ("{\"prediction\":0.5,\"version\":1.5}", "/version wrong_type"),
        ("{\"prediction\":0.5,\"version\":\"v1\",\"id\":true}", "/id wrong_type"),
        ("{\"prediction\":0.5,\"version\":\"v1\",\"ts\":\"noon\"}", "/ts wrong_type"),
    ])
    func `what is no prediction is refused, by member and reason`(
        text: String,
        refusal: String
    ) {
        #expect(read(text).refusal == refusal)
    }

    @Test func `spoiled predictions are read or refused, never worse`() throws {
        let seed = Rounds.seed("spoiled foreign predictions")
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        let layout = try PredictionLayout(
            score: "/outputs/0/data/0",
            version: "/model_version"
        )
        let usual = #"{"model_version":"3","id":"a\u00e9","ts":7,"outputs":[{"data":[0.5,1]}]}"#
        for _ in 0..<Rounds.count(10_000) {
            var bytes = Array(usual.utf8)
            for _ in 0...Int(mutator.random.next() % 3) { mutator.mutate(&bytes) }
            var reader = ForeignPredictionReader(layout)
            do throws(RecordFailure) {
                let found = try reader.read(bytes.span.octets)
                #expect(JSONText.check(bytes.span.octets).isOK)
                #expect(found.score.isFinite && found.version.count > 0)
            } catch {
                #expect((0...bytes.count).contains(error.byteOffset))
            }
        }
    }

    @Test func `a remedy names the section of the configuration`() throws {
        guard case .failure(let failure) = read("{}") else { return }
        #expect(failure.description.contains("`monitor.predictions` of the configuration points"))
    }

    @Test(arguments: ["prediction", "", "/id", "/ts"])
    func `a score that is nowhere, or where something else is, is refused`(pointer: String) {
        #expect(throws: RecordsError.self) { try PredictionLayout(score: pointer) }
    }
}
