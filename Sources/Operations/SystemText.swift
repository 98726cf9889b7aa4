import Glibc

/// The system's words for an error number.
func systemText(_ code: Int32) -> String {
    // SAFETY: strerror returns a terminated string, copied at once.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)"
}
