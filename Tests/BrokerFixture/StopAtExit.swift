import Foundation
import Synchronization

/// Stops, when the process ends, what the tests have started.
enum StopAtExit {
    private static let started = Mutex<[(stop: String, folder: String)]>([])
    private static let registered: Void = {
        atexit { StopAtExit.stopAll() }
    }()

    static func remember(stop: String, folder: String) {
        _ = registered
        started.withLock { $0.append((stop, folder)) }
    }

    private static func stopAll() {
        for (stop, folder) in started.withLock({ $0 })
        where FileManager.default.fileExists(atPath: folder) {
            _ = Command.run(stop, [folder, "--kill"])
            try? FileManager.default.removeItem(atPath: folder)
        }
    }
}
