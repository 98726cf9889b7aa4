import Foundation
import Testing

@testable import Observation

@Suite struct BaselineTests {
    @Test func `the same rows give the same bytes, and the bytes the same baseline`() throws {
        let rows = Samples.rows(20_000, seed: 1)
        let first = try Samples.baseline(rows)
        let second = try Samples.baseline(rows)
        #expect(first.encoded() == second.encoded())
        let read = try Baseline(decoding: first.encoded())
        #expect(read == first)
        #expect(read.encoded() == first.encoded())
        #expect(read.digest == first.digest && first.digest.count == 71)
    }

    @Test func `a baseline that another tool has laid out anew is read`() throws {
        let baseline = try Samples.baseline(Samples.rows(500, seed: 2))
        let object = try JSONSerialization.jsonObject(with: Data(baseline.encoded()))
        let data = try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted])
        #expect(try Baseline(decoding: Array(data)) == baseline)
    }

    @Test func `counts, nulls, moments and labels are those of the rows`() throws {
        let rows = Samples.rows(20_000, seed: 3)
        let baseline = try Samples.baseline(rows)
        #expect(baseline.source.rows == 20_000)
        #expect(baseline.source.fromMs == 0 && baseline.source.toMs == 19_999_000)
        guard case .number(let number) = baseline.features[0].reference,
            case .number(let few) = baseline.features[1].reference,
            case .category(let carrier) = baseline.features[2].reference,
            case .number(let score) = baseline.scores[0].reference
        else {
            Issue.record("kinds")
            return
        }
        let values = rows.map { $0.features[0] }
        let mean = values.reduce(0, +) / 20_000
        #expect(number.bins.count == 64 && number.bins.groups.count == 10)
        #expect(abs((number.summary?.mean ?? 9) - mean) < 1e-12)
        #expect(number.summary?.min == values.min() && number.summary?.max == values.max())
        for (bin, count) in number.counts.enumerated() {
            let low = bin == 0 ? -Double.infinity : number.bins.edges[bin - 1]
            let high = bin == 63 ? Double.infinity : number.bins.edges[bin]
            let inside = values.filter { $0 > low && $0 <= high }
            #expect(inside.count == count)
            // Sixty-fourths, give or take what the sketch is off.
            #expect(abs(Double(count) / 20_000 - 1.0 / 64) < 0.002)
            let centre = inside.reduce(0, +) / Double(inside.count)
            #expect(abs(number.bins.centres[bin] - centre) < 1e-9)
        }
        #expect(few.bins.edges == [0, 1, 2, 3] && few.bins.centres == [0, 1, 2, 3, 4])
        #expect(few.bins.groups == [1, 2, 3, 4, 5])
        #expect(baseline.features[1].nulls == rows.count { $0.features[1].isNaN })
        #expect(Set(carrier.values) == Set([.text("AA"), .number(7), .text("UA")]))
        #expect(zip(carrier.counts, carrier.counts.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(carrier.otherValues == [.text("ZZ")] && carrier.other == 0)
        #expect(carrier.unseen == rows.count { $0.features[2].isNaN })
        #expect(baseline.labels?.rows == 15_000 && baseline.labels?.isBinary == true)
        let ones = rows.compactMap(\.label).reduce(0, +)
        #expect(abs((score.labels ?? []).map(\.sum).reduce(0, +) - ones) < 1e-9)
        #expect((score.labels ?? []).map(\.rows).reduce(0, +) == 15_000)
    }

    @Test func `categories beyond the top are counted together and stay known`() throws {
        let rows = Samples.rows(5_000, seed: 4)
        let baseline = try Samples.baseline(rows, topValues: 1)
        guard case .category(let carrier) = baseline.features[2].reference else { return }
        #expect(carrier.values.count == 1 && carrier.otherValues.count == 3)
        #expect(carrier.other == rows.count { $0.features[2] >= 0 } - carrier.counts[0])
    }

    @Test func `data of one value, of one row, of nulls and of infinities have a baseline`() throws
    {
        let cases: [[Double]] = [
            Array(repeating: 3, count: 100), [5], Array(repeating: .nan, count: 10),
            [.infinity, -.infinity, .infinity], [1, .infinity, .nan, 2, -0.0, 0],
            [1.7e308, -1.7e308, 1.7e308, 1e300, -1e300, 0],
            [.leastNonzeroMagnitude, -.leastNonzeroMagnitude, 0],
        ]
        for values in cases {
            let rows = values.map {
                Samples.Row(
                    features: [$0, $0, ObservationPlan.nullCategory],
                    score: [$0],
                    label: nil,
                    timeMs: nil
                )
            }
            let baseline = try Samples.baseline(rows)
            #expect(try Baseline(decoding: baseline.encoded()) == baseline)
            #expect(baseline.labels == nil && baseline.source.fromMs == nil)
            guard case .number(let number) = baseline.features[0].reference else { continue }
            #expect(number.counts.reduce(0, +) == values.count { !$0.isNaN })
            #expect(number.infinite == values.count { $0.isInfinite })
            if !values.contains(where: \.isFinite) { #expect(number.summary == nil) }
        }
        let empty = BaselineProfile(features: [], scoreNames: [])
        #expect(throws: ObservationError.self) { try empty.startCounting(chunks: 0) }
    }

    @Test func `the second reading must bring the rows of the first`() throws {
        var profile = BaselineProfile(features: [(name: "a", kind: .number)], scoreNames: [])
        for _ in 0..<3 { profile.add(features: [1.0].span, scores: Span()) }
        var counting = try profile.startCounting(chunks: 0)
        counting.add(features: [1.0].span, scores: Span(), label: nil, timeMs: nil)
        let short = counting
        #expect(throws: ObservationError.self) {
            try short.finish(model: Samples.identity, sourceDigest: "")
        }
    }

    @Test func `pieces of the data add up to its counters`() throws {
        let counting = try Samples.counting(Samples.rows(12_345, seed: 5))
        #expect(counting.chunks.count == 12)
        let baseline = try counting.finish(model: Samples.identity, sourceDigest: "")
        var total = ObservationPlan(baseline).makeCounters()
        for chunk in counting.chunks { try total.add(chunk) }
        #expect(total.rows == 12_345)
        #expect(counting.chunks.dropLast().allSatisfy { $0.rows == 1_028 })
        let plan = ObservationPlan(baseline)
        for (index, subject) in baseline.subjects.enumerated() {
            #expect(Array(plan.cells(of: index, in: total)) == subject.cells)
        }
    }

    @Test func `what is no baseline is refused with the place named`() throws {
        let text = String(
            decoding: try Samples.baseline(Samples.rows(300, seed: 6)).encoded(),
            as: UTF8.self
        )
        func complaint(_ from: String, _ to: String) -> String {
            guard let range = text.range(of: from) else { return "not in the text: \(from)" }
            let changed = text.replacingCharacters(in: range, with: to)
            do throws(ObservationError) {
                _ = try Baseline(decoding: Array(changed.utf8))
                return "read"
            } catch { return error.description }
        }
        #expect(complaint("\"version\":1", "\"version\":2").hasPrefix("version: is 2"))
        #expect(complaint("stream-scorer-baseline", "other").hasPrefix("format: is 'other'"))
        #expect(complaint("\"rows\":300", "\"rows\":301").contains("features[0] 'number'"))
        #expect(complaint("\"delay\"", "\"delays\"").hasPrefix("digest: is sha256:"))
        #expect(complaint("\"edges\":[", "\"edges\":[1e9,").contains("edges"))
        #expect(complaint("\"kind\":\"category\"", "\"kind\":\"text\"").contains("kind: is 'text'"))
        #expect(complaint("\"infinite\":0,", "").contains("infinite: is missing"))
        #expect(complaint("\"nulls\":0", "\"nulls\":-1").contains("from 0 up"))
        #expect(complaint("\"rows\":300", "\"rows\":9223372036854775807").contains("source.rows"))
        #expect(complaint("\"model\":", "\"modell\":").contains("model: is missing"))
        #expect(complaint("{", "").contains("is not JSON"))
        for bytes in [[], Array("null".utf8), Array("[]".utf8), [0xFF, 0xFE]] as [[UInt8]] {
            #expect(throws: ObservationError.self) { try Baseline(decoding: bytes) }
        }
    }

    @Test func `a cut or altered file never crashes the reader`() throws {
        let bytes = try Samples.baseline(Samples.rows(300, seed: 7)).encoded()
        var rng = SplitMix64(8)
        for _ in 0..<500 {
            var altered = bytes
            for _ in 0...rng.below(3) { altered[rng.below(altered.count)] = UInt8(rng.below(256)) }
            if rng.below(4) == 0 { altered.removeLast(rng.below(altered.count)) }
            if altered == bytes { continue }
            _ = try? Baseline(decoding: altered)
        }
    }
}
