/// What a replay did.
package struct ReplaySummary: Sendable {
    /// Events of the time asked for.
    package internal(set) var events = 0
    /// Predictions that the broker has acknowledged.
    package internal(set) var predictions = 0
    /// Null values, which are passed over.
    package internal(set) var tombstones = 0
    /// Events that another version has answered, where only those of one are wanted.
    package internal(set) var answeredByOthers = 0
    /// Records that were read and lie outside the time.
    package internal(set) var outside = 0
    /// Events without a prediction, by reason: the reasons of dead letters.
    package internal(set) var failures: [String: Int] = [:]
    /// Predictions that the broker did not take.
    package internal(set) var undelivered = 0

    /// Nothing yet.
    package init() {}

    /// Events without a prediction.
    package var failed: Int { failures.values.reduce(0, +) }
}
