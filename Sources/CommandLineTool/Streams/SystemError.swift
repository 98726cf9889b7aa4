import Glibc

/// The system's own words for an error number.
enum SystemError {
    /// The message of `errno`'s value, as `strerror` has it.
    static func text(_ number: Int32) -> String {
        guard let message = unsafe strerror(number) else { return "error \(number)" }
        return unsafe String(cString: message)
    }
}
