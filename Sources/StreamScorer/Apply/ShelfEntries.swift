internal import Inference

/// What a shelf holds and wants, and what each version was when it was first loaded: pure state,
/// changed under the shelf's lock.
struct ShelfEntries {
    /// Versions that one process may load in its life.
    static let maxPins = 65_536

    /// A version that was taken off the shelf to be loaded.
    struct Job {
        let version: RepositoryVersion
        /// Tells a version that was let go and wanted again from the one that was asked for.
        let ticket: Int
    }

    private struct Entry {
        var state: VersionState
        var ticket: Int
        var isStarted = false
    }

    private var entries: [RepositoryVersion: Entry] = [:]
    /// In the order in which they were asked for.
    private var waiting: [RepositoryVersion] = []
    private var pins: [RepositoryVersion: VersionPin] = [:]
    private var lastTicket = 0

    /// Wants exactly these versions of a model: the missing ones wait for the loader, the others
    /// are let go.
    ///
    /// - Returns: whether there is something to load.
    mutating func want(model: String, versions: Set<String>) -> Bool {
        for version in entries.keys where version.model == model {
            if !versions.contains(version.version) { entries[version] = nil }
        }
        for name in versions.sorted() {
            let version = RepositoryVersion(model: model, version: name)
            if entries[version] == nil { add(version) }
        }
        waiting.removeAll { entries[$0]?.isStarted != false }
        return !waiting.isEmpty
    }

    /// Lets every version that failed try again.
    ///
    /// - Returns: whether there is something to load.
    mutating func retryFailed() -> Bool {
        for (version, entry) in entries.sorted(by: { $0.value.ticket < $1.value.ticket }) {
            if case .failed = entry.state { add(version) }
        }
        return !waiting.isEmpty
    }

    private mutating func add(_ version: RepositoryVersion) {
        lastTicket += 1
        entries[version] = Entry(state: .loading, ticket: lastTicket)
        waiting.append(version)
    }

    /// The next version to load; nil when none waits.
    mutating func next() -> Job? {
        while !waiting.isEmpty {
            let version = waiting.removeFirst()
            guard var entry = entries[version], !entry.isStarted else { continue }
            entry.isStarted = true
            entries[version] = entry
            return Job(version: version, ticket: entry.ticket)
        }
        return nil
    }

    /// Takes the outcome of a load.
    ///
    /// - Returns: the version's new state, or nil when nobody wants the outcome any more.
    mutating func finish(
        _ job: Job,
        _ outcome: Result<LoadedVersion, InferenceError>
    ) -> VersionState? {
        guard var entry = entries[job.version], entry.ticket == job.ticket else { return nil }
        switch outcome {
        case .success(let loaded):
            if let reason = refusal(of: loaded.model, job.version) {
                entry.state = .failed(reason: reason)
            } else {
                pins[job.version] = VersionPin(loaded.model)
                entry.state = .routable(loaded)
            }
        case .failure(let error): entry.state = .failed(reason: error.description)
        }
        entries[job.version] = entry
        return entry.state
    }

    /// Versions are immutable: what was loaded once is the version for as long as the process lives.
    private func refusal(of model: Model, _ version: RepositoryVersion) -> String? {
        guard let pin = pins[version] else {
            return pins.count < Self.maxPins
                ? nil : "\(Self.maxPins) versions were loaded by this process; restart it"
        }
        return pin.difference(from: VersionPin(model))
    }

    /// How far a version is.
    func state(_ version: RepositoryVersion) -> VersionState {
        entries[version]?.state ?? .unknown
    }
}
