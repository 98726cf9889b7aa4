import AllocationCounter
import Testing

@testable import Records

@Suite
struct AllocationTests {
    // Events that fail are left out: the testing library boxes every error thrown while it runs.
    @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
    func `decoding and encoding allocate nothing`() throws {
        let layout = try EventLayout(columns: [
            EventColumn(name: "a"), EventColumn(name: "b", missing: .substitute(5)),
            EventColumn(name: "carrier", kind: .category(["UA": 0, "é": 1], numbers: [7: 2])),
        ])
        var decoder = JSONEventDecoder(layout)
        let encoder = PredictionEncoder(
            deployment: "flights",
            model: "delay",
            version: "v1",
            route: "champion",
            revision: 17,
            output: .classes(["on time", "late"], count: 2)
        )
        let texts = [
            #"{"id":"x-1","ts":"2013-04-01T00:01:00Z","features":{"a":1.5,"b":null,"carrier":"UA"}}"#,
            #"{"features":{"carrier":"\u00e9","x":[{}],"a":1.2345678901234567890123e-3},"ts":17}"#,
            #"{"features":{"carrier":7,"b":9007199254740993.00000000000000000000000001,"a":0}}"#,
            #"{"id":"","features":[1,2,"nobody"]}"#,
        ].map { Array($0.utf8) }
        var row = [0.0, 0, 0]
        let out = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 8)
        defer { out.deallocate() }
        var accepted = 0
        func round(_ count: Int) {
            for index in 0..<count {
                let text = texts[index % texts.count]
                let bytes = text.span.octets
                var span = row.mutableSpan
                guard decoder.decode(bytes, into: &span).isOK else { continue }
                accepted += 1
                let id = bytes.extracting(
                    decoder.event.id.offset..<decoder.event.id.offset + decoder.event.id.count
                )
                let scores: InlineArray<2, Double> = [0.1 * Double(index), 1e-300]
                _ = encoder.encode(
                    id: id,
                    timeMs: decoder.event.timeMs ?? 0,
                    scores: scores.span,
                    to: out
                )
            }
        }
        round(100)
        let before = allocation_counter_blocks()
        round(10_000)
        let blocks = allocation_counter_blocks() - before
        #expect(blocks == 0)
        #expect(accepted == 10_100)

        _ = Array(repeating: accepted, count: 100)
        #expect(allocation_counter_blocks() > before + blocks, "the counter counts")
    }
}
