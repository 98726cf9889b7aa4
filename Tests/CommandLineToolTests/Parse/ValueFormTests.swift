import Testing

@testable import CommandLineTool

@Suite struct ValueFormTests {
    @Test func `a topic has one partition unless stated`() {
        #expect(TopicAndPartitions("a").map { [$0.name, "\($0.partitions)"] } == ["a", "1"])
        #expect(TopicAndPartitions("a:3").map { [$0.name, "\($0.partitions)"] } == ["a", "3"])
    }

    @Test(arguments: ["", ":3", "a:", "a:0", "a:x", "a:10001", "a:-1"])
    func `a partition count out of range is refused`(text: String) {
        #expect(TopicAndPartitions(text) == nil)
    }

    @Test func `a position is a name or a time in either form`() {
        #expect(StartPosition("beginning") == .beginning)
        #expect(StartPosition("end") == .end)
        #expect(StartPosition("1364428800000") == .time(1_364_428_800_000))
        #expect(StartPosition("2013-03-28T00:00:00Z") == .time(1_364_428_800_000))
        #expect(StartPosition("2013-03-28T01:00:00.250+01:00") == .time(1_364_428_800_250))
        #expect(StartPosition("-1") == nil)
        #expect(StartPosition("2013-03-28") == nil)
    }
}
