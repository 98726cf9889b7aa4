import Inference
import Operations
import Records
import StreamScorer

extension Command {
    static let score = Command(
        "score",
        summary: "scores the rows of a file",
        description: [
            "Reads .csv (a header of feature names; quoted fields as in RFC 4180; an empty field is "
                + "a missing value; columns 'id' and 'ts' go into .jsonl predictions; others are "
                + "passed over), .jsonl (events, as in the features topic) or .f32 (little-endian "
                + "float32, row after row, a category as its code). The first two may be "
                + "compressed (.gz).",
            "Writes in the rows' order, by the output's ending: .csv (header 'prediction', or "
                + "'output_0', …), .jsonl (as in the predictions topic) or .f64 (little-endian "
                + "float64, every output of a row). In .jsonl a row without an id is named after "
                + "the input and its number, and one without a time has ts 0. A row that cannot be read ends it with status "
                + "1, naming file, line and reason; no output file is left behind then.",
        ],
        options: [
            .value(
                "model",
                "DIR",
                .folder,
                required: true,
                "the model's folder, with model.yaml; or a model file that stands alone"
            ),
            .value("input", "FILE", .file, required: true, "rows; - for standard input"),
            .value("output", "FILE", .file, required: true, "predictions; - for standard output"),
            .flag("raw", "writes margins instead of predictions"),
            RowInput.formatOption,
            .value(
                "output-format",
                "FORMAT",
                .choice(FileFormat.outputs.map(\.rawValue)),
                "the output's form where its ending does not say it; of a pipe jsonl unless stated"
            ),
        ],
        examples: [
            Example(
                line: "stream-scorer score --model models/delay/v1 --input rows.csv "
                    + "--output predictions.csv",
                effect: "writes one prediction a row"
            ),
            Example(
                line: "zcat events.jsonl.gz | stream-scorer score --model models/delay/v1 "
                    + "--input - --output - | head",
                effect: "scores events of a pipe"
            ),
        ],
        run: ScoreCommand.run
    )
}

/// `stream-scorer score`.
enum ScoreCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let input = invocation.requiredText("input")
        let output = invocation.requiredText("output")
        let outputFormat = try FileFormat.decide(
            output,
            stated: invocation.text("output-format"),
            among: FileFormat.outputs,
            option: "output-format"
        )
        let model = try ModelFolder.load(invocation.requiredText("model"))
        let isRaw = invocation.has("raw")
        guard !isRaw || outputFormat != .jsonl else {
            throw UsageError(
                "--raw has no .jsonl form: margins are no predictions; write .csv or .f64",
                in: invocation.command
            )
        }
        var source = try RowInput.open(invocation, model, stop: stop)
        let file = try OutputFile(path: output)
        let run = ScoreRun(model: model, isRaw: isRaw, stop: stop)
        var sink = try sink(file, outputFormat, run, input: input)
        var progress = ProgressLine(
            unit: "rows",
            totalBytes: source.totalBytes
        )
        let rows = try run.run(
            from: &source,
            to: &sink,
            showing: &progress
        )
        try file.finish()
        progress.finish(count: rows, bytes: source.bytesRead)
        return .done
    }

    private static func sink(
        _ file: OutputFile,
        _ format: FileFormat,
        _ run: ScoreRun,
        input: String
    ) throws -> any PredictionSink {
        switch format {
        case .csv: try CSVPredictionSink(file, outputs: run.width)
        case .jsonl:
            JSONPredictionSink(
                file,
                model: run.model,
                name: input == "-" ? "stdin" : String(input.split(separator: "/").last ?? "rows")
            )
        case .f64, .f32: DoublePredictionSink(file)
        }
    }
}
