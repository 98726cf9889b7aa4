import Observation

/// A baseline named on the command line.
enum BaselineFile {
    /// Reads and verifies a baseline.
    ///
    /// - Throws: `CommandFailure` naming the file, the member and what is wrong.
    static func load(_ path: String) throws -> Baseline {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        while bytes.count <= Baseline.maxBytes {
            let piece = try source.read(upTo: 1 << 20)
            if piece.isEmpty { break }
            bytes += piece
        }
        do throws(ObservationError) {
            return try Baseline(decoding: bytes)
        } catch {
            throw CommandFailure(.failed, "\(path): \(error)")
        }
    }
}
