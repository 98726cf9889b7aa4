import Inference

extension Command {
    static let modelCheck = Command(
        "model check",
        summary: "verifies a model folder as serve would",
        description: [
            "Reads model.yaml, compares the digest, reads the model file with every index and "
                + "count checked, builds the engine that serves it and scores the golden rows, "
                + "which have to come out as the file says; a baseline has to be in order and of "
                + "this very model. Ends with status 1, naming the file, the place and what is "
                + "wrong, when the folder cannot be served."
        ],
        arguments: [.modelFolder],
        options: [.json],
        examples: [
            Example(
                line: "stream-scorer model check models/delay/v1",
                effect: "says whether the model can be served"
            )
        ],
        run: ModelCheckCommand.run
    )
}

extension CommandArgument {
    static let modelFolder = CommandArgument(
        name: "DIR",
        form: .folder,
        isRequired: true,
        meaning: "the model's folder, with model.yaml and the model file; or a model file that "
            + "stands alone"
    )
}

/// `stream-scorer model check`.
enum ModelCheckCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let folder = invocation.arguments[0]
        do throws(CommandFailure) {
            let model = try ModelFolder.load(folder)
            let golden = try ModelFolder.verifyGolden(of: model)
            let baseline = try ModelFolder.verifyBaseline(of: model)
            if invocation.has("json") {
                try? StandardOutput.write(
                    result(folder, model, golden, baseline, problem: nil).line
                )
                return .done
            }
            try? StandardOutput.write(
                "\(folder): in order: \(ModelFolder.title(model)), \(model.format), "
                    + "\(model.features.count) features, \(model.treeCount) trees, "
                    + "\(golden), \(baseline == nil ? "no baseline" : "baseline in order"), "
                    + "\(model.digest)\n"
            )
            return .done
        } catch {
            if invocation.has("json") {
                try StandardOutput.write(
                    result(folder, nil, nil, nil, problem: error.description).line
                )
            }
            throw error
        }
    }

    private static func result(
        _ folder: String,
        _ model: Model?,
        _ golden: GoldenOutcome?,
        _ baseline: String?,
        problem: String?
    ) -> JSONValue {
        let rows: JSONValue =
            switch golden {
            case .reproduced(let rows): .integer(rows)
            case .some(.none): .integer(0)
            case nil: .null
            }
        return .object([
            ("folder", .string(folder)), ("ok", .bool(problem == nil)),
            ("name", .optional(model?.name)), ("version", .optional(model?.version)),
            ("digest", .optional(model?.digest)), ("golden_rows", rows),
            ("baseline", .optional(baseline)),
            ("problem", .optional(problem)),
        ])
    }
}
