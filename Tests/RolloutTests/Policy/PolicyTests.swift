import Testing

@testable import Rollout

/// A policy as the control log has it: read, refused, written again.
@Suite struct PolicyTests {
    @Test func `an empty policy has the documented defaults`() throws {
        let policy = try Policy.read("{}")
        #expect(policy.mode == .act && policy.quality.metric == .loss)
        #expect(policy.quality.alphaRollback == 0.01 && policy.quality.alphaPromote == 0.05)
        #expect(policy.guardrails.errorRate == 0.05 && policy.guardrails.latencyMs == 50)
        #expect(
            policy.stages.map(\.kind)
                == [.shadow, .percent(5_000), .percent(25_000), .percent(50_000), .promote]
        )
        #expect(policy.stages[0].minSamples == 5_000 && policy.stages[3].bakeMs == 3_600_000)
        #expect(policy.watch.forMs == 86_400_000 && policy.watch.shadow)
        #expect(policy.deadline == Policy.Deadline(afterMs: 604_800_000, then: .hold))
        #expect(policy.onDrift == .alert && policy.afterRollback == .freeze)
        #expect(policy.commandExpiresMs == 300_000)
    }

    @Test func `what is written is read back, whatever was left out`() throws {
        let texts = [
            "{}",
            #"{"mode":"advise","on_drift":"rollback","after_rollback":"nothing"}"#,
            #"{"stages":[{"percent":0.001,"bake":"90s"},{"percent":100.000}],"command_expires":"1500ms"}"#,
            #"{"quality":{"margin":1e-7,"metric":"none"},"guardrails":{"sample_ratio_alpha":0}}"#,
            #"{"watch":{"for":"0s","shadow":false},"deadline":{"after":"3650d","then":"rollback"}}"#,
        ]
        for text in texts {
            let policy = try Policy.read(text)
            #expect(try Policy.read(policy.encoded()) == policy, "\(text)")
            #expect(try Policy.read(policy.encoded()).encoded() == policy.encoded())
        }
    }

    @Test(arguments: [
        ("[]", "is an array but must be a mapping of keys"),
        ("{", "is not JSON"),
        (#"{"mod":"act"}"#, "mod: unknown key; did you mean 'mode'?"),
        (#"{"zzzzzzzzzz":1}"#, "zzzzzzzzzz: unknown key; known are mode, quality, guardrails"),
        (#"{"quality":{"alpha":0.1}}"#, "quality.alpha: unknown key"),
        (#"{"mode":"acts"}"#, "mode: is `acts`, a string, but must be `act` or `advise`; did you"),
        (#"{"quality":{"min_samples":99}}"#, "quality.min_samples: is `99` but must be a whole"),
        (#"{"quality":{"min_samples":2e3}}"#, "quality.min_samples: is `2e3`"),
        (#"{"quality":{"margin":1e999}}"#, "quality.margin: is `1e999`"),
        (#"{"quality":{"label_coverage":true}}"#, "quality.label_coverage: is true or false but"),
        (#"{"quality":7}"#, "quality: is a number but must be a mapping"),
        (#"{"guardrails":{"error_rate":0}}"#, "guardrails.error_rate: is `0` but must be a number"),
        (
            #"{"command_expires":"500ms"}"#,
            "command_expires: is `500ms`, a string, but must be a span"
        ),
        (#"{"deadline":{"after":"7 d"}}"#, "deadline.after: is `7 d`"),
        (#"{"deadline":{"after":"99999999999999999999d"}}"#, "deadline.after: is"),
        (#"{"stages":{}}"#, "stages: is an object but must be a list of stages"),
        (#"{"stages":[]}"#, "stages: has 0 stages but must have 1 to 16"),
        (#"{"stages":[{}]}"#, "stages[0]: must have exactly one of"),
        (#"{"stages":[{"shadow":true,"percent":5}]}"#, "stages[0]: must have exactly one of"),
        (#"{"stages":[{"shadow":false}]}"#, "stages[0]: must have exactly one of"),
        (#"{"stages":[{"percent":0}]}"#, "stages[0].percent: is `0` but must be a number above 0"),
        (#"{"stages":[{"percent":100.001}]}"#, "stages[0].percent: is `100.001`"),
        (#"{"stages":[{"percent":5},{"percent":5}]}"#, "stages[1].percent: is 5 but must be above"),
        (#"{"stages":[{"percent":5},{"shadow":true}]}"#, "stages[1]: `shadow` must be the first"),
        (#"{"stages":[{"promote":true},{"percent":5}]}"#, "stages[1]: `promote` must be the last"),
        (#"{"stages":[{"promote":true,"bake":"1h"}]}"#, "stages[0].bake: nothing comes after"),
        (#"{"stages":[{"percent":5,"percnt":5}]}"#, "stages[0].percnt: unknown key; did you mean"),
    ])
    func `what is no policy is refused, and the key named`(text: String, says: String) throws {
        let error = #expect(throws: PolicyError.self) { try Policy.read(text) }
        #expect(try #require(error).description.hasPrefix(says), "\(error?.description ?? "")")
    }

    @Test func `every key is declared below a declared section, once`() {
        let paths = PolicyKey.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        for key in PolicyKey.all where !key.section.isEmpty {
            let list = key.section.hasSuffix("[]") ? String(key.section.dropLast(2)) : key.section
            #expect(paths.contains(list), "\(key.path)")
        }
    }

    @Test(arguments: [
        (Int64(0), "0s"), (1, "1ms"), (1_000, "1s"), (90_000, "90s"), (600_000, "10m"),
        (86_400_000, "1d"), (90_000_000, "25h"),
    ])
    func `a span is written in its largest unit`(milliseconds: Int64, text: String) {
        #expect(SpanText.text(milliseconds) == text)
        #expect(SpanText.milliseconds(text) == milliseconds)
    }

    @Test(arguments: ["", "m", "-1m", "1", "1 m", "1M", "1.5h", "٣m", "9223372036854775807d"])
    func `what is no span is not read as one`(text: String) {
        #expect(SpanText.milliseconds(text) == nil)
    }
}
