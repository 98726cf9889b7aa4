import Glibc

/// What the system says about a path.
enum FileStatus {
    /// Whether there is something that this process may read.
    static func exists(_ path: String) -> Bool {
        // SAFETY: the path is a terminated string for the length of the call.
        unsafe access(path, R_OK) == 0
    }
}
