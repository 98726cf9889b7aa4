import Foundation

/// What libFuzzer calls with every input it makes; a broken promise stops the process.
///
/// The input is the value of a record of the topic `observations`. Compiled into one module with the
/// sources of Observation, so that these are instrumented. `scripts/fuzz` builds and runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    let record: ObservationRecord
    do throws(ObservationError) {
        record = try ObservationRecord(decoding: bytes)
    } catch {
        precondition(!error.subject.isEmpty && !error.problem.isEmpty, "an error names a thing")
        precondition(error.description.utf8.count < 4_096, "a short error")
        return 0
    }
    let text = record.encoded()
    do throws(ObservationError) {
        let again = try ObservationRecord(decoding: text)
        precondition(again == record && again.encoded() == text, "canonical text reads back")
    } catch {
        preconditionFailure("canonical text is refused: \(error)")
    }
    let object = try? JSONSerialization.jsonObject(with: Data(text))
    precondition(object is [String: Any], "what is written is JSON to Foundation")
    checkSums(record)
    return 0
}

/// A million records of the largest counts must add up without overflow.
private func checkSums(_ record: ObservationRecord) {
    var cells = 0
    for pane in record.panes {
        precondition(pane.startMs % record.paneMs == 0 && pane.undecodable >= 0)
        for arm in pane.arms {
            precondition(arm.failed + arm.refused <= arm.rows && arm.rows <= 1 << 40)
            precondition(arm.durations.count == DurationBins.count)
            precondition((arm.counters == nil) == (arm.baselineDigest == nil))
            guard var sum = arm.counters else { continue }
            cells += sum.cells.count
            do throws(ObservationError) {
                try sum.add(sum)
            } catch {
                preconditionFailure("counters add up: \(error)")
            }
        }
    }
    precondition(cells <= ObservationRecord.maxRecordCells, "bounded")
}
