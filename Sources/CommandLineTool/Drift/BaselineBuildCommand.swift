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
        ],
        options: [
            .value(
                "model",
                "DIR",
                .folder,
                required: true,
                "the model's folder, with model.yaml; or a model file that stands alone"
            ),
            .value("input", "FILE", .file, required: true, "training rows; a file, not a pipe"),
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
        examples: [
            Example(
                line: "stream-scorer baseline build --model models/delay/v1 "
                    + "--input training.csv --output baseline.json",
                effect: "makes the baseline of a model from its training rows"
            )
        ],
        run: BaselineBuildCommand.run
    )
}

/// `stream-scorer baseline build`.
enum BaselineBuildCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let input = invocation.requiredText("input")
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
        let baseline = try build.run()
        let file = try OutputFile(path: invocation.requiredText("output"))
        try file.write(baseline.encoded())
        try file.finish()
        return .done
    }
}
