/// A record of the control topic, as it was read.
public struct ControlRecord: Sendable {
    /// Its offset.
    public var offset: Int64
    /// Its timestamp in Unix milliseconds.
    ///
    /// The broker's, as the topic has `message.timestamp.type=LogAppendTime`.
    public var timeMs: Int64
    /// Its key, nil where it has none.
    public var key: [UInt8]?
    /// Its value, nil for a tombstone.
    public var value: [UInt8]?

    /// A record.
    public init(offset: Int64, timeMs: Int64, key: [UInt8]?, value: [UInt8]?) {
        self.offset = offset
        self.timeMs = timeMs
        self.key = key
        self.value = value
    }
}
