import Foundation
import Testing

@testable import Rollout

struct BucketSaltTests {
    @Test func `buckets and millionths are those of the few lines of Python`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Goldens/buckets.tsv")
        let text = try String(contentsOf: file, encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 268)
        for line in lines {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            let hexadecimal = Array(parts[1].utf8)
            let value = stride(from: 0, to: hexadecimal.count, by: 2).map { place in
                UInt8(String(decoding: hexadecimal[place..<place + 2], as: UTF8.self), radix: 16)
                    ?? 0
            }
            let salt = BucketSalt(String(parts[0]))
            #expect(String(salt.bucket(of: value.span.bytes)) == String(parts[2]))
            #expect(String(salt.millionth(of: value.span.bytes)) == String(parts[3]))
        }
    }
}
