import Testing

@testable import Records

/// One decode for several models gives each what its own decode would.
@Suite
struct SharedLayoutTests {
    /// What one model makes of an event.
    private struct Answer: Equatable {
        var reason: String?
        var bits: [UInt64] = []
        var unseen = 0

        init(_ failure: DecodeFailure?, _ row: [Double], unseen: Int) {
            reason = failure.map { "\($0.reason.rawName)" }
            guard failure == nil else { return }
            bits = row.map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
            self.unseen = unseen
        }
    }

    /// Every model's answers, decoded for it alone and decoded once for all.
    private final class Pair {
        let layouts: [EventLayout]
        let shared: SharedLayout
        private let alone: [Decoding]
        private let together: Decoding

        init(_ layouts: [EventLayout], base: Int = 0) throws {
            self.layouts = layouts
            shared = try SharedLayout(layouts, base: base)
            alone = layouts.map { Decoding($0) }
            together = Decoding(shared.layout)
        }

        func answers(_ text: String) -> [(alone: Answer, shared: Answer)] {
            let once = together.decode(text)
            return layouts.indices.map { index in
                let own = alone[index].decode(text)
                let first = Answer(own.failure, own.row, unseen: own.event.unseenCategories)
                guard once.failure == nil else {
                    return (first, Answer(once.failure, [], unseen: 0))
                }
                var unseen = once.event.unseenCategories
                if once.event.isArray, !shared.takesArrays[index] {
                    return (
                        first,
                        Answer(DecodeFailure(reason: .wrongLength, byteOffset: 0), [], unseen: 0)
                    )
                }
                guard let projection = shared.projections[index] else {
                    let row = Array(once.row.prefix(layouts[index].columns.count))
                    return (first, Answer(nil, row, unseen: unseen))
                }
                var row = [Double](repeating: -1, count: projection.columnCount)
                var span = row.mutableSpan
                let outcome = projection.project(
                    once.row.span,
                    into: &span,
                    payloadBytes: text.utf8.count,
                    unseen: &unseen
                )
                return (first, Answer(outcome.failure, row, unseen: unseen))
            }
        }
    }

    @Test func `versions that agree score decoded rows in place`() throws {
        let columns = [EventColumn(name: "a"), EventColumn(name: "c", kind: .category(["x": 3]))]
        let layout = try EventLayout(columns: columns)
        let shared = try SharedLayout([layout, layout, layout], base: 1)
        #expect(shared.projections.allSatisfy { $0 == nil })
        #expect(shared.takesArrays == [true, true, true])
        #expect(shared.layout.reads(as: layout))
    }

    @Test func `a version of fewer features scores in place as well`() throws {
        let few = try EventLayout(columns: [EventColumn(name: "a")])
        let more = try EventLayout(columns: [EventColumn(name: "a"), EventColumn(name: "b")])
        let shared = try SharedLayout([more, few], base: 1)
        #expect(shared.projections[1] == nil && shared.projections[0] != nil)
        #expect(shared.takesArrays == [false, true])
        #expect(shared.layout.arrayColumns == 1)
    }

    @Test func `each version reads a value by its own rules`() throws {
        let pair = try Pair([
            EventLayout(columns: [
                EventColumn(name: "a"),
                EventColumn(name: "c", kind: .category(["UA": 0, "DL": 1])),
            ]),
            EventLayout(columns: [
                EventColumn(name: "c", kind: .category(["DL": 0, "true": 4], numbers: [5: 7])),
                EventColumn(name: "a", missing: .required),
                EventColumn(name: "late", missing: .substitute(3)),
            ]),
            EventLayout(columns: [EventColumn(name: "a", kind: .category([:], numbers: [1: 9]))]),
        ])
        for (text, reasons) in [
            (#"{"features":{"a":1,"c":"DL"}}"#, [nil, nil, nil]),
            (#"{"features":{"a":1,"c":true}}"#, ["wrong_type", nil, nil]),
            (
                #"{"features":{"a":1,"c":5,"late":1e999}}"#,
                ["wrong_type", "number_out_of_range", nil]
            ),
            (#"{"features":{"c":"UA"}}"#, [nil, "missing_feature", nil]),
            (#"{"features":{"a":"x","c":"\u0055A"}}"#, ["wrong_type", "wrong_type", "wrong_type"]),
            (#"{"features":{"a":2,"c":{"deep":[1]}}}"#, ["wrong_type", "wrong_type", nil]),
            (#"{"features":{"a":2,"late":"later","c":null}}"#, [nil, "wrong_type", nil]),
        ] as [(String, [String?])] {
            for (index, answer) in pair.answers(text).enumerated() {
                #expect(answer.alone.reason == reasons[index], "\(text), version \(index)")
                #expect(answer.shared == answer.alone, "\(text), version \(index)")
            }
        }
    }

    @Test func `an array of features is the base's`() throws {
        let pair = try Pair(
            [
                EventLayout(columns: ["a", "b", "c"].map { EventColumn(name: $0) }),
                EventLayout(columns: [
                    EventColumn(name: "a"), EventColumn(name: "b", missing: .substitute(1)),
                ]),
                EventLayout(columns: ["a", "b"].map { EventColumn(name: $0) }),
            ],
            base: 2
        )
        let answers = pair.answers(#"{"features":[1,null]}"#)
        #expect(answers[0].shared.reason == "wrong_length")
        #expect(answers[1].shared == answers[1].alone)
        #expect(answers[2].shared == answers[2].alone)
    }

    @Test func `random events and versions, decoded once, are as decoded for each`() throws {
        let seed = Rounds.seed("shared layouts")
        var random = SeededGenerator(seed: seed)
        var refused = 0
        var answered = 0
        for _ in 0..<Rounds.count(300) {
            let layouts = try (0..<Int.random(in: 2...4, using: &random)).map { _ in
                try Self.layout(&random)
            }
            let pair = try Pair(layouts, base: Int.random(in: layouts.indices, using: &random))
            for _ in 0..<40 {
                let text = Self.event(&random)
                for (index, answer) in pair.answers(text).enumerated() {
                    // With several faults in one event, which is named first may differ.
                    let areAlike =
                        answer.alone.reason == nil
                        ? answer.alone == answer.shared : answer.shared.reason != nil
                    #expect(areAlike, "seed \(seed), version \(index): \(text) \(answer)")
                    if answer.alone.reason == nil { answered += 1 } else { refused += 1 }
                }
            }
        }
        print("\(answered) rows are the same, \(refused) refused")
    }

    private static let names = ["a", "b", "c", "é"]

    private static func layout(_ random: inout SeededGenerator) throws -> EventLayout {
        var columns: [EventColumn] = []
        for name in names.shuffled(using: &random) where !chance(5, &random) {
            let texts = ["x", "ü", "true", "long category text"].filter { _ in chance(2, &random) }
            let codes = Dictionary(
                uniqueKeysWithValues: texts.enumerated().map { ($1, Double($0)) }
            )
            let kind: EventColumn.Kind =
                chance(2, &random)
                ? .number : .category(codes, numbers: chance(3, &random) ? [1: 5, 2.5: 6] : [:])
            let missing: EventColumn.Missing =
                chance(6, &random) ? .required : chance(3, &random) ? .substitute(4) : .asNaN
            columns.append(EventColumn(name: name, kind: kind, missing: missing))
        }
        if columns.isEmpty { columns = [EventColumn(name: "a")] }
        return try EventLayout(columns: columns, rejectsUnseenCategories: chance(8, &random))
    }

    private static func event(_ random: inout SeededGenerator) -> String {
        var members: [String] = []
        for name in names.shuffled(using: &random) where !chance(6, &random) {
            let value = [
                "1", "2.5", "-3e-2", "null", "\"x\"", "\"ü\"", "\"nobody\"", "\"\\u0078\"", "true",
                "false", "7", "123456789012345678901234567890", "\"long category text\"",
                chance(4, &random) ? "1e999" : "0", chance(4, &random) ? "[1,{}]" : "1",
            ].randomElement(using: &random)
            members.append("\"\(name)\":\(value ?? "0")")
        }
        return "{\"features\":{\(members.joined(separator: ","))}}"
    }

    private static func chance(_ one: Int, _ random: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<one, using: &random) == 0
    }
}
