internal import FoundationEssentials

/// What is kept of a deployment: all that the next pane's step depends on.
struct MonitorSnapshot: Codable {
    /// From where the inputs are read again.
    let merge: MergeState
    /// The steps' own.
    let pipeline: MonitorPipeline.State

    func encoded() throws -> [UInt8] {
        let encoder = JSONEncoder()
        // Equal states are equal bytes.
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        return Array(try encoder.encode(self))
    }

    init(merge: MergeState, pipeline: MonitorPipeline.State) {
        self.merge = merge
        self.pipeline = pipeline
    }

    init(decoding bytes: [UInt8]) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        self = try decoder.decode(Self.self, from: Data(bytes))
    }
}
