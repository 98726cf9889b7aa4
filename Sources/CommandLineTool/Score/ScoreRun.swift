import Inference
import Operations

/// Rows in, predictions out, a batch at a time; memory does not grow with the input.
struct ScoreRun {
    let model: Model
    let isRaw: Bool
    /// Ends the run, as a failure, when it is raised.
    let stop: StopFlag

    /// Numbers that are written for a row.
    var width: Int { isRaw ? model.rawCount : model.outputCount }

    /// Scores everything there is.
    ///
    /// - Parameters:
    ///   - source: the rows.
    ///   - sink: told the predictions of each batch, in the rows' order.
    ///   - progress: shown as rows are done.
    /// - Returns: the number of rows.
    /// - Throws: what the source or the sink throws; nothing is written for a batch with a bad row.
    func run(
        from source: inout any RowSource,
        to sink: inout any PredictionSink,
        showing progress: inout ProgressLine
    ) throws -> Int {
        var workspace = model.makeWorkspace(maxRows: RowBatch.capacity)
        var batch = RowBatch(columns: model.features.count)
        var scores = [Double](repeating: 0, count: RowBatch.capacity * width)
        var rows = 0
        while true {
            try source.read(into: &batch)
            guard !stop.isRaised else {
                throw CommandFailure(.failed, "stopped after \(rows) rows")
            }
            guard batch.count > 0 else { return rows }
            score(batch, into: &scores, workspace: &workspace)
            try sink.write(scores[..<(batch.count * width)], of: batch)
            rows += batch.count
            progress.update(count: rows, bytes: source.bytesRead)
        }
    }

    private func score(
        _ batch: RowBatch,
        into scores: inout [Double],
        workspace: inout ScoringWorkspace
    ) {
        var target = scores.mutableSpan
        switch (batch.floats.isEmpty, isRaw) {
        case (true, false):
            model.score(
                rows: batch.doubles.span,
                count: batch.count,
                into: &target,
                workspace: &workspace
            )
        case (true, true):
            model.scoreRaw(
                rows: batch.doubles.span,
                count: batch.count,
                into: &target,
                workspace: &workspace
            )
        case (false, false):
            model.score(
                rows: batch.floats.span,
                count: batch.count,
                into: &target,
                workspace: &workspace
            )
        case (false, true):
            model.scoreRaw(
                rows: batch.floats.span,
                count: batch.count,
                into: &target,
                workspace: &workspace
            )
        }
    }
}
