internal import Kafka

/// One event's way: decode → route → score → encode; and then what shadows make of it, and what is
/// counted of both.
///
/// Each step reads what the last one left and leaves its own outcome; steps never call each other.
/// The encoded records then leave through the worker's `Delivery`. One worker, one pipeline; not
/// thread-safe.
struct ScoringPipeline: ~Copyable {
    private var decode: DecodeStep
    private var route: RouteStep
    private var score: ScoreStep
    private var encode: EncodeStep
    private var shadow: ShadowStep
    private var observe: ObserveStep

    init(
        decode: consuming DecodeStep,
        route: consuming RouteStep,
        score: consuming ScoreStep,
        encode: consuming EncodeStep,
        shadow: consuming ShadowStep,
        observe: consuming ObserveStep
    ) {
        self.decode = decode
        self.route = route
        self.score = score
        self.encode = encode
        self.shadow = shadow
        self.observe = observe
    }

    /// Decodes, routes and scores `batch`.
    mutating func read(_ batch: borrowing MessageBatch) {
        decode.run(batch)
        route.run(batch, decode.rows)
        score.run(route.groups, of: decode.rows)
    }

    /// Encodes the outcome of the last `read` from message `first` on, as far as `outbox` has room.
    ///
    /// - Returns: the first message that is not encoded; `batch.count` when all are.
    mutating func write(
        _ batch: borrowing MessageBatch,
        from first: Int,
        into outbox: inout Outbox
    ) -> Int {
        encode.run(batch, decode.rows, route.groups, score, from: first, into: &outbox)
    }

    /// Counts messages `first ..< end` of the batch, which were encoded, where they are observed.
    mutating func observe(
        _ batch: borrowing MessageBatch,
        from first: Int,
        to end: Int,
        into outbox: inout Outbox
    ) {
        guard !observe.isIdle else { return }
        observe.run(
            batch,
            decode.rows,
            route.groups,
            score,
            from: first,
            to: end,
            into: &outbox
        )
    }

    /// Whether some version is scored that answers nobody.
    var hasShadows: Bool { !shadow.isIdle }

    /// Has shadows score what was answered of the batch, all before message `end`, as far as they may.
    mutating func shadow(
        _ batch: borrowing MessageBatch,
        until end: Int,
        turn: ShadowStep.Turn,
        isWaiting: () -> Bool,
        into outbox: inout Outbox
    ) {
        shadow.run(
            batch,
            decode.rows,
            route.groups,
            score,
            until: end,
            turn: turn,
            isWaiting: isWaiting,
            into: &outbox
        )
        observe.run(shadow.record, into: &outbox)
    }

    /// Ends a turn: hands what it counted to `metrics`, and lets its panes be closed.
    mutating func report(to metrics: WorkerMetrics, batch: borrowing MessageBatch) {
        observe.settle()
        metrics.batch(messages: batch.count)
        for deployment in 0..<decode.rows.tallies.count {
            metrics.decoded(deployment: deployment, decode.rows.tallies[deployment])
            metrics.unsticky(deployment: deployment, count: route.unsticky[deployment])
        }
        for place in 0..<shadow.durationsNs.count where shadow.durationsNs[place] > 0 {
            metrics.shadowScored(place, durationNs: shadow.durationsNs[place])
        }
        for version in 0..<score.durationsNs.count where score.durationsNs[version] > 0 {
            metrics.scored(version: version, durationNs: score.durationsNs[version])
        }
        drainTally(to: metrics)
    }

    /// Works by `table` from now on: called between two batches.
    ///
    /// What did not change stays (readers, scratch memory of versions that stay, columns); what was
    /// counted and what the broker refused is kept.
    ///
    /// - Complexity: O(routes + versions), and the scratch memory of new versions. Allocates.
    mutating func adopt(_ table: RoutingTable, metrics: WorkerMetrics) {
        // A turn that ended in an error has not reported.
        drainTally(to: metrics)
        metrics.adopt(table)
        decode.adopt(table.deployments.map(\.source))
        route.adopt(table)
        score.adopt(table)
        encode.adopt(table)
        shadow.adopt(table)
        observe.adopt(table)
    }

    private mutating func drainTally(to metrics: WorkerMetrics) {
        encode.tally.drain(
            predictions: { route, count in metrics.predicted(route: route, count: count) },
            failures: { failure, count in metrics.failed(failure, count: count) }
        )
        score.drain { version, reason, count in
            metrics.unanswered(version: version, reason: reason, count: count)
        }
        shadow.drain { shadow, result, count in
            metrics.shadowed(shadow, result, count: count)
        }
        observe.drain(
            records: { deployment, count in metrics.observed(deployment, records: count) },
            unplaced: { deployment, reason, count in
                metrics.unplaced(deployment, reason, count: count)
            }
        )
    }

    /// Writes to other topics from now on: the producer was replaced.
    mutating func redirect(to targets: [OutputTarget]) {
        encode.redirect(to: targets)
        shadow.redirect(to: targets)
        observe.redirect(to: targets)
    }

    /// Notes events whose records the broker refused for their size.
    mutating func refuse(_ tags: [EventTag]) throws(DeliveryError) { try encode.refuse(tags) }

    /// The event at which the stream stops, where `on_error` is `fail`.
    var stopsAt: FailedEvent? { encode.stopsAt }
}
