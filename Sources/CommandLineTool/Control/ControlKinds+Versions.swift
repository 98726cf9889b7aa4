import Rollout

/// Commands about which versions are held and which one is the champion.
extension Command {
    static let controlVersions = [
        control(
            "load",
            summary: "makes every instance hold a version ready",
            "The version is verified, parsed, warmed up and held, and serves nothing: a later canary "
                + "or promotion then takes effect within one batch.",
            arguments: [.version],
            example: (" v2", "says of each instance whether it could serve v2"),
            make: { invocation, _, _ in .load(version: invocation.arguments[0]) }
        ),
        control(
            "unload",
            summary: "lets go of a version that was held",
            "Ends what 'control load' asked for. Refused while the version is in use: champion, "
                + "previous champion, canary, shadow, rule or fallback.",
            arguments: [.version],
            example: (" v2", "lets v2 go"),
            make: { invocation, _, _ in .unload(version: invocation.arguments[0]) }
        ),
        control(
            "promote",
            summary: "makes a version the champion",
            "Everything that no rule and no canary takes is scored by it from the next batch on. Its "
                + "own canary and shadow end. The champion before it is kept for 'control rollback'.",
            arguments: [.version],
            example: (" v2 --expects 12", "promotes v2 unless somebody was faster"),
            make: { invocation, _, _ in .promote(version: invocation.arguments[0]) }
        ),
        control(
            "rollback",
            summary: "goes back to the champion before, or to a named version; latches",
            "Ends every canary, and the rules that lead to a version that it takes from service; "
                + "shadows stay. Until 'control release' nothing can be promoted, grown or ruled.",
            arguments: [
                CommandArgument(
                    name: "VERSION",
                    form: .text,
                    isRequired: false,
                    meaning:
                        "the version to go back to; the previous champion unless given, and the "
                        + "champion itself to end the canaries alone"
                )
            ],
            example: (" --reason 'errors at the airport desk'", "serves what was served before"),
            make: { invocation, _, _ in .rollback(version: invocation.arguments.first) }
        ),
        control(
            "release",
            summary: "ends the latch that a rollback leaves",
            "Promotions, growing canaries and rules are accepted again.",
            example: (" --reason 'cause found'", "lets the rollout go on"),
            make: { _, _, _ in .release }
        ),
    ]

    static let controlShadows = [
        control(
            "shadow",
            summary: "scores a version beside the served one, without serving it",
            "Its predictions go to shadow-predictions, each with the served one beside it. It can "
                + "only be shed: served predictions are what they are without it.",
            arguments: [.version],
            options: [
                .value(
                    "sample",
                    "SHARE",
                    .number(0...1),
                    fallback: "1",
                    "of the keys, with at most six decimals"
                )
            ],
            example: (" v2 --sample 0.1", "scores the events of a tenth of the keys with v2 too"),
            make: { invocation, _, _ in
                .shadow(
                    version: invocation.arguments[0],
                    sample: try share(
                        invocation.requiredText("sample"),
                        "--sample",
                        digits: 6,
                        whole: 1,
                        invocation
                    )
                )
            }
        ),
        control(
            "unshadow",
            summary: "ends a shadow",
            "The version is scored beside the served one no longer.",
            arguments: [.version],
            example: (" v2", "ends the shadow v2"),
            make: { invocation, _, _ in .unshadow(version: invocation.arguments[0]) }
        ),
    ]
}
