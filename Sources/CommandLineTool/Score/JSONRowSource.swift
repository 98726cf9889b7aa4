import Inference
import Operations
import Records

/// Rows of a file of events, one JSON object a line, read as `serve` reads them.
struct JSONRowSource: RowSource {
    private let lines: LineSource
    private let name: String
    private let layout: EventLayout
    private let decoder: DecoderBox
    private let label: JSONPath?

    /// - Parameters:
    ///   - lines: the file.
    ///   - name: what messages call it.
    ///   - layout: the features and where an event holds them.
    ///   - label: where an event holds its label; nil reads none.
    init(_ lines: LineSource, name: String, layout: EventLayout, label: JSONPath? = nil) {
        self.lines = lines
        self.name = name
        self.layout = layout
        self.label = label
        decoder = DecoderBox(JSONEventDecoder(layout))
    }

    var totalBytes: Int? { lines.totalBytes }
    var bytesRead: Int { lines.bytesRead }

    mutating func read(into batch: inout RowBatch) throws {
        batch.clear()
        var row = [Double](repeating: .nan, count: batch.columns)
        while batch.count < RowBatch.capacity, let line = try lines.next() {
            if line.isEmpty { continue }
            var target = row.mutableSpan
            // SAFETY: the bytes of an array are all initialised.
            let outcome = unsafe decoder.decoder.decode(line.span.bytes, into: &target)
            if let failure = outcome.failure {
                throw CommandFailure(
                    .failed,
                    "\(name):\(lines.lineNumber): \(failure.message(layout))"
                )
            }
            let event = decoder.decoder.event
            batch.doubles += row
            batch.ids.append(Array(line[event.id.offset..<event.id.offset + event.id.count]))
            batch.timesMs.append(event.timeMs)
            do throws(CommandFailure) {
                if case .text(let text)? = label?.find(in: line) {
                    batch.labels.append(try FeatureField.label(text[...]))
                } else {
                    batch.labels.append(nil)
                }
            } catch {
                throw CommandFailure(.failed, "\(name):\(lines.lineNumber): \(error.description)")
            }
            batch.count += 1
        }
    }

    /// Holds the decoder, which has one owner.
    private final class DecoderBox {
        var decoder: JSONEventDecoder

        init(_ decoder: consuming JSONEventDecoder) {
            self.decoder = decoder
        }
    }
}
