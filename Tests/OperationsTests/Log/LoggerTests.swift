import Foundation
import Testing

@testable import Operations

/// What a logger writes to a pipe.
private func written(
    format: Logger.Format,
    minimum: LogLevel = .debug,
    _ body: (Logger) -> Void
) -> String {
    let pipe = Pipe()
    body(
        Logger(
            format: format,
            minimum: minimum,
            descriptor: pipe.fileHandleForWriting.fileDescriptor
        )
    )
    try? pipe.fileHandleForWriting.close()
    return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
}

@Suite struct LoggerTests {
    @Test func `a JSON line holds time, level, message and typed fields`() throws {
        let line = written(format: .json) {
            $0.with(["worker": 1]).warning(
                "Broker \"lost\"\n",
                ["topic": "a\u{1}b\u{7f}", "n": -3, "r": 0.5, "ok": true]
            )
        }
        #expect(line.hasSuffix("}\n"))
        let object = try #require(
            JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        )
        #expect(object["level"] as? String == "warning")
        #expect(object["message"] as? String == "Broker \"lost\"\n")
        #expect(object["topic"] as? String == "a\u{1}b\u{7f}")
        #expect(object["n"] as? Int == -3)
        #expect(object["r"] as? Double == 0.5)
        #expect(object["ok"] as? Bool == true)
        #expect(object["worker"] as? Int == 1)
        let time = try #require(object["ts"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
    }

    @Test func `any text gives a line of JSON that reads back`() throws {
        var texts = (0..<0x250).compactMap { UnicodeScalar($0) }.map { "a\($0)b" }
        texts += ["😀", "\u{2028}", "\u{fffd}", "\\u0000", "", "\"", "\r\n"]
        for text in texts {
            var line = LogLine(form: .json)
            line.begin(level: .info, message: text, milliseconds: 0)
            line.add(text, .string(text))
            let bytes = line.end()
            #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
            let object = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            #expect(object?["message"] as? String == text)
            #expect(object?[text] as? String == text)
        }
    }

    @Test func `a number that JSON lacks is text and a reserved name is set apart`() throws {
        let line = written(format: .json) {
            $0.info("m", ["nan": .double(.nan), "level": "x", "big": .int(UInt64.max)])
        }
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        #expect(object?["nan"] as? String == "nan")
        #expect(object?["level"] as? String == "info")
        #expect(object?["level_"] as? String == "x")
        #expect(object?["big"] as? String == "18446744073709551615")
    }

    @Test func `a text line quotes what holds blanks and shows control characters escaped`() {
        let line = written(format: .text) {
            $0.error("It\u{1b}[31m broke", ["a": "x y", "b": "z", "c": "", "d": 2])
        }
        let afterTime = line.drop { $0 != " " }
        #expect(afterTime == " ERROR   It\\u{1b}[31m broke a=\"x y\" b=z c=\"\" d=2\n")
    }

    @Test func `a pipe gets JSON without colour when the form is automatic`() {
        #expect(written(format: .automatic) { $0.info("m") }.hasPrefix("{\"ts\":"))
        #expect(!written(format: .text) { $0.info("m") }.contains("\u{1b}"))
    }

    @Test func `lines below the minimum are not written`() {
        let lines = written(format: .json, minimum: .warning) {
            $0.debug("d"); $0.info("i"); $0.warning("w"); $0.error("e")
        }
        #expect(lines.split(separator: "\n").count == 2)
    }

    @Test func `a text without end is cut`() {
        let line = written(format: .json) { $0.info(String(repeating: "é", count: 20_000)) }
        #expect(line.utf8.count < 17_000)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }

    @Test func `syslog's severities become levels`() {
        #expect(
            (0...7).map { LogLevel(syslogSeverity: $0) }
                == [.error, .error, .error, .error, .warning, .info, .info, .debug]
        )
    }
}
