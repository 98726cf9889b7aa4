/// What a value on the command line must look like; read by the parser, the help and completion.
enum ValueForm: Sendable {
    case text
    case integer(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case choice([String])
    case file
    case folder
    /// `NAME=VALUE`.
    case assignment
    /// A JSON pointer (RFC 6901).
    case pointer
    /// `NAME[:PARTITIONS]`.
    case topicAndPartitions
    /// `PARTITION:FIRST-LAST[,…]`.
    case offsets
    /// `beginning`, `end`, or a time: Unix milliseconds or RFC 3339.
    case position
    /// A span: `500ms`, `30s`, `5m`, `2h`, `7d`.
    case span
    /// A span from now, Unix milliseconds or RFC 3339.
    case moment

    /// Says what is wrong with a value.
    ///
    /// - Parameter value: the word as typed.
    /// - Returns: what was expected, as the end of "… but"; nil when the value is in order.
    func complaint(about value: String) -> String? {
        switch self {
        case .text, .file, .folder: value.isEmpty ? "a text that is not empty" : nil
        case .integer(let range):
            Int(value).map(range.contains) == true
                ? nil : "a whole number, \(Self.describe(range.lowerBound, range.upperBound))"
        case .number(let range):
            Double(value).map(range.contains) == true
                ? nil : "a number, \(range.lowerBound) to \(range.upperBound)"
        case .choice(let names):
            names.contains(value) ? nil : "one of \(names.joined(separator: ", "))"
        case .assignment:
            value.firstIndex(of: "=").map { $0 > value.startIndex } == true ? nil : "NAME=VALUE"
        case .pointer:
            value.isEmpty || value.hasPrefix("/") ? nil : "a JSON pointer, such as /id"
        case .topicAndPartitions:
            TopicAndPartitions(value) != nil
                ? nil : "NAME or NAME:PARTITIONS with 1 to \(TopicAndPartitions.maxPartitions)"
        case .offsets:
            OffsetRanges(value) != nil
                ? nil : "PARTITION:FIRST-LAST, several with commas, each partition once"
        case .position:
            StartPosition(value) != nil
                ? nil : "beginning, end, Unix milliseconds, or a time such as 2013-03-28T00:00:00Z"
        case .span:
            TimeSpan(value) != nil ? nil : "a span of at most ten years, such as 500ms, 30s, 5m, 2h"
        case .moment:
            Moment(value) != nil
                ? nil : "a span such as 5m, Unix milliseconds, or a time: 2013-03-28T00:00:00Z"
        }
    }

    /// The values that completion can offer.
    var candidates: [String] {
        switch self {
        case .choice(let names): names
        case .position: ["beginning", "end"]
        default: []
        }
    }

    private static func describe(_ lower: Int, _ upper: Int) -> String {
        upper == Int.max ? "\(lower) or more" : "\(lower) to \(upper)"
    }
}
