import BrokerFixture
import Foundation
import Testing

@Suite struct BrokerTests {
    @Test func `the first line is the address and a signal ends it with status 0`() throws {
        let broker = try RunningBinary(["broker", "--port", "0", "--topic", "features:2"])
        let address = try broker.firstLine()
        #expect(address.hasPrefix("127.0.0.1:"))
        broker.signal(SIGTERM)
        #expect(try broker.status() == 0)
        #expect(broker.diagnostics.contains("it cannot:"))
        #expect(broker.output == "\(address)\n")
    }

    @Test func `a stated port is taken`() throws {
        let port = try FreePorts.take()
        let broker = try RunningBinary(["broker", "--port", "\(port)"])
        #expect(try broker.firstLine() == "127.0.0.1:\(port)")
    }

    @Test func `a port that is taken is named with the remedy`() throws {
        let port = try FreePorts.take()
        let first = try RunningBinary(["broker", "--port", "\(port)"])
        _ = try first.firstLine()
        let second = try BuiltBinary.run(["broker", "--port", "\(port)"])
        #expect(second.status == 1)
        #expect(second.output.isEmpty)
        #expect(second.diagnostics.contains("127.0.0.1:\(port)"))
        #expect(second.diagnostics.contains("--port"))
    }

    @Test func `a partition count out of range is wrong usage`() throws {
        let outcome = try BuiltBinary.run(["broker", "--topic", "a:0"])
        #expect(outcome.status == 2)
        #expect(outcome.diagnostics.contains("--topic is 'a:0'"))
    }
}
