import Rollout

/// Commands about rules, and those that switch something on and off.
extension Command {
    private static let ruleName = CommandArgument(
        name: "NAME",
        form: .text,
        isRequired: true,
        meaning: "the rule's name; its predictions have the route rule:NAME"
    )

    static let controlRules = [
        control(
            "rule",
            summary: "routes events by a header or a field to a version",
            "What has one of the values goes to the version, before any canary; of several rules the "
                + "one declared first decides. A name that is there already is replaced where it "
                + "stands.",
            arguments: [ruleName, .version],
            options: [
                .value("header", "NAME", .text, "the record's header to look at"),
                .value("field", "POINTER", .pointer, "the event's field to look at"),
                .value(
                    "equals",
                    "VALUE",
                    .text,
                    required: true,
                    repeatable: true,
                    "a value that the rule takes, as it stands in the header or the event"
                ),
            ],
            example: (
                " testers v2 --header group --equals testers --equals staff",
                "scores what carries either value in the header 'group' with v2"
            ),
            make: { invocation, _, _ in
                .rule(
                    Rule(
                        name: invocation.arguments[0],
                        source: try source(invocation),
                        values: invocation.texts("equals").map { .string($0) },
                        version: invocation.arguments[1]
                    )
                )
            }
        ),
        control(
            "unrule",
            summary: "ends a rule",
            "What it took goes to the other rules, the canaries or the champion again.",
            arguments: [ruleName],
            example: (" testers", "ends the rule 'testers'"),
            make: { invocation, _, _ in .unrule(name: invocation.arguments[0]) }
        ),
    ]

    static let controlSwitches = [
        control(
            "freeze",
            summary: "refuses automatic commands",
            "Commands of programs (issuer monitor@…, or --automatic) are rejected until 'control "
                + "unfreeze'; people's are accepted.",
            example: (" --reason 'holidays'", "leaves the deployment to people"),
            make: { _, _, _ in .freeze }
        ),
        control(
            "unfreeze",
            summary: "accepts automatic commands again",
            "Ends 'control freeze'.",
            example: ("", "lets programs command again"),
            make: { _, _, _ in .unfreeze }
        ),
        control(
            "pause",
            summary: "stops taking events",
            "Every instance commits what it has in hand and gives the deployment's partitions up; lag "
                + "gathers until 'control resume'.",
            example: (" --reason 'topic is being repaired'", "stops scoring"),
            make: { _, _, _ in .pause }
        ),
        control(
            "resume",
            summary: "takes events again",
            "Ends 'control pause': scoring goes on where it stopped.",
            example: ("", "goes on"),
            make: { _, _, _ in .resume }
        ),
    ]

    private static func source(_ invocation: Invocation) throws(UsageError) -> Rule.Source {
        switch (invocation.text("header"), invocation.text("field")) {
        case (let header?, nil): return .header(header)
        case (nil, let field?): return .field(field)
        default:
            throw UsageError("give either --header or --field", in: invocation.command)
        }
    }
}
