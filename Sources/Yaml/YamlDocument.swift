import Glibc

/// Reads one YAML document into a tree of nodes with places.
///
/// The subset is what a configuration needs, and each thing outside it is an error with its place:
/// one document a file, UTF-8, no anchors and aliases, no tags, no merge keys, no key twice, keys
/// are scalars.
public enum YamlDocument {
    /// Nesting that is read; deeper is an error.
    public static let maxDepth = 64
    /// Scalars, lists and mappings that are read in one document; more is an error.
    public static let maxNodes = 200_000

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - maxBytes: a longer file is refused before it is parsed.
    /// - Returns: the document's value.
    /// - Throws: `YamlError` when the file cannot be read, is too long, or is not such a document.
    public static func read(
        path: String,
        maxBytes: Int = 4 << 20
    ) throws(YamlError) -> YamlNode {
        try parse(bytes(path: path, maxBytes: maxBytes), file: path)
    }

    /// Parses bytes; `file` is the name that errors give.
    ///
    /// - Throws: `YamlError` with the place of the first thing that is wrong.
    public static func parse(_ bytes: [UInt8], file: String) throws(YamlError) -> YamlNode {
        if bytes.isEmpty {
            throw YamlError(file: file, place: nil, key: nil, problem: "the file is empty")
        }
        // SAFETY: the parser reads the buffer only inside this closure, where it is pinned.
        return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(YamlError) -> YamlNode in
            var builder = unsafe YamlTreeBuilder(events: try YamlEvents(buffer, file: file))
            return try builder.document()
        }
    }

    private static func bytes(path: String, maxBytes: Int) throws(YamlError) -> [UInt8] {
        func failure(_ problem: String) -> YamlError {
            YamlError(file: path, place: nil, key: nil, problem: problem)
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("cannot be opened: \(errorText(errno))") }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            // SAFETY: `read` writes at most `count` bytes into the array's own storage.
            let count = unsafe chunk.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure("cannot be read: \(errorText(errno))") }
            if count == 0 { return content }
            guard content.count + count <= maxBytes else {
                throw failure("is longer than \(maxBytes) bytes, the most that is read")
            }
            content += chunk[..<count]
        }
    }
}

private func errorText(_ code: Int32) -> String {
    // SAFETY: strerror returns a terminated string, copied at once.
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "errno \(code)"
}
