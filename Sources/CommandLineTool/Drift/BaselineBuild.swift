import DriftMonitor
import Inference
import Observation
import Operations

/// Builds a baseline from a file: its digest, where the bins go, what is in them, and how much it
/// varies.
struct BaselineBuild {
    let model: Model
    let input: String
    let label: String
    let topCategories: Int
    let invocation: Invocation
    let stop: StopFlag

    /// Reads the file and makes the baseline.
    ///
    /// - Throws: `CommandFailure` naming the file and the line that is not in order.
    func run() throws -> Baseline {
        let digest = try inputDigest()
        let features = ObservedFeatures(of: model)
        var profile = BaselineProfile(
            features: zip(model.features, features.categories).map { feature, names in
                (name: feature.name, kind: names.map { .category($0) } ?? .number)
            },
            scoreNames: ObservedScorer.names(of: model),
            topValues: topCategories
        )
        try eachRow(features, unit: "rows read", isQuiet: false) { row, scores, _, _ in
            profile.add(features: row, scores: scores)
        }
        do throws(ObservationError) {
            var counting = try profile.startCounting(chunks: profile.suggestedChunks)
            try count(&counting, features)
            return try NaturalVariability.measured(
                counting.finish(
                    model: .init(
                        name: model.name,
                        version: model.version,
                        digest: model.digest
                    ),
                    sourceDigest: digest
                ),
                chunks: counting.chunks
            )
        } catch {
            throw CommandFailure(.failed, "\(input): \(error)")
        }
    }

    private func count(
        _ counting: inout BaselineCounting,
        _ features: ObservedFeatures
    ) throws(ObservationError) {
        do {
            try eachRow(features, unit: "rows counted", isQuiet: true) { row, scores, label, time in
                guard counting.rows < counting.expectedRows else {
                    throw ObservationError(
                        "rows",
                        "are more on the second reading: the file was changed in between"
                    )
                }
                counting.add(features: row, scores: scores, label: label, timeMs: time)
            }
        } catch let error as ObservationError {
            throw error
        } catch {
            throw ObservationError("rows", "\(error)")
        }
    }

    /// Reads the file from the beginning and scores its rows.
    private func eachRow(
        _ features: ObservedFeatures,
        unit: String,
        isQuiet: Bool,
        _ body: (Span<Double>, Span<Double>, Double?, Int64?) throws -> Void
    ) throws {
        var source = try ObservedInput.open(
            input,
            invocation,
            features,
            label: label,
            isQuiet: isQuiet,
            stop: stop
        )
        let scorer = ObservedScorer(model)
        var scores = scorer.makeScores()
        var batch = RowBatch(columns: model.features.count)
        var progress = ProgressLine(unit: unit, totalBytes: source.totalBytes)
        var rows = 0
        while true {
            try source.read(into: &batch)
            guard !stop.isRaised else {
                throw CommandFailure(.failed, "stopped after \(rows) rows")
            }
            guard batch.count > 0 else { break }
            scorer.score(batch, into: &scores)
            let (columns, outputs) = (batch.columns, model.outputCount)
            for row in 0..<batch.count {
                try body(
                    batch.doubles.span.extracting(row * columns..<(row + 1) * columns),
                    scores.span.extracting(row * outputs..<(row + 1) * outputs),
                    batch.labels[row],
                    batch.timesMs[row]
                )
            }
            rows += batch.count
            progress.update(count: rows, bytes: source.bytesRead)
        }
        progress.finish(count: rows, bytes: source.bytesRead)
    }

    private func inputDigest() throws -> String {
        let source = try ByteSource(path: input)
        var hash = try SHA256.begin()
        while true {
            let bytes = try source.read(upTo: 1 << 20)
            if bytes.isEmpty { return "sha256:" + hash.finish() }
            hash.update(bytes)
            guard !stop.isRaised else { throw CommandFailure(.failed, "stopped") }
        }
    }
}
