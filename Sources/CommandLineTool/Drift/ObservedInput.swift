import Observation
import Operations
import Records

/// A file or a pipe of rows to be observed, opened by its form.
enum ObservedInput {
    /// The forms that can be observed: those in which a category is its value.
    static let formats: [FileFormat] = [.csv, .jsonl]

    static let formatOption = CommandOption.value(
        "input-format",
        "FORMAT",
        .choice(formats.map(\.rawValue)),
        "the file's form where its ending does not say it; of a pipe jsonl unless stated"
    )

    /// Opens rows.
    ///
    /// - Parameters:
    ///   - path: `-` for a pipe.
    ///   - invocation: has the option `input-format`.
    ///   - features: that are looked for.
    ///   - label: the column of labels in CSV; in events its JSON pointer, or its name at the top.
    ///   - isQuiet: whether columns that are passed over are not told.
    ///   - stop: ends reading when it is raised.
    /// - Returns: the rows, none of them read yet.
    /// - Throws: `CommandFailure` naming the file and what is wrong with it.
    static func open(
        _ path: String,
        _ invocation: Invocation,
        _ features: ObservedFeatures,
        label: String? = nil,
        isQuiet: Bool = false,
        stop: StopFlag
    ) throws -> any RowSource {
        let format = try FileFormat.decide(
            path,
            stated: invocation.text("input-format"),
            among: formats,
            option: "input-format"
        )
        let name = path == "-" ? "standard input" : path
        let lines = try LineSource(path: path, stop: stop)
        switch format {
        case .csv:
            return try CSVRowSource(lines, name: name, rules: features.rules, label: label) {
                note in
                if !isQuiet { StandardError.write("\(invocation.command.name): \(note)\n") }
            }
        case .jsonl, .f32, .f64:
            let pointer = label.map { $0.hasPrefix("/") ? $0 : "/\($0)" }
            return JSONRowSource(
                lines,
                name: name,
                layout: try features.layout(),
                label: pointer.flatMap { JSONPath($0) }
            )
        }
    }
}
