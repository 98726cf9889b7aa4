import Testing

@testable import Records

@Suite
struct RawFloatDecoderTests {
    private func layout(allowsInfinity: Bool = false) throws -> EventLayout {
        try EventLayout(
            columns: [
                EventColumn(name: "a"), EventColumn(name: "b", missing: .required),
                EventColumn(name: "c", missing: .substitute(2.5)),
            ],
            allowsInfinity: allowsInfinity
        )
    }

    private func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in
            (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
        }
    }

    private func check(_ decoder: RawFloatDecoder, _ bytes: [UInt8]) -> DecodeFailure? {
        // One byte further, so that the row is not aligned.
        let shifted = [0] + bytes
        return decoder.check(shifted.span.octets.extracting(1..<shifted.count)).failure
    }

    @Test func `a row of the model's length passes, at any alignment`() throws {
        let decoder = RawFloatDecoder(try layout())
        #expect(check(decoder, bytes([1, -2, 3])) == nil)
        #expect(check(decoder, bytes([.nan, 0, .nan])) == nil)
        #expect(
            check(decoder, bytes([.greatestFiniteMagnitude, .leastNonzeroMagnitude, -0])) == nil
        )
    }

    @Test func `a row of another length is refused`() throws {
        let decoder = RawFloatDecoder(try layout())
        #expect(check(decoder, [])?.reason == .emptyValue)
        for count in [1, 4, 8, 11, 13, 16] {
            let failure = check(decoder, Array(repeating: 0, count: count))
            #expect(failure?.reason == .wrongLength && failure?.byteOffset == count)
        }
    }

    @Test
    func `NaN where a value is required, and infinity where it is forbidden, name the column`()
        throws
    {
        let decoder = RawFloatDecoder(try layout())
        var failure = check(decoder, bytes([1, .nan, 3]))
        #expect(failure?.reason == .missingFeature && failure?.column == 1)
        #expect(failure?.byteOffset == 4)
        failure = check(decoder, bytes([1, .signalingNaN, 3]))
        #expect(failure?.reason == .missingFeature)
        for value in [Float.infinity, -.infinity] {
            failure = check(decoder, bytes([.nan, 2, value]))
            #expect(failure?.reason == .infiniteValue && failure?.column == 2)
        }
        let lenient = RawFloatDecoder(try layout(allowsInfinity: true))
        #expect(check(lenient, bytes([.infinity, -.infinity, .nan])) == nil)
        #expect(check(lenient, bytes([.infinity, .nan, .nan]))?.reason == .missingFeature)
    }

    @Test func `a copy has substitutes for what is missing`() throws {
        let decoder = RawFloatDecoder(try layout())
        #expect(decoder.needsCopy)
        var row: [Float] = [0, 0, 0]
        var span = row.mutableSpan
        let shifted = [7] + bytes([.nan, 4, .nan])
        decoder.copy(shifted.span.octets.extracting(1..<13), into: &span)
        #expect(row[0].isNaN && row[1] == 4 && row[2] == 2.5)
        let plain = try EventLayout(columns: [EventColumn(name: "a"), EventColumn(name: "b")])
        #expect(!RawFloatDecoder(plain).needsCopy)
    }
}
