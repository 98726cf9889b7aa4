@testable import Records

/// A prediction that was read, its texts copied out.
struct ReadPrediction: Equatable {
    var id: TextHash
    var timeMs: Int64
    var texts: [String]
    var revision: Int64
    var prediction: Double
    var score: Double
    var servedPrediction: Double?
    var servedScore: Double?
}

/// A reader of predictions together with the bytes that it read.
final class PredictionReading {
    private var reader: PredictionReader

    init(_ kind: RecordFailure.Kind) { reader = PredictionReader(kind) }

    func read(_ text: String) -> Result<ReadPrediction, RecordFailure> { read(Array(text.utf8)) }

    func read(_ bytes: [UInt8]) -> Result<ReadPrediction, RecordFailure> {
        do throws(RecordFailure) {
            let payload = bytes.span.octets
            let found = try reader.read(payload)
            let texts =
                [found.deployment, found.version, found.route]
                + (found.served.map { [$0.version] } ?? [])
            return .success(
                ReadPrediction(
                    id: found.id,
                    timeMs: found.timeMs,
                    texts: texts.map { $0.text(in: payload) ?? "?" },
                    revision: found.revision,
                    prediction: found.answer.prediction,
                    score: found.answer.score,
                    servedPrediction: found.served?.answer.prediction,
                    servedScore: found.served?.answer.score
                )
            )
        } catch {
            return .failure(error)
        }
    }
}

/// A reader of labels.
final class LabelReading {
    private var reader: LabelReader

    init(_ layout: LabelLayout) { reader = LabelReader(layout) }

    func read(_ text: String) -> Result<LabelRecord, RecordFailure> { read(Array(text.utf8)) }

    func read(_ bytes: [UInt8]) -> Result<LabelRecord, RecordFailure> {
        do throws(RecordFailure) {
            return .success(try reader.read(bytes.span.octets))
        } catch {
            return .failure(error)
        }
    }
}

/// The hash of a text.
func textHash(_ text: String) -> TextHash {
    let bytes = Array(text.utf8)
    return TextHash(bytes.span.octets)
}

extension Result where Failure == RecordFailure {
    /// What is wrong, as `member reason`; nil for success.
    var refusal: String? {
        guard case .failure(let failure) = self else { return nil }
        return "\(failure.member) \(failure.reason.rawName)"
    }
}
