/// What the control log folds to: the same records give the same state on every instance.
///
/// A record decides by its own bytes and time and by the state before it, by nothing else. Memory is
/// bounded: `CommandLimits.deployments` deployments, each within its limits and remembering
/// `CommandLimits.rememberedIDs` ids of 16 bytes. A value; whoever keeps a copy while another is
/// changed pays for copying the remembered ids of that deployment, at most some megabytes.
public struct ControlState: Sendable, Equatable {
    /// The deployments by name.
    public private(set) var deployments: [String: DeploymentState] = [:]
    /// One more than the offset of the newest record; 0 at first.
    public private(set) var nextOffset: Int64 = 0
    private var remembered: [String: RememberedIDs] = [:]
    /// Of commands for deployments that there are not.
    private var strays = RememberedIDs()

    /// The state before the first record.
    public init() {}

    /// Folds one record.
    ///
    /// Of a record that is folded already nothing is changed.
    ///
    /// - Complexity: O(n log n) in the record's bytes and O(m) in the deployment's size.
    public mutating func apply(_ record: ControlRecord) -> Outcome {
        var outcome = Outcome(
            offset: record.offset,
            timeMs: record.timeMs,
            verdict: .ignored("offset \(record.offset) is folded already")
        )
        guard record.offset >= nextOffset, record.offset < Int64.max else { return outcome }
        nextOffset = record.offset + 1
        do throws(CommandError) {
            let command = try CommandReader.read(record)
            outcome.id = command.id
            outcome.deployment = command.deployment
            outcome.kind = command.name
            outcome.issuer = command.issuer
            outcome.command = command
            outcome.verdict = decide(command, timeMs: record.timeMs)
        } catch {
            outcome.id = error.id
            outcome.deployment = error.deployment
            outcome.kind = error.kind
            outcome.verdict = .rejected(error.reason)
        }
        outcome.revision = outcome.deployment.flatMap { deployments[$0]?.revision }
        return outcome
    }

    private mutating func decide(_ command: Command, timeMs: Int64) -> Outcome.Verdict {
        let name = command.deployment
        let digest = RememberedIDs.digest(deployment: name, id: command.id)
        guard !strays.contains(digest), remembered[name]?.contains(digest) != true else {
            return .ignored("a command of this id was answered before")
        }
        do throws(Objection) {
            let changed = try changed(by: command, timeMs: timeMs)
            deployments[name] = changed
            remembered[name, default: RememberedIDs()].insert(digest)
            return .accepted
        } catch {
            if deployments[name] == nil {
                strays.insert(digest)
            } else {
                remembered[name, default: RememberedIDs()].insert(digest)
            }
            switch error {
            case .fulfilled(let reason): return .ignored(reason)
            case .refused(let reason): return .rejected(reason)
            }
        }
    }

    /// The deployment as the command makes it.
    private func changed(
        by command: Command,
        timeMs: Int64
    ) throws(Objection) -> DeploymentState {
        let state = deployments[command.deployment]
        if let expiresMs = command.expiresMs, expiresMs < timeMs {
            throw .refused("expired at \(expiresMs), \(timeMs - expiresMs) ms before its record")
        }
        let revision = state?.revision ?? 0
        if let expects = command.expects, expects != revision {
            throw .refused("expects revision \(expects) but the revision is \(revision)")
        }
        guard var state else { return try created(by: command) }
        if state.isFrozen, command.isAutomatic {
            throw .refused("frozen: automatic commands are refused until `unfreeze`")
        }
        try state.change(by: command.kind)
        state.revision += 1
        return state
    }

    private func created(by command: Command) throws(Objection) -> DeploymentState {
        guard case .deploy(let declaration) = command.kind else {
            throw .refused(
                "there is no deployment \(command.deployment)"
                    + CommandShape.suggestion(command.deployment, among: deployments.keys.sorted())
            )
        }
        guard deployments.count < CommandLimits.deployments else {
            throw .refused("there are \(deployments.count) deployments, the limit")
        }
        return DeploymentState(name: command.deployment, declaration: declaration)
    }

    /// The state as canonical JSON: members and deployments sorted, remembered ids as the digest of
    /// their history.
    ///
    /// - Complexity: O(n) in the size of all deployments, whatever number of ids is remembered.
    public func encoded() -> [UInt8] {
        func map<Value>(_ values: [String: Value], _ value: (Value) -> JSONValue) -> JSONValue {
            .object(of: values.map { ($0.key, value($0.value)) })
        }
        return JSONValue.object(of: [
            ("deployments", map(deployments, \.value)),
            ("ids", map(remembered, \.value)),
            ("ids_of_unknown", strays.value),
            ("next_offset", .integer(nextOffset)),
        ]).encoded()
    }

    /// SHA-256 of `encoded()`, as `sha256:` and 64 hexadecimal digits.
    public var digest: String { SHA256.text(of: SHA256.digest(of: encoded())) }
}
