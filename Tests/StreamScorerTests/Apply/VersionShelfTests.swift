import Dispatch
import Foundation
import Inference
import Operations
import Synchronization
import Testing

@testable import StreamScorer

/// A shelf whose changes a test can wait for.
final class WatchedShelf: Sendable {
    let shelf: VersionShelf
    let changes: DispatchSemaphore

    init(_ repository: ScratchRepository) throws {
        let changes = DispatchSemaphore(value: 0)
        self.changes = changes
        shelf = try VersionShelf(
            repository: repository.path,
            logger: Logger(format: .json, minimum: .error)
        ) { changes.signal() }
    }

    init(load: @escaping ShelfCore.Load) throws {
        let changes = DispatchSemaphore(value: 0)
        self.changes = changes
        shelf = try VersionShelf(
            logger: Logger(format: .json, minimum: .error),
            changed: { changes.signal() },
            load: load
        )
    }

    deinit { shelf.stop() }

    func want(_ versions: Set<String>) { shelf.want(model: "m", versions: versions) }

    /// Waits until no version of these is loading.
    func settle(_ versions: String...) {
        let end = Date().addingTimeInterval(20)
        while Date() < end, versions.contains(where: { word($0) == "loading" }) {
            _ = changes.wait(timeout: .now() + 0.05)
        }
    }

    /// The model, where the version is routable.
    func model(_ version: String) -> Model? {
        if case .routable(let loaded) = shelf.state(model: "m", version: version) {
            loaded.model
        } else {
            nil
        }
    }

    /// The state in a word, a failure by its reason.
    func word(_ version: String) -> String {
        switch shelf.state(model: "m", version: version) {
        case .unknown: "unknown"
        case .loading: "loading"
        case .routable: "routable"
        case .failed(let reason): reason
        }
    }
}

@Suite struct VersionShelfTests {
    @Test func `versions become routable one after another`() throws {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        try repository.add("v2", low: 3, high: 4)
        let shelf = try WatchedShelf(repository)
        #expect(shelf.word("v1") == "unknown")
        shelf.want(["v1", "v2"])
        shelf.settle("v1", "v2")
        #expect(shelf.word("v1") == "routable")
        #expect(shelf.word("v2") == "routable")
        #expect(shelf.model("v2")?.version == "v2")
    }

    @Test func `a folder out of order fails with its reason and disturbs nothing`() throws {
        let repository = try ScratchRepository()
        let names = [
            "good", "digest", "empty", "garbage", "golden", "named", "no-yaml", "no-file", "folder",
        ]
        for name in names { try repository.add(name, low: 1, high: 2) }
        try repository.write("model.txt", ScratchRepository.text(low: 1, high: 3), "digest")
        try repository.write("model.txt", "", "empty")
        try repository.write(
            "model.txt",
            String(repeating: "\u{1}garbage\n", count: 999),
            "garbage"
        )
        try repository.write(
            "golden.jsonl",
            #"{"features": {"a": 1}, "prediction": 2.5}"#,
            "golden"
        )
        try repository.describe("named", name: "other")
        for (file, version) in [("model.yaml", "no-yaml"), ("model.txt", "no-file")] {
            try FileManager.default.removeItem(atPath: "\(repository.folder(version))/\(file)")
        }
        try repository.remove("folder")
        let shelf = try WatchedShelf(repository)
        shelf.want(Set(names + ["../m/good", "never there"]))
        for name in names + ["never there"] { shelf.settle(name) }
        let expected = [
            "digest": "model.yaml: digest: model.txt has sha256:",
            "empty": "model.yaml: digest: model.txt has sha256:e3b0c44",
            "garbage": "model.yaml: digest: model.txt has sha256:",
            "golden": "golden.jsonl: line 1: prediction is 2.0 here, but 2.5 is expected",
            "named": "model.yaml: name: is 'other', but the folder is 'm'",
            "no-yaml": "model.yaml: cannot be", "no-file": "model.txt: cannot be opened",
            "folder": "model.yaml: cannot be", "never there": "model.yaml: cannot be",
            "../m/good": "is no name of a folder in the repository",
        ]
        for (name, reason) in expected {
            #expect(shelf.word(name).contains(reason), "\(name): \(shelf.word(name))")
        }
        #expect(shelf.word("good") == "routable")
    }

    @Test func `a digest made for garbage does not make it a model`() throws {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        // Of an empty file.
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        let yaml =
            "name: m\nversion: v1\nformat: lightgbm\nfile: model.txt\ndigest: sha256:\(digest)"
        try repository.write("model.txt", "", "v1")
        try repository.write("model.yaml", yaml, "v1")
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        #expect(shelf.word("v1").contains("model.txt"), "\(shelf.word("v1"))")
    }

    @Test func `a folder that changes leaves what is in memory, and is refused afterwards`() throws
    {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        let digest = try #require(shelf.model("v1")?.digest)
        try repository.add("v1", low: 1, high: 9)
        shelf.want(["v1"])
        shelf.shelf.retryFailed()
        #expect(shelf.model("v1")?.digest == digest)
        try repository.remove("v1")
        #expect(shelf.model("v1")?.digest == digest)
        shelf.want([])
        #expect(shelf.word("v1") == "unknown")
        try repository.add("v1", low: 1, high: 9)
        shelf.want(["v1"])
        shelf.settle("v1")
        #expect(shelf.word("v1").hasPrefix("digest changed: this version was \(digest)"))
        try repository.add("v1", low: 1, high: 2)
        shelf.shelf.retryFailed()
        shelf.settle("v1")
        #expect(shelf.model("v1")?.digest == digest)
    }

    @Test func `a model.yaml that changes what a version predicts is refused`() throws {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        shelf.want([])
        try repository.describe("v1", more: "features: [{name: a, missing: 7}]")
        shelf.want(["v1"])
        shelf.settle("v1")
        #expect(shelf.word("v1").hasPrefix("model.yaml changed"), "\(shelf.word("v1"))")
    }

    @Test func `a version that failed is tried again when asked for, not before`() throws {
        let repository = try ScratchRepository()
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        try repository.add("v1", low: 1, high: 2)
        shelf.want(["v1"])
        #expect(shelf.word("v1").contains("cannot be"))
        shelf.shelf.retryFailed()
        shelf.settle("v1")
        #expect(shelf.word("v1") == "routable")
    }

    @Test func `what nobody wants is free when the last holder drops it`() throws {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        weak let model = shelf.model("v1")
        var holder = shelf.model("v1")
        #expect(holder != nil)
        shelf.want([])
        #expect(model != nil)
        holder = nil
        let end = Date().addingTimeInterval(10)
        while model != nil, Date() < end { usleep(1_000) }
        #expect(model == nil)
    }

    @Test func `one load at a time, and one that nobody waits for changes nothing`() throws {
        let repository = try ScratchRepository()
        for name in ["a", "b", "c"] { try repository.add(name, low: 1, high: 2) }
        let running = Atomic<Int>(0)
        let loads = Mutex<[String]>([])
        let gate = DispatchSemaphore(value: 0)
        let entered = DispatchSemaphore(value: 0)
        let path = repository.path
        let shelf = try WatchedShelf { version throws(InferenceError) in
            #expect(running.add(1, ordering: .relaxed).newValue == 1)
            loads.withLock { $0.append(version.version) }
            entered.signal()
            gate.wait()
            running.subtract(1, ordering: .relaxed)
            return try version.load(from: path)
        }
        shelf.want(["a", "b", "c"])
        entered.wait()
        // 'a' is under way: let go, then wanted again, so that it is loaded anew at the end.
        shelf.want(["b", "c"])
        #expect(shelf.word("a") == "unknown")
        shelf.want(["a", "c"])
        for _ in 0..<3 { gate.signal() }
        shelf.settle("a", "c")
        #expect(loads.withLock { $0 } == ["a", "c", "a"])
        #expect(["a", "b", "c"].map(shelf.word) == ["routable", "unknown", "routable"])
        for _ in 0..<9 { gate.signal() }
    }

    @Test func `a shelf that stops keeps what it holds`() throws {
        let repository = try ScratchRepository()
        try repository.add("v1", low: 1, high: 2)
        let shelf = try WatchedShelf(repository)
        shelf.want(["v1"])
        shelf.settle("v1")
        shelf.shelf.stop()
        shelf.shelf.stop()
        #expect(shelf.word("v1") == "routable")
    }
}
