/// The event a produced record answers, packed into the number that comes back with its delivery
/// report.
///
/// | bits | 63 | 56–62 | 40–55 | 0–39 |
/// | --- | --- | --- | --- | --- |
/// | what | a shadow's | topic index | partition | offset |
///
/// Only the records in flight need telling apart, so an offset is held modulo 2^40.
struct EventTag: Hashable, Sendable {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Whether the record is a shadow prediction: what becomes of it concerns nobody that is served.
    var isShadow: Bool { rawValue >> 63 == 1 }

    /// Whether the record is an observation, which answers no single event.
    var isObservation: Bool { topicIndex == Self.observations }

    /// No topic's index: deployments are a hundred at most.
    private static let observations = 0x7f

    /// The tag of what was counted of a partition up to an offset.
    init(observationOf partition: Int32, nextOffset: Int64) {
        self.init(topicIndex: Self.observations, partition: partition, offset: nextOffset)
    }

    /// The index of the event's topic, which is its deployment's.
    var topicIndex: Int { Int(rawValue >> 56) & 0x7f }

    var partition: Int { Int(rawValue >> 40) & 0xffff }

    /// The event's offset, modulo 2^40.
    var offset: Int64 { Int64(rawValue & 0xff_ffff_ffff) }

    init(topicIndex: Int, partition: Int32, offset: Int64, isShadow: Bool = false) {
        let topic = UInt64(truncatingIfNeeded: topicIndex & 0x7f | (isShadow ? 0x80 : 0)) << 56
        let part = UInt64(truncatingIfNeeded: partition & 0xffff) << 40
        rawValue = topic | part | (UInt64(bitPattern: offset) & 0xff_ffff_ffff)
    }
}
