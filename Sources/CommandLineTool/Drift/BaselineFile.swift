import Observation

/// A baseline named on the command line.
enum BaselineFile {
    /// Reads and verifies a baseline.
    ///
    /// - Throws: `CommandFailure` naming the file, the member and what is wrong.
    static func load(_ path: String) throws -> Baseline {
        let bytes = try ByteSource(path: path).read(upTo: Baseline.maxBytes + 1)
        do throws(ObservationError) {
            return try Baseline(decoding: bytes)
        } catch {
            throw CommandFailure(.failed, "\(path): \(error)")
        }
    }
}
