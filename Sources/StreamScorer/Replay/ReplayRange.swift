package import Kafka

/// The run of a partition that a replay reads.
package struct ReplayRange: Sendable, Hashable {
    /// The partition's number.
    package let partition: Int32
    /// The first offset.
    package let start: Int64
    /// Behind the last offset.
    package let end: Int64

    /// A run of a partition.
    package init(partition: Int32, start: Int64, end: Int64) {
        self.partition = partition
        self.start = start
        self.end = end
    }

    /// How many offsets there are; some may hold no record.
    package var count: Int64 { end - start }
}

/// The runs of a topic's partitions that hold the records of a time.
///
/// A run begins at the first record that is not before the time, and ends at the first that is
/// behind it, or where the partition ended when the replay was started. Where records are not in
/// the order of their timestamps, what lies beyond that end is not looked at.
package struct ReplayRanges: Sendable {
    /// By partition, those without records left out.
    package let ranges: [ReplayRange]
    /// Whether the broker knows no offsets of times, so that every record is read and looked at.
    package let isScan: Bool
    /// Offsets that were asked for and that the topic holds no more.
    package let lost: Int64

    /// What of these runs the topic holds.
    ///
    /// - Parameters:
    ///   - topic: the input topic.
    ///   - wanted: runs of partitions that it has.
    ///   - admin: asks.
    ///   - timeoutMs: how long each answer may take.
    /// - Throws: `KafkaError`, naming the partition.
    package init(
        of topic: String,
        wanted: [ReplayRange],
        _ admin: Admin,
        timeoutMs: Int32
    ) throws(KafkaError) {
        let all = wanted.map { TopicPartition(topic: topic, partition: $0.partition) }
        let lows = try admin.listOffsets(all, .earliest, timeoutMs: timeoutMs)
        let highs = try admin.listOffsets(all, .latest, timeoutMs: timeoutMs)
        let held = wanted.indices.map { index in
            ReplayRange(
                partition: wanted[index].partition,
                start: max(wanted[index].start, lows[index].offset),
                end: min(wanted[index].end, highs[index].offset)
            )
        }
        ranges = held.filter { $0.count > 0 }
        lost = zip(wanted, held).reduce(0) { $0 + $1.0.count - max(0, $1.1.count) }
        isScan = false
    }

    /// Asks the partitions' leaders.
    ///
    /// The embedded broker answers a lookup of any time with the end of the partition. So time 0 is
    /// asked for first, whose answer is known wherever there is a record.
    ///
    /// - Parameters:
    ///   - topic: the input topic.
    ///   - partitions: all of them.
    ///   - timesMs: record timestamps.
    ///   - admin: asks.
    ///   - timeoutMs: how long each answer may take.
    /// - Throws: `KafkaError`, naming the partition.
    package init(
        of topic: String,
        partitions: [Int32],
        timesMs: Range<Int64>,
        _ admin: Admin,
        timeoutMs: Int32
    ) throws(KafkaError) {
        let all = partitions.map { TopicPartition(topic: topic, partition: $0) }
        let lows = try admin.listOffsets(all, .earliest, timeoutMs: timeoutMs)
        let highs = try admin.listOffsets(all, .latest, timeoutMs: timeoutMs)
        let filled = all.indices.filter { lows[$0].offset < highs[$0].offset }
        let holding = filled.map { all[$0] }
        guard !holding.isEmpty else {
            ranges = []
            isScan = false
            lost = 0
            return
        }
        let origin = try admin.listOffsets(holding, .time(0), timeoutMs: timeoutMs)
        isScan = origin.allSatisfy { $0.offset < 0 }
        var ranges: [ReplayRange] = []
        if isScan {
            for index in filled {
                ranges.append(
                    ReplayRange(
                        partition: partitions[index],
                        start: lows[index].offset,
                        end: highs[index].offset
                    )
                )
            }
        } else {
            let starts = try admin.listOffsets(
                holding,
                .time(timesMs.lowerBound),
                timeoutMs: timeoutMs
            )
            let ends = try admin.listOffsets(
                holding,
                .time(timesMs.upperBound),
                timeoutMs: timeoutMs
            )
            for (place, index) in filled.enumerated() {
                let high = highs[index].offset
                let start = starts[place].offset
                let end = ends[place].offset
                let range = ReplayRange(
                    partition: partitions[index],
                    start: start < 0 ? high : start,
                    end: end < 0 ? high : min(end, high)
                )
                if range.count > 0 { ranges.append(range) }
            }
        }
        self.ranges = ranges
        lost = 0
    }
}
