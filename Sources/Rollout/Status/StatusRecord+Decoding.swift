/// Why a record of the status topic cannot be read.
public struct StatusError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, naming the member.
    public let reason: String

    /// The reason.
    public var description: String { reason }
}

extension StatusRecord {
    /// The largest record that is read, in bytes.
    public static let maxBytes = 1_048_576

    /// Reads what `encoded()` wrote.
    ///
    /// Members of later releases are passed over.
    ///
    /// - Throws: `StatusError` where the bytes are no JSON or a member is missing or wrong.
    public init(decoding bytes: [UInt8]) throws(StatusError) {
        do throws(JSONReader.Failure) {
            let value = try JSONReader.read(bytes, maxBytes: Self.maxBytes, maxDepth: 16)
            do throws(CommandFields.Refusal) {
                try self.init(reading: StatusFields(value, ""))
            } catch {
                throw JSONReader.Failure(reason: error.reason)
            }
        } catch {
            throw StatusError(reason: "the status record: " + error.reason)
        }
    }

    fileprivate init(reading fields: StatusFields) throws(CommandFields.Refusal) {
        self.init(
            tsMs: try fields.whole("ts"),
            deployment: try fields.text("deployment"),
            instance: try fields.text("instance"),
            revision: try fields.whole("revision"),
            offset: try fields.whole("offset"),
            digest: try fields.optionalText("digest") ?? "",
            isReady: try fields.flag("ready"),
            reasons: try fields.texts("reasons"),
            isStopped: try fields.optionalFlag("stopped") ?? false,
            routing: try fields.object("routing").map { value throws(CommandFields.Refusal) in
                try Routing(reading: value)
            },
            versions: try fields.array("versions") { value throws(CommandFields.Refusal) in
                try Version(reading: value)
            },
            breakers: try fields.array("breakers") { value throws(CommandFields.Refusal) in
                Breaker(version: try value.text("version"), state: try value.text("state"))
            },
            last: try fields.object("last").map { value throws(CommandFields.Refusal) in
                try Answer(reading: value)
            }
        )
    }
}

extension StatusRecord.Routing {
    fileprivate init(reading fields: StatusFields) throws(CommandFields.Refusal) {
        self.init(
            champion: try fields.text("champion"),
            previous: try fields.optionalText("previous"),
            canaries: try fields.array("canaries") { value throws(CommandFields.Refusal) in
                Canary(
                    version: try value.text("version"),
                    weight: try value.units("percent", places: 3, limit: 100_000)
                )
            },
            shadows: try fields.array("shadows") { value throws(CommandFields.Refusal) in
                Shadow(
                    version: try value.text("version"),
                    sampleMillionths: try value.units("sample", places: 6, limit: 1_000_000)
                )
            },
            rules: try fields.array("rules") { value throws(CommandFields.Refusal) in
                Rule(name: try value.text("name"), version: try value.text("version"))
            },
            isFrozen: try fields.optionalFlag("frozen") ?? false,
            isLatched: try fields.optionalFlag("latched") ?? false,
            isPaused: try fields.optionalFlag("paused") ?? false
        )
    }
}

extension StatusRecord.Version {
    fileprivate init(reading fields: StatusFields) throws(CommandFields.Refusal) {
        let text = try fields.text("state")
        guard let state = State(rawValue: text) else {
            throw CommandFields.Refusal(reason: "`state` is \(text.quoted), which is no state")
        }
        self.init(
            version: try fields.text("version"),
            digest: try fields.optionalText("digest"),
            state: state,
            reason: try fields.optionalText("reason"),
            golden: try fields.object("golden").map { value throws(CommandFields.Refusal) in
                Golden(
                    rows: try value.whole("rows"),
                    tolerance: try value.optionalText("tolerance")
                )
            }
        )
    }
}

extension StatusRecord.Answer {
    fileprivate init(reading fields: StatusFields) throws(CommandFields.Refusal) {
        self.init(
            id: try fields.optionalText("id"),
            offset: try fields.whole("offset"),
            accepted: try fields.flag("accepted"),
            ignored: try fields.optionalFlag("ignored") ?? false,
            reason: try fields.optionalText("reason")
        )
    }
}
