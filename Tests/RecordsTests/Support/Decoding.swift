import Foundation
import Testing

@testable import Records

/// What one decode gave, copied out for comparing.
struct Decoded {
    var failure: DecodeFailure?
    var row: [Double]
    var event: DecodedEvent
    var id: String
    var reason: String? { failure.map { "\($0.reason.rawName)" } }
}

/// A decoder together with its layout and row.
final class Decoding {
    let layout: EventLayout
    private var decoder: JSONEventDecoder

    init(_ layout: EventLayout) {
        self.layout = layout
        decoder = JSONEventDecoder(layout)
    }

    convenience init(_ columns: [EventColumn]) throws {
        self.init(try EventLayout(columns: columns))
    }

    convenience init(numbers names: String...) throws {
        try self.init(names.map { EventColumn(name: $0) })
    }

    func decode(_ text: String) -> Decoded { decode(Array(text.utf8)) }

    /// Decodes bytes that end at the end of their own block of memory, so that a reader of what
    /// lies behind would be seen by tools that watch memory.
    func decode(_ bytes: [UInt8]) -> Decoded {
        var row = [Double](repeating: -12345, count: layout.columns.count)
        var span = row.mutableSpan
        let outcome = decoder.decode(bytes.span.octets, into: &span)
        let event = decoder.event
        let range = event.id.offset..<event.id.offset + event.id.count
        return Decoded(
            failure: outcome.failure,
            row: row,
            event: event,
            id: outcome.isOK ? String(decoding: bytes[range], as: UTF8.self) : ""
        )
    }
}

/// Checks a text as a whole document; the reason's name if it is refused.
func refusal(_ bytes: [UInt8], maxDepth: Int = 64) -> String? {
    JSONText.check(bytes.span.octets, maxDepth: maxDepth).failure.map { "\($0.reason.rawName)" }
}
