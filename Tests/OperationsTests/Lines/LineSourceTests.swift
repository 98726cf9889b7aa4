import CZlib
import Foundation
import Testing

@testable import Operations

/// A file that lives as long as the value.
private final class ScratchFile {
    let path = NSTemporaryDirectory() + "lines-\(UUID().uuidString)"
    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }
    deinit { try? FileManager.default.removeItem(atPath: path) }
}

private func gzipped(_ text: String) throws -> [UInt8] {
    let file = try ScratchFile("")
    let stream = gzopen(file.path, "wb")
    let bytes = Array(text.utf8)
    gzwrite(stream, bytes, UInt32(bytes.count))
    gzclose(stream)
    return Array(try Data(contentsOf: URL(fileURLWithPath: file.path)))
}

private func lines(
    _ file: ScratchFile,
    limit: Int = LineSource.standardMaxLineBytes
) throws(OperationsError) -> [String] {
    let source = try LineSource(path: file.path, maxLineBytes: limit)
    var lines: [String] = []
    while let line = try source.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    return lines
}

@Suite struct LineSourceTests {
    @Test(arguments: [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\nb", ["a", "b"]),
        ("a\r\n\r\n\nb\r\n", ["a", "", "", "b"]),
        ("\n", [""]),
        ("a\rb\n", ["a\rb"]),
    ])
    func `line ends are cut and empty lines are lines`(text: String, expected: [String]) throws {
        #expect(try lines(ScratchFile(text)) == expected)
    }

    @Test func `lines longer than the buffer are whole, plain and compressed`() throws {
        let texts = (0..<40).map { String(repeating: "x\($0)", count: 1 + $0 * 4_000) }
        let text = texts.joined(separator: "\n")
        #expect(try lines(ScratchFile(text)) == texts)
        #expect(try lines(ScratchFile(gzipped(text))) == texts)
    }

    @Test func `a line at the limit is read and one beyond it is named`() throws {
        let file = try ScratchFile("ab\nabcd\n")
        #expect(try lines(file, limit: 4) == ["ab", "abcd"])
        let error = #expect(throws: OperationsError.self) { try lines(file, limit: 3) }
        #expect(error?.description == "\(file.path):2: is longer than 3 bytes")
    }

    @Test func `a bomb of zeros is stopped by the limit`() throws {
        let bomb = try gzipped(String(repeating: "\0", count: 8 << 20))
        #expect(bomb.count < 16 << 10)
        let error = #expect(throws: OperationsError.self) {
            try lines(ScratchFile(bomb), limit: 1 << 20)
        }
        #expect(error?.problem == "is longer than 1048576 bytes")
    }

    @Test func `a compressed file that is cut off gives its lines, then the error`() throws {
        let whole = try gzipped((0..<20_000).map { "line \($0 &* 7_919)" }.joined(separator: "\n"))
        let file = try ScratchFile(Array(whole.dropLast(whole.count / 2)))
        let source = try LineSource(path: file.path)
        var count = 0
        let error = #expect(throws: OperationsError.self) {
            while try source.next() != nil { count += 1 }
        }
        #expect(FileManager.default.fileExists(atPath: file.path))
        #expect(count > 1_000)
        #expect(error?.problem == "the compressed file is cut off")
    }

    @Test func `damaged compressed bytes are an error`() throws {
        var bytes = try gzipped((0..<20_000).map { "line \($0 &* 7_919)" }.joined())
        for place in bytes.count / 2..<bytes.count / 2 + 8 { bytes[place] ^= 0xff }
        let error = #expect(throws: OperationsError.self) { try lines(ScratchFile(bytes)) }
        #expect(error?.problem.hasPrefix("the compressed bytes are damaged") == true)
    }

    @Test func `several compressed files behind one another are one`() throws {
        let file = try ScratchFile(gzipped("a\nb\n") + gzipped("c\n"))
        #expect(try lines(file) == ["a", "b", "c"])
    }

    @Test func `bytes behind compressed data that are none are an error`() throws {
        let file = try ScratchFile(gzipped("a\nb\n") + Array("c\n".utf8))
        let error = #expect(throws: OperationsError.self) { try lines(file) }
        #expect(error?.problem.hasPrefix("the compressed bytes are damaged") == true)
    }

    @Test(arguments: [false, true])
    func `a line of a live pipe is read before the pipe ends`(isCompressed: Bool) throws {
        let path = NSTemporaryDirectory() + "pipe-\(UUID().uuidString)"
        #expect(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        let writer = open(path, O_RDWR)
        defer { close(writer) }
        let source = try LineSource(path: path)
        for text in ["first", "second"] {
            let bytes = isCompressed ? try gzipped("\(text)\n") : Array("\(text)\n".utf8)
            #expect(write(writer, bytes, bytes.count) == bytes.count)
            #expect(try source.next() == Array(text.utf8))
        }
    }

    @Test func `a missing file and a folder are named`() {
        let missing = #expect(throws: OperationsError.self) { try LineSource(path: "/no/such") }
        #expect(missing?.description == "/no/such: cannot be opened: No such file or directory")
        let folder = #expect(throws: OperationsError.self) { try LineSource(path: "/") }
        #expect(folder?.description == "/: is a folder")
    }

    @Test func `the place in the file is known`() throws {
        let file = try ScratchFile("a\nb\n")
        let source = try LineSource(path: file.path)
        #expect(source.totalBytes == 4)
        #expect(source.lineNumber == 0)
        var line: [UInt8] = []
        #expect(try source.next(into: &line))
        #expect(source.lineNumber == 1)
        #expect(source.bytesRead == 4)
        #expect(try source.next(into: &line))
        #expect(try !source.next(into: &line))
        #expect(line.isEmpty)
        #expect(source.lineNumber == 2)
    }
}
