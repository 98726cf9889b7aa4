internal import Inference

/// What answers the rows that the version they were routed to did not.
extension ScoreStep {
    /// Lets the chain of each deployment answer its rows that failed.
    mutating func fallBack(_ groups: borrowing RowGroups, _ rows: borrowing DecodedRows) {
        for deployment in table.deployments.indices {
            for step in table.deployments[deployment].fallback.indices {
                switch table.deployments[deployment].fallback[step] {
                case .route(let route):
                    fallBack(to: route, of: deployment, groups, rows)
                case .constant(let route, let scores):
                    for place in 0..<failedCount {
                        let row = Int(failed[place])
                        guard isOpen(row, deployment, rows) else { continue }
                        for output in scores.indices {
                            values[slots + row * width + output] = scores[output]
                        }
                        answer(row, by: route, groups)
                    }
                }
            }
        }
    }

    private mutating func fallBack(
        to route: Int,
        of deployment: Int,
        _ groups: borrowing RowGroups,
        _ rows: borrowing DecodedRows
    ) {
        let version = table.routes[route].version
        let chosen = table.versions[version]
        var count = 0
        for place in 0..<failedCount {
            let row = Int(failed[place])
            guard isOpen(row, deployment, rows) else { continue }
            // It has failed there already.
            if table.routes[Int(groups.routes[row])].version == version { continue }
            candidates[count] = failed[place]
            count += 1
        }
        scorer.fill(chosen, candidates, from: 0, count: count, of: rows)
        guard scorer.count > 0 else { return }
        let outputs = chosen.model.outputCount
        let tried = attempt(version, chosen, at: tries, mayPassOver: true)
        for place in 0..<scorer.count {
            let reason = reason(at: place, tried, first: tries, outputs: outputs)
            guard reason == .none else {
                unanswered[version * Unanswered.count + Int(reason.rawValue)] &+= 1
                continue
            }
            let row = scorer.row(at: place)
            for output in 0..<outputs {
                values[slots + row * width + output] = values[tries + place * outputs + output]
            }
            answer(row, by: route, groups)
        }
    }

    private func isOpen(_ row: Int, _ deployment: Int, _ rows: borrowing DecodedRows) -> Bool {
        !isAnswered[row] && Int(rows.deployments[row]) == deployment
    }

    private func answer(_ row: Int, by route: Int, _ groups: borrowing RowGroups) {
        offsets[row] = Int32(truncatingIfNeeded: slots + row * width)
        isAnswered[row] = true
        groups.routes[row] = Int32(truncatingIfNeeded: route)
    }
}
