import Foundation
import Observation
import Testing

@Suite struct RecordTests {
    /// Records of every shape, made by a seed.
    static func record(seed: Int) -> ObservationRecord {
        var rng = SplitMix64(seed)
        let paneMs: Int64 = [1_000, 60_000, 3_600_000][rng.below(3)]
        let from = Int64(rng.below(1_000_000))
        let count = 1 + rng.below(10_000)
        var panes: [ObservationRecord.PaneDelta] = []
        var start = Int64(rng.below(1_000_000)) * paneMs
        for _ in 0..<rng.below(4) {
            start += paneMs * Int64(1 + rng.below(3))
            var arms: [ArmCounters] = []
            for place in 0..<rng.below(4) {
                let names = ["v1", "v\"1\\", "vé\u{1}", "v2"]
                let rows = rng.below(count)
                var counters: Counters?
                if rng.below(3) > 0 {
                    let cells = (0..<1 + rng.below(300)).map { _ in
                        rng.below(3) == 0 ? rng.below(rows + 1) : 0
                    }
                    counters = try? Counters(rows: rows, cells: cells)
                }
                arms.append(
                    ArmCounters(
                        arm: Arm(version: names[place], route: "rule:\(rng.below(10))"),
                        baselineDigest: counters == nil ? nil : "sha256:\(rng.next())",
                        rows: rows,
                        counters: counters,
                        durations: (0..<DurationBins.count).map { _ in
                            rng.below(9) == 0 ? rng.below(rows + 1) : 0
                        },
                        offsets: rng.below(3) == 0 ? nil : from...from + Int64(rng.below(count))
                    )
                )
            }
            panes.append(
                ObservationRecord.PaneDelta(
                    startMs: start,
                    undecodable: rng.below(5),
                    outOfTime: OutOfTime(late: rng.below(4), ahead: rng.below(2), untimed: 0),
                    arms: arms.sorted { $0.arm < $1.arm }
                )
            )
        }
        return ObservationRecord(
            deployment: "flights",
            partition: Int32(rng.below(100)),
            fromOffset: from,
            nextOffset: from + Int64(count),
            clockMs: rng.below(4) == 0 ? nil : start,
            paneMs: paneMs,
            latenessMs: Int64(rng.below(100_000)),
            late: 3 + rng.below(9),
            ahead: 1 + rng.below(9),
            untimed: rng.below(9),
            panes: panes
        )
    }

    @Test func `a record reads back, and is JSON to others`() throws {
        for seed in 0..<500 {
            let record = Self.record(seed: seed)
            let bytes = record.encoded()
            #expect(try ObservationRecord(decoding: bytes) == record, "seed \(seed)")
            #expect(try ObservationRecord(decoding: bytes).encoded() == bytes, "seed \(seed)")
            #expect(throws: Never.self, "seed \(seed)") {
                try JSONSerialization.jsonObject(with: Data(bytes))
            }
        }
    }

    @Test func `members in another order, spaces and unknown members are read`() throws {
        let text = """
             { "panes" : [ {"arms": [{"route":"champion", "cells": [-2, 3 ,0,-1], "version" : "v\\u0031",
               "new": [{"a":[1.5e3,null,"\\""]}], "baseline":"sha256:1", "counted": 3, "rows":3, "failed":0,
               "refused":0, "durations":[-127,3]}], "undecodable":0,"start_ms":60000 } ],
               "format":1,"deployment":"d","partition":0,"from_offset":0,"next_offset":3,"pane_ms":60000,
               "lateness_ms":0,"late":0,"ahead":0,"untimed":0, "more": {} }

            """
        let record = try ObservationRecord(decoding: Array(text.utf8))
        #expect(record.key == "d/0")
        #expect(record.panes[0].arms[0].arm == Arm(version: "v1", route: "champion"))
        #expect(record.panes[0].arms[0].counters?.cells == [0, 0, 3, 0, 0])
    }

    @Test func `what is cut or changed is refused or another record, and nothing else happens`() {
        var rng = SplitMix64(7)
        for seed in 0..<40 {
            let bytes = Self.record(seed: seed).encoded()
            for _ in 0..<200 {
                let cut = Array(bytes.prefix(rng.below(bytes.count)))
                #expect(throws: ObservationError.self, "seed \(seed)") {
                    try ObservationRecord(decoding: cut)
                }
                var changed = bytes
                for _ in 0...rng.below(3) {
                    changed[rng.below(changed.count)] = UInt8(rng.below(256))
                }
                if let read = try? ObservationRecord(decoding: changed) {
                    #expect((try? ObservationRecord(decoding: read.encoded())) == read)
                }
            }
        }
    }

    /// Members of a good record, one of them replaced, and the words that the error has to say.
    @Test(arguments: [
        (#""format":1"#, #""format":2"#, "format: is 2"),
        (#""format":1"#, #""form":1"#, "format: is missing"),
        (#""deployment":"d""#, #""deployment":"""#, "deployment: must have 1 to 512 bytes"),
        (#""deployment":"d""#, #""deployment":5"#, "byte 25: is not JSON"),
        (#""partition":0"#, #""partition":2147483648"#, "partition: is 2147483648"),
        (#""next_offset":3"#, #""next_offset":-1"#, "next_offset: is -1"),
        (#""from_offset":0"#, #""from_offset":4"#, "next_offset: is before from_offset"),
        (#""late":0"#, #""late":0.5"#, "must be a whole number"),
        (#""late":0"#, #""late":1e3"#, "must be a whole number"),
        (#""late":0"#, #""late":9999999999999999999"#, "too large"),
        (#""late":0"#, #""late":01"#, "begins with 0"),
        (#""pane_ms":60000"#, #""pane_ms":0"#, "pane_ms: is 0"),
        (#""start_ms":60000"#, #""start_ms":60001"#, "start_ms: must ascend"),
        (#""rows":3"#, #""rows":-3"#, "rows: is -3"),
        (#""failed":0"#, #""failed":4"#, "rows: are fewer"),
        (#""counted":3"#, #""counted":4"#, "counted: is more"),
        (#""offsets":[0,2]"#, #""offsets":[2,0]"#, "the last is less"),
        (#""offsets":[0,2]"#, #""offsets":[0,3]"#, "not among those"),
        (#""durations":[-127,3]"#, #""durations":[3]"#, "durations: must be 128 numbers"),
        (#""durations":[-127,3]"#, #""durations":[-127,4]"#, "durations: must be 0 to the 3"),
        (#""cells":[-2,3]"#, #""cells":[-99999999,3]"#, "is past 65536 cells"),
        (#""cells":[-2,3]"#, #""cells":[-2,4]"#, "cells: must be 0 to the 3 rows"),
        (#""baseline":"b","#, "", "baseline: is missing"),
        (#""panes":[{"#, #""panes":[{},{"#, "a pane without members"),
        (#""arms":["#, #""arms":{"#, "is not JSON"),
        (
            #""untimed":0"#, #""untimed":0,"x":"# + String(repeating: "[", count: 40),
            "nested deeper"
        ),
        (#""version":"v""#, "\"version\":\"v\u{7}\"", "is not JSON"),
        (#""version":"v""#, #""version":"\ud800""#, "is not JSON"),
    ])
    func `an error names the member or the byte`(good: String, bad: String, words: String) {
        let text = """
            {"format":1,"deployment":"d","partition":0,"from_offset":0,"next_offset":3,"clock_ms":60000,\
            "pane_ms":60000,"lateness_ms":0,"late":0,"ahead":0,"untimed":0,"panes":[{"start_ms":60000,\
            "undecodable":0,"arms":[{"version":"v","route":"champion","rows":3,"failed":0,"refused":0,\
            "offsets":[0,2],"durations":[-127,3],"baseline":"b","counted":3,"cells":[-2,3]}]}]}
            """
        #expect(throws: Never.self) { try ObservationRecord(decoding: Array(text.utf8)) }
        let changed = text.replacingOccurrences(of: good, with: bad)
        #expect(changed != text)
        let error = #expect(throws: ObservationError.self) {
            try ObservationRecord(decoding: Array(changed.utf8))
        }
        #expect(error.map { "\($0)".contains(words) } == true, "\(String(describing: error))")
    }

    @Test func `the writer's arms are those of a record`() throws {
        let record = try #require((0..<100).map(Self.record).first { $0.panes.count > 1 })
        var writer = ObservationWriter(capacity: 1_000)
        for _ in 0..<2 {
            writer.begin(record)
            for pane in record.panes {
                writer.beginPane(
                    startMs: pane.startMs,
                    undecodable: pane.undecodable,
                    outOfTime: pane.outOfTime
                )
                for arm in pane.arms {
                    let cells = (arm.counters?.cells ?? []).map { UInt32($0) }
                    let durations = arm.durations.map { UInt32($0) }
                    writer.add(
                        version: arm.arm.version,
                        route: arm.arm.route,
                        baseline: arm.baselineDigest,
                        rows: arm.rows,
                        failed: arm.failed,
                        refused: arm.refused,
                        offsets: arm.offsets,
                        counted: arm.counters?.rows ?? 0,
                        durations: durations.span,
                        cells: cells.span
                    )
                }
            }
            writer.end()
            #expect(writer.bytes == record.encoded())
        }
    }
}
