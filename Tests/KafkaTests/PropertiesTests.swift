import Testing

@testable import Kafka

@Suite("Properties, versions and errors")
struct PropertiesTests {
    @Test func `an unknown name is refused with librdkafka's text`() {
        let error = #expect(throws: KafkaError.self) {
            try (["nope": "1"] as ClientProperties).validate(as: .consumer)
        }
        #expect(error?.code == .invalidArgument)
        #expect(error?.description.contains("\"nope\"") == true)
    }

    @Test(arguments: [
        ("enable.auto.commit", "maybe"), ("queued.min.messages", "-1"), ("bootstrap.servers", ""),
        ("partition.assignment.strategy", "range,cooperative-sticky"),
    ])
    func `a bad value is refused and named`(name: String, value: String) {
        let error = #expect(throws: KafkaError.self) {
            try ClientProperties([(name, value)]).validate(as: .consumer)
        }
        #expect(error?.detail.contains(name) == true, "\(error as Any)")
    }

    @Test func `the defaults are what librdkafka takes`() throws {
        try ClientProperties.consumerDefaults.merging(["group.id": "g"]).validate(as: .consumer)
        try ClientProperties.producerDefaults().validate(as: .producer)
        try ClientProperties.producerDefaults(transactionalID: "t").validate(as: .producer)
    }

    @Test func `the user's value wins over the default and keeps its place`() {
        var properties = ClientProperties.consumerDefaults
        let names = properties.names
        properties.merge(["isolation.level": "read_uncommitted", "client.id": "me"])
        #expect(properties["isolation.level"] == "read_uncommitted")
        #expect(properties.names == names + ["client.id"])
        properties["client.id"] = nil
        #expect(properties.names == names)
    }

    @Test
    func `more than a second's work is fetched ahead where a full queue stops for a second`() {
        let old = ClientProperties.prefetch(packedVersion: 0x0200_02ff)
        #expect(old["queued.min.messages"] == "1000000" && old["fetch.queue.backoff.ms"] == nil)
        let new = ClientProperties.prefetch(packedVersion: 0x0202_00ff)
        #expect(new["queued.min.messages"] == "100000" && new["fetch.queue.backoff.ms"] == "10")
    }

    @Test func `the prefetch queue's default is not below what stops the fetcher`() throws {
        // librdkafka before 2.2.0 backs off a fixed second whenever the queue is full.
        let text = try #require(ClientProperties.consumerDefaults["queued.min.messages"])
        #expect(try #require(Int(text)) >= 100_000)
    }

    @Test func `an old library is refused and both versions are named`() throws {
        try KafkaLibrary.checkVersion()
        try KafkaLibrary.checkVersion(0x0200_02ff, text: "2.0.2")
        try KafkaLibrary.checkVersion(0x020d_00ff, text: "2.13.0")
        let error = #expect(throws: KafkaError.self) {
            try KafkaLibrary.checkVersion(0x0109_02ff, text: "1.9.2")
        }
        #expect(error?.detail.contains("1.9.2") == true && error?.detail.contains("2.0.2") == true)
    }

    @Test func `a refused SCRAM login names the library's fault where it can be that`() {
        func hint(_ mechanism: String, _ packed: UInt32) -> String? {
            KafkaLibrary.loginHint(mechanism: mechanism, packed: packed, text: "x")
        }
        #expect(hint("SCRAM-SHA-512", 0x0200_02ff)?.contains("2.6.1") == true)
        #expect(hint("scram-sha-256", 0x0206_00ff) != nil)
        #expect(hint("SCRAM-SHA-512", 0x0206_01ff) == nil)
        #expect(hint("PLAIN", 0x0200_02ff) == nil)
        let context = ClientContext(["sasl.mechanism": "SCRAM-SHA-512"], ClientEvents())
        let old = KafkaLibrary.packedVersion >> 8 < 0x02_06_01
        #expect(
            context.explained(.authentication, "x", "refused").detail.contains("2.6.1") == old
        )
        #expect(!context.explained(.transport, "x", "refused").detail.contains("2.6.1"))
    }

    @Test func `what may be done about an error follows from its code`() {
        #expect(KafkaError(code: .transport, operation: "x").isRetriable)
        #expect(KafkaError(code: .fenced, operation: "x").isFatal)
        #expect(!KafkaError(code: .messageTooLarge, operation: "x").isRetriable)
        #expect(
            KafkaError(code: .queueFull, operation: "rd_kafka_produceva", detail: "d").description
                == "rd_kafka_produceva: _QUEUE_FULL (Local: Queue full): d"
        )
        #expect(KafkaError.Code(rawValue: -12345).name.contains("12345"))
    }

    @Test func `the library's log reaches its reader`() throws {
        let lines = Lines()
        let producer = try Producer(
            ["bootstrap.servers": "127.0.0.1:1", "debug": "generic"],
            events: ClientEvents(
                log: { lines.add("\($0.level) \($0.facility) \($0.message)") },
                error: { lines.add("error \($0)") }
            )
        )
        producer.poll(timeoutMs: 200)
        #expect(lines.all.contains { $0.hasPrefix("7 ") })
    }
}
