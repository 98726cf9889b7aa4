import Inference
import Records

/// Where predictions go: one conformer a file format.
protocol PredictionSink {
    /// Writes the predictions of a batch, in the rows' order.
    ///
    /// - Parameters:
    ///   - scores: row-major `[rows × outputs]`.
    ///   - batch: the rows they belong to.
    /// - Throws: `OutputClosed`, or `CommandFailure` when it cannot be written.
    mutating func write(_ scores: ArraySlice<Double>, of batch: RowBatch) throws
}

/// `prediction`, or `output_0`, …: a header, then one line a row.
struct CSVPredictionSink: PredictionSink {
    private let file: OutputFile
    private let outputs: Int

    init(_ file: OutputFile, outputs: Int) throws {
        self.file = file
        self.outputs = outputs
        let names = outputs == 1 ? ["prediction"] : (0..<outputs).map { "output_\($0)" }
        try file.write("\(names.joined(separator: ","))\n".utf8)
    }

    mutating func write(_ scores: ArraySlice<Double>, of batch: RowBatch) throws {
        var line: [UInt8] = []
        for (index, score) in scores.enumerated() {
            line += NumberText.bytes(score)
            line.append((index + 1) % outputs == 0 ? 0x0A : 0x2C)
        }
        try file.write(line)
    }
}

/// Little-endian float64, every output of a row, row after row.
struct DoublePredictionSink: PredictionSink {
    private let file: OutputFile

    init(_ file: OutputFile) {
        self.file = file
    }

    mutating func write(_ scores: ArraySlice<Double>, of batch: RowBatch) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scores.count * MemoryLayout<Double>.size)
        for score in scores {
            for byte in 0..<8 {
                bytes.append(UInt8(truncatingIfNeeded: score.bitPattern >> (8 * UInt64(byte))))
            }
        }
        try file.write(bytes)
    }
}
