import Rollout

/// What an instance has said about a command.
enum InstanceAnswer: Equatable, Sendable {
    /// It serves by the state that the command led to.
    case applied
    /// It has read the command, and nothing was to be done.
    case read
    /// It has read the command and still serves as before, with its reason where it gives one.
    case notYet(String)
    /// It cannot do what the command wants.
    case failed(String)
    /// It has not been heard about the command.
    case silent
    /// It stopped.
    case stopped

    /// Whether more can be hoped for.
    var isFinal: Bool {
        switch self {
        case .applied, .read, .failed, .stopped: true
        case .notYet, .silent: false
        }
    }

    /// Whether the command holds as far as this instance goes.
    var isGood: Bool {
        switch self {
        case .applied, .read, .stopped: true
        case .notYet, .failed, .silent: false
        }
    }

    /// Reads what an instance said last.
    ///
    /// - Parameters:
    ///   - record: its newest record.
    ///   - outcome: of the command.
    /// - Returns: its answer as far as that record tells.
    static func of(_ record: StatusRecord, about outcome: Outcome) -> InstanceAnswer {
        if record.isStopped { return .stopped }
        guard record.hasRead(outcome.offset) else { return .silent }
        if case .rejected = outcome.verdict { return .read }
        guard let revision = outcome.revision else { return .read }
        let hasApplied = record.revision >= revision
        let wanted = outcome.wants(among: record.versions, isServed: hasApplied)
        if let failed = wanted.first(where: { $0.state == .failed }) {
            return .failed("version \(failed.version): \(failed.reason ?? "cannot be served")")
        }
        guard hasApplied else { return .notYet(record.reasons.joined(separator: "; ")) }
        if let loading = wanted.first(where: { $0.state == .loading }) {
            return .notYet("version \(loading.version) is being loaded")
        }
        return .applied
    }
}

extension StatusRecord {
    /// Whether the instance has folded the record of the control log at this offset.
    func hasRead(_ offset: Int64) -> Bool { self.offset >= offset }
}

extension Outcome {
    /// The versions on which it depends whether an instance can do what the command wants: its own,
    /// or, while the instance serves as before, whichever one is in the way.
    fileprivate func wants(
        among held: [StatusRecord.Version],
        isServed: Bool
    ) -> [StatusRecord.Version] {
        let wanted: String?
        switch command?.kind {
        case .unload, .unshadow: wanted = nil
        case .canary(_, let weight, _, _) where weight == 0: wanted = nil
        case let kind: wanted = kind?.version
        }
        guard let wanted else { return isServed ? [] : held }
        return held.filter { $0.version == wanted }
    }
}
