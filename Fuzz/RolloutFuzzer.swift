import Foundation

/// What libFuzzer calls with every input it makes; a broken promise stops the process.
///
/// The input is a control log: values of records, a byte of zero between two. Compiled into one
/// module with the sources of Rollout, so that these are instrumented. `scripts/fuzz` builds and
/// runs it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafeRawPointer?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeRawBufferPointer(start: start, count: count))
    checkStatus(bytes)
    var state = declared()
    var again = declared()
    for value in bytes.split(separator: 0, maxSplits: 15, omittingEmptySubsequences: false) {
        let record = ControlRecord(
            offset: state.nextOffset,
            timeMs: state.nextOffset * 1_000,
            key: value.count % 2 == 0 ? nil : Array("d".utf8),
            value: Array(value)
        )
        checkReading(record)
        let before = state
        let outcome = state.apply(record)
        let repeated = again.apply(record)
        precondition(outcome.verdict == repeated.verdict, "the same log, the same decisions")
        check(before, outcome, state)
    }
    for deployment in state.deployments.values { checkPlan(deployment) }
    precondition(state == again && state.digest == again.digest, "the same log, the same state")
    return 0
}

/// A log that has deployment `d` and two champions.
private func declared() -> ControlState {
    var state = ControlState()
    let head = #"{"deployment":"d","issuer":"i","id":"#
    let values = [
        #"0,"kind":"deploy","input":{"topic":"f"},"output":{"topic":"p"},"model":"m","version":"v1"}"#,
        #"1,"kind":"promote","version":"v2"}"#,
    ]
    for value in values {
        let text = head + "\"start" + value.prefix(1) + "\"" + value.dropFirst()
        let outcome = state.apply(
            ControlRecord(
                offset: state.nextOffset,
                timeMs: 0,
                key: nil,
                value: Array(text.utf8)
            )
        )
        precondition(outcome.verdict == .accepted, "\(outcome)")
    }
    return state
}

/// What is read as a command is JSON to Foundation too, and its canonical text reads back to it.
private func checkReading(_ record: ControlRecord) {
    let command: Command
    do throws(CommandError) {
        command = try CommandReader.read(record)
    } catch {
        precondition(!error.reason.isEmpty && error.reason.utf8.count < 1_024, "a short reason")
        precondition(!error.reason.unicodeScalars.contains { $0.isControl }, "fit for a terminal")
        return
    }
    let object = try? JSONSerialization.jsonObject(with: Data(record.value ?? []))
    let hasHugeNumber = (record.value ?? []).contains { $0 == 0x65 || $0 == 0x45 }
    precondition(object is [String: Any] || hasHugeNumber, "Foundation refuses what we accept")
    let text = command.encoded()
    guard text.count <= CommandLimits.valueBytes else { return }
    let canonical = ControlRecord(offset: 0, timeMs: 0, key: nil, value: text)
    do throws(CommandError) {
        let read = try CommandReader.read(canonical)
        precondition(read == command && read.encoded() == text, "canonical text reads back")
    } catch {
        preconditionFailure("canonical text is refused: \(error)")
    }
}

private func check(_ before: ControlState, _ outcome: Outcome, _ after: ControlState) {
    precondition(after.nextOffset == outcome.offset + 1)
    switch outcome.verdict {
    case .accepted: break
    case .ignored(let reason), .rejected(let reason):
        precondition(!reason.isEmpty && reason.utf8.count < 8_192, "a reason of bounded length")
    }
    for (name, state) in after.deployments {
        let old = before.deployments[name]
        guard outcome.verdict == .accepted, outcome.deployment == name else {
            precondition(old == state, "only acceptance changes a deployment")
            continue
        }
        precondition(state.revision == (old?.revision ?? 0) + 1, "a revision grows by one")
        precondition(state.canaries.reduce(0) { $0 + $1.weight } <= 100_000, "at most 100 %")
        precondition(!state.canaries.contains { $0.version == state.champion })
        precondition(state.previousChampion != state.champion)
        precondition(old?.isFrozen != true || outcome.command?.isAutomatic == false, "frozen")
    }
}

/// Every index of a plan is one of its versions or captures.
private func checkPlan(_ state: DeploymentState) {
    let plan = state.routePlan()
    precondition(plan.versions[plan.champion] == state.champion)
    for rule in plan.rules {
        precondition(plan.versions.indices.contains(rule.target))
        if case .capture(let index) = rule.source { precondition(plan.captures.indices ~= index) }
    }
    if let canary = plan.canary {
        var next: Int32 = 0
        for bound in canary.bounds {
            precondition(bound.upTo > next && plan.versions.count > bound.target)
            precondition(canary.target(bucket: next) == bound.target)
            precondition(canary.target(bucket: bound.upTo - 1) == bound.target)
            next = bound.upTo
        }
        precondition(next == 100_000)
    }
    precondition(plan.shadows.allSatisfy { plan.versions.indices.contains($0.version) })
    let status = StatusRecord(
        tsMs: 0,
        deployment: state.name,
        instance: "i",
        revision: state.revision,
        offset: 0,
        digest: "",
        isReady: true,
        routing: StatusRecord.Routing(state)
    )
    checkStatus(status.encoded())
}

/// What is read as a status record reads back to itself.
private func checkStatus(_ bytes: [UInt8]) {
    guard let status = try? StatusRecord(decoding: bytes) else { return }
    let again = try? StatusRecord(decoding: status.encoded())
    precondition(again == status, "a status record reads back")
}
