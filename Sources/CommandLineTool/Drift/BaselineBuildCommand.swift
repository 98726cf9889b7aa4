import Inference
import Observation
import Operations

extension Command {
    static let baselineBuild = Command(
        "baseline build",
        summary: "a baseline from training rows",
        description: [
            "Reads the rows that the model was trained on, .csv or .jsonl (events), compressed or "
                + "not, and writes what drift is measured against: of each feature its bins and "
                + "their counts, nulls, range and moments or categories; of the model's scores the "
                + "same with the label rate of each bin; and how much all of it varies between "
                + "pieces of the rows. No row is kept. The file is read three times (digest, bins, "
                + "counts) and memory does not grow with it; the same file gives the same bytes.",
            "Pieces are consecutive rows: rows in the order of their time make them stretches of "
                + "time, which is what the variability is for.",
            "Instead of a file, --topic reads JSON events of a topic, those whose record timestamps "
                + "are from --from on and before --to, in the order of these; they are kept in a "
                + "file of the temporary folder until the end. So a version that was served well "
                + "for a time can be compared with that time instead of its training.",
        ],
        options: [
            .value(
                "model",
                "DIR",
                .folder,
                required: true,
                "the model's folder, with model.yaml; or a model file that stands alone"
            ),
            .value("input", "FILE", .file, "training rows; a file, not a pipe"),
            .value("topic", "NAME", .text, "a topic of events instead"),
            .value(
                "from",
                "TIME",
                .position,
                fallback: "beginning",
                "of a topic: the first time, in Unix milliseconds or RFC 3339; or beginning"
            ),
            .value("to", "TIME", .position, fallback: "end", "behind the last time; or end"),
            .value("output", "FILE", .file, required: true, "the baseline; - for standard output"),
            .value(
                "label",
                "NAME",
                .text,
                fallback: "label",
                "the column of labels, or in events their JSON pointer; rows may have none"
            ),
            .value(
                "top-categories",
                "N",
                .integer(1...CategoryReference.maxValues),
                fallback: "\(BaselineProfile.standardTopValues)",
                "categories of a feature that are counted one by one; the rest together"
            ),
            ObservedInput.formatOption,
        ],
        shared: .broker,
        examples: [
            Example(
                line: "stream-scorer baseline build --model models/delay/v1 "
                    + "--input training.csv --output baseline.json",
                effect: "makes the baseline of a model from its training rows"
            ),
            Example(
                line: "stream-scorer baseline build --model models/delay/v1 --topic features "
                    + "--output b.json",
                effect: "makes it from what a topic holds"
            ),
        ],
        run: BaselineBuildCommand.run
    )
}

/// `stream-scorer baseline build`.
enum BaselineBuildCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let lines = try lines(invocation, stop)
        let input = lines?.path ?? invocation.text("input") ?? ""
        guard FileStatus.isFile(input) else {
            throw CommandFailure(
                .wrongUsage,
                "\(input): is no file; the rows are read more than once, which a pipe cannot give"
            )
        }
        let model = try ModelFolder.load(invocation.requiredText("model"))
        let build = BaselineBuild(
            model: model,
            input: input,
            label: invocation.requiredText("label"),
            topCategories: invocation.integer("top-categories")
                ?? BaselineProfile.standardTopValues,
            invocation: invocation,
            stop: stop
        )
        let baseline = try withExtendedLifetime(lines) { try build.run() }
        let file = try OutputFile(path: invocation.requiredText("output"))
        try file.write(baseline.encoded())
        try file.finish()
        return .done
    }

    /// The rows of a topic; nil where a file is named.
    private static func lines(_ invocation: Invocation, _ stop: StopFlag) throws -> TopicLines? {
        let topic = invocation.text("topic")
        guard (topic == nil) != (invocation.text("input") == nil) else {
            throw UsageError("give either --input or --topic", in: invocation.command)
        }
        guard let topic else { return nil }
        let from: Int64 =
            switch StartPosition(invocation.requiredText("from")) {
            case .time(let milliseconds): milliseconds
            case .beginning: 0
            case .end, nil:
                throw UsageError("--from takes 'beginning' or a time", in: invocation.command)
            }
        let to: Int64 =
            switch StartPosition(invocation.requiredText("to")) {
            case .time(let milliseconds): milliseconds
            case .end: Int64.max
            case .beginning, nil:
                throw UsageError("--to takes 'end' or a time", in: invocation.command)
            }
        guard from < to else {
            throw UsageError("--from has to be before --to", in: invocation.command)
        }
        let lines = try TopicLines(
            of: topic,
            timesMs: from..<to,
            BrokerAccess(invocation),
            stop: stop
        )
        StandardError.write("baseline build: \(lines.count) events of topic '\(topic)'\n")
        return lines
    }
}
