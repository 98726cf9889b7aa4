import Foundation
import Testing

@testable import Operations

private func text(_ answer: EndpointAnswer) -> String {
    String(decoding: answer.body, as: UTF8.self)
}

@Suite struct EndpointRouterTests {
    private let readiness = Readiness()
    private let models = ServedModels([
        ModelFacts(
            name: "delay",
            version: "v2",
            platform: "lightgbm_text",
            inputs: [TensorFacts(name: "dep_delay", datatype: "FP64", shape: [-1, 1])],
            outputs: [TensorFacts(name: "prediction", datatype: "FP64", shape: [-1])],
            isReady: true
        ),
        ModelFacts(
            name: "delay",
            version: "v1",
            platform: "lightgbm_text",
            inputs: [],
            outputs: [],
            isReady: false
        ),
    ])
    private var router: EndpointRouter {
        EndpointRouter(
            version: "1.2.3",
            metrics: MetricRegistry(),
            readiness: readiness,
            models: models
        )
    }

    @Test(arguments: [
        ("/livez", 200, "{\"live\":true}"),
        ("/readyz", 200, "{\"ready\":true}"),
        ("/v2/health/live", 200, "{\"live\":true}"),
        ("/v2/health/ready", 200, "{\"ready\":true,\"live\":true}"),
        ("/v2", 200, "{\"name\":\"stream-scorer\",\"version\":\"1.2.3\",\"extensions\":[]}"),
        (
            "/v2/models/delay", 200,
            "{\"name\":\"delay\",\"versions\":[\"v2\",\"v1\"],\"platform\":\"lightgbm_text\","
                + "\"inputs\":[{\"name\":\"dep_delay\",\"datatype\":\"FP64\",\"shape\":[-1,1]}],"
                + "\"outputs\":[{\"name\":\"prediction\",\"datatype\":\"FP64\",\"shape\":[-1]}]}"
        ),
        ("/v2/models/delay/ready", 200, "{\"name\":\"delay\",\"ready\":true}"),
        ("/v2/models/delay/versions/v1/ready", 503, "{\"name\":\"delay\",\"ready\":false}"),
        ("/v2/models/other", 404, "{\"error\":\"no model 'other'\"}"),
        (
            "/v2/models/delay/versions/v9", 404,
            "{\"error\":\"model 'delay' has no version 'v9'\"}"
        ),
        (
            "/v2/models/delay/infer", 404,
            "{\"error\":\"expected /v2/models/NAME[/versions/VERSION][/ready]\"}"
        ),
        (
            "/", 404,
            "{\"error\":\"no such endpoint; see /livez, /readyz, /metrics and /v2\"}"
        ),
    ])
    func `a path is answered`(path: String, status: Int, body: String) {
        let answer = router.answer(method: "GET", path: path)
        #expect(answer.status == UInt32(status))
        #expect(text(answer) == body + "\n")
        #expect(answer.type == "application/json")
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(answer.body)) }
    }

    @Test func `reasons make the process not ready and are told in order`() {
        readiness.set(reason: "no \"partition\"", for: "worker 1")
        readiness.set(reason: "cannot be reached", for: "broker")
        let answer = router.answer(method: "GET", path: "/readyz")
        #expect(answer.status == 503)
        #expect(
            text(answer)
                == "{\"ready\":false,\"reasons\":[\"broker: cannot be reached\","
                + "\"worker 1: no \\\"partition\\\"\"]}\n"
        )
        #expect(router.answer(method: "GET", path: "/v2/health/ready").status == 503)
        #expect(router.answer(method: "GET", path: "/livez").status == 200)
        readiness.set(reason: nil, for: "worker 1")
        readiness.set(reason: nil, for: "broker")
        #expect(readiness.isReady)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "get", "BREW"])
    func `another method is refused with what is allowed`(method: String) {
        let answer = router.answer(method: method, path: "/livez")
        #expect(answer.status == 405)
        #expect(answer.allow == "GET, HEAD")
    }
}
