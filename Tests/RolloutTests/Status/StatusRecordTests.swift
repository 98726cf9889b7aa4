import Foundation
import Testing

@testable import Rollout

struct StatusRecordTests {
    private static func record() -> StatusRecord {
        var log = TestLog.deployed()
        log.send(#""kind":"promote","version":"v2""#)
        log.send(#""kind":"canary","version":"v3","percent":0.125"#)
        log.send(#""kind":"shadow","version":"v4","sample":0.25"#)
        log.send(#""kind":"rule","name":"r","header":"h","equals":1,"version":"v1""#)
        let outcome = log.send(#""kind":"promote","version":"v2""#, id: #"é\""#)
        return StatusRecord(
            tsMs: 1_364_774_400_000,
            deployment: "d",
            instance: "scorer-1",
            revision: 5,
            offset: outcome.offset,
            digest: log.state.digest,
            isReady: false,
            reasons: ["v3 failed"],
            routing: log.deployment.map { StatusRecord.Routing($0) },
            versions: [
                .init(
                    version: "v2",
                    digest: "sha256:00",
                    state: .routable,
                    golden: .init(rows: 20, tolerance: "4 ulp of float64")
                ),
                .init(version: "v1", state: .routable, golden: .init(rows: 0, tolerance: nil)),
                .init(version: "v3", state: .failed, reason: "digest differs"),
            ],
            breakers: [.init(version: "v2", state: "half_open")],
            last: StatusRecord.Answer(outcome)
        )
    }

    @Test func `a record reads back to itself`() throws {
        let record = Self.record()
        #expect(try StatusRecord(decoding: record.encoded()) == record)
        #expect(record.key == "d/scorer-1")
        var stopped = record
        stopped.isStopped = true
        stopped.routing = nil
        stopped.last = nil
        stopped.offset = -1
        #expect(try StatusRecord(decoding: stopped.encoded()) == stopped)
    }

    @Test func `it has the members of contracts`() throws {
        let object = try JSONSerialization.jsonObject(with: Data(Self.record().encoded()))
        let members = try #require(object as? [String: Any])
        #expect(members["ts"] as? Int == 1_364_774_400_000)
        #expect(members["deployment"] as? String == "d")
        #expect(members["instance"] as? String == "scorer-1")
        #expect(members["revision"] as? Int == 5)
        #expect(members["offset"] as? Int == 5)
        #expect(members["ready"] as? Bool == false)
        let routing = try #require(members["routing"] as? [String: Any])
        #expect(routing["champion"] as? String == "v2")
        #expect(routing["previous"] as? String == "v1")
        let canary = try #require((routing["canaries"] as? [[String: Any]])?.first)
        #expect(canary["percent"] as? Double == 0.125)
        let last = try #require(members["last"] as? [String: Any])
        #expect(last["id"] as? String == "é\"")
        #expect(last["accepted"] as? Bool == false)
        #expect(last["reason"] as? String == "v2 is the champion already")
    }

    @Test func `members of later releases are passed over`() throws {
        let text = String(decoding: Self.record().encoded(), as: UTF8.self)
        let later = text.replacingOccurrences(of: #""frozen":"#, with: #""new":[1],"frozen":"#)
        #expect(try StatusRecord(decoding: Array(later.utf8)) == Self.record())
    }

    @Test(arguments: [
        ("{", "is not JSON"), ("[]", "the value is an array"), ("{}", "`ts` is missing"),
        (#"{"ts":1,"deployment":"d","instance":"i","revision":-2}"#, "`revision` is `-2`"),
        (#"{"ts":1,"deployment":7}"#, "`deployment` is `7`"),
    ])
    func `what is no status record is refused with the reason`(text: String, words: String) {
        do throws(StatusError) {
            _ = try StatusRecord(decoding: Array(text.utf8))
            Issue.record("read")
        } catch {
            #expect(error.reason.contains(words), "\(error)")
        }
    }

    @Test func `an instance is alive while its word is young and not its last`() {
        var record = Self.record()
        #expect(record.isAlive(atMs: record.tsMs + 14_999))
        #expect(!record.isAlive(atMs: record.tsMs + 15_000))
        record.isStopped = true
        #expect(!record.isAlive(atMs: record.tsMs))
    }
}
