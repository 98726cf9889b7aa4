import Foundation
import Testing

@testable import Records

@Suite
struct PredictionEncoderTests {
    private func encode(
        _ encoder: PredictionEncoder,
        id: String,
        timeMs: Int64,
        _ scores: [Double]
    ) -> String {
        let idBytes = Array(id.utf8)
        let room = encoder.maxBytes(idBytes: idBytes.count)
        let out = UnsafeMutableRawBufferPointer.allocate(byteCount: room + 8, alignment: 8)
        defer { out.deallocate() }
        out.initializeMemory(as: UInt8.self, repeating: 0xAA)
        let count = encoder.encode(
            id: idBytes.span.octets,
            timeMs: timeMs,
            scores: scores.span,
            to: UnsafeMutableRawBufferPointer(rebasing: out[..<room])
        )
        #expect(count <= room)
        #expect(out[count...].allSatisfy { $0 == 0xAA })
        return String(decoding: out[..<count], as: UTF8.self)
    }

    private func encoder(_ shape: PredictionShape) -> PredictionEncoder {
        PredictionEncoder(
            deployment: "flights",
            model: "delay",
            version: "v1",
            route: "champion",
            revision: 17,
            output: shape
        )
    }

    @Test func `a prediction is written as the contract says`() {
        let text = encode(encoder(.single), id: "UA-1", timeMs: 1_364_774_400_000, [0.2731])
        #expect(
            text
                == #"{"id":"UA-1","ts":1364774400000,"deployment":"flights","model":"delay","version":"v1","route":"champion","revision":17,"prediction":0.2731}"#
        )
    }

    @Test func `several classes: the most probable, all probabilities, and the label`() {
        let named = encode(
            encoder(.classes(["a", "b\"", "c"], count: 3)),
            id: "",
            timeMs: 0,
            [0.25, 0.5, 0.25]
        )
        #expect(
            named.hasSuffix(#""prediction":1,"label":"b\"","probabilities":[0.25,0.5,0.25]}"#)
        )
        let equal = encode(encoder(.classes(nil, count: 2)), id: "", timeMs: -1, [0.5, 0.5])
        #expect(equal.hasSuffix(#""prediction":0,"probabilities":[0.5,0.5]}"#))
        #expect(equal.hasPrefix(#"{"id":"","ts":-1,"#))
    }

    @Test func `names are escaped, and the longest values have room`() throws {
        let encoder = PredictionEncoder(
            deployment: "a\"\\\u{1}\n",
            model: "é",
            version: "\u{1F600}",
            route: "rule:x",
            revision: .min,
            output: .classes(["l"], count: 1)
        )
        let text = encode(
            encoder,
            id: #"\u00e9\""#,
            timeMs: .min,
            [-2.2250738585072014e-308]
        )
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        )
        #expect(object["id"] as? String == "é\"")
        #expect(object["deployment"] as? String == "a\"\\\u{1}\n")
        #expect(object["model"] as? String == "é" && object["version"] as? String == "\u{1F600}")
        #expect(object["revision"] as? Int64 == .min && object["ts"] as? Int64 == .min)
        #expect(refusal(Array(text.utf8)) == nil)
    }

    @Test func `an id goes from the event into the prediction as it stands`() throws {
        let event = try Decoding(numbers: "a").decode(
            #"{"id":"\ud83d\ude00 \"x\" é","features":[1]}"#
        )
        let text = encode(encoder(.single), id: event.id, timeMs: 0, [1])
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        #expect(object?["id"] as? String == "😀 \"x\" é")
    }

    @Test func `headers name the model, its version and the revision`() {
        let headers = PredictionHeaders.build(model: "delay", version: "v1", revision: 17)
        #expect(
            headers.map(\.name) == [
                "stream-scorer-model", "stream-scorer-version", "stream-scorer-revision",
            ]
        )
        #expect(headers.map { String(decoding: $0.value, as: UTF8.self) } == ["delay", "v1", "17"])
    }
}
