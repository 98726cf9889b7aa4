import Inference
import Operations
import Records
import StreamScorer

/// A file or a pipe of rows, opened by its form.
enum RowInput {
    /// The option that states the form.
    static let formatOption = CommandOption.value(
        "input-format",
        "FORMAT",
        .choice(FileFormat.inputs.map(\.rawValue)),
        "the input's form where its ending does not say it; of a pipe jsonl unless stated"
    )

    /// Opens the rows of a command.
    ///
    /// - Parameters:
    ///   - invocation: has the options `input` and `input-format`.
    ///   - model: whose features are looked for.
    ///   - stop: ends reading when it is raised.
    /// - Returns: the rows, none of them read yet.
    /// - Throws: `CommandFailure` naming the file and what is wrong with it.
    static func open(
        _ invocation: Invocation,
        _ model: Model,
        stop: StopFlag
    ) throws -> any RowSource {
        let path = invocation.requiredText("input")
        let format = try FileFormat.decide(
            path,
            stated: invocation.text("input-format"),
            among: FileFormat.inputs,
            option: "input-format"
        )
        let name = path == "-" ? "standard input" : path
        switch format {
        case .csv:
            return try CSVRowSource(
                LineSource(path: path, stop: stop),
                name: name,
                rules: RowRules(of: model)
            ) {
                note in
                StandardError.write("\(invocation.command.name): \(note)\n")
            }
        case .jsonl:
            return try JSONRowSource(
                LineSource(path: path, stop: stop),
                name: name,
                layout: EventLayout(for: model)
            )
        case .f32, .f64:
            return try FloatRowSource(
                ByteSource(path: path),
                name: name,
                layout: EventLayout(for: model)
            )
        }
    }
}
