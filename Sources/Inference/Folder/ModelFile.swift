import CCrypto
import Glibc

/// The bytes of a model file and their SHA-256, taken in one reading, so that what is parsed is
/// what was verified.
struct ModelFile {
    /// The path as the user gave it.
    let path: String
    let bytes: [UInt8]
    /// `sha256:` and 64 hexadecimal digits.
    let digest: String

    /// Reads a regular file in pieces, hashing each.
    ///
    /// - Throws: `InferenceError` when the file cannot be read, is not a regular file or is larger
    ///   than `maxBytes`.
    static func read(
        path: String,
        maxBytes: Int = ForestLimits.fileBytes
    ) throws(InferenceError) -> ModelFile {
        func failure(_ problem: String) -> InferenceError {
            InferenceError(file: path, place: "", problem: problem)
        }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(reason("cannot be opened")) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw failure(reason("cannot be examined"))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure("is not a regular file") }
        let size = Int(status.st_size)
        guard size <= maxBytes else {
            throw failure("has \(size) bytes; the limit is \(maxBytes)")
        }
        guard var hash = SHA256Stream.make() else { throw failure("SHA-256 is not available") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        var piece = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            // SAFETY: the count is the piece's own.
            let count = unsafe piece.withUnsafeMutableBytes {
                unsafe Glibc.read(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw failure(reason("cannot be read")) }
            if count == 0 { break }
            guard bytes.count + count <= maxBytes else {
                throw failure("grew beyond the limit of \(maxBytes) bytes")
            }
            hash.update(piece[..<count])
            bytes.append(contentsOf: piece[..<count])
        }
        return ModelFile(path: path, bytes: bytes, digest: "sha256:" + hash.finish())
    }

    private static func reason(_ what: String) -> String {
        let code = errno
        guard let text = unsafe strerror(code) else { return what }
        return "\(what): " + (unsafe String(cString: text))
    }
}

/// SHA-256 by libcrypto, fed in pieces.
@safe
struct SHA256Stream: ~Copyable {
    private let context: OpaquePointer

    private init(owning context: OpaquePointer) {
        unsafe self.context = context
    }

    /// Nil when libcrypto offers no SHA-256 (a restricted build).
    static func make() -> SHA256Stream? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        let stream = unsafe SHA256Stream(owning: context)
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return nil }
        return stream
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    mutating func update(_ bytes: ArraySlice<UInt8>) {
        // SAFETY: address and count are the slice's own.
        let done = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(done == 1, "SHA-256 takes any bytes")
    }

    /// The digest as 64 hexadecimal digits; to be called once, at the end.
    mutating func finish() -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // SAFETY: SHA-256 writes 32 bytes.
        let done = unsafe digest.withUnsafeMutableBufferPointer {
            unsafe EVP_DigestFinal_ex(context, $0.baseAddress, &length)
        }
        precondition(done == 1 && length == 32, "SHA-256 has 32 bytes")
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self
        )
    }
}
