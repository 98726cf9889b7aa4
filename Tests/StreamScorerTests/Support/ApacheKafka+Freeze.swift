import BrokerFixture
import Foundation

extension ApacheKafka {
    /// Stops the broker's process where it stands, as a long pause of its machine would.
    func freeze() throws { try signal(SIGSTOP) }

    /// Lets it run on.
    func thaw() throws { try signal(SIGCONT) }

    private func signal(_ number: Int32) throws {
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".pid") || $0.hasSuffix("/pid") || $0 == "pid" }
        guard !files.isEmpty else { throw FixtureError("no process id in \(folder)") }
        for file in files {
            let text = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
            guard let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
                throw FixtureError("no process id in \(file)")
            }
            Foundation.kill(process, number)
        }
    }
}
