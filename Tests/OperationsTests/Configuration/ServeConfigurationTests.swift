import Foundation
import Rollout
import Testing
import Yaml

@testable import Operations

/// Reads a configuration's text as the file `f`.
func read(
    _ text: String,
    overrides: [(String, String)] = [],
    environment: [String: String] = [:]
) throws(YamlError) -> ServeConfiguration {
    try ServeConfiguration.read(
        YamlDocument.parse(Array(text.utf8), file: "f"),
        file: "f",
        overrides: overrides,
        environment: environment
    )
}

private let minimal = """
    kafka: {bootstrap.servers: 'b:1'}
    group: g
    deployments:
      - name: d
        input: {topic: in}
        output: {topic: out}
        model: m
        version: v1
    """

private func refusal(
    _ text: String,
    overrides: [(String, String)] = [],
    environment: [String: String] = [:]
) -> String {
    do {
        _ = try read(text, overrides: overrides, environment: environment)
        return "no error"
    } catch { return error.description }
}

@Suite struct ServeConfigurationTests {
    @Test func `every default is filled in`() throws {
        let made = try read(minimal)
        #expect(made.kafka.map(\.name) == ["bootstrap.servers"])
        #expect(made.kafka.map(\.value) == ["b:1"])
        #expect(made.group == "g")
        #expect(made.instance == ProcessInfo.processInfo.hostName)
        #expect(made.workers == OwnedThread.usableCores)
        #expect(made.models == "models")
        #expect(made.delivery == .exactlyOnce)
        #expect(made.commitIntervalMs == 100)
        #expect(made.transactionTimeoutMs == 10_000)
        #expect(made.drainTimeoutMs == 1_500)
        #expect(made.maxBatch == 512)
        #expect(made.maxEventBytes == 1_048_576)
        #expect(made.onError == .deadLetter)
        #expect(made.topics.deadLetters == "dead-letters")
        #expect(made.topics.shadowPredictions == "shadow-predictions")
        #expect(made.http == ServeConfiguration.HTTPAddress(host: "127.0.0.1", port: 8080))
        #expect(made.logLevel == .info)
        #expect(made.logFormat == .automatic)
        let input = made.deployments[0].input
        #expect(input.format == .json)
        #expect([input.id, input.time, input.features] == ["/id", "/ts", "/features"])
        #expect(made.deployments[0].output.headers)
        #expect(made.groupInstanceID(worker: 1) == nil)
    }

    @Test func `every key is read`() throws {
        let made = try read(
            """
            kafka: {bootstrap.servers: 'b:1', socket.keepalive.enable: true, fetch.wait.max.ms: 5}
            group: flights-scorer
            instance: scorer-1
            workers: 2
            models: /srv/models
            delivery: at_least_once
            commit_interval_ms: 50
            transaction_timeout_ms: 30000
            drain_timeout_ms: 5000
            max_batch: 256
            max_event_bytes: 65536
            on_error: fail
            static_membership: true
            topics: {control: c, status: s, observations: o, alerts: a, dead_letters: dl,
                     shadow_predictions: sp}
            http: {host: 0.0.0.0, port: 0}
            log: {level: debug, format: json}
            deployments:
              - name: flights
                input: {topic: in, format: f32}
                output: {topic: out, format: json, headers: false}
                model: delay
                version: 7
              - name: other
                input: {topic: in2, format: json, id: "", time: /a~1b, features: /f}
                output: {topic: out}
                model: delay
                version: v2
            """
        )
        #expect(made.kafka.map(\.value) == ["b:1", "true", "5"])
        #expect(made.delivery == .atLeastOnce)
        #expect(made.onError == .fail)
        #expect(made.topics.alerts == "a")
        #expect(made.http == ServeConfiguration.HTTPAddress(host: "0.0.0.0", port: 0))
        #expect(made.deployments.map(\.version) == ["7", "v2"])
        #expect(made.deployments[1].input.time == "/a~1b")
        #expect(made.groupInstanceID(worker: 1) == "scorer-1-1")
        #expect(made.transactionalID(worker: 1) == "flights-scorer/scorer-1/1")
    }

    @Test func `the fallback chain, the deadline and the breaker are read`() throws {
        let text = minimal.replacingOccurrences(
            of: "version: v1",
            with: """
                version: v1
                    fallback: [{version: v0}, {constant: 0.2}]
                    deadline_ms: 250
                    breaker: {failure_rate: 0.1, window_ms: 500, min_events: 7, pause_ms: 0, probes: 3}
                """
        )
        let made = try read(text + "\nshadows: {share: 0.5, shed: false}")
        let deployment = made.deployments[0]
        #expect(deployment.fallback == [.version("v0"), .constant(0.2)])
        #expect(deployment.deadlineMs == 250)
        #expect(
            deployment.breaker
                == DeploymentConfiguration.Breaker(
                    failureRate: 0.1,
                    windowMs: 500,
                    minEvents: 7,
                    pauseMs: 0,
                    probes: 3
                )
        )
        #expect(made.shadowShare == 0.5 && !made.shadowsShed)
        #expect(try read(made.summary()).deployments == made.deployments)
        #expect(try !read(made.summary()).shadowsShed)
        let standard = try read(minimal)
        #expect(standard.deployments[0].fallback.isEmpty && standard.deployments[0].deadlineMs == 0)
        #expect(standard.shadowShare == 0.25 && standard.shadowsShed)
    }

    @Test func `a policy is read, and read back from the summary and from the control log`() throws
    {
        let made = try read(
            minimal.replacingOccurrences(
                of: "version: v1",
                with: """
                    version: v1
                        policy:
                          mode: advise
                          quality: {margin: 2e-2, min_samples: +500, metric: loss}
                          stages: [{shadow: true, bake: 2h}, {percent: 2.50}, {promote: true}]
                          deadline: {then: "rollback"}
                    """
            )
        )
        let policy = try #require(made.deployments[0].policy)
        #expect(policy.mode == .advise && policy.quality.margin == 0.02)
        #expect(policy.quality.minSamples == 500 && policy.deadline.then == .rollback)
        #expect(policy.stages.map(\.kind) == [.shadow, .percent(2_500), .promote])
        #expect(policy.stages[0].bakeMs == 7_200_000)
        #expect(try read(made.summary()).deployments == made.deployments)
        #expect(try Policy.read(policy.encoded()) == policy)
        #expect(try read(minimal).deployments[0].policy == nil)
    }

    @Test func `what the monitor is told is read, and read back from the summary`() throws {
        let made = try read(
            minimal + "\n"
                + """
                monitor:
                  windows: [1m, "rows:5000", 1h, "rows:200"]
                  thresholds:
                    {contract: 0.02, clock: 0.1, mean_shift: 0.5, loss_growth: 0.3, quality_labels: 900}
                """
        )
        let monitor = made.monitor
        #expect(monitor.windowsMs == [60_000, 3_600_000] && monitor.windowsRows == [200, 5_000])
        #expect(monitor.thresholds.contract == 0.02 && monitor.thresholds.clock == 0.1)
        #expect(monitor.thresholds.meanShift == 0.5 && monitor.thresholds.lossGrowth == 0.3)
        #expect(monitor.thresholds.qualityLabels == 900)
        #expect(try read(made.summary()).monitor == monitor)
        let standard = try read(minimal).monitor.thresholds
        #expect(standard.contract == 0.01 && standard.clock == 0.05)
        #expect(standard.meanShift == 0.25 && standard.lossGrowth == 0.1)
        #expect(standard.qualityLabels == 500)
        for windows in ["[\"rows:99\"]", "[1m, \"rows:5000\", \"rows:5000\"]", "[\"rows:5000\"]"] {
            #expect(throws: YamlError.self) {
                try read(minimal + "\nmonitor: {windows: \(windows)}")
            }
        }
    }

    @Test func `what the summary says is read back to the same`() throws {
        let first = try read(minimal)
        let second = try read(first.summary())
        #expect(second.summary() == first.summary())
        #expect(second.deployments == first.deployments)
    }

    @Test(arguments: [
        ("group: g", "gruop: g", "f:2:1: key 'gruop': unknown key; did you mean 'group'?"),
        (
            "model: m", "modle: m",
            "f:7:5: key 'deployments[0].modle': unknown key; did you mean 'model'?"
        ),
        (
            "{topic: in}", "{topic: in, fromat: json}",
            "f:5:24: key 'deployments[0].input.fromat': unknown key; did you mean 'format'?"
        ),
        ("group: g", "", "f:1:1: key 'group': required, but missing"),
        ("    model: m", "", "f:4:5: key 'deployments[0].model': required, but missing"),
        (
            "group: g", "group: g\nworkers: 0",
            "f:3:10: key 'workers': 0 is outside 1 to 256"
        ),
        (
            "group: g", "group: g\ndelivery: exactly_onse",
            "f:3:11: key 'delivery': 'exactly_onse' is not one of exactly_once, at_least_once;"
                + " did you mean 'exactly_once'?"
        ),
        (
            "version: v1", "version: v1\n    fallback: [{constant: 1}, {version: v0}]",
            "f:9:31: key 'deployments[0].fallback[1]': nothing comes after a constant: it always"
                + " answers"
        ),
        (
            "version: v1", "version: v1\n    fallback: [{version: v0, constant: 1}]",
            "f:9:16: key 'deployments[0].fallback[0]': needs either 'version' or 'constant'"
        ),
        (
            "version: v1", "version: v1\n    fallback: [{}]",
            "f:9:16: key 'deployments[0].fallback[0]': needs either 'version' or 'constant'"
        ),
        (
            "version: v1", "version: v1\n    fallback: [{constant: .inf}]",
            "f:9:27: key 'deployments[0].fallback[0].constant': expected a number, found '.inf'"
        ),
        (
            "version: v1",
            "version: v1\n    fallback: ["
                + [String](repeating: "{version: a}", count: 9)
                .joined(separator: ", ") + "]",
            "f:9:15: key 'deployments[0].fallback': more than 8"
        ),
        (
            "version: v1", "version: v1\n    breaker: {failure_rate: 0}",
            "f:9:29: key 'deployments[0].breaker.failure_rate': 0 is outside 0.001 to 1.0"
        ),
        (
            "version: v1", "version: v1\n    policy:",
            "f:9:12: key 'deployments[0].policy': a key without a value; leave it out"
        ),
        (
            "version: v1", "version: v1\n    policy: {quality: {margn: 0.02}}",
            "f:9:24: key 'deployments[0].policy.quality.margn': unknown key; did you mean 'margin'?"
        ),
        (
            "version: v1", "version: v1\n    policy: {quality: {margin: -1}}",
            "f:9:32: key 'deployments[0].policy.quality.margin': is `-1` but must be a number, 0.0 to"
                + " 1000000000000.0"
        ),
        (
            "version: v1", "version: v1\n    policy: {stages: [{percent: 5}, {percent: 4}]}",
            "f:9:47: key 'deployments[0].policy.stages[1].percent': is 4 but must be above that of the"
                + " stage before, 5"
        ),
        (
            "version: v1", "version: v1\n    policy: {stages: [{percent: 5, bake: 10}]}",
            "f:9:42: key 'deployments[0].policy.stages[0].bake': is `10` but must be a span such as"
                + " `10m`, 0s to 365d"
        ),
        (
            "{topic: in}", "{topic: in, format: avro}",
            "f:5:32: key 'deployments[0].input.format': 'avro' is not supported in this version;"
                + " use json or f32"
        ),
        (
            "{topic: in}", "{topic: in, format: f32, id: /id}",
            "f:5:41: key 'deployments[0].input.id': format f32 has no members to point to;"
                + " leave it out"
        ),
        (
            "{topic: in}", "{topic: in, id: id}",
            "f:5:28: key 'deployments[0].input.id': \"id\" is not a JSON pointer, such as `/id`"
        ),
        (
            "{topic: in}", "{topic: '^in.*'}",
            "f:5:20: key 'deployments[0].input.topic': \"^in.*\" is not a topic's name:"
                + " letters, digits, `.`, `_`, `-`; 1 to 249"
        ),
        (
            "model: m", "model: ../../etc",
            "f:7:12: key 'deployments[0].model': \"../../etc\" is not letters, digits, `.`, `_`,"
                + " `-`; 1 to 200"
        ),
        (
            "{topic: out}", "{topic: in}",
            "f:4:3: key 'deployments': deployments[0].input.topic 'in' is a topic that the service"
                + " writes: it would read its own output"
        ),
        (
            "{topic: in}", "{topic: dead-letters}",
            "f:4:3: key 'deployments': deployments[0].input.topic 'dead-letters' is a topic that"
                + " the service writes: it would read its own output"
        ),
        (
            "group: g", "group: g\ntopics: {alerts: status}",
            "f:3:9: key 'topics': alerts and status are both 'status'"
        ),
        (
            "group: g", "group: g\ncommit_interval_ms: 600\ntransaction_timeout_ms: 1000",
            "f:3:21: key 'commit_interval_ms': 600 is more than half of transaction_timeout_ms"
                + " (1000)"
        ),
        (
            "bootstrap.servers: 'b:1'", "client.id: x",
            "f:1:8: key 'kafka.bootstrap.servers': required, but missing"
        ),
        (
            "'b:1'", "[b]",
            "f:1:28: key 'kafka.bootstrap.servers': expected a string, found a list"
        ),
        (
            "'b:1'", "'b:1', group.id: g",
            "f:1:45: key 'kafka.group.id': cannot be set here: use the key 'group'"
        ),
    ])
    func `what is wrong is named with place, key and remedy`(
        old: String,
        new: String,
        expected: String
    ) {
        #expect(refusal(minimal.replacingOccurrences(of: old, with: new)) == expected)
    }

    @Test func `two deployments of one name are refused`() {
        let entry = minimal.components(separatedBy: "deployments:\n")[1]
        #expect(
            refusal(minimal + "\n" + entry)
                == "f:9:5: key 'deployments[1]': a second deployment named 'd'"
        )
    }

    @Test func `an override wins over the file and is checked like it`() throws {
        let both = try read(
            minimal,
            overrides: [("bootstrap.servers", "${B}"), ("client.id", "c")],
            environment: ["B": "c:2"]
        )
        #expect(both.kafka.map(\.value) == ["c:2", "c"])
        #expect(
            refusal(minimal, overrides: [("group.id", "x")])
                == "-X: key 'group.id': cannot be set here: use the key 'group'"
        )
        let withoutKafka = minimal.components(separatedBy: "\n").dropFirst().joined(separator: "\n")
        let alone = try read(withoutKafka, overrides: [("bootstrap.servers", "c:2")])
        #expect(alone.kafka.map(\.value) == ["c:2"])
    }

    @Test func `a monitor that counts topics itself is told how others' predictions look`() throws {
        let plain = try read(minimal + "\nmonitor: {source: topics}").monitor
        #expect(plain.source == .topics && plain.predictions == nil)
        let foreign = try read(
            minimal + "\nmonitor: {source: topics, predictions: {score: /p/0, version: v7}}"
        ).monitor.predictions
        #expect(foreign?.id == "/id" && foreign?.time == "/ts")
        #expect(foreign?.score == "/p/0" && foreign?.version == "v7")
        #expect(
            refusal(minimal + "\nmonitor: {predictions: {}}")
                .contains("is of use with `source: topics` only")
        )
        #expect(
            refusal(minimal + "\nmonitor: {source: topics, predictions: {version: a b}}")
                .contains("is not a name, or a JSON pointer to it")
        )
    }
}
