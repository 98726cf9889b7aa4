import Operations
import Rollout
import StreamScorer

/// The kinds of command, each with its own arguments, options and words.
extension Command {
    /// `control KIND` for every kind, in the order of the documentation.
    static let controlKinds: [Command] =
        [controlDeploy] + controlVersions + [controlCanary] + controlShadows + controlRules
        + controlSwitches

    /// A command of the group `control`.
    static func control(
        _ kind: String,
        summary: String,
        _ description: String,
        arguments: [CommandArgument] = [],
        options: [CommandOption] = [],
        example: (words: String, effect: String),
        make: @escaping ControlCommand.MakeKind
    ) -> Command {
        Command(
            "control \(kind)",
            summary: summary,
            description: [description, waiting],
            arguments: arguments,
            options: options + .control,
            shared: .brokerAndJSON,
            examples: [
                Example(
                    line: "stream-scorer control \(kind)\(example.words)",
                    effect: example.effect
                )
            ],
            run: { try ControlCommand.run($0, make) }
        )
    }

    private static let waiting =
        "Writes the command to the control log, folds the log to its verdict, then waits for every "
        + "instance that is running and prints what each said. Ends with status 0 when the command "
        + "was accepted and every running instance serves by it, and with status 1 otherwise; a "
        + "command that was written stays on the log either way."
}

extension Command {
    private static let controlDeploy = control(
        "deploy",
        summary: "declares a deployment as the configuration file has it",
        "Writes the configuration's deployment to the log. A deployment that the log lacks begins "
            + "with it, its version as the champion; of a known one the fallback chain and the "
            + "output's headers may change, and the version must be the champion's.",
        example: (" --deployment flights --reason 'new fallback'", "declares 'flights' anew"),
        make: { _, access, deployment in
            guard let configuration = access.configuration else {
                throw CommandFailure(
                    .wrongUsage,
                    "a deployment is declared from a configuration file: name it with --config"
                )
            }
            guard let found = configuration.deployments.first(where: { $0.name == deployment })
            else {
                throw CommandFailure(
                    .wrongUsage,
                    "the configuration has no deployment '\(deployment)'; it has "
                        + configuration.deployments.map { "'\($0.name)'" }.joined(separator: ", ")
                )
            }
            return .deploy(Declaration(found))
        }
    )

    private static let controlCanary = control(
        "canary",
        summary: "gives a version a share of the keys",
        "Routes that percentage of the keys to the version; which keys, a hash decides, and a key "
            + "that has come to the version stays with it while its share grows. 0 ends the canary. "
            + "All canaries of a deployment together have at most 100 percent and go by the same "
            + "field.",
        arguments: [
            .version,
            CommandArgument(
                name: "PERCENT",
                form: .number(0...100),
                isRequired: true,
                meaning: "of the keys, with at most three decimals"
            ),
        ],
        options: [
            .value(
                "sticky",
                "key|POINTER",
                .text,
                "what decides which version an event meets: the record's key, or a field of the "
                    + "event; that of the running canaries, or key, unless given"
            ),
            .value(
                "salt",
                "TEXT",
                .text,
                "what is hashed before the value; that of the running canaries, or "
                    + "DEPLOYMENT/VERSION, unless given"
            ),
        ],
        example: (
            " v2 5 --sticky /features/carrier --reason 'first customers'",
            "scores the events of 5 percent of the carriers with v2"
        ),
        make: { invocation, _, _ in
            .canary(
                version: invocation.arguments[0],
                weight: try share(
                    invocation.arguments[1],
                    "PERCENT",
                    digits: 3,
                    whole: 100,
                    invocation
                ),
                sticky: try invocation.text("sticky").map { try sticky($0, invocation) },
                salt: invocation.text("salt")
            )
        }
    )

    /// A decimal as a whole number of its last digit's units; `whole` is the largest value.
    ///
    /// - Throws: `UsageError` for more decimals than that.
    static func share(
        _ text: String,
        _ name: String,
        digits: Int,
        whole: Int,
        _ invocation: Invocation
    ) throws(UsageError) -> Int {
        let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
        let units = (Double(text) ?? -1) * scale
        guard units >= 0, units <= Double(whole) * scale,
            abs(units - units.rounded()) < 1e-6
        else {
            throw UsageError(
                "\(name) is '\(text)' but must be a number from 0 to \(whole) with at most \(digits) "
                    + "decimals",
                in: invocation.command
            )
        }
        return Int(units.rounded())
    }

    private static func sticky(
        _ text: String,
        _ invocation: Invocation
    ) throws(UsageError) -> Sticky {
        if text == "key" { return .key }
        guard text.hasPrefix("/") else {
            throw UsageError(
                "--sticky is '\(text)' but must be key or a JSON pointer, such as /features/carrier",
                in: invocation.command
            )
        }
        return .field(text)
    }
}

extension CommandArgument {
    /// The version that a command is about.
    static let version = CommandArgument(
        name: "VERSION",
        form: .text,
        isRequired: true,
        meaning: "a version of the deployment's model"
    )
}
