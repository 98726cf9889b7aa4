import Foundation
import Observation
import Testing

/// Counters in a snapshot.
@Suite struct CountersCodingTests {
    @Test func `counters read back as they were`() throws {
        for cells in [[], [0, 0], [0, 3, 0, 0, 2], [5, 5, 5]] {
            let counters = try Counters(rows: 5, cells: cells)
            let data = try JSONEncoder().encode(counters)
            #expect(try JSONDecoder().decode(Counters.self, from: data) == counters)
        }
    }

    @Test func `empty cells take no room`() throws {
        var cells = [Int](repeating: 0, count: 10_000)
        cells[9_999] = 1
        let data = try JSONEncoder().encode(Counters(rows: 1, cells: cells))
        #expect(data.count < 60)
    }

    @Test(arguments: [
        #"{"rows":5,"size":3,"cells":[3,1]}"#, #"{"rows":5,"size":3,"cells":[0]}"#,
        #"{"rows":5,"size":3,"cells":[-1,1]}"#, #"{"rows":5,"size":3,"cells":[0,6]}"#,
        #"{"rows":5,"size":3,"cells":[0,-1]}"#, #"{"rows":-5,"size":3,"cells":[]}"#,
        #"{"rows":5,"size":-3,"cells":[]}"#, #"{"rows":5,"size":9000000000000,"cells":[]}"#,
        #"{"rows":5,"size":3,"cells":[9223372036854775807,1]}"#,
        #"{"rows":5,"size":3,"cells":[0,1,0,1,0,1,0,1]}"#,
    ])
    func `counters that do not fit themselves are refused`(text: String) {
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(Counters.self, from: Data(text.utf8))
        }
    }
}
