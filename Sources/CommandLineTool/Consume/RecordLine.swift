import FoundationEssentials
import Kafka

/// A record as one line of JSON.
///
/// Members: `topic`, `partition`, `offset`, `ts` (Unix milliseconds), `key`, `value` and, where
/// asked for, `headers`, a list of objects with `name` and `value`. A value that is JSON is embedded
/// with its own spelling; a null one is `null`; any other stands in `value_base64` instead. A key or
/// a header's value is a string, `null`, or stands in `key_base64`, `value_base64`.
enum RecordLine {
    /// The line with its line feed.
    static func bytes(
        _ message: borrowing MessageView,
        topic: String,
        withHeaders: Bool
    ) -> [UInt8] {
        var line = Array("{\"topic\":\(JSONText.quote(topic))".utf8)
        line += ",\"partition\":\(message.partition),\"offset\":\(message.offset)".utf8
        let time = message.timestampMs
        line += ",\"ts\":\(time >= 0 ? "\(time)" : "null"),".utf8
        appendText("key", message.hasKey ? Array(copying: message.key) : nil, to: &line)
        line.append(UInt8(ascii: ","))
        appendValue(message.isTombstone ? nil : Array(copying: message.value), to: &line)
        if withHeaders { appendHeaders(of: message, to: &line) }
        line += "}\n".utf8
        return line
    }

    private static func appendHeaders(
        of message: borrowing MessageView,
        to line: inout [UInt8]
    ) {
        var headers: [UInt8] = []
        message.forEachHeader { name, value, isNull in
            headers += headers.isEmpty ? "{".utf8 : ",{".utf8
            let text = String(decoding: Array(copying: name), as: UTF8.self)
            headers += "\"name\":\(JSONText.quote(text)),".utf8
            appendText("value", isNull ? nil : Array(copying: value), to: &headers)
            headers.append(UInt8(ascii: "}"))
        }
        line += ",\"headers\":[".utf8
        line += headers
        line.append(UInt8(ascii: "]"))
    }

    private static func appendValue(_ bytes: [UInt8]?, to line: inout [UInt8]) {
        guard let bytes else {
            line += "\"value\":null".utf8
            return
        }
        if let json = JSONText.compact(bytes) {
            line += "\"value\":".utf8
            line += json
        } else {
            appendBase64("value", bytes, to: &line)
        }
    }

    private static func appendText(_ name: String, _ bytes: [UInt8]?, to line: inout [UInt8]) {
        guard let bytes else {
            line += "\"\(name)\":null".utf8
            return
        }
        if let text = String(validating: bytes, as: UTF8.self) {
            line += "\"\(name)\":\(JSONText.quote(text))".utf8
        } else {
            appendBase64(name, bytes, to: &line)
        }
    }

    private static func appendBase64(_ name: String, _ bytes: [UInt8], to line: inout [UInt8]) {
        line += "\"\(name)_base64\":\"\(Data(bytes).base64EncodedString())\"".utf8
    }
}
