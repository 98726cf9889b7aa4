import Rollout

/// The state of every deployment and its instances, for a program.
enum StatusJSON {
    /// One object: `offset`, `digest`, `deployments`, each with `state`, `instances`, `rejected`.
    static func object(_ picture: StatusPicture) -> JSONValue {
        .object([
            ("ts", .integer(Int(picture.nowMs))),
            ("offset", .integer(Int(picture.nextOffset))), ("digest", .string(picture.digest)),
            ("deployments", .array(picture.deployments.map(deployment))),
            ("rejected", .array(picture.strays.map(HistoryJSON.entry))),
        ])
    }

    private static func deployment(_ deployment: StatusPicture.Deployment) -> JSONValue {
        .object([
            ("deployment", .string(deployment.state.name)),
            ("state", .json(deployment.state.encoded())),
            ("instances", .array(deployment.instances.map(instance))),
            ("rejected", .array(deployment.rejected.map(HistoryJSON.entry))),
        ])
    }

    private static func instance(_ instance: StatusPicture.Instance) -> JSONValue {
        .object([
            ("instance", .string(instance.record.instance)), ("alive", .bool(instance.isAlive)),
            ("seen", .integer(Int(instance.timeMs))), ("log", .string(word(instance.fold))),
            ("status", .json(instance.record.encoded())),
        ])
    }

    private static func word(_ fold: StatusPicture.Fold) -> String {
        switch fold {
        case .same: "same"
        case .behind: "behind"
        case .ahead: "ahead"
        case .other: "other"
        }
    }
}
