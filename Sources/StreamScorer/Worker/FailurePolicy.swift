/// What happens to an event that cannot be answered: the configuration's `on_error`.
enum FailurePolicy: Sendable {
    /// It goes to the dead-letter topic, byte for byte, with the reason; the stream goes on.
    case deadLetter
    /// The worker commits what came before it and stops, naming it.
    case fail
    /// It is counted and passed over.
    case drop
}
