internal import Inference
internal import Operations
internal import Records
internal import Rollout

/// One deployment's events laid out for all of its versions.
struct DeploymentRows {
    let source: EventSource
    /// By version.
    let versions: [VersionRows]

    /// Brings the versions' features together.
    ///
    /// - Parameters:
    ///   - deployment: its models, and the fields that its routing looks at.
    ///   - previous: the same deployment's source in the table before: what did not change is taken
    ///     over, so that workers keep their decoders.
    /// - Throws: `ScoringError` naming the deployment when a pointer is malformed, raw rows would
    ///   have to be of two lengths, or routing looks at a field of raw rows.
    init(
        _ deployment: RoutedDeployment,
        previous: EventSource?
    ) throws(ScoringError) {
        let configuration = deployment.configuration
        do throws(RecordsError) {
            let layouts = try deployment.models.map { (model) throws(RecordsError) in
                try EventLayout(
                    for: model,
                    id: configuration.input.id,
                    time: configuration.input.time,
                    features: configuration.input.features
                )
            }
            let layout: EventLayout
            switch configuration.input.format {
            case .json:
                let captures = try deployment.plan.captures.map { (text) throws(RecordsError) in
                    try JSONPointer(text)
                }
                let shared = try SharedLayout(
                    layouts,
                    base: deployment.plan.champion,
                    captures: captures,
                    isObserved: deployment.baselines.contains { $0 != nil }
                )
                layout = shared.layout
                versions = layouts.indices.map { index in
                    VersionRows(
                        projection: shared.projections[index],
                        observed: shared.observed[index],
                        raw: nil,
                        takesArrays: shared.takesArrays[index]
                    )
                }
            case .f32:
                (layout, versions) = try Self.raw(layouts, base: deployment.plan.champion)
            }
            source = EventSource(
                deployment: configuration.name,
                topic: configuration.input.topic,
                format: configuration.input.format == .json ? .json : .f32,
                plan: Self.plan(layout, previous)
            )
        } catch {
            throw ScoringError(.configuration, "deployment '\(configuration.name)': \(error)")
        }
        if configuration.input.format == .f32 { try Self.check(raw: deployment) }
    }

    private static func plan(_ layout: EventLayout, _ previous: EventSource?) -> DecodingPlan {
        if let previous, previous.layout.reads(as: layout) { return previous.plan }
        return DecodingPlan(layout)
    }

    /// Raw rows: versions that agree on what may be missing and infinite are checked together.
    private static func raw(
        _ layouts: [EventLayout],
        base: Int
    ) throws(RecordsError) -> (EventLayout, [VersionRows]) {
        let first = layouts[base]
        let agree = layouts.allSatisfy { layout in
            layout.allowsInfinity == first.allowsInfinity
                && layout.columns.map(\.missing) == first.columns.map(\.missing)
        }
        guard !agree else {
            let rows = VersionRows(projection: nil, raw: nil, takesArrays: true)
            return (first, layouts.map { _ in rows })
        }
        let bare = try EventLayout(
            columns: first.columns.map { EventColumn(name: $0.name) },
            allowsInfinity: true
        )
        return (
            bare,
            layouts.map {
                VersionRows(projection: nil, raw: RawFloatDecoder($0), takesArrays: true)
            }
        )
    }

    private static func check(raw deployment: RoutedDeployment) throws(ScoringError) {
        let name = deployment.configuration.name
        let lengths = deployment.models.map(\.features.count)
        guard Set(lengths).count == 1 else {
            let list = zip(deployment.plan.versions, lengths).map { "\($0) has \($1)" }
            throw ScoringError(
                .configuration,
                "deployment '\(name)': rows of format f32 are of one length, but of its versions "
                    + "\(list.joined(separator: ", ")) features; serve a version of another length "
                    + "as a deployment of its own"
            )
        }
        if let field = deployment.plan.captures.first {
            throw ScoringError(
                .configuration,
                "deployment '\(name)': routing looks at field '\(field)', but events of format f32 "
                    + "are bare rows; route by a header, and canaries by the record's key"
            )
        }
    }
}
