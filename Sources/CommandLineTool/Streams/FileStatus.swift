import Glibc

/// What the system says about a path.
enum FileStatus {
    /// Whether there is something that this process may read.
    static func exists(_ path: String) -> Bool {
        // SAFETY: the path is a terminated string for the length of the call.
        unsafe access(path, R_OK) == 0
    }

    /// Whether it is a file, not a folder.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: as above; the struct is ours.
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Whether a new file may take the path: nothing is there, or a plain file, which is no link.
    static func isReplaceable(_ path: String) -> Bool {
        var status = stat()
        // SAFETY: as above.
        return unsafe lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }
}
