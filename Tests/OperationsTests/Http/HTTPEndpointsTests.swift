import Foundation
import Testing

@testable import Operations

private func start(port: UInt16 = 0) throws -> HTTPEndpoints {
    let metrics = MetricRegistry()
    metrics.makeShard().add(metrics.counter(ScorerMetrics.recordsConsumed, "features"), 3)
    return try HTTPEndpoints(
        host: "127.0.0.1",
        port: port,
        version: "1",
        metrics: metrics,
        readiness: Readiness(),
        models: ServedModels()
    )
}

/// The whole answer to one request, sent as it stands.
private func exchange(_ request: String, _ endpoints: HTTPEndpoints) throws -> String {
    let connection = try RawConnection(port: endpoints.boundPort)
    connection.send(request)
    connection.finish()
    return connection.readAll()
}

private func get(_ path: String, _ endpoints: HTTPEndpoints) throws -> String {
    try exchange("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", endpoints)
}

@Suite struct HTTPEndpointsTests {
    @Test func `metrics are served as Prometheus text`() throws {
        let endpoints = try start()
        let answer = try get("/metrics", endpoints)
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(answer.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
        #expect(answer.hasSuffix("stream_scorer_records_consumed_total{topic=\"features\"} 3\n"))
    }

    @Test func `HEAD is answered without a body and POST is refused`() throws {
        let endpoints = try start()
        let head = try exchange(
            "HEAD /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            endpoints
        )
        #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(head.hasSuffix("\r\n\r\n"))
        let post = try exchange(
            "POST /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc",
            endpoints
        )
        #expect(post.hasPrefix("HTTP/1.1 405 "))
        #expect(post.contains("Allow: GET, HEAD\r\n"))
    }

    @Test func `one connection serves many requests`() throws {
        let endpoints = try start()
        let again = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"
        let last = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        let answers = try exchange(again + again + last, endpoints)
        #expect(answers.components(separatedBy: "HTTP/1.1 200 OK").count == 4)
    }

    @Test func `a taken port is named with the remedy`() throws {
        let first = try start()
        let error = #expect(throws: OperationsError.self) { try start(port: first.boundPort) }
        #expect(
            error?.description
                == "127.0.0.1:\(first.boundPort): the port is taken; stop the other process or set"
                + " 'http.port' (0 takes a free one)"
        )
        first.stop()
        first.stop()
        try start(port: first.boundPort).stop()
    }

    @Test func `a host that is not this machine's is named`() {
        let error = #expect(throws: OperationsError.self) {
            try HTTPEndpoints(
                host: "192.0.2.1",
                port: 0,
                version: "1",
                metrics: MetricRegistry(),
                readiness: Readiness(),
                models: ServedModels()
            )
        }
        #expect(
            error?.description
                == "192.0.2.1:0: this machine has no such address; set 'http.host'"
        )
    }

    @Test(arguments: [
        "GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /livez HTTP/1.1\r\n"
            + (0..<5_000).map { "h\($0): \(String(repeating: "v", count: 40))\r\n" }.joined()
            + "\r\n",
        String(repeating: "X", count: 5_000) + " /livez HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET\u{0} /livez HTTP/9.9\r\n\r\n",
        "\r\n\r\n\r\n\u{1}\u{2}\u{3}\r\n\r\n",
        "GET /livez HTTP/1.1\r\n\r\n",
        "GET /%00%ff%2e%2e/..//v2/models/%22%0a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "POST /livez HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "GET /livez HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
    ])
    func `a hostile request is refused or cut off and the next one is served`(
        request: String
    ) throws {
        let endpoints = try start()
        let answer = try exchange(request, endpoints)
        #expect(!answer.hasPrefix("HTTP/1.1 200"), "\(answer.prefix(80))")
        #expect(try get("/livez", endpoints).hasPrefix("HTTP/1.1 200 OK"))
    }

    @Test func `random bytes do not stop the service`() throws {
        let endpoints = try start()
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        print("seed \(seed)")
        var state = seed
        for _ in 0..<100 {
            var request = "GET /v2/models/delay HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                .map { $0 }
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = Int(state >> 33) % request.count
                request[place] = Character(UnicodeScalar(UInt8(state >> 24 & 0x7f)))
            }
            let connection = try RawConnection(port: endpoints.boundPort)
            connection.send(String(request))
        }
        #expect(try get("/livez", endpoints).hasPrefix("HTTP/1.1 200 OK"))
    }
}
