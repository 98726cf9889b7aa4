internal import Inference
internal import Records
internal import Rollout

/// Which version answers which event, of all deployments of an instance: one immutable value,
/// swapped between two batches.
///
/// Made off the hot path, everything that takes time done: layouts brought together, encoders and
/// look-up tables filled. Deployments are in the order of the input topics subscribed to.
struct RoutingTable: Sendable {
    /// One deployment, and how its events find their route.
    struct Deployment: Sendable {
        let name: String
        /// The revision of the control log that routes it.
        let revision: Int64
        /// How its events are read, once for all of its versions.
        let source: EventSource
        let choice: RouteChoice
        /// Its versions' places in `RoutingTable.versions`, in the plan's order.
        let versions: Range<Int>
        /// Its routes' places in `RoutingTable.routes`.
        let routes: Range<Int>
        /// What answers instead of a version that fails, in order.
        let fallback: [Fallback]
        /// How long a version may score the rows of one batch, nanoseconds; 0: no deadline.
        let deadlineNs: UInt64
        /// When a version that fails is passed over for a while.
        let breaker: BreakerSettings
        /// Whether `stream-scorer-*` headers are added to its predictions.
        let addsHeaders: Bool
    }

    /// What stands in for a version that fails.
    enum Fallback: Sendable {
        /// Another version, by a route of its own: its place in `RoutingTable.routes`.
        case route(Int)
        /// A prediction, by a route of its own, and its scores in the champion's shape.
        case constant(route: Int, scores: [Double])
    }

    /// One version of a deployment's model: what rows are grouped and scored by.
    struct Version: Sendable {
        /// Its deployment's place.
        let deployment: Int
        /// As the control log names it.
        let name: String
        let model: Model
        /// How a row's numbers are held: raw rows as `Float`, decoded events as `Double`.
        let element: RowElement
        /// How its rows come from the deployment's decoded rows.
        let rows: VersionRows
        /// What its events are counted by; nil where they are not.
        let baseline: VersionBaseline?
    }

    /// One way an event can be answered: a version, by a name that predictions carry.
    struct Route: Sendable {
        static let champion = "champion"
        static let canary = "canary"
        static let fallback = "fallback"

        /// Its deployment's place.
        let deployment: Int
        /// `champion`, `canary`, `rule:NAME`, `fallback`.
        let name: String
        /// Its version's place in `RoutingTable.versions`; a constant's is the champion's, whose
        /// shape it has.
        let version: Int
        /// The version as predictions name it; `constant:NUMBER` where a constant answers.
        let versionName: String
        /// How its predictions are written; carries names, version, route and revision.
        let encoder: PredictionEncoder
        let headers: PredictionHeaderSet
        /// How its predictions are written beside a shadow's.
        let served: ServedText

        /// The name of the route that a rule makes.
        static func name(ofRule name: String) -> String { "rule:\(name)" }
    }

    /// A version that is scored beside what is served, and answers nobody.
    struct Shadow: Sendable {
        /// Its deployment's place.
        let deployment: Int
        /// Its version's place in `RoutingTable.versions`.
        let version: Int
        /// The share of keys that it scores: those whose `salt.millionth` is below.
        let sampleMillionths: Int32
        let salt: BucketSalt
        let encoder: ShadowPredictionEncoder
        let headers: PredictionHeaderSet
    }

    let deployments: [Deployment]
    let versions: [Version]
    let routes: [Route]
    let shadows: [Shadow]
}
