/// Where rows come from: one conformer a file format.
protocol RowSource {
    /// Bytes of the input, or nil for a pipe.
    var totalBytes: Int? { get }
    /// Bytes of the input that were taken so far.
    var bytesRead: Int { get }

    /// Reads up to `RowBatch.capacity` rows.
    ///
    /// - Parameter batch: cleared and filled; stays empty at the end of the input.
    /// - Throws: `CommandFailure` naming file, line and reason of the first row that is not in order.
    mutating func read(into batch: inout RowBatch) throws
}

/// The form of a file of rows or of predictions.
enum FileFormat: String, CaseIterable, Sendable {
    case csv
    case jsonl
    case f32
    case f64

    static let inputs: [FileFormat] = [.csv, .jsonl, .f32]
    static let outputs: [FileFormat] = [.csv, .jsonl, .f64]

    /// Decides by the option, else by the file's ending (before `.gz`), else for a pipe `jsonl`.
    ///
    /// - Parameters:
    ///   - path: `-` for a pipe.
    ///   - stated: what the option says.
    ///   - known: the formats there are for this purpose.
    ///   - option: its name, for the message.
    /// - Returns: a member of `known`.
    /// - Throws: `CommandFailure` when the ending says nothing.
    static func decide(
        _ path: String,
        stated: String?,
        among known: [FileFormat],
        option: String
    ) throws -> FileFormat {
        if let stated, let format = FileFormat(rawValue: stated) { return format }
        if path == "-" { return .jsonl }
        let base = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
        if let format = known.first(where: { base.hasSuffix(".\($0.rawValue)") }) { return format }
        let endings = known.map { ".\($0.rawValue)" }.joined(separator: ", ")
        throw CommandFailure(
            .wrongUsage,
            "'\(path)' ends in none of \(endings): rename it, or state its form with --\(option)"
        )
    }
}
