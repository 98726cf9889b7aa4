internal import Observation
internal import Operations

/// What the model repository holds of the versions that are met, each read once.
///
/// Not thread-safe: one thread, one shelf.
final class VersionFactsShelf {
    private struct Name: Hashable {
        let model: String
        let version: String
    }

    private static let retryNs: UInt64 = 60_000_000_000

    private let outer: MonitorSurroundings
    private var known: [Name: VersionFacts] = [:]
    private var failedNs: [Name: UInt64] = [:]

    init(_ outer: MonitorSurroundings) { self.outer = outer }

    /// What a model's predictions are; probabilities where the repository does not say.
    func kind(of model: String, _ version: String) -> QualityKind {
        facts(model, version)?.kind ?? .probability
    }

    /// A version's baseline; nil where it has none or it cannot be read.
    func baseline(of model: String, _ version: String) -> Baseline? {
        facts(model, version)?.baseline
    }

    /// How a version reads events, and by which bins they are counted.
    ///
    /// - Parameters:
    ///   - model: the deployment's.
    ///   - version: may come from a record, and be anything.
    /// - Returns: nil where that is not known.
    func contract(of model: String, _ version: String) -> VersionContract? {
        // A number that stands in for a version is none, and no version's name leads elsewhere.
        guard !version.isEmpty, !version.hasPrefix("."), !version.hasPrefix("constant:"),
            !version.utf8.contains(UInt8(ascii: "/")), !version.utf8.contains(0)
        else { return nil }
        return facts(model, version)?.contract
    }

    /// What was read; tried again after a minute where that failed.
    private func facts(_ model: String, _ version: String) -> VersionFacts? {
        let name = Name(model: model, version: version)
        if let facts = known[name] { return facts }
        let now = MonotonicClock.nanoseconds()
        if let failed = failedNs[name], now - failed < Self.retryNs { return nil }
        do {
            let facts = try outer.facts(model, version)
            known[name] = facts
            failedNs[name] = nil
            outer.logger.info(
                "Version read",
                [
                    "model": .string(model), "version": .string(version),
                    "baseline": .string(facts.baseline?.digest ?? "none"),
                ]
            )
            return facts
        } catch {
            failedNs[name] = now
            outer.logger.warning(
                "Version cannot be read: what is counted of it cannot be judged",
                [
                    "model": .string(model), "version": .string(version),
                    "cause": .string("\(error)"),
                ]
            )
            return nil
        }
    }
}
