/// The bytes of one log line.
struct LogLine {
    enum Form: Sendable { case json, text(coloured: Bool) }

    /// Bytes of one text that are written; the rest is cut and marked.
    static let maxTextBytes = 16 << 10

    private let form: Form
    private var bytes: [UInt8] = []

    init(form: Form) {
        self.form = form
        bytes.reserveCapacity(256)
    }

    mutating func begin(level: LogLevel, message: String, milliseconds: Int64) {
        let time = WallClock.rfc3339(milliseconds)
        switch form {
        case .json:
            bytes += Array("{\"ts\":\"\(time)\",\"level\":\"\(level.name)\",\"message\":".utf8)
            JSONText.append(Self.cut(message), to: &bytes)
        case .text(let coloured):
            let name = level.name.uppercased()
            let padded = name + String(repeating: " ", count: max(0, 7 - name.count))
            bytes += Array((coloured ? "\u{1b}[2m\(time)\u{1b}[0m " : time + " ").utf8)
            bytes += Array(
                (coloured ? Self.colour(level) + padded + "\u{1b}[0m " : padded + " ").utf8
            )
            Self.appendPrintable(Self.cut(message), to: &bytes)
        }
    }

    mutating func add(_ name: String, _ value: LogValue) {
        switch form {
        case .json:
            let reserved = ["ts", "level", "message"].contains(name)
            bytes.append(UInt8(ascii: ","))
            JSONText.append(reserved ? name + "_" : name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            appendJSON(value)
        case .text:
            bytes.append(UInt8(ascii: " "))
            Self.appendPrintable(name, to: &bytes)
            bytes.append(UInt8(ascii: "="))
            appendText(value)
        }
    }

    consuming func end() -> [UInt8] {
        if case .json = form { bytes.append(UInt8(ascii: "}")) }
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    private mutating func appendJSON(_ value: LogValue) {
        switch value {
        case .string(let text): JSONText.append(Self.cut(text), to: &bytes)
        case .int(let number): bytes += Array("\(number)".utf8)
        case .double(let number) where number.isFinite: bytes += Array("\(number)".utf8)
        case .double(let number): JSONText.append("\(number)", to: &bytes)
        case .bool(let flag): bytes += Array("\(flag)".utf8)
        }
    }

    private mutating func appendText(_ value: LogValue) {
        switch value {
        case .string(let text):
            let plain =
                !text.isEmpty
                && text.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "\"") && $0 != 0x7f }
            if plain {
                Self.appendPrintable(Self.cut(text), to: &bytes)
            } else {
                JSONText.append(Self.cut(text), to: &bytes)
            }
        case .int(let number): bytes += Array("\(number)".utf8)
        case .double(let number): bytes += Array("\(number)".utf8)
        case .bool(let flag): bytes += Array("\(flag)".utf8)
        }
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maxTextBytes else { return text }
        return String(decoding: text.utf8.prefix(maxTextBytes), as: UTF8.self) + "…"
    }

    /// Control characters would let a payload rewrite the terminal: they are shown escaped.
    private static func appendPrintable(_ text: String, to bytes: inout [UInt8]) {
        for scalar in text.unicodeScalars {
            if scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) {
                bytes += Array("\\u{\(String(scalar.value, radix: 16))}".utf8)
            } else {
                bytes += Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
    }

    private static func colour(_ level: LogLevel) -> String {
        switch level {
        case .debug: "\u{1b}[2m"
        case .info: "\u{1b}[32m"
        case .warning: "\u{1b}[33m"
        case .error: "\u{1b}[31m"
        }
    }
}
