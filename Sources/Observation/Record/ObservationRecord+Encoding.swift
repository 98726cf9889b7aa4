extension ObservationRecord {
    /// The record's value: JSON, the same bytes for the same content.
    ///
    /// - Complexity: O(cells).
    public func encoded() -> [UInt8] {
        var writer = ObservationWriter()
        writer.begin(self)
        for pane in panes {
            writer.beginPane(
                startMs: pane.startMs,
                undecodable: pane.undecodable,
                outOfTime: pane.outOfTime
            )
            for arm in pane.arms { writer.add(arm) }
        }
        writer.end()
        return writer.bytes
    }

    /// The record's key: `DEPLOYMENT/PARTITION`.
    public var key: String { "\(deployment)/\(partition)" }
}
