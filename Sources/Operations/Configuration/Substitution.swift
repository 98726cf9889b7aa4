import Glibc

/// Fills `${NAME}` and `${file:PATH}` into a configured value.
struct Substitution {
    /// Bytes of a file that are taken at most.
    static let maxFileBytes = 64 << 10

    let environment: [String: String]

    /// What was wrong, without any value.
    struct Problem: Error { let text: String }

    /// The value with all references filled in, and whether there were any.
    ///
    /// What is filled in is not searched again.
    func fill(_ text: String) throws(Problem) -> (value: String, isFilled: Bool) {
        var value = ""
        var rest = Substring(text)
        var isFilled = false
        while let dollar = rest.firstIndex(of: "$") {
            value += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                value += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else {
                    throw Problem(text: "'${' has no '}'; write '$${' for a literal '${'")
                }
                value += try resolve(String(rest[..<end].dropFirst(2)))
                rest = rest[end...].dropFirst()
                isFilled = true
            } else {
                value += "$"
                rest = rest.dropFirst()
            }
        }
        return (value + rest, isFilled)
    }

    private func resolve(_ reference: String) throws(Problem) -> String {
        if reference.hasPrefix("file:") { return try content(String(reference.dropFirst(5))) }
        guard !reference.isEmpty else { throw Problem(text: "'${}' names no variable") }
        guard let value = environment[reference] else {
            throw Problem(text: "the environment variable \(reference) is not set")
        }
        return value
    }

    private func content(_ path: String) throws(Problem) -> String {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw Problem(text: "the file \(path) cannot be opened: \(systemText(errno))")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.maxFileBytes + 1)
        var count = 0
        while count < bytes.count {
            // SAFETY: `read` writes within the part of the array that is left.
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe read(
                    file,
                    buffer.baseAddress?.advanced(by: count),
                    buffer.count - count
                )
            }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else {
                throw Problem(text: "the file \(path) cannot be read: \(systemText(errno))")
            }
            if got == 0 { break }
            count += got
        }
        guard count <= Self.maxFileBytes else {
            throw Problem(text: "the file \(path) is longer than \(Self.maxFileBytes) bytes")
        }
        var content = bytes[..<count]
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        if content.last == UInt8(ascii: "\r") { content.removeLast() }
        guard let text = String(validating: content, as: UTF8.self), !content.contains(0) else {
            throw Problem(text: "the file \(path) is not UTF-8 text")
        }
        return text
    }
}
