import Testing

@testable import Records

@Suite
struct LabelReaderTests {
    private let usual = #"{"id":"UA-1","ts":1364774400000,"label":1,"value":37.0}"#

    private func read(_ text: String) throws -> Result<LabelRecord, RecordFailure> {
        LabelReading(try LabelLayout()).read(text)
    }

    @Test func `a label is read`() throws {
        let found = try read(usual).get()
        #expect(found.id == textHash("UA-1") && found.timeMs == 1_364_774_400_000)
        #expect(found.label == 1 && found.value == 37)
    }

    @Test func `true and false are 1 and 0, and time and value may be absent`() throws {
        #expect(try read(#"{"label":true,"id":"a"}"#).get().label == 1)
        let found = try read(#"{"label":false,"id":7,"ts":null,"value":null}"#).get()
        #expect(found.label == 0 && found.timeMs == nil && found.value == nil)
        #expect(found.id == textHash("7"))
    }

    @Test func `of a name that comes twice the last one counts`() throws {
        #expect(try read(#"{"id":"a","label":1,"label":0}"#).get().label == 0)
    }

    @Test func `pointers lead anywhere`() throws {
        let layout = try LabelLayout(
            id: "/key/event",
            time: "/at",
            label: "/outcomes/0/late",
            value: "/outcomes/0/minutes"
        )
        let text =
            #"{"key":{"event":"x"},"at":"1970-01-01T00:00:01Z","outcomes":[{"late":1,"minutes":9.5}]}"#
        let found = try LabelReading(layout).read(text).get()
        #expect(found.label == 1 && found.value == 9.5 && found.timeMs == 1_000)
        #expect(found.id == textHash("x"))
        #expect(
            LabelReading(layout).read(#"{"key":{"event":"x"},"outcomes":[]}"#).refusal
                == "/outcomes/0/late missing_member"
        )
    }

    @Test func `without a place for it there is no value`() throws {
        let reading = LabelReading(try LabelLayout(value: nil))
        #expect(try reading.read(usual).get().value == nil)
    }

    @Test(arguments: [
        ("\"UA-1\"", "null", "/id missing_member"), ("\"UA-1\"", "1e2", "/id wrong_type"),
        ("\"UA-1\"", "{}", "/id wrong_type"), ("1364774400000", "true", "/ts wrong_type"),
        ("1364774400000", "\"2013-02-30T00:00:00Z\"", "/ts wrong_type"),
        ("\"label\":1", "\"label\":null", "/label missing_member"),
        ("\"label\":1", "\"lable\":1", "/label missing_member"),
        ("\"label\":1", "\"label\":\"late\"", "/label wrong_type"),
        ("\"label\":1", "\"label\":\"true\"", "/label wrong_type"),
        ("\"label\":1", "\"label\":[1]", "/label missing_member"),
        ("\"label\":1", "\"label\":1e999", "/label number_out_of_range"),
        ("37.0", "\"37\"", "/value wrong_type"), ("37.0", "false", "/value wrong_type"),
        ("37.0", "-1e999", "/value number_out_of_range"), ("37.0", "037", " invalid_number"),
        ("37.0}", "37.0", " truncated"),
    ])
    func `what is no label is refused by name`(part: String, by: String, expected: String) throws {
        #expect(try read(usual.replacing(part, with: by)).refusal == expected)
    }

    @Test(arguments: [
        (["id", "/ts", "/label", "/value"], "pointer 'id'"),
        (["", "/ts", "/label", "/value"], "pointer '' of a label"),
        (["/id", "/id", "/label", "/value"], "pointer '/id' of a label"),
        (["/id", "/ts", "/label", "/label"], "pointer '/label' of a label"),
        (["/id", "/ts", "/o", "/o/value"], "pointer '/o' of a label"),
    ])
    func `a layout that contradicts itself is refused`(pointers: [String], subject: String) {
        let error = #expect(throws: RecordsError.self) {
            try LabelLayout(
                id: pointers[0],
                time: pointers[1],
                label: pointers[2],
                value: pointers[3]
            )
        }
        #expect(error?.subject == subject)
    }

    @Test func `spoiled labels are read or refused, never worse`() throws {
        let seed = Rounds.seed("spoiled labels")
        var mutator = Mutator(random: SeededGenerator(seed: seed))
        let reading = LabelReading(try LabelLayout())
        for _ in 0..<Rounds.count(20_000) {
            var bytes = Array(usual.utf8)
            for _ in 0...Int(mutator.random.next() % 3) { mutator.mutate(&bytes) }
            switch reading.read(bytes) {
            case .success(let found):
                #expect(JSONText.check(bytes.span.octets).isOK)
                #expect(found.label.isFinite && found.value?.isFinite ?? true)
            case .failure(let failure):
                #expect((0...bytes.count).contains(failure.byteOffset))
            }
        }
    }

    @Test func `a table of texts gives each a number, until it is full`() {
        var table = TextTable(maxTexts: 2)
        let bytes = Array("aabb\\u0061\\u0061cc".utf8)
        func value(_ offset: Int32, _ count: Int32, _ isEscaped: Bool = false) -> CapturedValue {
            CapturedValue(offset: offset, count: count, isEscaped: isEscaped)
        }
        let payload = bytes.span.octets
        #expect(table.number(of: value(0, 2), in: payload) == 0)
        #expect(table.number(of: value(2, 2), in: payload) == 1)
        #expect(table.number(of: value(4, 12, true), in: payload) == 0)
        #expect(table.number(of: value(16, 2), in: payload) == nil)
        #expect(table.number(of: .absent, in: payload) == nil)
        #expect(table.number(of: value(16, 9), in: payload) == nil)
        #expect(table.text(1) == "bb" && table.count == 2)
    }
}
