import Foundation
import Testing
import Yaml

@testable import Operations

private func configuration(kafka: String) -> String {
    """
    kafka: {bootstrap.servers: 'b:1', \(kafka)}
    group: g
    allow_sasl_plaintext: false
    deployments: [{name: d, input: {topic: in}, output: {topic: out}, model: m, version: v1}]
    """
}

private func refusal(_ kafka: String, environment: [String: String] = [:]) -> String {
    do {
        _ = try read(configuration(kafka: kafka), environment: environment)
        return "no error"
    } catch { return error.description }
}

@Suite struct KafkaSectionTests {
    @Test func `variables and files are filled in`() throws {
        let path = NSTemporaryDirectory() + "secret-\(UUID().uuidString)"
        try Data("s3cret line\n".utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let text = configuration(
            kafka: "client.id: 'a-${A}-$b-$${A}', client.rack: '${file:\(path)}'"
        )
        let properties = try read(text, environment: ["A": "${B}"]).kafka
        #expect(properties.map(\.value) == ["b:1", "a-${B}-$b-${A}", "s3cret line"])
    }

    @Test func `a missing variable or file is named, and the key`() {
        #expect(
            refusal("client.id: '${GONE}'")
                == "f:1:46: key 'kafka.client.id': the environment variable GONE is not set"
        )
        #expect(
            refusal("client.id: '${file:/no/such}'")
                == "f:1:46: key 'kafka.client.id': the file /no/such cannot be opened:"
                + " No such file or directory"
        )
        #expect(refusal("client.id: '${file:/}'").contains("cannot be read: Is a directory"))
        #expect(refusal("client.id: '${file:/dev/zero}'").contains("longer than 65536 bytes"))
        #expect(refusal("client.id: '${A'").contains("'${' has no '}'"))
        #expect(refusal("client.id: '${}'").contains("'${}' names no variable"))
    }

    @Test func `a secret never reaches a description`() throws {
        let text = configuration(
            kafka: """
                security.protocol: SASL_SSL, sasl.username: alice-x1, sasl.password: '${P}', \
                ssl.key.password: hunter-x2, ssl.key.pem: key-x3, sasl.oauthbearer.config: o-x4, \
                sasl.oauthbearer.client.secret: c-x5, client.id: 'id-${P}', ssl.ca.location: /ca
                """
        )
        let read = try read(text, environment: ["P": "filled-x6"])
        #expect(read.kafka.first { $0.name == "sasl.password" }?.value == "filled-x6")
        var dumped = ""
        dump(read, to: &dumped)
        for shown in [read.summary(), "\(read)", String(reflecting: read.kafka), dumped] {
            for mark in ["x1", "x2", "x3", "x4", "x5", "x6"] {
                #expect(!shown.contains(mark), "\(mark) in \(shown)")
            }
            #expect(shown.contains("/ca"))
            #expect(shown.contains("id-${P}"))
        }
    }

    @Test func `SASL without encryption needs consent`() throws {
        let plain = "security.protocol: sasl_plaintext, sasl.username: u, sasl.password: p"
        #expect(
            refusal(plain)
                == "f:1:54: key 'kafka.security.protocol': sasl_plaintext sends credentials"
                + " unencrypted; use sasl_ssl, or set 'allow_sasl_plaintext: true'"
        )
        let consent = configuration(kafka: plain)
            .replacingOccurrences(
                of: "allow_sasl_plaintext: false",
                with: "allow_sasl_plaintext: true"
            )
        _ = try read(consent)
        #expect(
            refusal("sasl.username: u")
                == "f:1:50: key 'kafka.sasl.username': is not used with security.protocol"
                + " 'plaintext'; set it to sasl_ssl"
        )
    }
}
