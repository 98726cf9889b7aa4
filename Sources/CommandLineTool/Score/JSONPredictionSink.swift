import Inference
import Records
import StreamScorer

/// Predictions as `serve` writes them to a topic, one a line.
struct JSONPredictionSink: PredictionSink {
    private let file: OutputFile
    private let encoder: PredictionEncoder
    private let outputs: Int
    private let name: String
    private var row = 0

    /// - Parameters:
    ///   - file: where they go.
    ///   - model: whose predictions they are; also named as the deployment.
    ///   - name: of the input, of which the ids of rows without one are made.
    init(_ file: OutputFile, model: Model, name: String) {
        self.file = file
        self.name = name
        outputs = model.outputCount
        encoder = PredictionEncoder(
            deployment: model.name,
            model: model.name,
            version: model.version,
            route: "champion",
            revision: 0,
            output: PredictionShape(of: model)
        )
    }

    mutating func write(_ scores: ArraySlice<Double>, of batch: RowBatch) throws {
        var start = scores.startIndex
        for index in 0..<batch.count {
            let values = scores[start..<start + outputs]
            guard values.allSatisfy(\.isFinite) else {
                throw CommandFailure(
                    .failed,
                    "\(name): the prediction of row \(row) is not a finite number, "
                        + "which JSON cannot hold; write .csv or .f64"
                )
            }
            var id = batch.ids[index]
            if id.isEmpty { id = JSONText.escaped("\(name)-0-\(row)") }
            try file.write(line(id, timeMs: batch.timesMs[index] ?? 0, scores: Array(values)))
            start += outputs
            row += 1
        }
    }

    private func line(_ id: [UInt8], timeMs: Int64, scores: [Double]) -> [UInt8] {
        let room = encoder.maxBytes(idBytes: id.count)
        var bytes = [UInt8](repeating: 0, count: room + 1)
        let written = unsafe bytes.withUnsafeMutableBytes { target in
            // SAFETY: the target has the room that the encoder asks for.
            unsafe encoder.encode(
                id: id.span.bytes,
                timeMs: timeMs,
                scores: scores.span,
                to: target
            )
        }
        bytes[written] = 0x0A
        bytes.removeLast(room - written)
        return bytes
    }
}
