import Foundation
import Kafka

/// A header of a record; a nil value is null.
struct TestHeader: Hashable, Sendable {
    var name: String
    var value: [UInt8]?

    init(_ name: String, _ value: [UInt8]?) {
        self.name = name
        self.value = value
    }

    init(_ name: String, _ value: String) { self.init(name, Array(value.utf8)) }
}

/// A record to write, or one that was read.
struct TestRecord: Hashable, Sendable {
    var topic = ""
    var partition: Int32 = -1
    var offset: Int64 = -1
    var timestampMs: Int64 = 0
    var key: [UInt8]?
    var value: [UInt8]?
    var headers: [TestHeader] = []

    init(
        key: [UInt8]?,
        value: [UInt8]?,
        partition: Int32 = -1,
        timestampMs: Int64 = 0,
        headers: [TestHeader] = []
    ) {
        self.key = key
        self.value = value
        self.partition = partition
        self.timestampMs = timestampMs
        self.headers = headers
    }

    init(key: String?, value: String?, partition: Int32 = -1, timestampMs: Int64 = 0) {
        self.init(
            key: key.map { Array($0.utf8) },
            value: value.map { Array($0.utf8) },
            partition: partition,
            timestampMs: timestampMs
        )
    }

    init(_ view: borrowing MessageView, topic: String) {
        self.init(
            key: view.hasKey ? view.key.array : nil,
            value: view.isTombstone ? nil : view.value.array,
            partition: view.partition,
            timestampMs: view.timestampMs
        )
        self.topic = topic
        offset = view.offset
        var found: [TestHeader] = []
        if view.hasHeaders {
            view.forEachHeader { name, value, isNull in
                found.append(
                    TestHeader(
                        String(decoding: name.array, as: UTF8.self),
                        isNull ? nil : value.array
                    )
                )
            }
        }
        headers = found
    }

    /// The first header of a name, as text.
    func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension RawSpan {
    /// A copy of the bytes.
    var array: [UInt8] { withUnsafeBytes { Array($0) } }
}
