import Rollout
import Testing

@testable import CommandLineTool

/// What an instance's newest record says about a command at offset 5 that led to revision 3.
@Suite struct InstanceAnswerTests {
    static func outcome(
        _ kind: Rollout.Command.Kind,
        _ verdict: Outcome.Verdict = .accepted
    ) -> Outcome {
        Outcome(
            offset: 5,
            timeMs: 0,
            verdict: verdict,
            revision: 3,
            command: Rollout.Command(id: "c", deployment: "d", kind: kind, issuer: "me")
        )
    }

    static func record(
        revision: Int64 = 3,
        offset: Int64 = 5,
        _ versions: [(String, StatusRecord.Version.State)] = [],
        reasons: [String] = []
    ) -> StatusRecord {
        StatusRecord(
            tsMs: 0,
            deployment: "d",
            instance: "i",
            revision: revision,
            offset: offset,
            digest: "",
            isReady: reasons.isEmpty,
            reasons: reasons,
            versions: versions.map { StatusRecord.Version(version: $0.0, state: $0.1) }
        )
    }

    @Test func `one that has not read the command is silent`() {
        let answer = InstanceAnswer.of(Self.record(offset: 4), about: Self.outcome(.freeze))
        #expect(answer == .silent)
    }

    @Test func `one that serves by the revision has applied it`() {
        #expect(InstanceAnswer.of(Self.record(), about: Self.outcome(.freeze)) == .applied)
        let later = Self.record(revision: 7, offset: 9)
        #expect(InstanceAnswer.of(later, about: Self.outcome(.freeze)) == .applied)
    }

    @Test func `one that serves as before has not yet, and tells why`() {
        let record = Self.record(revision: 2, [("v2", .loading)], reasons: ["v2 is being loaded"])
        let answer = InstanceAnswer.of(record, about: Self.outcome(.promote(version: "v2")))
        #expect(answer == .notYet("v2 is being loaded"))
        #expect(!answer.isFinal && !answer.isGood)
    }

    @Test func `a version that failed is the answer, whether it is to serve or to be held`() {
        for (revision, kind) in [
            (2, Rollout.Command.Kind.promote(version: "v2")), (3, .load(version: "v2")),
        ] {
            let record = Self.record(
                revision: Int64(revision),
                [("v1", .routable), ("v2", .failed)]
            )
            let answer = InstanceAnswer.of(record, about: Self.outcome(kind))
            #expect(answer == .failed("version v2: cannot be served"))
            #expect(answer.isFinal && !answer.isGood)
        }
    }

    @Test func `a load is applied when the version is routable, not before`() {
        let outcome = Self.outcome(.load(version: "v2"))
        let loading = InstanceAnswer.of(Self.record([("v2", .loading)]), about: outcome)
        #expect(loading == .notYet("version v2 is being loaded"))
        #expect(InstanceAnswer.of(Self.record([("v2", .routable)]), about: outcome) == .applied)
    }

    @Test func `a version that failed does not matter to what takes it away`() {
        let record = Self.record([("v2", .failed)])
        for kind in [
            Rollout.Command.Kind.unload(version: "v2"), .unshadow(version: "v2"),
            .canary(version: "v2", weight: 0, sticky: nil, salt: nil),
        ] {
            #expect(InstanceAnswer.of(record, about: Self.outcome(kind)) == .applied)
        }
    }

    @Test func `a rollback that cannot be served names the version in the way`() {
        let record = Self.record(revision: 2, [("v1", .failed), ("v2", .routable)])
        let answer = InstanceAnswer.of(record, about: Self.outcome(.rollback(version: nil)))
        #expect(answer == .failed("version v1: cannot be served"))
    }

    @Test func `of a rejected command only reading is wanted`() {
        let record = Self.record(revision: 2)
        let answer = InstanceAnswer.of(record, about: Self.outcome(.freeze, .rejected("no")))
        #expect(answer == .read)
    }

    @Test func `one that stopped has nothing more to say`() {
        var record = Self.record(offset: 4)
        record.isStopped = true
        #expect(InstanceAnswer.of(record, about: Self.outcome(.freeze)) == .stopped)
    }
}
