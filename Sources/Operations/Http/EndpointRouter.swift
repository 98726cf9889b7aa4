/// An answer of the endpoints.
struct EndpointAnswer: Sendable {
    var status: UInt32
    var type = "application/json"
    var allow: String?
    var body: [UInt8]

    static func json(_ status: UInt32, _ text: String) -> EndpointAnswer {
        EndpointAnswer(status: status, body: Array((text + "\n").utf8))
    }

    static func error(_ status: UInt32, _ problem: String) -> EndpointAnswer {
        json(status, "{\"error\":\(JSONText.quoted(problem))}")
    }
}

/// Decides what a request is answered; knows nothing of sockets.
struct EndpointRouter: Sendable {
    let version: String
    let metrics: MetricRegistry
    let readiness: Readiness
    let models: ServedModels

    /// Answers a request; only GET and HEAD are.
    func answer(method: String, path: String) -> EndpointAnswer {
        guard method == "GET" || method == "HEAD" else {
            var refusal = EndpointAnswer.error(405, "only GET and HEAD are answered")
            refusal.allow = "GET, HEAD"
            return refusal
        }
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        switch Array(parts.map(String.init)) {
        case ["livez"], ["v2", "health", "live"]: return .json(200, "{\"live\":true}")
        case ["readyz"]: return readyz()
        case ["v2", "health", "ready"]:
            let isReady = readiness.isReady
            return .json(isReady ? 200 : 503, "{\"ready\":\(isReady),\"live\":true}")
        case ["metrics"]:
            return EndpointAnswer(
                status: 200,
                type: "text/plain; version=0.0.4; charset=utf-8",
                body: metrics.render()
            )
        case ["v2"], ["v2", ""]:
            let version = JSONText.quoted(version)
            return .json(
                200,
                "{\"name\":\"stream-scorer\",\"version\":\(version),\"extensions\":[]}"
            )
        case let parts where parts.starts(with: ["v2", "models"]):
            return model(Array(parts.dropFirst(2)))
        default: return .error(404, "no such endpoint; see /livez, /readyz, /metrics and /v2")
        }
    }

    private func readyz() -> EndpointAnswer {
        let reasons = readiness.reasons
        if reasons.isEmpty { return .json(200, "{\"ready\":true}") }
        let list = reasons.map(JSONText.quoted).joined(separator: ",")
        return .json(503, "{\"ready\":false,\"reasons\":[\(list)]}")
    }

    /// `NAME[/versions/VERSION][/ready]`.
    private func model(_ parts: [String]) -> EndpointAnswer {
        let all = models.all
        let asksReady = parts.last == "ready" && parts.count > 1
        let which = asksReady ? Array(parts.dropLast()) : parts
        let isVersioned = which.count == 3 && which[1] == "versions"
        guard which.count == 1 || isVersioned, let name = which.first else {
            return .error(404, "expected /v2/models/NAME[/versions/VERSION][/ready]")
        }
        let versions = all.filter { $0.name == name }
        guard !versions.isEmpty else { return .error(404, "no model '\(Self.cut(name))'") }
        let wanted = isVersioned ? versions.first { $0.version == which[2] } : versions.first
        guard let facts = wanted else {
            return .error(404, "model '\(name)' has no version '\(Self.cut(which[2]))'")
        }
        if asksReady {
            let name = JSONText.quoted(facts.name)
            return .json(
                facts.isReady ? 200 : 503,
                "{\"name\":\(name),\"ready\":\(facts.isReady)}"
            )
        }
        return .json(200, Self.metadata(facts, versions: versions.map(\.version)))
    }

    private static func metadata(_ facts: ModelFacts, versions: [String]) -> String {
        func tensors(_ list: [TensorFacts]) -> String {
            let texts = list.map {
                "{\"name\":\(JSONText.quoted($0.name)),\"datatype\":\(JSONText.quoted($0.datatype))"
                    + ",\"shape\":[\($0.shape.map(String.init).joined(separator: ","))]}"
            }
            return "[\(texts.joined(separator: ","))]"
        }
        return "{\"name\":\(JSONText.quoted(facts.name)),"
            + "\"versions\":[\(versions.map(JSONText.quoted).joined(separator: ","))],"
            + "\"platform\":\(JSONText.quoted(facts.platform)),"
            + "\"inputs\":\(tensors(facts.inputs)),\"outputs\":\(tensors(facts.outputs))}"
    }

    private static func cut(_ text: String) -> String { String(text.prefix(60)) }
}
