import Inference

extension Command {
    static let modelShow = Command(
        "model show",
        summary: "prints what is in a model",
        description: [
            "Prints a model's name, version, format and digest, its features in the model's order "
                + "with their types and what a missing value means, its output and where it came from."
        ],
        arguments: [.modelFolder],
        options: [.json],
        examples: [
            Example(
                line: "stream-scorer model show models/delay/v1",
                effect: "lists the features that events must hold"
            ),
            Example(
                line: "stream-scorer model show --json models/delay/v1 | jq -r '.features[].name'",
                effect: "prints their names alone"
            ),
        ],
        run: ModelShowCommand.run
    )
}

/// `stream-scorer model show`.
enum ModelShowCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let model = try ModelFolder.load(invocation.arguments[0])
        try StandardOutput.write(invocation.has("json") ? json(model).line : text(model))
        return .done
    }

    private static func text(_ model: Model) -> String {
        let heads = [
            ("model", ModelFolder.title(model)),
            ("format", model.format),
            ("digest", model.digest),
            ("trees", "\(model.treeCount)"),
            ("output", output(model)),
            ("infinity", model.acceptsInfinity ? "accepted" : "refused"),
            ("unseen", model.unseenCategory == .reject ? "refused" : "read as missing"),
            ("golden", model.goldenPath ?? "none; 'stream-scorer model golden' makes them"),
        ]
        var lines = (heads + model.source.map { ("source", "\($0.0): \($0.1)") }).map {
            TextTable.padded($0.0, 10) + $0.1
        }
        lines.append("features  \(model.features.count)")
        let rows = model.features.enumerated().map { index, feature in
            ["\(index)", feature.name, type(feature), missing(feature)]
        }
        lines += TextTable.lines([["#", "name", "type", "missing"]] + rows).map { "  " + $0 }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func json(_ model: Model) -> JSONValue {
        .object([
            ("name", .string(model.name)), ("version", .string(model.version)),
            ("format", .string(model.format)), ("digest", .string(model.digest)),
            ("trees", .integer(model.treeCount)),
            (
                "output",
                .object([
                    ("kind", .string("\(model.output.kind)")),
                    ("count", .integer(model.outputCount)),
                    ("classes", .array(model.output.classes.map(JSONValue.string))),
                ])
            ),
            ("accepts_infinity", .bool(model.acceptsInfinity)),
            ("unseen_category", .string(model.unseenCategory == .reject ? "reject" : "missing")),
            ("golden", .optional(model.goldenPath)),
            ("features", .array(model.features.map(json))),
            ("source", .object(model.source.map { ($0.0, .string($0.1)) })),
        ])
    }

    private static func json(_ feature: Feature) -> JSONValue {
        var members: [(String, JSONValue)] = [("name", .string(feature.name))]
        switch feature.kind {
        case .number: members.append(("type", .string("number")))
        case .category(let table):
            members.append(("type", .string("category")))
            members.append(("categories", .integer(table.count)))
        }
        switch feature.missing {
        case .model: members.append(("missing", .string("model")))
        case .required: members.append(("missing", .string("required")))
        case .substitute(let value): members.append(("missing", .number(value)))
        }
        return .object(members)
    }

    private static func output(_ model: Model) -> String {
        let classes = model.output.classes
        let names = classes.isEmpty ? "" : " of \(classes.joined(separator: ", "))"
        let count = model.outputCount == 1 ? "" : ", \(model.outputCount) numbers a row"
        return "\(model.output.kind)\(names)\(count)"
    }

    private static func type(_ feature: Feature) -> String {
        switch feature.kind {
        case .number: "number"
        case .category(let table): "category of \(table.count)"
        }
    }

    private static func missing(_ feature: Feature) -> String {
        switch feature.missing {
        case .model: "the model's own rule"
        case .required: "refused"
        case .substitute(let value): "read as \(value)"
        }
    }
}
