import DriftMonitor
import Inference
import Observation
import Operations

extension Command {
    static let drift = Command(
        "drift",
        summary: "compares the rows of a file with a baseline",
        description: [
            "Reads rows, .csv or .jsonl (events), compressed or not, counts them into the "
                + "baseline's bins and judges each feature: whether its distribution moved, nulls "
                + "came or went, values left the range, or categories are new. A verdict needs a "
                + "change that is both large and sure, and enough rows; docs/drift.md explains each "
                + "statistic. With --model the rows are scored and the scores judged as well.",
            "In the histograms each column is about a tenth of the baseline's rows, or one "
                + "category; nulls stand at the end. Ends with status 0 whatever was found, unless "
                + "--fail-on says otherwise.",
        ],
        options: [
            .value("features", "FILE", .file, required: true, "rows; - for standard input"),
            .value("baseline", "FILE", .file, required: true, "what they are compared with"),
            .value(
                "model",
                "DIR",
                .folder,
                "the model whose baseline it is, to judge its scores too"
            ),
            .value(
                "threshold",
                "PSI",
                .number(0.001...10),
                fallback: "0.1",
                "the debiased population stability index that is a warning; 2.5 times it is critical"
            ),
            .value(
                "false-discoveries",
                "SHARE",
                .number(0.000001...0.5),
                fallback: "0.05",
                "the share of verdicts that may be chance"
            ),
            .value(
                "fail-on",
                "VERDICT",
                .choice(["warning", "critical"]),
                "ends with status 1 when a subject's verdict is this or graver"
            ),
            ObservedInput.formatOption,
        ],
        shared: [.json],
        examples: [
            Example(
                line: "stream-scorer drift --features december.jsonl.gz "
                    + "--baseline models/delay/v1/baseline.json",
                effect: "reports which features have left the training data"
            ),
            Example(
                line: "stream-scorer drift --features rows.csv --baseline baseline.json --json "
                    + "| jq .verdict",
                effect: "prints the gravest verdict"
            ),
        ],
        run: DriftCommand.run
    )
}

/// `stream-scorer drift`.
enum DriftCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let stop = StopHandler.install()
        let baseline = try BaselineFile.load(invocation.requiredText("baseline"))
        let model = try invocation.text("model").map(ModelFolder.load)
        if let model, model.digest != baseline.model.digest {
            throw CommandFailure(
                .failed,
                "the baseline is of \(baseline.model.name) with \(baseline.model.digest), "
                    + "but the model has \(model.digest): build a baseline of this model"
            )
        }
        let rows = try ObservedRows.count(invocation, baseline, model, stop: stop)
        let report = try DriftReport(
            baseline,
            rows.counters,
            thresholds: DriftThresholds(
                stability: invocation.number("threshold") ?? 0.1,
                falseDiscoveries: invocation.number("false-discoveries") ?? 0.05
            )
        )
        try StandardOutput.write(
            invocation.has("json")
                ? DriftJSON.value(report, rows).line : DriftText.text(report, rows)
        )
        let limit = invocation.text("fail-on").flatMap { DriftVerdict(rawValue: $0) }
        return limit.map { report.verdict >= $0 } == true ? .failed : .done
    }
}

/// The rows of a file, counted into a baseline's bins.
struct ObservedRows {
    var counters: Counters
    var fromMs: Int64?
    var toMs: Int64?

    /// Reads and counts.
    ///
    /// - Throws: `CommandFailure` naming the file and the line that is not in order.
    static func count(
        _ invocation: Invocation,
        _ baseline: Baseline,
        _ model: Model?,
        stop: StopFlag
    ) throws -> ObservedRows {
        let features = model.map(ObservedFeatures.init(of:)) ?? ObservedFeatures(of: baseline)
        let cells = ObservedCells(features, baseline)
        let plan = ObservationPlan(baseline)
        var source = try ObservedInput.open(
            invocation.requiredText("features"),
            invocation,
            features,
            stop: stop
        )
        let scorer = model.map { ObservedScorer($0) }
        var scores = scorer?.makeScores() ?? []
        var result = ObservedRows(counters: plan.makeCounters())
        var batch = RowBatch(columns: features.rules.features.count)
        var progress = ProgressLine(unit: "rows", totalBytes: source.totalBytes)
        let outputs = model?.outputCount ?? 0
        while true {
            try source.read(into: &batch)
            guard !stop.isRaised else {
                throw CommandFailure(.failed, "stopped after \(result.counters.rows) rows")
            }
            guard batch.count > 0 else { break }
            scorer?.score(batch, into: &scores)
            let rows = cells.rows(batch)
            for row in 0..<batch.count {
                let start = row * batch.columns
                plan.count(
                    features: rows.span.extracting(start..<start + batch.columns),
                    scores: scores.span.extracting(row * outputs..<(row + 1) * outputs),
                    into: &result.counters
                )
                if let time = batch.timesMs[row] {
                    result.fromMs = min(result.fromMs ?? time, time)
                    result.toMs = max(result.toMs ?? time, time)
                }
            }
            progress.update(count: result.counters.rows, bytes: source.bytesRead)
        }
        progress.finish(count: result.counters.rows, bytes: source.bytesRead)
        return result
    }
}

/// From the codes that rows were read with to the cells of a baseline.
private struct ObservedCells {
    /// Of each feature that is a category: the cell by code.
    private let cellOfCode: [[Double]?]

    init(_ features: ObservedFeatures, _ baseline: Baseline) {
        cellOfCode = zip(features.categories, baseline.features).map { names, subject in
            guard let names, case .category(let category) = subject.reference else { return nil }
            let cells = Dictionary(
                uniqueKeysWithValues: zip(category.values, 0..<category.values.count)
            )
            return names.map { Double(cells[$0] ?? category.values.count) }
        }
    }

    func rows(_ batch: RowBatch) -> [Double] {
        batch.doubles.enumerated().map { index, value in
            guard value >= 0, let cells = cellOfCode[index % batch.columns] else { return value }
            return cells[Int(value)]
        }
    }
}
