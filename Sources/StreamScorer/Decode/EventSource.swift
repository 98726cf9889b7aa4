internal import Records

/// One deployment's input: its topic and how its events are read.
struct EventSource: Sendable {
    /// How an event's bytes hold its features.
    enum Format: Sendable {
        case json
        case f32
    }

    let deployment: String
    let topic: String
    let format: Format
    let layout: EventLayout
}
