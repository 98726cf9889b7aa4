import Glibc

/// Standard error: everything that is not a result.
enum StandardError {
    /// Whether a person is looking.
    static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    /// Writes text in one call; a standard error that is closed is passed over, there being nowhere
    /// left to say so.
    static func write(_ text: String) {
        try? FileWriter.writeAll(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
    }
}
