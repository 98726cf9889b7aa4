internal import CCrypto

/// SHA-256 by libcrypto.
@safe
public struct SHA256: ~Copyable {
    private let context: OpaquePointer

    private init(owning context: OpaquePointer) {
        unsafe self.context = context
    }

    /// Begins a digest.
    ///
    /// - Throws: `ObservationError` when libcrypto offers no SHA-256 (a restricted build).
    public static func begin() throws(ObservationError) -> SHA256 {
        guard let context = unsafe EVP_MD_CTX_new() else {
            throw ObservationError("SHA-256", "libcrypto has no memory for it")
        }
        let hash = unsafe SHA256(owning: context)
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else {
            throw ObservationError("SHA-256", "is not offered by libcrypto")
        }
        return hash
    }

    deinit {
        unsafe EVP_MD_CTX_free(context)
    }

    /// Adds bytes.
    public mutating func update(_ bytes: [UInt8]) {
        // SAFETY: address and count are the array's own.
        let done = unsafe bytes.withUnsafeBytes {
            unsafe EVP_DigestUpdate(context, $0.baseAddress, $0.count)
        }
        precondition(done == 1, "SHA-256 takes any bytes")
    }

    /// The digest as 64 hexadecimal digits.
    public consuming func finish() -> String {
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

    /// The digest of bytes; of an empty text where libcrypto offers none, which equals no digest.
    public static func hexadecimal(of bytes: [UInt8]) -> String {
        do throws(ObservationError) {
            var hash = try SHA256.begin()
            hash.update(bytes)
            return hash.finish()
        } catch {
            return ""
        }
    }
}
