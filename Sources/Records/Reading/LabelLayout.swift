/// Where a label's value keeps what.
public struct LabelLayout: Sendable, Hashable {
    /// Where the event's id is.
    public let id: JSONPointer
    /// Where the time is at which the label became known.
    public let time: JSONPointer
    /// Where the label is.
    public let label: JSONPointer
    /// Where the event's worth is, if labels say so.
    public let value: JSONPointer?

    /// Checks and keeps a layout; `/id`, `/ts`, `/label` and `/value` unless said otherwise.
    ///
    /// - Throws: `RecordsError` for a pointer that is not one, that leads to the whole value, or to the
    ///   place of another or of what encloses it.
    public init(
        id: String = "/id",
        time: String = "/ts",
        label: String = "/label",
        value: String? = "/value"
    ) throws(RecordsError) {
        self.id = try JSONPointer(id)
        self.time = try JSONPointer(time)
        self.label = try JSONPointer(label)
        if let value { self.value = try JSONPointer(value) } else { self.value = nil }
        try check()
        _ = try events
    }

    private func check() throws(RecordsError) {
        let pointers = [id, time, label] + (value.map { [$0] } ?? [])
        for (index, pointer) in pointers.enumerated() {
            guard !pointer.steps.isEmpty else {
                throw RecordsError(
                    subject: "pointer '' of a label",
                    problem: "leads to the whole value; name a member, such as '/label'"
                )
            }
            for (place, other) in pointers.enumerated()
            where place != index && other.steps.starts(with: pointer.steps) {
                throw RecordsError(
                    subject: "pointer '\(pointer)' of a label",
                    problem: "is also the place of '\(other)'; each needs a place of its own"
                )
            }
        }
    }

    /// The same as a layout of events: the label's outermost member is the feature.
    var events: EventLayout {
        get throws(RecordsError) {
            try EventLayout(
                columns: [EventColumn(name: label.steps[0], kind: .open([]), missing: .required)],
                id: id,
                time: time,
                features: JSONPointer(""),
                captures: [label] + (value.map { [$0] } ?? [])
            )
        }
    }
}
