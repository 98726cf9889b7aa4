internal import Inference
internal import Kafka
internal import Operations
internal import Rollout

/// What the reader says on the status topic, in the log and on `/metrics`.
extension ControlReader {
    /// How long the last word may take.
    private static let lastWordMs: Int32 = 300

    /// Logs what became of a command.
    func report(_ outcome: Outcome) {
        let named = [
            ("deployment", outcome.deployment), ("kind", outcome.kind), ("id", outcome.id),
            ("issuer", outcome.issuer), ("reason", outcome.command?.reason),
            ("cause", outcome.verdict.reason),
        ]
        var line = logger.with(["offset": .int(Int(outcome.offset))])
        for (name, text) in named where text?.isEmpty == false {
            line = line.with([name: .string(text ?? "")])
        }
        if let revision = outcome.revision { line = line.with(["revision": .int(Int(revision))]) }
        switch outcome.verdict {
        case .accepted: line.info("Command accepted")
        case .ignored: line.info("Command ignored")
        case .rejected: line.warning("Command rejected")
        }
    }

    /// Answers a command that was read.
    ///
    /// A deployment that others serve is theirs to answer for; what belongs to no deployment is
    /// answered under none.
    mutating func answer(_ outcome: Outcome) {
        voice.forgetDigest()
        let last = StatusRecord.Answer(outcome)
        let name = outcome.deployment ?? ""
        if configuration.deployments.contains(where: { $0.name == name }) {
            say(name, last)
        } else if state.deployments[name] == nil {
            say("", last)
        }
    }

    /// Says what has changed since it was last said, and repeats the rest each heartbeat.
    mutating func speak() {
        let now = MonotonicClock.nanoseconds()
        for configured in configuration.deployments {
            guard voice.isDue(configured.name, now: now) || voice.differs(record(configured.name))
            else { continue }
            guard !writer.isFull else { return }
            say(configured.name)
        }
    }

    /// Says that the instance has stopped in order.
    mutating func sayStopped() {
        for configured in configuration.deployments {
            var record = record(configured.name)
            record.isReady = false
            record.last = voice.last(of: configured.name)
            record.isStopped = true
            write(record)
        }
        writer.finish(timeoutMs: Self.lastWordMs)
    }

    /// Serves the writer.
    mutating func deliver() {
        let failures = writer.poll(timeoutMs: 0)
        if let first = failures.first {
            logger.warning(
                "Status was not delivered",
                ["records": .int(failures.count), "cause": .string("\(first)")]
            )
        }
        guard let fatal = writer.fatalError else { return }
        logger.warning("Replacing the status producer", ["cause": .string("\(fatal)")])
        do throws(KafkaError) {
            try writer.replaceProducer()
        } catch {
            around.failed(ScoringError(.failed, "status cannot be written: \(error)"))
        }
    }

    /// Shows the table that is served.
    mutating func show(_ deployments: [RoutedDeployment]) {
        var labels: [[String]] = []
        var facts: [Operations.ModelFacts] = []
        for deployment in deployments {
            metrics.serves(deployment.configuration.name, revision: deployment.plan.revision)
            for (model, route) in deployment.routes {
                let label = [model.name, model.version, model.digest, route]
                if !labels.contains(label) { labels.append(label) }
                let fact = Operations.ModelFacts(model)
                if !facts.contains(fact) { facts.append(fact) }
            }
        }
        metrics.serves(labels)
        around.outer.models.replace(with: facts)
    }

    private mutating func say(_ deployment: String, _ last: StatusRecord.Answer? = nil) {
        var record = record(deployment)
        record.last = last ?? voice.last(of: deployment)
        write(record)
    }

    private mutating func write(_ record: StatusRecord) {
        while !around.outer.stop.isRaised || record.isStopped {
            do throws(KafkaError) {
                guard try !writer.write(record) else { break }
            } catch {
                logger.warning("Status cannot be written", ["cause": .string("\(error)")])
                break
            }
            _ = writer.poll(timeoutMs: 20)
        }
        voice.note(record, now: MonotonicClock.nanoseconds())
    }

    /// What there is to say of a deployment now.
    private mutating func record(_ name: String) -> StatusRecord {
        let deployed = state.deployments[name]
        let own = "deployment \(name): "
        var reasons = around.outer.readiness.reasons.filter {
            !$0.hasPrefix("deployment ") || $0.hasPrefix(own)
        }
        if deployed == nil { reasons.append("there is no such deployment") }
        var record = StatusRecord(
            tsMs: WallClock.milliseconds(),
            deployment: name,
            instance: configuration.instance,
            revision: tables.revision(of: name),
            offset: state.nextOffset - 1,
            digest: voice.digest(of: state),
            isReady: reasons.isEmpty,
            reasons: reasons
        )
        if let deployed {
            record.routing = tables.routing(of: name, now: deployed)
            record.versions = versions(of: deployed)
            record.breakers = around.breakers.states(of: name).map {
                StatusRecord.Breaker(version: $0.version, state: $0.state.name)
            }
        }
        return record
    }

    /// How far the versions are that the instance holds for a deployment.
    private func versions(of deployed: DeploymentState) -> [StatusRecord.Version] {
        let model = deployed.declaration.model
        return deployed.heldVersions(beyond: configuration.heldVersions).sorted().map { version in
            switch around.shelf.state(model: model, version: version) {
            case .routable(let loaded):
                StatusRecord.Version(
                    version: version,
                    digest: loaded.model.digest,
                    state: .routable,
                    golden: loaded.checkedGolden
                )
            case .loading, .unknown:
                StatusRecord.Version(version: version, state: .loading)
            case .failed(let reason):
                StatusRecord.Version(version: version, state: .failed, reason: reason)
            }
        }
    }
}

extension LoadedVersion {
    /// What was checked of its golden rows, as the status topic has it.
    fileprivate var checkedGolden: StatusRecord.Version.Golden {
        switch golden {
        case .none: StatusRecord.Version.Golden(rows: 0, tolerance: nil)
        case .reproduced(let rows):
            StatusRecord.Version.Golden(rows: Int64(rows), tolerance: model.goldenTolerance)
        }
    }
}
