import Foundation

/// What libFuzzer calls with every input it makes; a broken promise stops the process.
///
/// Compiled into one module with the sources of Records, so that these are instrumented and their
/// insides can be seen. `scripts/fuzz` builds and runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    let isJSON = JSONText.check(bytes.span.octets).isOK
    if isJSON { checkAgainstFoundation(bytes) }
    for index in subjects.indices { subjects[index].check(bytes, isJSON: isJSON) }
    checkNumbers(bytes)
    checkRawRow(bytes)
    joined.check(bytes, isJSON: isJSON)
    return 0
}

nonisolated(unsafe) private let subjects = Subject.all()

/// A layout and a decoder that remembers the order of the last event.
private final class Subject {
    let layout: EventLayout
    var decoder: JSONEventDecoder
    let encoder = PredictionEncoder(
        deployment: "d",
        model: "m",
        version: "v",
        route: "champion",
        revision: 1,
        output: .single
    )

    init(_ layout: EventLayout) {
        self.layout = layout
        decoder = JSONEventDecoder(layout)
    }

    static func all() -> [Subject] {
        let columns = [
            EventColumn(name: "a"), EventColumn(name: "b", missing: .substitute(5)),
            EventColumn(
                name: "c",
                kind: .category(["x": 1, "é": 2, "true": 3], numbers: [7: 4, 0: 5])
            ),
            EventColumn(name: "a name of more than sixteen bytes"),
            EventColumn(name: "q\"\u{1}", missing: .required),
        ]
        do {
            return [
                Subject(try EventLayout(columns: columns)),
                Subject(
                    try EventLayout(
                        columns: Array(columns[..<3]),
                        id: JSONPointer("/id"),
                        time: JSONPointer("/ts"),
                        features: JSONPointer(""),
                        maxDepth: 8
                    )
                ),
                Subject(
                    try EventLayout(
                        columns: Array(columns[..<2]),
                        id: JSONPointer("/m/0/id"),
                        time: JSONPointer("/m/1"),
                        features: JSONPointer("/m/0/f"),
                        rejectsUnseenCategories: true
                    )
                ),
            ]
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func check(_ bytes: [UInt8], isJSON: Bool) {
        var first = [Double](repeating: 0.5, count: layout.columns.count)
        var second = first
        let outcome = decode(bytes, &first)
        let event = decoder.event
        let again = decode(bytes, &second)
        precondition(outcome == again, "the order of the event before does not matter")
        guard outcome.isOK else {
            check(outcome, bytes)
            return
        }
        precondition(isJSON, "an event is JSON")
        precondition(first.map(\.bitPattern) == second.map(\.bitPattern))
        precondition(first.allSatisfy { $0.isFinite || $0.isNaN })
        precondition(event.id.offset >= 0 && event.id.offset + event.id.count <= bytes.count)
        checkPrediction(bytes, event)
    }

    private func decode(_ bytes: [UInt8], _ row: inout [Double]) -> DecodeOutcome {
        var span = row.mutableSpan
        return decoder.decode(bytes.span.octets, into: &span)
    }

    private func check(_ outcome: DecodeOutcome, _ bytes: [UInt8]) {
        guard let failure = outcome.failure else { return }
        precondition(failure.byteOffset >= 0 && failure.byteOffset <= bytes.count)
        precondition(failure.column >= -1 && failure.column < layout.columns.count)
        precondition(!failure.message(layout).isEmpty)
    }

    private func checkPrediction(_ bytes: [UInt8], _ event: DecodedEvent) {
        let id = Array(bytes[event.id.offset..<event.id.offset + event.id.count])
        let scores = [0.25]
        var out = [UInt8](repeating: 0, count: encoder.maxBytes(idBytes: id.count))
        let count = out.withUnsafeMutableBytes {
            encoder.encode(
                id: id.span.octets,
                timeMs: event.timeMs ?? 0,
                scores: scores.span,
                to: $0
            )
        }
        let text = Array(out[..<count])
        precondition(JSONText.check(text.span.octets).isOK, "a prediction is JSON")
    }
}

nonisolated(unsafe) private let joined = Joined()

/// The readers of what is joined.
private final class Joined {
    private var predictions = PredictionReader(.prediction, classes: 4)
    private var foreign = ForeignPredictionReader(.standard)
    private var outputs: [Double] = []
    private var shadows = PredictionReader(.shadowPrediction)
    private var labels: LabelReader
    private var outcomes: LabelReader
    private var texts = TextTable(maxTexts: 64)

    init() {
        do {
            labels = LabelReader(try LabelLayout())
            outcomes = LabelReader(
                try LabelLayout(label: "/prediction", value: "/served/prediction")
            )
        } catch {
            preconditionFailure("\(error)")
        }
    }

    func check(_ bytes: [UInt8], isJSON: Bool) {
        let payload = bytes.span.octets
        let outcome = attempt(bytes, isJSON) { () throws(RecordFailure) -> TextHash in
            try outcomes.read(payload).id
        }
        let served = attempt(bytes, isJSON) { () throws(RecordFailure) -> TextHash in
            let record = try predictions.read(payload)
            precondition(record.answer.prediction.isFinite && record.answer.score.isFinite)
            precondition(record.revision >= 0 && record.served == nil)
            do throws(RecordFailure) {
                try predictions.outputs(payload, into: &outputs)
                precondition(!outputs.isEmpty && outputs.allSatisfy(\.isFinite))
            } catch {
                precondition(error.byteOffset <= bytes.count)
            }
            for text in [record.deployment, record.version, record.route] {
                let known = texts.number(of: text, in: payload)
                precondition(known == texts.number(of: text, in: payload))
                if let known { precondition(texts.text(known) == text.text(in: payload)) }
            }
            return record.id
        }
        let shadow = attempt(bytes, isJSON) { () throws(RecordFailure) -> TextHash in
            let record = try shadows.read(payload)
            precondition(record.served?.answer.score.isFinite == true)
            return record.id
        }
        _ = attempt(bytes, isJSON) { () throws(RecordFailure) -> TextHash in
            let record = try labels.read(payload)
            precondition(record.label.isFinite && record.value?.isFinite ?? true)
            return record.id
        }
        let other = attempt(bytes, isJSON) { () throws(RecordFailure) -> TextHash in
            let record = try foreign.read(payload)
            precondition(record.score.isFinite && record.version.count > 0)
            return record.id ?? TextHash(first: 0, last: 0)
        }
        precondition(other == nil || served == nil || other == served, "ours is also a foreign one")
        precondition(shadow == nil || shadow == served, "a shadow prediction is a prediction")
        precondition(outcome == nil || served == nil || outcome == served, "one id, one key")
    }

    private func attempt(
        _ bytes: [UInt8],
        _ isJSON: Bool,
        _ read: () throws(RecordFailure) -> TextHash
    ) -> TextHash? {
        do throws(RecordFailure) {
            let id = try read()
            precondition(isJSON, "what is read is JSON")
            return id
        } catch {
            precondition(error.byteOffset >= 0 && error.byteOffset <= bytes.count)
            precondition(!error.description.isEmpty)
            return nil
        }
    }
}

/// What we accept, Foundation accepts, but for numbers beyond its range.
private func checkAgainstFoundation(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    let hasHugeNumber = text.contains(/[eE][+-]?[0-9]{2,}|[0-9]{30}/)
    guard !hasHugeNumber else { return }
    let object = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    precondition(object != nil, "Foundation refuses what we accept")
}

/// A number is read as strtod reads it, and what is written is read back.
private func checkNumbers(_ bytes: [UInt8]) {
    if let value = Decimal.parse(bytes.span.octets) {
        let text = bytes.map { CChar(truncatingIfNeeded: $0) } + [0]
        precondition(value.bitPattern == strtod(text, nil).bitPattern, "as strtod reads it")
    }
    guard bytes.count >= 8 else { return }
    let value = Double(bitPattern: bytes.span.octets.word(0))
    let text = Array(Decimal.text(value).utf8)
    precondition(text.count <= Decimal.maxBytes)
    guard value.isFinite else { return }
    precondition(Decimal.parse(text.span.octets)?.bitPattern == value.bitPattern, "read back")
}

private func checkRawRow(_ bytes: [UInt8]) {
    for subject in subjects {
        let decoder = RawFloatDecoder(subject.layout)
        guard decoder.check(bytes.span.octets).isOK else { continue }
        var row = [Float](repeating: 0, count: decoder.columnCount)
        var span = row.mutableSpan
        decoder.copy(bytes.span.octets, into: &span)
        precondition(!row.contains { $0.isInfinite })
    }
}
