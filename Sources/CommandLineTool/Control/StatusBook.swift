import Rollout

/// The newest status record of each instance and deployment.
struct StatusBook: Sendable {
    /// What an instance said last, and when by the topic's clock.
    struct Entry: Sendable {
        let record: StatusRecord
        let timeMs: Int64
    }

    /// Keys beyond these are passed over: a topic with so many is not ours alone.
    static let maxKeys = 10_000

    private var entries: [[UInt8]: Entry] = [:]
    /// Records that could not be read or found no room.
    private(set) var passedOver = 0

    /// Takes a record of the topic; a null value forgets its key.
    mutating func take(key: [UInt8]?, value: [UInt8]?, timeMs: Int64) {
        guard let key, entries[key] != nil || entries.count < Self.maxKeys else {
            passedOver += 1
            return
        }
        guard let value else {
            entries[key] = nil
            return
        }
        do throws(StatusError) {
            let record = try StatusRecord(decoding: value)
            entries[key] = Entry(record: record, timeMs: timeMs)
        } catch {
            passedOver += 1
        }
    }

    /// The instances of a deployment, by name.
    func instances(of deployment: String) -> [Entry] {
        entries.values.filter { $0.record.deployment == deployment }
            .sorted { $0.record.instance < $1.record.instance }
    }

    /// Those of them that are running at a time of the topic's clock.
    func alive(of deployment: String, atMs nowMs: Int64) -> [Entry] {
        instances(of: deployment).filter { $0.isAlive(atMs: nowMs) }
    }
}

extension StatusBook.Entry {
    /// Whether the instance was heard lately, by the topic's clock, and has not said that it stops.
    func isAlive(atMs nowMs: Int64) -> Bool {
        !record.isStopped && nowMs - timeMs < StatusRecord.aliveMs
    }
}
