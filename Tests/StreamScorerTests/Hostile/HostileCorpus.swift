/// Values that are no events, each with the reason that its dead letter must give.
enum HostileCorpus {
    struct Value: Sendable {
        let name: String
        let bytes: [UInt8]
        let reason: String
    }

    static let values: [Value] =
        truncated + wrongTypes + numbers + text + structure + otherFormats

    private static let event =
        #"{"id":"b","ts":1364774400000,"features":{"dep_delay":12,"carrier":"UA","temp":null}}"#

    private static let truncated = [1, 9, 30, 50, event.utf8.count - 1].map { length in
        Value(
            name: "cut after \(length) bytes",
            bytes: Array(event.utf8.prefix(length)),
            reason: "truncated"
        )
    }

    private static let wrongTypes = [
        value("a bool where a number belongs", features: #"{"dep_delay":true}"#, "wrong_type"),
        value("text where a number belongs", features: #"{"dep_delay":"12"}"#, "wrong_type"),
        value("an array where a number belongs", features: #"{"dep_delay":[12]}"#, "wrong_type"),
        value("an object where a category belongs", features: #"{"carrier":{}}"#, "wrong_type"),
        value("features that are text", features: #""dep_delay""#, "wrong_type"),
        value("features that are null", features: "null", "missing_features"),
        value("a row that is too short", features: "[1,2,3]", "wrong_length"),
        Value("an array for an event", "[]", "missing_features"),
        Value("a number for an event", "42", "not_an_event"),
        Value("text for an event", #""event""#, "not_an_event"),
        Value("null for an event", "null", "not_an_event"),
        Value("no features", #"{"id":"b","ts":1}"#, "missing_features"),
        Value("an id that is an object", #"{"id":{},"features":{}}"#, "invalid_id"),
        Value("a time that is an array", #"{"ts":[],"features":{}}"#, "invalid_time"),
        Value("a time that is no date", #"{"ts":"yesterday","features":{}}"#, "invalid_time"),
    ]

    private static let numbers = [
        value("a number beyond Double", features: #"{"temp":1e999}"#, "number_out_of_range"),
        value("one below it", features: #"{"temp":-1e999}"#, "number_out_of_range"),
        value("the word NaN", features: #"{"temp":NaN}"#, "invalid_json"),
        value("the word Infinity", features: #"{"temp":Infinity}"#, "invalid_json"),
        value("the word -Infinity", features: #"{"temp":-Infinity}"#, "invalid_number"),
        value("a leading zero", features: #"{"temp":012}"#, "invalid_number"),
        value("a plus", features: #"{"temp":+12}"#, "invalid_json"),
    ]

    private static let text = [
        Value("a byte that UTF-8 never has", in: [0xff], "invalid_utf8"),
        Value("an overlong slash", in: [0xc0, 0xaf], "invalid_utf8"),
        Value("an encoded surrogate", in: [0xed, 0xa0, 0x80], "invalid_utf8"),
        Value("a character cut short", in: [0xe2, 0x82], "invalid_utf8"),
        Value("a code point beyond Unicode", in: [0xf4, 0x90, 0x80, 0x80], "invalid_utf8"),
        Value("half a surrogate pair", in: Array(#"\ud800"#.utf8), "lone_surrogate"),
        Value("the other half", in: Array(#"\udc00x"#.utf8), "lone_surrogate"),
        Value("a control character", in: [0x01], "control_character"),
        Value("no escape", in: Array(#"\q"#.utf8), "invalid_escape"),
    ]

    private static let structure = [
        Value("nothing", "", "empty_value"),
        Value("white space", " \n\t", "empty_value"),
        Value("two events", event + event, "trailing_bytes"),
        Value(
            "100,000 arrays",
            #"{"x":"# + String(repeating: "[", count: 100_000),
            "too_deep"
        ),
        Value(
            "65 objects",
            String(repeating: #"{"a":"#, count: 65) + "1" + String(repeating: "}", count: 65),
            "too_deep"
        ),
        Value("a trailing comma", #"{"features":{"temp":1,}}"#, "invalid_json"),
    ]

    private static let otherFormats = [
        Value(
            name: "Avro behind a registry's id",
            bytes: [0, 0, 0, 0, 7, 0x18] + Array("UA1545-EWR".utf8) + [2, 0, 0x80],
            reason: "invalid_json"
        ),
        Value(
            name: "Protobuf",
            bytes: [0x0a, 0x02, 0x55, 0x41, 0x10, 0x96, 0x01],
            reason: "invalid_json"
        ),
        Value(
            name: "gzip",
            bytes: [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0, 3, 0x4b, 0x4c],
            reason: "invalid_json"
        ),
        Value(
            name: "2 MB",
            bytes: [UInt8](repeating: UInt8(ascii: " "), count: 2_000_000),
            reason: "value_too_large"
        ),
    ]

    private static func value(_ name: String, features: String, _ reason: String) -> Value {
        Value(name, #"{"id":"b","ts":1,"features":"# + features + "}", reason)
    }
}

extension HostileCorpus.Value {
    init(_ name: String, _ text: String, _ reason: String) {
        self.init(name: name, bytes: Array(text.utf8), reason: reason)
    }

    /// A value with these bytes in a string.
    init(_ name: String, in bytes: [UInt8], _ reason: String) {
        self.init(
            name: name,
            bytes: Array(#"{"id":""#.utf8) + bytes + Array(#"","features":{}}"#.utf8),
            reason: reason
        )
    }
}
