import Rollout

/// Everything that `status` shows, at one moment.
struct StatusPicture: Sendable {
    /// How an instance's fold compares with ours.
    enum Fold: Equatable, Sendable {
        /// The same records, the same state.
        case same
        /// It has read so many records fewer than we have.
        case behind(Int64)
        /// It has read more: ours is the older picture.
        case ahead
        /// The same records, and another state: one of the two programs is wrong.
        case other
    }

    /// An instance of a deployment.
    struct Instance: Sendable {
        let record: StatusRecord
        /// When it wrote that, by the topic's clock.
        let timeMs: Int64
        let isAlive: Bool
        let fold: Fold
    }

    /// A deployment.
    struct Deployment: Sendable {
        let state: DeploymentState
        let instances: [Instance]
        let rejected: [Outcome]
    }

    /// Instances that have been silent for longer are counted, not shown.
    static let shownSilenceMs: Int64 = 3_600_000

    let nextOffset: Int64
    let digest: String
    let deployments: [Deployment]
    /// Rejected commands for no deployment that there is.
    let strays: [Outcome]
    let nowMs: Int64

    init(
        topics: ControlTopics,
        rejected: RejectedCommands,
        deployment: String?,
        nowMs: Int64
    ) {
        let state = topics.state
        let digest = state.digest
        nextOffset = state.nextOffset
        self.digest = digest
        self.nowMs = nowMs
        deployments = state.deployments.values
            .filter { deployment == nil || $0.name == deployment }
            .sorted { $0.name < $1.name }
            .map { found in
                Deployment(
                    state: found,
                    instances: topics.statuses.instances(of: found.name).map { entry in
                        Instance(
                            record: entry.record,
                            timeMs: entry.timeMs,
                            isAlive: entry.isAlive(atMs: nowMs),
                            fold: Self.fold(of: entry.record, state.nextOffset, digest)
                        )
                    },
                    rejected: rejected.of(found.name)
                )
            }
        strays = deployment == nil ? rejected.others(than: Set(state.deployments.keys)) : []
    }

    private static func fold(
        of record: StatusRecord,
        _ nextOffset: Int64,
        _ digest: String
    ) -> Fold {
        let newest = nextOffset - 1
        if record.offset < newest { return .behind(newest - record.offset) }
        if record.offset > newest { return .ahead }
        return record.digest == digest ? .same : .other
    }
}
