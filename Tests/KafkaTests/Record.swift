import Foundation
import Kafka

/// A message copied out of a batch, to compare.
struct Record: Equatable {
    var topicIndex = 0
    var partition: Int32 = 0
    var offset: Int64 = 0
    var timestampMs: Int64 = 0
    var key: String?
    var value: String?
    var headers: [String] = []
}

extension Record {
    init(_ view: borrowing MessageView) {
        topicIndex = view.topicIndex
        partition = view.partition
        offset = view.offset
        timestampMs = view.timestampMs
        key = view.hasKey ? text(view.key) : nil
        value = view.isTombstone ? nil : text(view.value)
        if view.hasHeaders {
            var found: [String] = []
            view.forEachHeader { (name, value, isNull) in
                found.append(isNull ? text(name) : "\(text(name))=\(text(value))")
            }
            headers = found
        }
    }
}

func text(_ span: RawSpan) -> String {
    span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
}

extension Consumer {
    /// Polls until `count` records came or the time is over, applying rebalances at once.
    func read(count: Int, seconds: Double = 30) -> [Record] {
        var records: [Record] = []
        var batch = MessageBatch(capacity: 100)
        let end = Date().addingTimeInterval(seconds)
        while records.count < count, Date() < end {
            poll(into: &batch, timeoutMs: 100)
            for index in 0..<batch.count where batch[index].error == nil {
                records.append(Record(batch[index]))
            }
            while let event = takeRebalance() { try? apply(event) }
        }
        return records
    }
}

extension RecordPage {
    /// Writes one record; the page must have room.
    func write(
        key: String?,
        value: String?,
        topic: ProducerTopic,
        partition: Int32 = -1,
        timestampMs: Int64 = 0,
        tag: UInt64 = 0,
        headers: consuming RecordHeaders? = nil
    ) {
        let bytes = Array((key ?? "").utf8) + Array((value ?? "").utf8)
        guard let room = reserve(bytes.count) else { preconditionFailure("page full") }
        room.copyBytes(from: bytes)
        commitRecord(
            topic: topic,
            partition: partition,
            timestampMs: timestampMs,
            keyBytes: key.map(\.utf8.count) ?? -1,
            valueBytes: value.map(\.utf8.count) ?? -1,
            headers: headers,
            tag: tag
        )
    }
}
