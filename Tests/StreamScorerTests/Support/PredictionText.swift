import BrokerFixture
import Foundation

/// A prediction as it stands in its topic.
struct PredictionText: Equatable {
    var id: String
    var timeMs: Int64
    var deployment: String
    var model: String
    var version: String
    var route: String
    var revision: Int64
    var prediction: Double
    /// The names of all members, in the order they are written.
    var members: [String]

    init(_ record: TestRecord) throws {
        let data = Data(record.value ?? [])
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        guard let object, let id = object["id"] as? String, let time = object["ts"] as? NSNumber,
            let deployment = object["deployment"] as? String,
            let model = object["model"] as? String,
            let version = object["version"] as? String, let route = object["route"] as? String,
            let revision = object["revision"] as? NSNumber,
            let prediction = Self.number(of: "prediction", in: record.value ?? [])
        else {
            throw FixtureError("no prediction: \(String(decoding: data, as: UTF8.self))")
        }
        self.id = id
        timeMs = time.int64Value
        self.deployment = deployment
        self.model = model
        self.version = version
        self.route = route
        self.revision = revision.int64Value
        self.prediction = prediction
        members = object.keys.sorted()
    }

    /// The number behind a member's name, read from its text as `strtod` reads it.
    static func number(of member: String, in value: [UInt8]) -> Double? {
        let text = String(decoding: value, as: UTF8.self)
        guard let name = text.range(of: "\"\(member)\":") else { return nil }
        return Double(text[name.upperBound...].prefix { "0123456789.eE+-".contains($0) })
    }

    /// What the contract says that the answer to a flight is.
    init(_ event: Flights.Event) {
        id = event.id
        timeMs = event.timeMs
        deployment = "flights"
        model = "delay"
        version = "v1"
        route = "champion"
        revision = 1
        prediction = event.probability
        members = [
            "deployment", "id", "model", "prediction", "revision", "route", "ts", "version",
        ]
    }
}
