import Foundation
import Records

extension Main {
    /// The flights, if they are there, and synthetic events of 28 and 54 features.
    static func workloads() throws -> [Workload] {
        var all: [Workload] = []
        if let folder = ProcessInfo.processInfo.environment["STREAM_SCORER_DATA"] {
            all.append(try flights(folder + "/flights/events.jsonl.gz"))
        } else {
            print("(no flights: STREAM_SCORER_DATA is not set)")
        }
        for count in [28, 54] {
            let layout = try EventLayout(columns: (0..<count).map { EventColumn(name: "f\($0)") })
            for isArray in [false, true] {
                all.append(
                    Workload(
                        name: "\(count) features, \(isArray ? "array" : "object")",
                        layout: layout,
                        events: synthetic(count, isArray: isArray)
                    )
                )
            }
        }
        return all
    }

    /// 2,000 events of 32-bit floats in their shortest digits, some of them small whole numbers.
    static func synthetic(_ count: Int, isArray: Bool) -> [[UInt8]] {
        var random = SystemRandomNumberGenerator()
        return (0..<2000).map { number in
            let values = (0..<count).map { column -> String in
                if column % 7 == 3 { return "\(Int.random(in: 0...200, using: &random))" }
                return "\(Float.random(in: -3...3, using: &random))"
            }
            let body =
                isArray
                ? "[" + values.joined(separator: ",") + "]"
                : "{"
                    + values.enumerated().map { "\"f\($0.offset)\":\($0.element)" }
                    .joined(separator: ",") + "}"
            return Array(
                "{\"id\":\"e-\(number)\",\"ts\":\(1_364_774_400_000 + number),\"features\":\(body)}"
                    .utf8
            )
        }
    }

    static func flights(_ path: String) throws -> Workload {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-dc", path]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let events = data.split(separator: 0x0A).prefix(20_000).map { Array($0) }
        let numbers = [
            "dep_delay", "distance", "minute_of_day", "day_of_week", "temp", "dewp", "humid",
            "wind_dir", "wind_speed", "wind_gust", "precip", "pressure", "visib", "seats",
            "plane_age",
        ]
        var codes: [String: [String: Double]] = ["carrier": [:], "origin": [:], "dest": [:]]
        for event in events {
            guard
                let object = try JSONSerialization.jsonObject(with: Data(event)) as? [String: Any],
                let features = object["features"] as? [String: Any]
            else { continue }
            for name in codes.keys {
                guard let text = features[name] as? String, codes[name]?[text] == nil else {
                    continue
                }
                let next = Double(codes[name]?.count ?? 0)
                codes[name]?[text] = next
            }
        }
        let order = Array(numbers[..<4]) + ["carrier", "origin", "dest"] + Array(numbers[4...])
        let layout = try EventLayout(
            columns: order.map { name in
                codes[name].map { EventColumn(name: name, kind: .category($0)) }
                    ?? EventColumn(name: name)
            }
        )
        return Workload(name: "flights, 18 features, object", layout: layout, events: events)
    }
}
