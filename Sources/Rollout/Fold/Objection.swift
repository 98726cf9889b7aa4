/// Why a command changes nothing.
enum Objection: Error {
    /// What it wants is so already.
    case fulfilled(String)
    /// It does not hold.
    case refused(String)
}
