import Inference
import Operations

extension Command {
    static let modelGolden = Command(
        "model golden",
        summary: "writes golden rows, scored by this very model",
        description: [
            "Chooses rows of the input at random, scores them with the model and writes them into "
                + "its folder as golden rows. From then on whoever loads the model scores them "
                + "first, and refuses it unless every prediction comes out within 4 units in the "
                + "last place. Make them where the model was made and is known to be right.",
            "Reads what 'score' reads: .csv, .jsonl (events) or .f32, the first two also "
                + "compressed (.gz); - for standard input. Writes the file that model.yaml names as "
                + "'golden', else golden.jsonl, and says which line to add. A file that is there "
                + "is left alone unless --force is given.",
        ],
        arguments: [
            CommandArgument(
                name: "DIR",
                form: .folder,
                isRequired: true,
                meaning: "the model's folder, with model.yaml or MLmodel"
            )
        ],
        options: [
            .value("input", "FILE", .file, required: true, "rows; - for standard input"),
            .value("rows", "N", .integer(1...4096), fallback: "20", "how many to write"),
            .value(
                "seed",
                "N",
                .integer(0...Int.max),
                fallback: "1",
                "decides which rows are chosen; the same seed chooses the same ones"
            ),
            .flag("force", "replaces golden rows that are there"),
            RowInput.formatOption,
        ],
        examples: [
            Example(
                line: "stream-scorer model golden models/delay/v1 --input events.jsonl.gz "
                    + "--rows 20",
                effect: "writes models/delay/v1/golden.jsonl"
            )
        ],
        run: ModelGoldenCommand.run
    )
}

/// `stream-scorer model golden`.
enum ModelGoldenCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let folder = invocation.arguments[0]
        let model = try ModelFolder.load(folder)
        guard !FileStatus.isFile(folder) else {
            throw CommandFailure(
                .failed,
                "\(folder): a model file that stands alone has no golden rows; make it a folder "
                    + "with model.yaml"
            )
        }
        let path = model.goldenPath ?? "\(folder)/golden.jsonl"
        guard invocation.has("force") || !FileStatus.exists(path) else {
            throw CommandFailure(.failed, "\(path): is there already; --force replaces it")
        }
        var source = try RowInput.open(invocation, model, stop: stop)
        let sample = try choose(
            from: &source,
            size: invocation.integer("rows") ?? 20,
            seed: invocation.integer("seed") ?? 1,
            model,
            stop
        )
        let rows = try write(sample, to: path, model)
        try StandardOutput.write("\(path): \(rows) golden rows of \(sample.offered)\n")
        if model.goldenPath == nil, FileStatus.exists("\(folder)/model.yaml") {
            try StandardOutput.write("add to \(folder)/model.yaml: golden: golden.jsonl\n")
        }
        return .done
    }

    private static func choose(
        from source: inout any RowSource,
        size: Int,
        seed: Int,
        _ model: Model,
        _ stop: StopFlag
    ) throws -> GoldenSample {
        let line = GoldenLine(of: model)
        var sample = GoldenSample(size: size, seed: UInt64(seed))
        var batch = RowBatch(columns: model.features.count)
        var progress = ProgressLine(unit: "rows", totalBytes: source.totalBytes)
        var rows = 0
        while true {
            try source.read(into: &batch)
            guard !stop.isRaised else {
                throw CommandFailure(.failed, "stopped after \(rows) rows; nothing was written")
            }
            guard batch.count > 0 else { break }
            let values = batch.floats.isEmpty ? batch.doubles : batch.floats.map(Double.init)
            for row in 0..<batch.count {
                let features = values[row * batch.columns..<(row + 1) * batch.columns]
                if line.canSay(features) { sample.offer(features, number: rows + row) }
            }
            rows += batch.count
            progress.update(count: rows, bytes: source.bytesRead)
        }
        progress.finish(count: rows, bytes: source.bytesRead)
        guard sample.offered > 0 else {
            throw CommandFailure(
                .failed,
                "the input has no row that an event could hold; nothing was written"
            )
        }
        if sample.offered < rows {
            StandardError.write(
                "model golden: \(rows - sample.offered) rows passed over: they hold infinities or "
                    + "categories without a value, which no event can say\n"
            )
        }
        return sample
    }

    /// Scores and writes the rows, then reads them back as a loader of the model does.
    private static func write(
        _ sample: GoldenSample,
        to path: String,
        _ model: Model
    ) throws -> Int {
        let line = GoldenLine(of: model)
        let file = try OutputFile(path: path)
        var workspace = model.makeWorkspace(maxRows: 1)
        var scores = [Double](repeating: 0, count: model.outputCount)
        for row in sample.rows {
            var target = scores.mutableSpan
            model.score(
                rows: row.features.span,
                count: 1,
                into: &target,
                workspace: &workspace
            )
            guard scores.allSatisfy(\.isFinite) else {
                throw CommandFailure(
                    .failed,
                    "row \(row.number + 1): the prediction is not a finite number; nothing was "
                        + "written"
                )
            }
            try file.write(line.bytes(row.features, scores))
        }
        try file.finish()
        do throws(InferenceError) {
            try model.verifyGolden(at: path)
        } catch {
            throw CommandFailure(.failed, "what was written does not hold: \(error)")
        }
        return sample.rows.count
    }
}
