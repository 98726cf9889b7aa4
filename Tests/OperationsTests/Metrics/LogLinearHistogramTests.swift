import Foundation
import Testing

@testable import Operations

@Suite struct LogLinearHistogramTests {
    @Test func `buckets meet without gap or overlap and hold their bounds`() {
        for bucket in 0..<LogLinearHistogram.bucketCount {
            let lower = LogLinearHistogram.lowerBound(of: bucket)
            let upper = LogLinearHistogram.upperBound(of: bucket)
            #expect(LogLinearHistogram.bucket(of: lower) == bucket)
            #expect(LogLinearHistogram.bucket(of: upper - 1) == bucket)
            if bucket + 1 < LogLinearHistogram.bucketCount {
                #expect(LogLinearHistogram.bucket(of: upper) == bucket + 1)
            }
        }
        #expect(
            LogLinearHistogram.upperBound(of: LogLinearHistogram.bucketCount - 1)
                == LogLinearHistogram.maxNanoseconds + 1
        )
    }

    @Test func `from 1 µs to 60 s a bucket is at most 1 % wide`() {
        let first = LogLinearHistogram.bucket(of: 1_000)
        let last = LogLinearHistogram.bucket(of: 60_000_000_000)
        for bucket in first...last {
            let lower = Double(LogLinearHistogram.lowerBound(of: bucket))
            let width = Double(LogLinearHistogram.upperBound(of: bucket)) - lower
            #expect(width / lower <= 0.01)
        }
    }

    @Test func `values beyond the range count in the last bucket`() {
        var histogram = LogLinearHistogram()
        histogram.record(nanoseconds: .max)
        histogram.record(nanoseconds: 0)
        #expect(histogram.count == 2)
        #expect(
            LogLinearHistogram.bucket(of: .max) == LogLinearHistogram.bucketCount - 1
        )
    }

    @Test func `quantiles are those of the sorted values, within half a percent`() throws {
        print("seed 11")
        var state: UInt64 = 11
        func uniform() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
        var values: [UInt64] = []
        var histogram = LogLinearHistogram()
        for _ in 0..<20_000 {
            let nanoseconds = UInt64(exp(log(1e3) + uniform() * (log(6e10) - log(1e3))))
            values.append(nanoseconds)
            histogram.record(nanoseconds: nanoseconds)
        }
        values.sort()
        for q in [0, 0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
            let exact = Double(values[max(0, Int((q * 20_000).rounded(.up)) - 1)])
            let estimate = try #require(histogram.quantile(q))
            #expect(abs(estimate - exact) / exact < 0.005, "q \(q): \(estimate), \(exact)")
        }
        #expect(histogram.sum == values.reduce(0, +))
    }

    @Test func `merging equals recording all in one`() {
        var one = LogLinearHistogram()
        var other = LogLinearHistogram()
        var both = LogLinearHistogram()
        for value in stride(from: UInt64(1), to: 1 << 40, by: 0x1_2345_6789) {
            one.record(nanoseconds: value)
            other.record(nanoseconds: value / 3)
            both.record(nanoseconds: value)
            both.record(nanoseconds: value / 3)
        }
        one.merge(other)
        #expect(one.count == both.count)
        #expect(one.sum == both.sum)
        for q in [0.1, 0.5, 0.9] { #expect(one.quantile(q) == both.quantile(q)) }
    }

    @Test func `an empty histogram has no quantile`() {
        #expect(LogLinearHistogram().quantile(0.5) == nil)
    }
}
