import FoundationEssentials
import Glibc

/// Who commands, when the command line does not say.
enum ControlIssuer {
    /// `USER@HOST`, cut to what a command may hold.
    static var current: String {
        let name = "\(user)@\(ProcessInfo.processInfo.hostName)"
        return String(decoding: name.utf8.prefix(256), as: UTF8.self)
    }

    private static var user: String {
        // SAFETY: one thread asks, and the name is copied before anything else could ask.
        guard let entry = unsafe getpwuid(getuid()), let name = unsafe entry.pointee.pw_name else {
            return "uid-\(getuid())"
        }
        return unsafe String(cString: name)
    }
}
