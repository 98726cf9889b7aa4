import Foundation
import Testing

/// Programs that use a view or an owner wrongly must not compile.
///
/// Each is given to the compiler that built this test, against the module that was built.
@Suite("Misuse does not compile", .serialized)
struct MisuseTests {
    @Test func `the right use compiles`() throws {
        let errors = try typecheck(
            """
            func use(_ batch: inout MessageBatch, _ consumer: Consumer) -> Int {
                consumer.poll(into: &batch, timeoutMs: 0)
                var bytes = 0
                for index in 0..<batch.count {
                    let view = batch[index]
                    bytes += view.value.byteCount + view.key.byteCount
                    view.forEachHeader { (name, value, isNull) in _ = name.byteCount }
                }
                batch.clear()
                return bytes
            }
            """
        )
        #expect(errors == "")
    }

    @Test(arguments: [
        (
            "a value kept beyond its batch's next poll",
            """
            func use(_ batch: inout MessageBatch, _ consumer: Consumer) -> Int {
                let value = batch[0].value
                consumer.poll(into: &batch, timeoutMs: 0)
                return value.byteCount
            }
            """, "overlapping accesses to 'batch'"
        ),
        (
            "a view kept beyond the batch's clear",
            """
            func use(_ batch: inout MessageBatch) -> Int64 {
                let view = batch[0]
                batch.clear()
                return view.offset
            }
            """, "overlapping accesses to 'batch'"
        ),
        (
            "a key kept beyond the batch's end",
            """
            func use() -> Int {
                let batch = MessageBatch(capacity: 1)
                let key = batch[0].key
                consume(batch)
                return key.byteCount
            }
            func consume(_ batch: consuming MessageBatch) {}
            """, "'batch' cannot be consumed when"
        ),
        (
            "a value returned without its batch",
            """
            @_lifetime(immortal)
            func use() -> RawSpan {
                let batch = MessageBatch(capacity: 1)
                return batch[0].value
            }
            """, "lifetime-dependent value escapes its scope"
        ),
        (
            "a header's bytes kept beyond the call",
            """
            func use(_ batch: borrowing MessageBatch) -> Int {
                var kept = batch[0].value
                batch[0].forEachHeader { (name, value, isNull) in kept = value }
                return kept.byteCount
            }
            """, "lifetime-dependent variable 'kept' escapes its scope"
        ),
        (
            "a batch copied",
            """
            func use(_ batch: borrowing MessageBatch) {
                let copy = batch
                _ = copy.count
            }
            """, "'batch' is borrowed and cannot be consumed"
        ),
        (
            "headers used after they were given to a record",
            """
            func use(_ page: RecordPage, _ topic: ProducerTopic) -> Int {
                let headers = RecordHeaders()
                page.commitRecord(
                    topic: topic, partition: 0, timestampMs: 0, keyBytes: -1, valueBytes: -1,
                    headers: headers, tag: 0)
                return headers.count
            }
            """, "'headers' used after consume"
        ),
    ])
    func `misuse is refused`(what: String, program: String, expected: String) throws {
        let errors = try typecheck(program)
        #expect(errors.contains("error:"), "\(what) compiles")
        #expect(errors.contains(expected), "\(what): \(errors)")
    }

    /// The compiler's diagnostics for a program that imports `Kafka`; empty if it is right.
    private func typecheck(_ program: String) throws -> String {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("stream-scorer-misuse-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = folder.appendingPathComponent("program.swift")
        try ("import Kafka\n" + program + "\n").write(to: source, atomically: true, encoding: .utf8)
        let built = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // The lifetime checks run when code is made, not in `-typecheck`.
        process.arguments = [
            "swiftc", "-emit-sil", "-o", "/dev/null", "-swift-version", "6",
            "-enable-experimental-feature", "Lifetimes",
            "-I", built.appendingPathComponent("Modules").path,
            "-Xcc", "-fmodule-map-file=\(sources.path)/Sources/CKafka/module.modulemap",
            "-module-cache-path", folder.appendingPathComponent("cache").path, source.path,
        ]
        let output = Pipe()
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let diagnostics = String(decoding: text, as: UTF8.self)
        if process.terminationStatus != 0, !diagnostics.contains("error:") {
            throw FixtureFailure(text: diagnostics)
        }
        return process.terminationStatus == 0 ? "" : diagnostics
    }
}

private struct FixtureFailure: Error { let text: String }
