import Foundation
import Testing

@testable import Yaml

/// The error that `text` gives, as the user reads it; empty when it is read.
func problem(in text: String) -> String {
    do {
        _ = try YamlDocument.parse(Array(text.utf8), file: "f.yaml")
        return ""
    } catch { return error.description }
}

@Suite struct YamlDocumentTests {
    @Test func `values keep their order, their kind and their place`() throws {
        let text = "b: 1\na: 'x'\nlist:\n  - {k: \"v\"}\n  - |\n    block\n"
        let root = try YamlDocument.parse(Array(text.utf8), file: "f.yaml")
        guard case .mapping(let members) = root.content else { throw CancellationError() }
        #expect(members.map(\.key) == ["b", "a", "list"])
        #expect(members[1].keyPlace == YamlPlace(line: 2, column: 1))
        #expect(members[1].value.place == YamlPlace(line: 2, column: 4))
        guard case .scalar("x", isPlain: false) = members[1].value.content else {
            throw CancellationError()
        }
        guard case .sequence(let elements) = members[2].value.content else {
            throw CancellationError()
        }
        guard case .scalar("block\n", isPlain: false) = elements[1].content else {
            throw CancellationError()
        }
    }

    @Test func `columns count characters, not bytes`() throws {
        let root = try YamlDocument.parse(Array("{\"é😀\": x}".utf8), file: "f")
        guard case .mapping(let members) = root.content else { throw CancellationError() }
        #expect(members[0].value.place == YamlPlace(line: 1, column: 8))
    }

    @Test(arguments: [
        ("", "f.yaml: the file is empty"),
        ("# only a comment\n", "f.yaml: the file holds no value"),
        (
            "a: 1\nb: {c: 2, c: 3}\n",
            "f.yaml:2:11: key 'b.c': given twice; the first is on line 2"
        ),
        (
            "a: &x 1\n",
            "f.yaml:1:4: key 'a': anchors (&name) are not supported"
        ),
        (
            "a: [1, *x]\n",
            "f.yaml:1:8: key 'a[1]': aliases (*name) are not supported; repeat the value"
        ),
        (
            "a: !!str 1\n",
            "f.yaml:1:4: key 'a': tags (!name) are not supported; quote the value if it is a string"
        ),
        ("<<: {a: 1}\n", "f.yaml:1:1: merge keys (<<) are not supported"),
        ("? [a]\n: 1\n", "f.yaml:1:3: a key has to be a single word or string"),
        (
            "a: 1\n---\nb: 2\n",
            "f.yaml:2:1: a second document starts here; one a file is read"
        ),
        (
            "a: [1\nb: 2\n",
            "f.yaml:2:2: did not find expected ',' or ']' (while parsing a flow sequence)"
        ),
        (
            "a:\n\tb: 1\n",
            "f.yaml:2:1: found character that cannot start any token (while scanning"
                + " for the next token from line 2)"
        ),
    ])
    func `what is outside the subset is named with its place`(text: String, expected: String) {
        #expect(problem(in: text) == expected)
    }

    @Test func `bytes that are not UTF-8 are named with their place`() {
        let error = #expect(throws: YamlError.self) {
            try YamlDocument.parse(Array("a: 1\nb: ".utf8) + [0xff], file: "f")
        }
        #expect(error?.place == YamlPlace(line: 2, column: 4))
        #expect(error?.problem.contains("UTF-8") == true)
    }

    @Test func `a byte order mark is passed over and UTF-16 is refused`() throws {
        _ = try YamlDocument.parse([0xef, 0xbb, 0xbf] + Array("a: 1".utf8), file: "f")
        #expect(throws: YamlError.self) {
            try YamlDocument.parse([0xff, 0xfe, 0x61, 0, 0x3a, 0, 0x20, 0], file: "f")
        }
    }

    @Test func `depth, values and bytes have limits`() throws {
        let deepest = YamlDocument.maxDepth
        let fits = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
        #expect(problem(in: fits) == "")
        #expect(problem(in: "[\(fits)]").contains("nested deeper than 64 levels"))
        #expect(problem(in: String(repeating: "[", count: 100_000)) != "")
        let many = "[" + String(repeating: "1,", count: YamlDocument.maxNodes) + "]"
        #expect(problem(in: many).contains("more than 200000 values"))
        let path = NSTemporaryDirectory() + "yaml-\(UUID().uuidString)"
        try Data("a: 12345".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        _ = try YamlDocument.read(path: path, maxBytes: 8)
        let error = #expect(throws: YamlError.self) {
            try YamlDocument.read(path: path, maxBytes: 7)
        }
        #expect(error?.problem == "is longer than 7 bytes, the most that is read")
    }

    @Test
    func `a long key above many values costs no more than its bytes`() throws {
        let long = String(repeating: "k", count: 2 << 20)
        let text = "? \(long)\n: [\(String(repeating: "1,", count: 150_000))]\n"
        #expect(problem(in: text) == "")
        #expect(problem(in: text + "[").count < 500)
    }

    @Test func `a missing file and a folder are named with the system's reason`() {
        let missing = #expect(throws: YamlError.self) { try YamlDocument.read(path: "/no/such") }
        #expect(
            missing?.description == "/no/such: cannot be opened: No such file or directory"
        )
        let folder = #expect(throws: YamlError.self) { try YamlDocument.read(path: "/") }
        #expect(folder?.description == "/: cannot be read: Is a directory")
    }

    @Test func `random bytes and mangled documents are read or refused, never more`() {
        var random = SplitMix(seed: 7)
        print("seed 7")
        let sample = Array("a: [1, {b: 'c'}]\nd: |\n  text\n- &x !t *y\n? k\n: v\n".utf8)
        for _ in 0..<3_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            _ = try? YamlDocument.parse(
                Array(bytes.prefix(Int.random(in: 1...bytes.count, using: &random))),
                file: "f"
            )
        }
    }
}

/// A seeded generator, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
