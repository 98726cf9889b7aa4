import AllocationCounter
import Testing

@testable import Records

@Suite
struct PredictionReaderTests {
    private let usual =
        #"{"id":"UA-1","ts":1364774400000,"deployment":"flights","model":"delay","version":"v1","route":"champion","revision":17,"prediction":0.2731}"#
    private let shadow =
        #"{"id":"UA-1","ts":5,"deployment":"flights","model":"delay","version":"v2","route":"shadow","revision":17,"prediction":0.31,"served":{"version":"v1","prediction":0.2731}}"#

    @Test func `a prediction is read back as it was written`() throws {
        let found = try PredictionReading(.prediction).read(usual).get()
        #expect(
            found
                == ReadPrediction(
                    id: textHash("UA-1"),
                    timeMs: 1_364_774_400_000,
                    texts: ["flights", "v1", "champion"],
                    revision: 17,
                    prediction: 0.2731,
                    score: 0.2731
                )
        )
    }

    @Test func `a shadow prediction has the served one beside it`() throws {
        let found = try PredictionReading(.shadowPrediction).read(shadow).get()
        #expect(found.texts == ["flights", "v2", "shadow", "v1"])
        #expect(found.prediction == 0.31 && found.servedPrediction == 0.2731)
    }

    @Test func `of two classes the score is the probability of the second`() throws {
        let text =
            #"{"id":"a","ts":1,"deployment":"d","version":"v","route":"rule:r","revision":0,"#
        let reading = PredictionReading(.prediction)
        let two = try reading.read(text + #""prediction":1,"probabilities":[0.25,0.75]}"#).get()
        #expect(two.prediction == 1 && two.score == 0.75)
        let three = try reading.read(text + #""prediction":2,"probabilities":[0.2,0.3,0.5]}"#).get()
        #expect(three.prediction == 2 && three.score == 2)
    }

    @Test func `an escaped id has the hash of its text`() throws {
        let reading = PredictionReading(.prediction)
        let escaped = usual.replacing("UA-1", with: #"\u0055A\u002d1"#)
        #expect(try reading.read(escaped).get().id == textHash("UA-1"))
        let other = usual.replacing("UA-1", with: #"\u00e9\""#)
        #expect(try reading.read(other).get().id == textHash("é\""))
    }

    @Test func `unknown members are passed over, and order does not matter`() throws {
        let text =
            #" { "x" : [{"id":"no"}], "prediction" : -1e-3, "route":"rule:é \"x\"", "revision":0, "version":"v", "deployment":"d", "ts":"1970-01-01T00:00:01Z", "id": 17 } "#
        let found = try PredictionReading(.prediction).read(text).get()
        #expect(found.id == textHash("17") && found.timeMs == 1_000 && found.prediction == -1e-3)
        #expect(found.texts[2] == "rule:é \"x\"")
    }

    @Test(arguments: [
        ("\"UA-1\"", "null", "/id missing_member"), ("\"UA-1\"", "\"\"", "/id missing_member"),
        ("\"UA-1\"", "1.5", "/id wrong_type"), ("\"UA-1\"", "true", "/id wrong_type"),
        ("1364774400000", "null", "/ts missing_member"), ("1364774400000", "1e3", "/ts wrong_type"),
        ("1364774400000", "\"now\"", "/ts wrong_type"),
        ("1364774400000", "99999999999999999999", "/ts wrong_type"),
        ("\"flights\"", "7", "/deployment wrong_type"),
        ("\"flights\"", "\"\"", "/deployment missing_member"),
        ("\"v1\"", "null", "/version missing_member"), ("\"v1\"", "true", "/version wrong_type"),
        ("\"champion\"", "[\"x\"]", "/route missing_member"),
        ("17", "1.5", "/revision wrong_type"), ("17", "-1", "/revision wrong_type"),
        ("17", "\"17\"", "/revision wrong_type"),
        ("17", "9223372036854775808", "/revision wrong_type"),
        ("0.2731", "null", "/prediction missing_member"),
        ("0.2731", "\"0.2\"", "/prediction wrong_type"),
        ("0.2731", "true", "/prediction wrong_type"),
        ("0.2731", "{}", "/prediction wrong_type"),
        ("0.2731", "1e999", "/prediction number_out_of_range"), ("0.2731", "NaN", " invalid_json"),
        ("0.2731", "1,\"probabilities\":[0,\"x\"]", "/probabilities/1 wrong_type"),
        ("0.2731", "1,\"probabilities\":[0,1e999]", "/probabilities/1 number_out_of_range"),
        ("0.2731}", "0.2731", " truncated"), ("0.2731}", "0.2731}}", " trailing_bytes"),
        ("UA-1", "\u{1}", " control_character"), ("UA-1", "\\ud800", " lone_surrogate"),
    ])
    func `what is no prediction is refused by name`(part: String, by: String, expected: String) {
        #expect(
            PredictionReading(.prediction).read(usual.replacing(part, with: by)).refusal == expected
        )
    }

    @Test(arguments: [
        ("\"version\":\"v1\"", "\"version\":1", "/served/version wrong_type"),
        ("\"version\":\"v1\"", "\"v\":\"v1\"", "/served/version missing_member"),
        ("0.2731", "null", "/served/prediction missing_member"),
        ("0.2731", "\"x\"", "/served/prediction wrong_type"),
        ("{\"version\":\"v1\",\"prediction\":0.2731}", "null", "/served/version missing_member"),
        ("{\"version\":\"v1\",\"prediction\":0.2731}", "5", "/served/version missing_member"),
    ])
    func `a shadow prediction needs the served one`(part: String, by: String, expected: String) {
        let text = shadow.replacing(part, with: by)
        #expect(PredictionReading(.shadowPrediction).read(text).refusal == expected)
    }

    @Test(arguments: ["", " ", "5", "null", "[]", "[1]", "{}", "\"id\"", "\u{FEFF}{}"])
    func `what is no object is refused`(text: String) {
        #expect(PredictionReading(.prediction).read(text).refusal != nil)
    }

    @Test func `an id is read up to its limit, escaped or not`() throws {
        let reading = PredictionReading(.prediction)
        let longest = String(repeating: "x", count: TextTable.maxBytes)
        #expect(
            try reading.read(usual.replacing("UA-1", with: longest)).get().id == textHash(longest)
        )
        #expect(
            reading.read(usual.replacing("UA-1", with: longest + "x")).refusal
                == "/id text_too_long"
        )
        let escaped = String(repeating: "\\u0078", count: TextTable.maxBytes)
        #expect(
            try reading.read(usual.replacing("UA-1", with: escaped)).get().id == textHash(longest)
        )
        #expect(
            reading.read(usual.replacing("UA-1", with: escaped + "x")).refusal
                == "/id text_too_long"
        )
    }

    @Test func `a failure names the member, the place and the remedy`() {
        guard
            case .failure(let failure) = PredictionReading(.prediction)
                .read(usual.replacing("17", with: "-1"))
        else {
            Issue.record("it was read")
            return
        }
        #expect(
            failure.description
                == "prediction: '/revision' is of the wrong type (at byte 116); the topic holds what `serve` writes, see topics/schemas/predictions.value.json"
        )
    }

    @Test func `spoiled predictions are read or refused, never worse`() {
        let seed = Rounds.seed("spoiled predictions")
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        let readings = [PredictionReading(.prediction), PredictionReading(.shadowPrediction)]
        for round in 0..<Rounds.count(20_000) {
            var bytes = Array((round % 2 == 0 ? usual : shadow).utf8)
            for _ in 0...Int(mutator.random.next() % 3) { mutator.mutate(&bytes) }
            for reading in readings {
                switch reading.read(bytes) {
                case .success(let found):
                    #expect(JSONText.check(bytes.span.octets).isOK)
                    #expect(
                        found.prediction.isFinite && found.score.isFinite && found.revision >= 0
                    )
                    #expect(found.texts.allSatisfy { !$0.isEmpty })
                case .failure(let failure):
                    #expect((0...bytes.count).contains(failure.byteOffset))
                }
            }
        }
    }

    @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
    func `reading allocates nothing`() throws {
        var served = PredictionReader(.prediction)
        var shadows = PredictionReader(.shadowPrediction)
        var labels = LabelReader(try LabelLayout())
        var table = TextTable()
        let texts = [usual, usual.replacing("UA-1", with: #"\u00e9-2"#)].map { Array($0.utf8) }
        let shadowText = Array(shadow.utf8)
        let labelText = Array(#"{"id":"UA-1","ts":7,"label":true,"value":-1.5}"#.utf8)
        var sum = 0.0
        func round(_ count: Int) throws(RecordFailure) {
            for index in 0..<count {
                let text = texts[index % 2]
                let payload = text.span.octets
                let found = try served.read(payload)
                sum +=
                    found.answer.score + Double(table.number(of: found.version, in: payload) ?? 9)
                sum += try shadows.read(shadowText.span.octets).served?.answer.score ?? 0
                sum += try labels.read(labelText.span.octets).label
            }
        }
        try round(10)
        let before = allocation_counter_blocks()
        try round(1_000)
        #expect(allocation_counter_blocks() == before)
        #expect(sum > 1_000)
    }
}
