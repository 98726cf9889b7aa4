import Kafka
import Testing

@Suite("Rebalance machine")
struct RebalanceMachineTests {
    let revoked = RebalanceEvent.revoked([TopicPartition(topic: "t", partition: 0)])
    let lost = RebalanceEvent.lost([TopicPartition(topic: "t", partition: 0)])
    let assigned = RebalanceEvent.assigned([TopicPartition(topic: "t", partition: 0)])

    @Test func `without an event the worker goes on`() {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(nil, hasWork: true)) == .proceed)
        #expect(!machine.isRebalancing)
    }

    @Test func `a revocation is applied after the batch is finished and committed`() {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(revoked, hasWork: true)) == .finishBatch)
        #expect(machine.isRebalancing)
        #expect(machine.handle(.batchFinished) == .commit)
        #expect(machine.handle(.committed) == .apply(revoked))
        #expect(machine.handle(.applied) == .proceed)
        #expect(!machine.isRebalancing)
    }

    @Test func `a revocation is applied at once when nothing is in hand`() {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(revoked, hasWork: false)) == .apply(revoked))
        #expect(machine.handle(.applied) == .proceed)
    }

    @Test func `lost partitions' work is aborted, never committed`() {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(lost, hasWork: true)) == .abort)
        #expect(machine.handle(.aborted) == .applyAndRewind(lost))
        #expect(machine.handle(.applied) == .proceed)
    }

    @Test(arguments: [true, false])
    func `a failure on the way aborts and reads again`(whileFinishing: Bool) {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(revoked, hasWork: true)) == .finishBatch)
        if !whileFinishing { #expect(machine.handle(.batchFinished) == .commit) }
        #expect(machine.handle(.failed) == .abort)
        #expect(machine.handle(.aborted) == .applyAndRewind(revoked))
        #expect(machine.handle(.applied) == .proceed)
    }

    @Test func `an assignment takes nothing away and is applied at once`() {
        var machine = RebalanceMachine()
        #expect(machine.handle(.polled(assigned, hasWork: true)) == .apply(assigned))
        #expect(machine.handle(.applied) == .proceed)
    }
}
