import Foundation
import Testing

@testable import Records

/// An event as Foundation's decoder reads it.
///
/// Not its `JSONSerialization`, which rounds numbers of seventeen digits wrongly.
struct FoundationEvent: Decodable {
    /// A value; `other` for what is no text or null, and for numbers that Foundation refuses
    /// because they are too near to zero.
    enum Value: Decodable {
        case number(Double)
        case text(String)
        case null
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else if let text = try? container.decode(String.self) {
                self = .text(text)
            } else {
                self = .other
            }
        }
    }

    var id: Value?
    var ts: Value?
    var features: [String: Value]

    /// Reads an event; nil where Foundation finds none.
    static func read(_ bytes: [UInt8]) -> FoundationEvent? {
        try? JSONDecoder().decode(FoundationEvent.self, from: Data(bytes))
    }

    /// How our reading differs; nil where both agree.
    func difference(_ ours: Decoded, _ layout: EventLayout) -> String? {
        if let failure = ours.failure { return "we refuse it: \(failure.message(layout))" }
        for (index, column) in layout.columns.enumerated() {
            let found = ours.row[index]
            let expected = expected(column, found)
            guard found.bitPattern == expected.bitPattern || found.isNaN && expected.isNaN else {
                return "\(column.name) is \(found), Foundation's is \(expected)"
            }
        }
        let names = Set(layout.columns.map(\.name))
        let unknown = features.keys.filter { !names.contains($0) }.count
        guard ours.event.unknownFields == unknown else {
            return "\(ours.event.unknownFields) unknown fields, Foundation has \(unknown)"
        }
        return nil
    }

    private func expected(_ column: EventColumn, _ found: Double) -> Double {
        switch (features[column.name], column.kind) {
        case (.number(let number), .number): number
        case (.other, .number): found.magnitude < .leastNormalMagnitude ? found : .nan
        case (.text(let text), .category(let codes, _)): codes[text] ?? .nan
        case (.number(let number), .category(_, let codes)): codes[number] ?? .nan
        default: if case .substitute(let value) = column.missing { value } else { .nan }
        }
    }
}
