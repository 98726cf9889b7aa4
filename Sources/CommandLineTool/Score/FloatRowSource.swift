import Records

/// Rows of a file of little-endian float32, row after row, read as `serve` reads them.
struct FloatRowSource: RowSource {
    private let input: ByteSource
    private let name: String
    private let layout: EventLayout
    private let decoder: RawFloatDecoder
    private var row = 0

    /// - Parameters:
    ///   - input: the file.
    ///   - name: what messages call it.
    ///   - layout: the model's features.
    init(_ input: ByteSource, name: String, layout: EventLayout) {
        self.input = input
        self.name = name
        self.layout = layout
        decoder = RawFloatDecoder(layout)
    }

    var totalBytes: Int? { input.totalBytes }
    var bytesRead: Int { input.bytesRead }

    mutating func read(into batch: inout RowBatch) throws {
        batch.clear()
        let rowBytes = batch.columns * MemoryLayout<Float>.size
        let bytes = try input.read(upTo: rowBytes * RowBatch.capacity)
        let whole = bytes.count / rowBytes
        guard bytes.count % rowBytes == 0 else {
            throw CommandFailure(
                .failed,
                "\(name): row \(row + whole) has \(bytes.count % rowBytes) bytes, but the model's "
                    + "\(batch.columns) features take \(rowBytes)"
            )
        }
        var floats = [Float](repeating: 0, count: batch.columns)
        for start in stride(from: 0, to: bytes.count, by: rowBytes) {
            // SAFETY: the bytes of an array are all initialised.
            let payload = unsafe bytes.span.bytes.extracting(start..<start + rowBytes)
            if let failure = decoder.check(payload).failure {
                throw CommandFailure(.failed, "\(name): row \(row): \(failure.message(layout))")
            }
            var target = floats.mutableSpan
            decoder.copy(payload, into: &target)
            batch.floats += floats
            batch.count += 1
            row += 1
        }
        batch.ids = Array(repeating: [], count: batch.count)
        batch.timesMs = Array(repeating: nil, count: batch.count)
        batch.labels = Array(repeating: nil, count: batch.count)
    }
}
