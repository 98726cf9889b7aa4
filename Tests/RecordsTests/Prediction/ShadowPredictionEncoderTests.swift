import AllocationCounter
import Foundation
import Testing

@testable import Records

@Suite
struct ShadowPredictionEncoderTests {
    private func encode(
        _ encoder: ShadowPredictionEncoder,
        id: String = "UA-1",
        timeMs: Int64 = 1_364_774_400_000,
        _ scores: [Double],
        served: ServedText,
        _ servedScores: [Double]
    ) -> String {
        let idBytes = Array(id.utf8)
        let room = encoder.maxBytes(idBytes: idBytes.count, served: served)
        let out = UnsafeMutableRawBufferPointer.allocate(byteCount: room + 8, alignment: 8)
        defer { out.deallocate() }
        out.initializeMemory(as: UInt8.self, repeating: 0xAA)
        let count = encoder.encode(
            id: idBytes.span.octets,
            timeMs: timeMs,
            scores: scores.span,
            served: served,
            servedScores: servedScores.span,
            to: UnsafeMutableRawBufferPointer(rebasing: out[..<room])
        )
        #expect(count <= room)
        #expect(out[count...].allSatisfy { $0 == 0xAA })
        return String(decoding: out[..<count], as: UTF8.self)
    }

    private func encoder(_ shape: PredictionShape) -> ShadowPredictionEncoder {
        ShadowPredictionEncoder(
            deployment: "flights",
            model: "delay",
            version: "v2",
            revision: 17,
            output: shape
        )
    }

    @Test func `a shadow prediction is a prediction with the served one beside it`() {
        let text = encode(
            encoder(.single),
            [0.31],
            served: ServedText(version: "v1", output: .single),
            [0.2731]
        )
        #expect(
            text
                == #"{"id":"UA-1","ts":1364774400000,"deployment":"flights","model":"delay","version":"v2","route":"shadow","revision":17,"prediction":0.31,"served":{"version":"v1","prediction":0.2731}}"#
        )
    }

    @Test func `with several classes both say class, label and probabilities`() {
        let text = encode(
            encoder(.classes(["no", "yes"], count: 2)),
            [0.25, 0.75],
            served: ServedText(version: "v1", output: .classes(["no", "yes"], count: 2)),
            [0.5, 0.5]
        )
        #expect(
            text.hasSuffix(
                #""prediction":1,"label":"yes","probabilities":[0.25,0.75],"served":{"version":"v1","prediction":0,"label":"no","probabilities":[0.5,0.5]}}"#
            )
        )
    }

    @Test func `the two may differ in shape`() throws {
        let text = encode(
            encoder(.single),
            [0.5],
            served: ServedText(version: "v1", output: .classes(nil, count: 3)),
            [0.1, 0.2, 0.7]
        )
        #expect(
            text.hasSuffix(
                #""prediction":0.5,"served":{"version":"v1","prediction":2,"probabilities":[0.1,0.2,0.7]}}"#
            )
        )
    }

    @Test func `names are escaped, and the longest values have room`() throws {
        let encoder = ShadowPredictionEncoder(
            deployment: "a\"\\\u{1}\n",
            model: "é",
            version: "\u{1F600}",
            revision: .min,
            output: .classes(["l\""], count: 1)
        )
        let text = encode(
            encoder,
            id: #"\u00e9\""#,
            timeMs: .min,
            [-2.2250738585072014e-308],
            served: ServedText(version: "v\"1", output: .classes(["é"], count: 1)),
            [-2.2250738585072014e-308]
        )
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        )
        let served = try #require(object["served"] as? [String: Any])
        #expect(
            object["version"] as? String == "\u{1F600}" && object["route"] as? String == "shadow"
        )
        #expect(served["version"] as? String == "v\"1" && served["label"] as? String == "é")
    }

    @Test(.enabled(if: allocation_counter_works() == 1, "blocks are counted on glibc only"))
    func `encoding allocates nothing`() {
        let encoder = encoder(.classes(["no", "yes"], count: 2))
        let served = ServedText(version: "v1", output: .single)
        let id = Array("UA-1".utf8)
        let room = encoder.maxBytes(idBytes: id.count, served: served)
        let out = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 8)
        defer { out.deallocate() }
        let scores = [0.25, 0.75]
        let servedScores = [0.5]
        var bytes = 0
        var blocks: UInt64 = 0
        for turn in 0..<50 {
            let before = allocation_counter_blocks()
            bytes += encoder.encode(
                id: id.span.octets,
                timeMs: Int64(turn),
                scores: scores.span,
                served: served,
                servedScores: servedScores.span,
                to: out
            )
            if turn > 0 { blocks += allocation_counter_blocks() - before }
        }
        #expect(blocks == 0 && bytes > 0)
    }
}
