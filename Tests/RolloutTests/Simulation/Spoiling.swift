/// A way to make a command into none, whatever the command.
struct Spoiling: Sendable {
    let name: String
    private let change: @Sendable ([UInt8], [UInt8]?) -> (key: [UInt8]?, value: [UInt8]?)

    func spoil(_ bytes: [UInt8], key: [UInt8]?) -> CommandMaker.Written {
        let changed = change(bytes, key)
        return CommandMaker.Written(key: changed.key, value: changed.value, meaning: nil)
    }

    private static func member(_ name: String, _ text: String) -> Spoiling {
        Spoiling(name: name) { bytes, key in
            (key, Array("{".utf8) + Array(text.utf8) + Array(",".utf8) + bytes.dropFirst())
        }
    }

    private static func value(
        _ name: String,
        _ change: @escaping @Sendable ([UInt8]) -> [UInt8]?
    ) -> Spoiling {
        Spoiling(name: name) { bytes, key in (key, change(bytes)) }
    }

    static let all: [Spoiling] = [
        value("tombstone") { _ in nil },
        value("empty") { _ in [] },
        value("cut") { Array($0.dropLast()) },
        value("halved") { Array($0.prefix($0.count / 2)) },
        value("trailing bytes") { $0 + Array(" x".utf8) },
        value("twice") { $0 + $0 },
        value("byte order mark") { [0xEF, 0xBB, 0xBF] + $0 },
        value("UTF-16") { $0.flatMap { [$0, 0] } },
        value("comma at the end") { Array($0.dropLast()) + Array(",}".utf8) },
        value("an array") { Array("[".utf8) + $0 + Array("]".utf8) },
        value("invalid UTF-8") { [UInt8(ascii: "{"), 0x22, 0xFF, 0x22] + $0.dropFirst() },
        value("too large") { $0 + Array(repeating: UInt8(ascii: " "), count: 65_537) },
        Spoiling(name: "another's key") { bytes, _ in (Array("elsewhere".utf8), bytes) },
        member("unknown member", #""persent":5"#),
        member("null", #""expires":null"#),
        member("member twice", #""kind":"freeze""#),
        member("member twice by escape", #""\u0069d":"other""#),
        member("deep", #""policy":"# + String(repeating: "[", count: 400)),
        member("no number", #""expects":NaN"#),
        member("number as string", #""expects":"7""#),
        member("negative", #""expects":-1"#),
        member("fraction", #""expects":1.5"#),
        member("huge", #""expects":123456789012345678901234567890"#),
        member("no time", #""expires":"tomorrow""#),
        member("no flag", #""automatic":"yes""#),
        member("lone surrogate", #""reason":"\ud800""#),
        member("long reason", #""reason":""# + String(repeating: "x", count: 4_097) + #"""#),
    ]
}
