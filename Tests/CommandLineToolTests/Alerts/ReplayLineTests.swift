import DriftMonitor
import Rollout
import Testing

@testable import CommandLineTool

@Suite struct ReplayLineTests {
    private func alert(_ evidence: String, version: String? = "v3-hours") throws -> Alert {
        Alert(
            deployment: "flights",
            version: version,
            rule: "rollout",
            subject: version ?? "events",
            state: .firing,
            severity: .critical,
            stretch: .init(fromMs: 0, toMs: 1, events: 1),
            statistic: "loss",
            value: 1,
            threshold: 0,
            pValue: nil,
            evidence: try #require(Rollout.JSONValue.read(Array(evidence.utf8), maxBytes: 4_096))
        )
    }

    @Test func `what a version has answered is one line, which replay takes`() throws {
        let line = ReplayLine.text(
            try alert(
                """
                {"control":"v1","served":{"events":358,"offsets":[
                  {"partition":0,"first":1024,"last":5119},{"partition":3,"first":980,"last":980}]}}
                """
            )
        )
        #expect(
            line == "stream-scorer replay --deployment flights --offsets 0:1024-5119,3:980-980"
                + " --served-by v3-hours --version v1 --output-topic corrections"
        )
        let words = try #require(line).split(separator: " ").map(String.init)
        let runs = try #require(OffsetRanges(words[5]))
        #expect(runs.runs.map(\.partition) == [0, 3])
        #expect(runs.runs.map(\.offsets) == [1_024...5_119, 980...980])
    }

    @Test(arguments: [
        #"{"control":"v1"}"#, #"{"control":"v1","served":{"events":1,"offsets":[]}}"#,
        #"{"served":{"offsets":[{"partition":0,"first":1,"last":2}]}}"#,
        #"{"control":"v1","served":{"offsets":[{"partition":0}]}}"#,
        #"{"control":"v1","served":{"more_partitions":2,"offsets":[{"partition":0,"first":1,"last":2}]}}"#,
    ])
    func `without all offsets there is no line`(evidence: String) throws {
        #expect(ReplayLine.text(try alert(evidence)) == nil)
    }

    @Test func `a name is one word of a shell, whatever it holds`() throws {
        let line = ReplayLine.text(
            try alert(
                #"{"control":"v 1","served":{"offsets":[{"partition":0,"first":1,"last":2}]}}"#,
                version: "v'3; rm"
            )
        )
        #expect(line?.contains(#"--served-by 'v'\''3; rm' --version 'v 1' "#) == true)
    }

    @Test(arguments: [
        "", "0", "0:1", "0:-1", "0:1-", "0:5-1", "0:1-2,", "0:1-2,0:3-4", "x:1-2", "-1:1-2",
        "0:1-2-3", "0:1-99999999999999999999", "4294967296:1-2",
    ])
    func `runs of offsets that are none are refused`(text: String) {
        #expect(OffsetRanges(text) == nil)
    }
}
