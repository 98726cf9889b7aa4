/// Where a predictions topic that another scorer writes keeps what.
public struct PredictionLayout: Sendable, Hashable {
    /// How the version that answered is known.
    public enum Version: Sendable, Hashable {
        /// The value says it there, as a string or an integer.
        case at(JSONPointer)
        /// It is always this one.
        case fixed(String)
    }

    /// Where the event's id is.
    public let id: JSONPointer
    /// Where the event's time is.
    public let time: JSONPointer
    /// Where the score is.
    public let score: JSONPointer
    /// How the version is known.
    public let version: Version

    /// Checks and keeps a layout; `/id`, `/ts`, `/prediction` and `/version` unless said otherwise.
    ///
    /// - Parameters:
    ///   - id: JSON pointer to the event's id.
    ///   - time: JSON pointer to the event's time.
    ///   - score: JSON pointer to the score, such as `/outputs/0/data/0`.
    ///   - version: JSON pointer to the version; a text without a leading `/` is the version.
    /// - Throws: `RecordsError` for a pointer that is not one, that leads to the whole value, or to the
    ///   place of another or of what encloses it.
    public init(
        id: String = "/id",
        time: String = "/ts",
        score: String = "/prediction",
        version: String = "/version"
    ) throws(RecordsError) {
        self.id = try JSONPointer(id)
        self.time = try JSONPointer(time)
        self.score = try JSONPointer(score)
        self.version = version.hasPrefix("/") ? .at(try JSONPointer(version)) : .fixed(version)
        try check()
        _ = try events
    }

    /// The places where our own predictions have them.
    public static var standard: PredictionLayout {
        do {
            return try PredictionLayout()
        } catch {
            preconditionFailure("\(error)")
        }
    }

    private var versionPointer: JSONPointer? {
        if case .at(let pointer) = version { pointer } else { nil }
    }

    private func check() throws(RecordsError) {
        let pointers = [id, time, score] + (versionPointer.map { [$0] } ?? [])
        for (index, pointer) in pointers.enumerated() {
            guard !pointer.steps.isEmpty else {
                throw RecordsError(
                    subject: "pointer '' of a prediction",
                    problem: "leads to the whole value; name a member, such as '/prediction'"
                )
            }
            for (place, other) in pointers.enumerated()
            where place != index && other.steps.starts(with: pointer.steps) {
                throw RecordsError(
                    subject: "pointer '\(pointer)' of a prediction",
                    problem: "is also the place of '\(other)'; each needs a place of its own"
                )
            }
        }
    }

    /// The same as a layout of events: the score's outermost member is the feature.
    var events: EventLayout {
        get throws(RecordsError) {
            try EventLayout(
                columns: [EventColumn(name: score.steps[0], kind: .open([]), missing: .required)],
                id: id,
                time: time,
                features: JSONPointer(""),
                captures: [score] + (versionPointer.map { [$0] } ?? [])
            )
        }
    }
}
