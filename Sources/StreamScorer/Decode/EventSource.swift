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
    /// How its events are laid out, made ready; workers keep their decoders while it is the same
    /// object.
    let plan: DecodingPlan

    var layout: EventLayout { plan.layout }
}
