import CCrypto

/// SHA-256 by libcrypto.
enum SHA256 {
    /// The 32 bytes of the digest.
    static func digest(of bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        // SAFETY: address and count are the arrays' own; SHA-256 writes 32 bytes.
        let done = unsafe bytes.withUnsafeBytes { input in
            unsafe digest.withUnsafeMutableBufferPointer { output in
                unsafe EVP_Digest(
                    input.baseAddress,
                    input.count,
                    output.baseAddress,
                    &length,
                    EVP_sha256(),
                    nil
                )
            }
        }
        precondition(done == 1 && length == 32, "libcrypto offers SHA-256")
        return digest
    }

    /// `sha256:` and 64 hexadecimal digits.
    static func text(of digest: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let hexadecimal = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "sha256:" + String(decoding: hexadecimal, as: UTF8.self)
    }
}
