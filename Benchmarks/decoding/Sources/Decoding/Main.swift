import Foundation
import Glibc
import Records
import Simdjson

/// One kind of events, and what reads it.
struct Workload {
    var name: String
    var layout: EventLayout
    var events: [[UInt8]]
}

/// Events one after the other, each with 64 bytes behind it: what simdjson asks for.
final class Payloads {
    let bytes: UnsafeMutableRawPointer
    let places: [(offset: Int, count: Int)]

    init(_ events: [[UInt8]]) {
        bytes = .allocate(byteCount: events.reduce(0) { $0 + $1.count + 64 } + 64, alignment: 64)
        var offset = 0
        places = events.map { [bytes] event in
            for (index, byte) in event.enumerated() {
                bytes.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
            }
            bytes.advanced(by: offset + event.count).initializeMemory(
                as: UInt8.self,
                repeating: 0x20,
                count: 64
            )
            defer { offset += event.count + 64 }
            return (offset, event.count)
        }
    }

    func payload(_ index: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(
            start: bytes.advanced(by: places[index].offset),
            count: places[index].count
        )
    }
}

func threadNanoseconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
}

func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

/// Foundation's reader of the same events.
enum FoundationFeatures: Decodable {
    case named([String: FoundationValue])
    case ordered([FoundationValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let named = try? container.decode([String: FoundationValue].self) {
            self = .named(named)
        } else {
            self = .ordered(try container.decode([FoundationValue].self))
        }
    }
}

enum FoundationValue: Decodable {
    case number(Double)
    case text(String)
    case null

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let number = try? container.decode(Double.self) {
            self = .number(number)
        } else {
            self = .text(try container.decode(String.self))
        }
    }
}

struct NamedEvent: Decodable {
    var features: [String: FoundationValue]
}

struct OrderedEvent: Decodable {
    var features: [FoundationValue]
}

@main
struct Main {
    static func main() throws {
        let rounds = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 9 : 9
        print("simdjson \(String(cString: simdjson_reader_kernel())), medians of \(rounds)")
        print(
            "| events | bytes | ours ns | simdjson ns | Foundation ns | simdjson / ours | Foundation / ours |"
        )
        print("| --- | --- | --- | --- | --- | --- | --- |")
        for workload in try workloads() { measure(workload, rounds: rounds) }
    }

    static func measure(_ workload: Workload, rounds: Int) {
        let payloads = Payloads(workload.events)
        let count = workload.events.count
        let columns = workload.layout.columns.count
        var decoder = JSONEventDecoder(workload.layout)
        let reader = makeSimdjson(workload.layout)
        var row = [Double](repeating: 0, count: columns)
        var theirs = [Double](repeating: 0, count: columns)

        var ours: [Double] = []
        var simdjson: [Double] = []
        var foundation: [Double] = []
        var failures = 0
        for round in 0...rounds {
            var start = threadNanoseconds()
            for index in 0..<count {
                var span = row.mutableSpan
                if !decoder.decode(payloads.payload(index).bytes, into: &span).isOK {
                    failures += 1
                }
            }
            let first = threadNanoseconds() - start
            start = threadNanoseconds()
            theirs.withUnsafeMutableBufferPointer { theirs in
                for index in 0..<count {
                    let payload = payloads.payload(index)
                    let address = payload.baseAddress?.assumingMemoryBound(to: CChar.self)
                    if simdjson_reader_decode(
                        reader,
                        address,
                        payload.count,
                        payload.count + 64,
                        theirs.baseAddress
                    ) == 0 {
                        failures += 1
                    }
                }
            }
            let second = threadNanoseconds() - start
            // A small part is enough for what takes so much longer.
            let part = max(count / 40, 1)
            let json = JSONDecoder()
            start = threadNanoseconds()
            for index in 0..<part {
                let data = Data(
                    bytesNoCopy: payloads.bytes.advanced(by: payloads.places[index].offset),
                    count: payloads.places[index].count,
                    deallocator: .none
                )
                let isRead =
                    workload.name.contains("array")
                    ? (try? json.decode(OrderedEvent.self, from: data)) != nil
                    : (try? json.decode(NamedEvent.self, from: data)) != nil
                if !isRead { failures += 1 }
            }
            let third = threadNanoseconds() - start
            guard round > 0 else { continue }
            ours.append(first / Double(count))
            simdjson.append(second / Double(count))
            foundation.append(third / Double(part))
        }
        let same = zip(row, theirs).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
        precondition(
            failures == 0 && same,
            "\(workload.name): \(failures) failures, \(row) \(theirs)"
        )
        let bytes = workload.events.reduce(0) { $0 + $1.count } / count
        let (a, b, c) = (median(ours), median(simdjson), median(foundation))
        print(
            String(
                format: "| %@ | %d | %.0f | %.0f | %.0f | %.2f | %.0f |",
                workload.name,
                bytes,
                a,
                b,
                c,
                b / a,
                c / a
            )
        )
    }

    static func makeSimdjson(_ layout: EventLayout) -> OpaquePointer? {
        let names = layout.columns.map { strdup($0.name) }
        let categories = layout.columns.map { column -> UInt8 in
            if case .category = column.kind { 1 } else { 0 }
        }
        let reader = simdjson_reader_new(names.map { UnsafePointer($0) }, categories, names.count)
        for (index, column) in layout.columns.enumerated() {
            guard case .category(let texts, _) = column.kind else { continue }
            for (text, code) in texts { simdjson_reader_add(reader, index, text, code) }
        }
        return reader
    }
}
