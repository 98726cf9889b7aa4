internal import Kafka
internal import Observation

/// What was counted and is not written yet: by input partition, pane of event time and arm.
///
/// The observe step counts into it; delivery has it write its records as a commit begins, so that they
/// are in one transaction with the offsets they speak of, or acknowledged before these are committed.
/// What is not committed is forgotten, and counted again when it is read again. Not thread-safe: one
/// worker, one book.
final class ObservationBook {
    /// Panes at most; one without slots holds what could not be decoded.
    private static let maxPanes = 2_048

    let settings: ObserveSettings
    var partitions: ObservedPartitions
    let slots = ObservationSlots()
    private(set) var arms: [ObservedArm] = []
    let tally: ObserveTally
    private let panes: FixedColumn<ObservedPane>
    private var paneCount = 0
    /// The most numbers that a slot of an arm holds.
    private var maxWords = 0
    private var writer: ObservationRecords

    /// - Parameters:
    ///   - settings: how panes are cut.
    ///   - deployments: name and input topic of each.
    init(_ settings: ObserveSettings, deployments: [(name: String, topic: String)]) {
        self.settings = settings
        partitions = ObservedPartitions(topics: deployments.map(\.topic))
        panes = FixedColumn(repeating: ObservedPane(), count: Self.maxPanes)
        writer = ObservationRecords(deployments: deployments.map(\.name))
        tally = ObserveTally(deployments: deployments.count)
    }

    /// Counts by these arms from now on.
    ///
    /// - Returns: of each its place in ``arms``; arms that are the same share one.
    func adopt(_ wanted: [ObservedArm]) -> [Int32] {
        // Places are in use until the next flush.
        if slots.count == 0 { arms.removeAll() }
        let places = wanted.map { arm in
            if let known = arms.firstIndex(where: { $0.isSame(as: arm) }) {
                return Int32(truncatingIfNeeded: known)
            }
            arms.append(arm)
            return Int32(truncatingIfNeeded: arms.count - 1)
        }
        maxWords = arms.map(\.words).max() ?? 0
        writer.adopt(arms)
        return places
    }

    /// Writes to `targets` from now on, by deployment.
    func redirect(to targets: [OutputTarget]) { writer.redirect(to: targets) }

    /// How many slots, and panes, can be had without a flush.
    var room: Int { min(slots.room(words: maxWords), Self.maxPanes - paneCount) }

    /// The slot of an arm in a pane of the partition at a place.
    ///
    /// - Precondition: there is room.
    func slot(of partition: Int, startMs: Int64, arm: Int32) -> Int {
        let pane = pane(of: partition, startMs: startMs)
        var slot = panes[pane].firstSlot
        while slot >= 0 {
            if slots.slots[Int(slot)].arm == arm { return Int(slot) }
            slot = slots.slots[Int(slot)].next
        }
        let made = slots.take(arm: Int(arm), words: arms[Int(arm)].words)
        slots.slots[made].next = panes[pane].firstSlot
        panes[pane].firstSlot = Int32(truncatingIfNeeded: made)
        return made
    }

    /// Counts an event that could not be decoded.
    ///
    /// - Precondition: there is room.
    func noteUndecodable(of partition: Int, startMs: Int64) {
        panes[pane(of: partition, startMs: startMs)].undecodable &+= 1
    }

    /// Counts an event that is out of time, in the pane in which the clock stands.
    ///
    /// - Precondition: there is room.
    func note(_ reason: ObserveTally.Reason, of partition: Int, startMs: Int64) {
        panes[pane(of: partition, startMs: startMs)].outOfTime.note(reason)
    }

    private func pane(of partition: Int, startMs: Int64) -> Int {
        var pane = partitions.entries[partition].firstPane
        while pane >= 0 {
            if panes[Int(pane)].startMs == startMs { return Int(pane) }
            pane = panes[Int(pane)].next
        }
        let made = paneCount
        paneCount += 1
        panes[made] = ObservedPane(
            startMs: startMs,
            next: partitions.entries[partition].firstPane
        )
        partitions.entries[partition].firstPane = Int32(truncatingIfNeeded: made)
        return made
    }

    /// Writes what was counted as records into the outbox, and begins anew.
    ///
    /// - Complexity: O(cells). Allocates nothing once records of this size were written, unless the
    ///   outbox has no page for them.
    func flush(into outbox: inout Outbox) {
        for place in 0..<partitions.count {
            var partition = partitions.entries[place]
            if partition.hasNews {
                if partition.fromOffset < 0 {
                    partition.fromOffset = partition.position
                    partition.nextOffset = partition.position
                }
                let records = writer.write(partition, panes, slots, settings, into: &outbox)
                tally.noteRecords(records, of: Int(partition.deployment))
                partitions.entries[place].writtenMs = partition.settledMs
            }
            partitions.entries[place].clear()
        }
        paneCount = 0
        slots.reset()
    }

    /// Notes that what was looked at is counted, by shadows too: a turn has ended.
    func settle() {
        for place in 0..<partitions.count { partitions.entries[place].settle() }
    }

    /// Forgets what is not written, and every clock: partitions are read again from the offsets that
    /// are committed.
    func forget() {
        for place in 0..<partitions.count {
            partitions.entries[place].clear()
            partitions.entries[place].isClockKnown = false
            partitions.entries[place].settledMs = -1
            partitions.entries[place].writtenMs = -1
        }
        paneCount = 0
        slots.reset()
    }
}

/// Clocks, which live beside the committed offsets.
extension ObservationBook {
    /// Those of these partitions whose clock is not known.
    func unknown(among assigned: [TopicPartition]) -> [TopicPartition] {
        assigned.filter { partition in
            guard let place = partitions.place(of: partition) else { return false }
            return !partitions.entries[place].isClockKnown
        }
    }

    /// Goes on with the clocks that stand beside these offsets.
    func restore(_ committed: [PartitionOffset]) {
        for offset in committed {
            guard let place = partitions.place(of: offset.topicPartition) else { continue }
            partitions.entries[place].clock = PartitionClock(text: offset.metadata)
            partitions.entries[place].isClockKnown = true
        }
    }

    /// Forgets the clocks of partitions that others read from now on.
    func forgetClocks(of left: [TopicPartition]) {
        for partition in left {
            guard let place = partitions.place(of: partition) else { continue }
            partitions.entries[place].isClockKnown = false
        }
    }

    /// The offsets, each with its partition's clock.
    ///
    /// - Precondition: what was counted up to the offsets was flushed, and nothing beyond them.
    func withClocks(_ offsets: [PartitionOffset]) -> [PartitionOffset] {
        offsets.map { offset in
            guard let place = partitions.place(of: offset.topicPartition),
                partitions.entries[place].isClockKnown
            else { return offset }
            var kept = offset
            kept.metadata = partitions.entries[place].clock.text
            return kept
        }
    }
}
