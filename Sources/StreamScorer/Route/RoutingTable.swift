internal import Inference
internal import Records

/// Which model answers for which deployment: one immutable value, swapped between two batches.
struct RoutingTable: Sendable {
    /// One way an event can be answered: a version of a model, held and checked.
    struct Route: Sendable {
        let deployment: String
        /// As predictions name it: `champion`.
        let name: String
        let model: Model
        /// How the row's numbers are held: raw rows as `Float`, decoded events as `Double`.
        let element: RowElement
        /// How its predictions are written; carries names, version, route and revision.
        let encoder: PredictionEncoder
        /// The revision of the control log that made this route; 0 where configuration did.
        let revision: Int64
    }

    let routes: [Route]
    /// By deployment: the index in `routes` of the version that serves it.
    let championByDeployment: [Int]
}
