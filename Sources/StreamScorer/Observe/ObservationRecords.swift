internal import Kafka
internal import Observation

/// Writes what was counted of a partition as records of the topic `observations`.
///
/// Not thread-safe: one worker, one value.
struct ObservationRecords: ~Copyable {
    /// A record is closed when it has so many bytes; with one more arm it stays below what a broker
    /// takes unless told otherwise (1 MB).
    private static let closingBytes = 256 * 1024

    private let deployments: [String]
    private var arms: [ObservedArm] = []
    /// By arm: its place in the order of arms.
    private var ranks: [Int32] = []
    private var topics: [ProducerTopic?] = []
    /// By deployment, by partition.
    private var keys: [[[UInt8]]]
    private var writer = ObservationWriter(capacity: Self.closingBytes)
    /// Panes of a partition, then slots of a pane, to be put in order.
    private let panes = FixedColumn<Int32>(repeating: 0, count: 4_096)
    private let slots = FixedColumn<Int32>(repeating: 0, count: ObservationSlots.limit)

    /// - Parameter deployments: their names.
    init(deployments: [String]) {
        self.deployments = deployments
        keys = deployments.map { _ in [] }
    }

    /// Writes counts of these arms from now on.
    mutating func adopt(_ arms: [ObservedArm]) {
        self.arms = arms
        ranks = [Int32](repeating: 0, count: arms.count)
        let order = arms.indices.sorted { arms[$0].arm < arms[$1].arm }
        for (rank, arm) in order.enumerated() { ranks[arm] = Int32(truncatingIfNeeded: rank) }
    }

    /// Writes to the observations topics of `targets` from now on, by deployment.
    mutating func redirect(to targets: [OutputTarget]) { topics = targets.map(\.observations) }

    /// Writes a partition's counts.
    ///
    /// - Returns: how many records they are.
    mutating func write(
        _ partition: ObservedPartition,
        _ allPanes: borrowing FixedColumn<ObservedPane>,
        _ counts: ObservationSlots,
        _ settings: ObserveSettings,
        into outbox: inout Outbox
    ) -> Int {
        var records = 1
        writer.begin(head(of: partition, settings))
        let paneCount = orderPanes(from: partition.firstPane, allPanes)
        for place in 0..<paneCount {
            let pane = allPanes[Int(panes[place])]
            writer.beginPane(
                startMs: pane.startMs,
                undecodable: pane.undecodable,
                outOfTime: pane.outOfTime
            )
            let slotCount = orderSlots(from: pane.firstSlot, counts)
            for index in 0..<slotCount {
                if writer.bytes.count > Self.closingBytes {
                    send(partition, clockMs: nil, into: &outbox)
                    records += 1
                    writer.begin(head(of: partition, settings, isFurther: true))
                    writer.beginPane(startMs: pane.startMs, undecodable: 0)
                }
                write(Int(slots[index]), counts)
            }
        }
        // Until the last of them is read, none of their panes may be closed.
        let clockMs = partition.settledMs >= 0 ? partition.settledMs : nil
        send(partition, clockMs: clockMs, into: &outbox)
        return records
    }

    private func head(
        of partition: ObservedPartition,
        _ settings: ObserveSettings,
        isFurther: Bool = false
    ) -> ObservationRecord {
        ObservationRecord(
            deployment: deployments[Int(partition.deployment)],
            partition: partition.partition,
            fromOffset: partition.fromOffset,
            nextOffset: partition.nextOffset,
            clockMs: nil,
            paneMs: settings.paneMs,
            latenessMs: settings.latenessMs,
            late: isFurther ? 0 : partition.outOfTime.late,
            ahead: isFurther ? 0 : partition.outOfTime.ahead,
            untimed: isFurther ? 0 : partition.outOfTime.untimed,
            panes: []
        )
    }

    private mutating func write(_ slot: Int, _ counts: ObservationSlots) {
        let noted = counts.slots[slot]
        let arm = arms[Int(noted.arm)]
        // SAFETY: a slot in use holds an arm's durations, and behind them its cells.
        let durations = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(
                start: counts.durations(of: slot),
                count: DurationBins.count
            )
        )
        let cells = unsafe Span(
            _unsafeElements: UnsafeBufferPointer(
                start: counts.cells(of: slot),
                count: arm.cellCount
            )
        )
        writer.add(
            version: arm.arm.version,
            route: arm.arm.route,
            baseline: arm.digest,
            rows: noted.rows,
            failed: noted.failed,
            refused: noted.refused,
            offsets: noted.firstOffset...noted.lastOffset,
            counted: noted.counted,
            durations: durations,
            cells: cells
        )
    }

    /// Ends the record, and puts it into the outbox.
    private mutating func send(
        _ partition: ObservedPartition,
        clockMs: Int64?,
        into outbox: inout Outbox
    ) {
        writer.end(clockMs: clockMs)
        let deployment = Int(partition.deployment)
        guard let topic = topics[deployment] else { return }
        let key = key(of: partition)
        let room = key.count + writer.bytes.count
        let page = outbox.certainPage(for: room)
        // SAFETY: a page of its own, or one with so much room; both parts are written within it.
        guard let space = unsafe page.reserve(room) else {
            preconditionFailure("a page with room has room")
        }
        unsafe space.copyBytes(from: key)
        unsafe UnsafeMutableRawBufferPointer(rebasing: space[key.count...])
            .copyBytes(from: writer.bytes)
        page.commitRecord(
            topic: topic,
            partition: -1,
            timestampMs: 0,
            keyBytes: key.count,
            valueBytes: writer.bytes.count,
            tag: EventTag(
                observationOf: partition.partition,
                nextOffset: partition.nextOffset
            ).rawValue
        )
    }

    /// The key of a partition's records, made when it is first needed.
    private mutating func key(of partition: ObservedPartition) -> [UInt8] {
        let deployment = Int(partition.deployment)
        let number = Int(partition.partition)
        while keys[deployment].count <= number { keys[deployment].append([]) }
        if keys[deployment][number].isEmpty {
            keys[deployment][number] = Array("\(deployments[deployment])/\(number)".utf8)
        }
        return keys[deployment][number]
    }

    private func orderPanes(
        from first: Int32,
        _ all: borrowing FixedColumn<ObservedPane>
    ) -> Int {
        var count = 0
        var pane = first
        while pane >= 0 {
            var place = count
            while place > 0,
                all[Int(panes[place - 1])].startMs > all[Int(pane)].startMs
            {
                panes[place] = panes[place - 1]
                place -= 1
            }
            panes[place] = pane
            count += 1
            pane = all[Int(pane)].next
        }
        return count
    }

    private func orderSlots(from first: Int32, _ counts: ObservationSlots) -> Int {
        var count = 0
        var slot = first
        while slot >= 0 {
            let rank = ranks[Int(counts.slots[Int(slot)].arm)]
            var place = count
            while place > 0, ranks[Int(counts.slots[Int(slots[place - 1])].arm)] > rank {
                slots[place] = slots[place - 1]
                place -= 1
            }
            slots[place] = slot
            count += 1
            slot = counts.slots[Int(slot)].next
        }
        return count
    }
}
