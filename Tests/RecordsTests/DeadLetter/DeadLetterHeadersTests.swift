import Testing

@testable import Records

@Suite
struct DeadLetterHeadersTests {
    private func build(
        message: String = "why",
        existing: [String] = []
    ) -> [String: String] {
        let headers = DeadLetterHeaders.build(
            stage: "decode",
            reason: "invalid_utf8",
            message: message,
            topic: "features",
            partition: 3,
            offset: 1 << 40,
            connectorName: "flights",
            taskID: "scorer-1",
            existing: existing
        )
        return Dictionary(
            uniqueKeysWithValues: headers.map {
                ($0.name, String(decoding: $0.value, as: UTF8.self))
            }
        )
    }

    @Test func `all of Connect's names are there, numbers as text`() {
        let prefix = "__connect.errors."
        #expect(
            build() == [
                prefix + "topic": "features", prefix + "partition": "3",
                prefix + "offset": "1099511627776", prefix + "connector.name": "flights",
                prefix + "task.id": "scorer-1", prefix + "stage": "decode",
                prefix + "class.name": "stream-scorer.decode",
                prefix + "exception.class.name": "invalid_utf8",
                prefix + "exception.message": "why",
            ]
        )
    }

    @Test func `what the record has already is left as it is`() {
        let existing = ["__connect.errors.topic", "__connect.errors.offset", "other"]
        let headers = build(existing: existing)
        #expect(headers.count == DeadLetterHeaders.names.count - 2)
        #expect(headers["__connect.errors.topic"] == nil)
        #expect(build(existing: DeadLetterHeaders.names).isEmpty)
    }

    @Test func `a long message is cut between characters`() {
        for text in [
            String(repeating: "é", count: 5000), "x" + String(repeating: "😀", count: 2000),
        ] {
            let message = build(message: text)["__connect.errors.exception.message"] ?? ""
            #expect(message.utf8.count <= DeadLetterHeaders.maxMessageBytes)
            #expect(message.utf8.count > DeadLetterHeaders.maxMessageBytes - 8)
            #expect(message.hasSuffix("…") && text.hasPrefix(message.dropLast()))
        }
        let exact = String(repeating: "x", count: DeadLetterHeaders.maxMessageBytes)
        #expect(build(message: exact)["__connect.errors.exception.message"] == exact)
    }

    @Test func `every reason has a name of its own and words`() throws {
        let layout = try EventLayout(columns: [EventColumn(name: "a")])
        let names = DecodeFailure.Reason.allCases.map { "\($0.rawName)" }
        #expect(Set(names).count == names.count)
        for reason in DecodeFailure.Reason.allCases {
            #expect("\(reason.rawName)".contains(/^[a-z0-9_]+$/))
            let failure = DecodeFailure(reason: reason, byteOffset: 7, column: 0)
            #expect(failure.message(layout).hasPrefix("feature 'a': "))
            #expect(failure.message(layout).hasSuffix("(at byte 7)"))
        }
    }
}
