import Testing

@testable import Operations

@Suite struct KafkaStatisticsTests {
    private let registry = MetricRegistry()

    private func report(_ type: String, brokers: String) -> String {
        """
        {"name":"x#\(type)-1","client_id":"x","type":"\(type)","ts":5016483227792,"replyq":3,
         "msg_cnt":22710,"msg_size":704010,"msg_max":500000,
         "brokers":{\(brokers)},
         "topics":{"t":{"topic":"t","age":9060,"batchsize":{"min":1},"partitions":{
           "0":{"partition":0,"fetchq_cnt":5,"consumer_lag":-1},
           "-1":{"partition":-1,"fetchq_cnt":1}}}},
         "cgrp":{"state":"up"},"tx":31311,"rxmsgs":0}
        """
    }

    private func broker(_ id: Int, _ state: String) -> String {
        """
        "h:\(id)/\(id)":{"name":"h:\(id)/\(id)","nodeid":\(id),"state":"\(state)",
         "rtt":{"min":1580,"max":3389,"avg":2349,"sum":79868,"p50":2319,"p99":3391,"cnt":34}}
        """
    }

    @Test func `a producer's report becomes gauges`() throws {
        let bridge = KafkaStatistics(registry: registry)
        let brokers = broker(2, "UP") + "," + broker(-1, "UP") + "," + broker(3, "INIT")
        #expect(
            bridge.update(json: report("producer", brokers: brokers), client: "producer-0") != nil
        )
        let shown = try Exposition(registry.render())
        let client = ["client": "producer-0"]
        #expect(shown.value("stream_scorer_kafka_brokers_connected", client) == 1)
        #expect(shown.value("stream_scorer_kafka_queued_messages", client) == 22_710)
        #expect(shown.value("stream_scorer_kafka_queued_bytes", client) == 704_010)
        #expect(shown.value("stream_scorer_kafka_pending_events", client) == 3)
        #expect(shown.value("stream_scorer_kafka_fetched_messages", client) == nil)
        let roundTrip = "stream_scorer_kafka_broker_round_trip_seconds"
        #expect(
            shown.value(
                roundTrip,
                ["client": "producer-0", "broker": "2", "statistic": "p99"]
            )
                == 0.003391
        )
        #expect(shown.samples.filter { $0.name == roundTrip }.count == 4)
    }

    @Test func `a consumer's report holds what is fetched, and a lost broker goes`() throws {
        let bridge = KafkaStatistics(registry: registry)
        let both = broker(1, "UP") + "," + broker(2, "UP")
        bridge.update(json: report("consumer", brokers: both), client: "c")
        bridge.update(json: report("consumer", brokers: broker(2, "UP")), client: "c")
        let shown = try Exposition(registry.render())
        #expect(shown.value("stream_scorer_kafka_fetched_messages", ["client": "c"]) == 6)
        let left = shown.samples.filter { $0.labels["broker"] != nil }.map { $0.labels["broker"] }
        #expect(left == ["2", "2"])
    }

    @Test func `a consumer's report tells partitions assigned from partitions started`() {
        let json = """
            {"type":"consumer","brokers":{\(broker(1, "UP"))},"topics":{"t":{"partitions":{
             "0":{"fetch_state":"active"},"1":{"fetch_state":"none"},"2":{"fetch_state":"offset-wait"},
             "-1":{"fetch_state":"none"}}}},"cgrp":{"state":"up","assignment_size":3}}
            """
        let read = KafkaStatistics(registry: registry).update(json: json, client: "c")
        #expect(
            read
                == ClientReport(isConnected: true, assignedPartitions: 3, startedPartitions: 1)
        )
    }

    @Test(arguments: ["", "{}", "[]", "{\"type\":3}", "{\"type\":\"producer\",\"brokers\":[]}"])
    func `a report that is not one changes nothing`(json: String) {
        #expect(KafkaStatistics(registry: registry).update(json: json, client: "c") == nil)
        #expect(registry.render() == [])
    }
}
