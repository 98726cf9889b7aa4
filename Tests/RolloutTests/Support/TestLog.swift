import Rollout

/// A control log under test: each line is folded as it is sent.
struct TestLog {
    var state = ControlState()
    var timeMs: Int64 = 1_364_774_400_000

    /// Sends a command of deployment `d` with these members beside id and issuer.
    @discardableResult
    mutating func send(
        _ members: String,
        id: String? = nil,
        deployment: String = "d",
        issuer: String = "ana@desk"
    ) -> Outcome {
        let id = id ?? "c\(state.nextOffset)"
        return sendRaw(
            #"{"id":"\#(id)","deployment":"\#(deployment)","issuer":"\#(issuer)",\#(members)}"#
        )
    }

    /// Sends a value.
    @discardableResult
    mutating func sendRaw(_ value: String?, key: String? = nil) -> Outcome {
        timeMs += 10
        return state.apply(
            ControlRecord(
                offset: state.nextOffset,
                timeMs: timeMs,
                key: key.map { Array($0.utf8) },
                value: value.map { Array($0.utf8) }
            )
        )
    }

    /// Deployment `d`.
    var deployment: DeploymentState? { state.deployments["d"] }

    static let declaration =
        #""kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m""#

    /// With deployment `d` and its champion `v1` of revision 1.
    static func deployed() -> TestLog {
        var log = TestLog()
        log.send(declaration + #","version":"v1""#)
        return log
    }
}

extension Outcome {
    /// Why the command was rejected, nil where it was not.
    var rejection: String? {
        guard case .rejected(let reason) = verdict else { return nil }
        return reason
    }

    /// Whether it was ignored.
    var isIgnored: Bool {
        guard case .ignored = verdict else { return false }
        return true
    }

    /// Whether it was accepted.
    var isAccepted: Bool { verdict == .accepted }
}
