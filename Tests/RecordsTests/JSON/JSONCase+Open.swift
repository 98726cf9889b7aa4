extension JSONCase {
    /// Where RFC 8259 leaves the choice, or where readers are known to differ: ours.
    static let open = table(
        #"""
        number, exponent far too large | [123.456e999999999999999999999999]
        number, exponent far too small | [123.456e-999999999999999999999999]
        number, too large | [1.5e+9999]
        number, too large, negative | [-1e+9999]
        number, too small | [123e-10000000]
        number, large whole | [100000000000000000000]
        number, large negative whole | [-123123123123123123123123123123]
        number, zero with a huge exponent | [0e9999999999]
        string, first surrogate escaped alone | ["\uDADA"] | lone_surrogate
        string, second surrogate escaped alone | ["\uDC00"] | lone_surrogate
        string, first surrogate and a letter | ["\uD888\u1234"] | lone_surrogate
        string, first surrogate twice | ["\uD800\uD800\n"] | lone_surrogate
        string, first surrogate and text | ["\uD800abc"] | lone_surrogate
        string, surrogates the wrong way round | ["\uDd1e\uD834"] | lone_surrogate
        string, surrogate at the end | ["\uD800" | lone_surrogate
        string, key with a lone surrogate | {"\uDFAA":0} | lone_surrogate
        string, overlong slash of two bytes | ["%C0%AF"] | invalid_utf8
        string, overlong of three bytes | ["%E0%80%AF"] | invalid_utf8
        string, overlong of four bytes | ["%F0%80%80%AF"] | invalid_utf8
        string, overlong of six bytes | ["%FC%80%80%80%80%AF"] | invalid_utf8
        string, largest overlong of two bytes | ["%C1%BF"] | invalid_utf8
        string, largest overlong of three bytes | ["%E0%9F%BF"] | invalid_utf8
        string, largest overlong of four bytes | ["%F0%8F%BF%BF"] | invalid_utf8
        string, surrogate in UTF-8 | ["%ED%A0%80"] | invalid_utf8
        string, pair of surrogates in UTF-8 | ["%ED%A0%B4%ED%B4%9E"] | invalid_utf8
        string, above the largest character | ["%F4%90%80%80"] | invalid_utf8
        string, F5 | ["%F5%80%80%80"] | invalid_utf8
        string, FE and FF | ["%FE%FF"] | invalid_utf8
        string, continuation alone | ["%81"] | invalid_utf8
        string, not UTF-8 | ["%FF"] | invalid_utf8
        string, truncated character | ["%E0%FF"] | invalid_utf8
        string, character cut off by the quote | ["%E2%82"] | invalid_utf8
        string, four bytes cut off by the quote | ["%F0%9D%84"] | invalid_utf8
        string, Latin 1 | ["%E9"] | invalid_utf8
        string, bad byte in the ninth place | ["12345678%80"] | invalid_utf8
        structure, byte order mark before | %EF%BB%BF{} | invalid_json
        structure, UTF-16 with a mark | %FF%FE[%00]%00 | invalid_json
        structure, UTF-16 little-endian | [%00"%00%E9%00"%00]%00 | invalid_json
        structure, UTF-16 big-endian | %00[%00"%00%E9%00"%00] | invalid_json
        """#
    )
}
