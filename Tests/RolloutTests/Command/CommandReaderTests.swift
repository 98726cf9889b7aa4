import Rollout
import Testing

struct CommandReaderTests {
    private static func read(
        _ text: String,
        key: String? = nil
    ) throws(CommandError) -> Command {
        try CommandReader.read(
            ControlRecord(
                offset: 0,
                timeMs: 0,
                key: key.map { Array($0.utf8) },
                value: Array(text.utf8)
            )
        )
    }

    private static func reason(_ text: String, key: String? = nil) -> String {
        do throws(CommandError) {
            return "no error but \(try read(text, key: key))"
        } catch {
            return error.reason
        }
    }

    private static let head = #"{"id":"i","deployment":"flights","issuer":"ana@desk""#

    @Test func `a command of contracts reads as it is written`() throws {
        let command = try Self.read(
            """
            {"id": "01J", "ts": "2013-04-01T02:00:00.25+02:00", "deployment": "flights",
             "kind": "canary", "version": "v2", "percent": 5.125, "sticky": "/features/tail",
             "salt": "s", "issuer": "operator@host", "reason": "try \\u00e4 \\ud83d\\ude00",
             "expects": 16, "expires": 1364774400250}
            """,
            key: "flights"
        )
        #expect(
            command
                == Command(
                    id: "01J",
                    timeMs: 1_364_774_400_250,
                    deployment: "flights",
                    kind: .canary(
                        version: "v2",
                        weight: 5_125,
                        sticky: .field("/features/tail"),
                        salt: "s"
                    ),
                    issuer: "operator@host",
                    reason: "try ä 😀",
                    expects: 16,
                    expiresMs: 1_364_774_400_250
                )
        )
        #expect(!command.isAutomatic)
    }

    @Test(arguments: [
        #"{"automatic":true,"deployment":"d","id":"i","issuer":"x","kind":"freeze"}"#,
        #"{"deployment":"d","id":"i","issuer":"x","kind":"load","ts":1,"version":"v2"}"#,
        #"{"deployment":"d","id":"i","issuer":"x","kind":"rollback"}"#,
        #"{"deployment":"d","evidence":{"n":1,"of":[{"s":0.5}]},"id":"i","issuer":"x","kind":"rollback"}"#,
        #"{"deployment":"d","id":"i","issuer":"x","kind":"rollback","version":"v0"}"#,
        #"{"deployment":"d","expects":0,"expires":5,"id":"i","issuer":"x","kind":"canary","percent":0.001,"salt":"s","sticky":"key","version":"v"}"#,
        #"{"deployment":"d","id":"i","issuer":"x","kind":"shadow","reason":"a\nb\"\\","sample":0.000001,"version":"v"}"#,
        #"{"deployment":"d","equals":["a",1.50,true,""],"field":"/f~1/é","id":"i","issuer":"x","kind":"rule","name":"r","version":"v"}"#,
        #"{"deployment":"d","equals":["a"],"header":"h","id":"i","issuer":"x","kind":"rule","name":"r","version":"v"}"#,
        #"{"deployment":"d","fallback":[{"version":"v0"},{"constant":0.2}],"id":"i","input":{"features":"","format":"json","id":"/id","time":"/ts","topic":"f"},"issuer":"x","kind":"deploy","model":"m","output":{"format":"json","headers":false,"topic":"p"},"policy":{"a":[1.0,{"b":null}]},"version":"v1"}"#,
    ])
    func `canonical text reads back to itself`(text: String) throws {
        let command = try Self.read(text)
        #expect(String(decoding: command.encoded(), as: UTF8.self) == text)
    }

    @Test(arguments: [
        (
            #","kind":"promotee","version":"v2"}"#,
            "unknown kind `promotee`; the nearest known is `promote`"
        ),
        (
            #","kind":"canary","version":"v2","persent":5}"#,
            "unknown member `persent`; the nearest known is `percent`"
        ),
        (
            #","kind":"promote","version":"v2","percent":5}"#,
            "`promote` has no member `percent`: it belongs to `canary`"
        ),
        (#","kind":"freeze","version":"v2"}"#, "`freeze` has no member `version`: it belongs to"),
        (#","kind":"canary","version":"v2"}"#, "`percent` is missing"),
        (
            #","kind":"canary","version":"v2","percent":"5"}"#,
            "`percent` is `5`, a string, but must be a number from 0 to 100"
        ),
        (#","kind":"canary","version":"v2","percent":100.001}"#, "`percent` is `100.001`"),
        (#","kind":"canary","version":"v2","percent":5.0005}"#, "at most three decimals"),
        (#","kind":"canary","version":"v2","percent":-1}"#, "`percent` is `-1`"),
        (#","kind":"canary","version":"v2","percent":1e999}"#, "`percent` is `1e999`"),
        (#","kind":"canary","version":"v2","percent":NaN}"#, "is not JSON"),
        (#","kind":"canary","version":"v2","percent":5,"sticky":"tail"}"#, "`sticky` is"),
        (#","kind":"promote","version":".."}"#, "`version` is `..`"),
        (#","kind":"promote","version":"a/b"}"#, "letters, digits"),
        (#","kind":"promote","version":"v²"}"#, "`version` is"),
        (#","kind":"promote","version":7}"#, "`version` is `7` but must be a string"),
        (#","kind":"promote"}"#, "`version` is missing"),
        (#","kind":"rollback","version":null}"#, "`version` is null"),
        (#","kind":"shadow","version":"v","sample":1.5}"#, "`sample` is `1.5`"),
        (
            #","kind":"rule","name":"r","equals":"a","version":"v"}"#,
            "`header` or `field` is missing"
        ),
        (
            #","kind":"rule","name":"r","header":"h","field":"/f","equals":"a","version":"v"}"#,
            "are both there"
        ),
        (
            #","kind":"rule","name":"r","header":"h","equals":[],"version":"v"}"#,
            "`equals` has 0 values"
        ),
        (
            #","kind":"rule","name":"r","header":"h","equals":[null],"version":"v"}"#,
            "`equals` is null"
        ),
        (#","kind":"rule","name":"r","field":"f","equals":"a","version":"v"}"#, "a JSON pointer"),
        (#","kind":"freeze","evidence":"much"}"#, "`evidence` is `much`, a string, but must be an"),
        (
            #","kind":"freeze","evidence":{"a":""# + String(repeating: "x", count: 8_185) + #""}}"#,
            "`evidence` has 8193 bytes; the limit is 8192"
        ),
        (#","kind":"freeze","expects":1.5}"#, "`expects` is `1.5`"),
        (#","kind":"freeze","expects":1e3}"#, "`expects` is `1e3`"),
        (#","kind":"freeze","expects":99999999999999999999}"#, "`expects` is"),
        (#","kind":"freeze","expires":"5m"}"#, "`expires` is `5m`"),
        (#","kind":"freeze","ts":-1}"#, "`ts` is `-1`"),
        (#","kind":"freeze","automatic":1}"#, "`automatic` is `1` but must be true or false"),
        (#","kind":"freeze","reason":["x"]}"#, "`reason` is an array"),
        (#","kind":"freeze","reason":"\u001b[31m"}"#, "`reason` is"),
        (#","kind":"freeze","kind":"pause"}"#, "has the member `kind` twice"),
        (#","kind":"freeze"} "# + "x", "something after the value"),
        (#","kind":"freeze",}"#, "no member's name"),
        (#","kind":"freeze""#, "is not JSON"),
        (
            #","kind":"deploy","input":{"topic":"f","format":"avro"},"output":{"topic":"p"},"model":"m","version":"v"}"#,
            "`input.format` is `avro`, a string, but must be `json` or `f32`"
        ),
        (
            #","kind":"deploy","input":{"topic":"f","topik":"g"},"output":{"topic":"p"},"model":"m","version":"v"}"#,
            "`input` has no member `topik`; the nearest known is `topic`"
        ),
        (
            #","kind":"deploy","input":{},"output":{"topic":"p"},"model":"m","version":"v"}"#,
            "`input.topic` is missing"
        ),
        (
            #","kind":"deploy","input":[],"output":{"topic":"p"},"model":"m","version":"v"}"#,
            "`input` is an array but must be an object"
        ),
        (
            #","kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v","fallback":[{"constant":1e400}]}"#,
            "`fallback.constant` is `1e400`"
        ),
        (
            #","kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v","fallback":[{}]}"#,
            "either `version` or `constant`"
        ),
        (
            #","kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v","policy":"strict"}"#,
            "`policy` is `strict`"
        ),
    ])
    func `what is wrong is named`(rest: String, expected: String) {
        let found = Self.reason(Self.head + rest)
        #expect(found.contains(expected), "\(found)")
    }

    @Test func `limits are limits`() {
        func command(_ members: String) -> String { Self.reason(Self.head + members + "}") }
        let long = String(repeating: "x", count: 4_097)
        #expect(command(#","kind":"freeze","reason":"\#(long)""#).contains("4097 bytes"))
        let large = String(repeating: " ", count: 65_536)
        #expect(command(#","kind":"freeze"\#(large)"#).contains("the limit is 65536"))
        let deep = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(command(#","kind":"freeze","reason":\#(deep)"#).contains("nested deeper than 16"))
        let many = Array(repeating: #""a""#, count: 65).joined(separator: ",")
        let rule = #","kind":"rule","name":"r","header":"h","version":"v","equals":"#
        #expect(command(rule + "[\(many)]").contains("65 values"))
        #expect(command(rule + #""\#(long)""#).contains("the limit is 1024"))
        let nine = Array(repeating: #"{"constant":1}"#, count: 9).joined(separator: ",")
        let deploy = TestLog.declaration + #","version":"v1","fallback":"#
        #expect(command(",\(deploy)[\(nine)]").contains("`fallback` has 9 entries; the limit is 8"))
        #expect(
            command(#","kind":"freeze","expects":\#(String(repeating: "1", count: 65))"#)
                .contains("a number of more than 64 bytes")
        )
        let id = String(repeating: "i", count: 257)
        #expect(
            Self.reason(#"{"id":"\#(id)","deployment":"d","kind":"freeze","issuer":"x"}"#)
                .contains("`id` is")
        )
    }

    @Test func `bytes that are no UTF-8 JSON object are no command`() {
        func reason(_ bytes: [UInt8]?) -> String {
            do throws(CommandError) {
                let record = ControlRecord(offset: 0, timeMs: 0, key: Array("d".utf8), value: bytes)
                return "no error but \(try CommandReader.read(record))"
            } catch {
                #expect(error.deployment == "d", "the key names it where the value cannot")
                #expect(error.id == nil)
                return error.reason
            }
        }
        let good = Array((Self.head + #","kind":"freeze"}"#).utf8)
        #expect(reason(nil).contains("no value"))
        #expect(reason([]).contains("no value"))
        #expect(reason([0xEF, 0xBB, 0xBF] + good).contains("no value at byte 0"))
        #expect(reason(good.flatMap { [$0, 0] }).contains("is not JSON"))
        #expect(
            reason(Array(#"{"id":""#.utf8) + [0xC0, 0x80, 0x22, 0x7D]).contains("is not UTF-8")
        )
        #expect(reason(Array("[]".utf8)).contains("is an array but must be an object"))
        #expect(reason(Array("7".utf8)).contains("is a number"))
        #expect(reason(Array(#"{"id":"\ud800"}"#.utf8)).contains("lone surrogate"))
        #expect(reason(Array(repeating: UInt8(ascii: "{"), count: 60_000)).contains("is not JSON"))
        #expect(reason(Array(repeating: UInt8(ascii: "["), count: 60_000)).contains("deeper"))
    }

    @Test func `the key must name the deployment`() throws {
        let text = Self.head + #","kind":"freeze"}"#
        #expect(Self.reason(text, key: "other").contains("the record's key is `other`"))
        #expect(Self.reason(text, key: "").contains("the record's key is ``"))
        #expect(try Self.read(text, key: "flights") == Self.read(text))
    }

    @Test func `what can be read of a bad command is told`() {
        do throws(CommandError) {
            _ = try Self.read(Self.head + #","kind":"promotee"}"#)
            Issue.record("read")
        } catch {
            #expect(error.id == "i" && error.deployment == "flights" && error.kind == "promotee")
        }
    }

    @Test func `names that only look alike are different members`() {
        // e with acute, composed and decomposed: equal as Unicode, two members as bytes.
        let found = Self.reason(Self.head + #","kind":"freeze","\#u{E9}":1,"e\#u{301}":1}"#)
        #expect(found.contains("unknown member"), "\(found)")
    }

    @Test func `a hostile name is shown harmless and short`() {
        let name = String(repeating: "ä", count: 500)
        let found = Self.reason(Self.head + #","kind":"freeze","\u001b[2J\#(name)":1}"#)
        #expect(found.utf8.count < 200)
        #expect(!found.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test func `automatic is who says so or a monitor`() throws {
        let base = #"{"id":"i","deployment":"d","kind":"freeze","#
        #expect(try Self.read(base + #""issuer":"ci","automatic":true}"#).isAutomatic)
        #expect(try Self.read(base + #""issuer":"monitor@a","automatic":false}"#).isAutomatic)
        #expect(try !Self.read(base + #""issuer":"monitors@a"}"#).isAutomatic)
    }
}
