extension JSONCase {
    /// What every reader must refuse, with our reason.
    static let refused = table(
        #"""
        array, 1 true | [1 true] | invalid_json
        array, bad byte | [a%E5] | invalid_json
        array, colon for comma | ["": 1] | invalid_json
        array, comma after | [""], | trailing_bytes
        array, comma and number | [,1] | invalid_json
        array, two commas | [1,,2] | invalid_json
        array, two commas at the end | ["x",,] | invalid_json
        array, closed twice | ["x"]] | trailing_bytes
        array, extra comma | ["",] | invalid_json
        array, not closed | ["x" | truncated
        array, bad byte alone | [%FF] | invalid_json
        array, no comma | [3[4]] | invalid_json
        array, only a comma | [,] | invalid_json
        array, only a minus | [-] | invalid_number
        array, no comma before null | [   , ""] | invalid_json
        array, newlines and not closed | ["a",%0A4%0A,1, | truncated
        array, number and comma | [1,] | invalid_json
        array, vertical tab | ["%0Ba"\f] | control_character
        array, star | [*] | invalid_json
        array, not closed, one element | ["" | truncated
        array, not closed, comma | [1, | truncated
        array, not closed, newline | [1,%0A1%0A,1 | truncated
        array, not closed, object | [{} | truncated
        literal, fals | [fals] | invalid_json
        literal, nul | [nul] | invalid_json
        literal, tru | [tru] | invalid_json
        literal, truncated | tru | truncated
        literal, capital | [True] | invalid_json
        literal, followed by letters | [nullx] | invalid_json
        literal, nan | [nan] | invalid_json
        number, two minuses | [--2.] | invalid_number
        number, plus plus | [++1234] | invalid_json
        number, plus | [+1] | invalid_json
        number, plus Inf | [+Inf] | invalid_json
        number, minus 01 | [-01] | invalid_number
        number, minus 1.0. | [-1.0.] | invalid_json
        number, minus 2. | [-2.] | invalid_number
        number, minus NaN | [-NaN] | invalid_number
        number, .-1 | [.-1] | invalid_json
        number, .2e-3 | [.2e-3] | invalid_json
        number, 0.1.2 | [0.1.2] | invalid_json
        number, 0.3e+ | [0.3e+] | invalid_number
        number, 0.3e | [0.3e] | invalid_number
        number, 0.e1 | [0.e1] | invalid_number
        number, 0E+ | [0E+] | invalid_number
        number, 0E | [0E] | invalid_number
        number, 0e+ | [0e+] | invalid_number
        number, 1.0e+ | [1.0e+] | invalid_number
        number, 1.0e- | [1.0e-] | invalid_number
        number, 1.0e | [1.0e] | invalid_number
        number, 1 000 | [1 000.0] | invalid_json
        number, 1eE2 | [1eE2] | invalid_number
        number, 2.e+3 | [2.e+3] | invalid_number
        number, 2.e-3 | [2.e-3] | invalid_number
        number, 2.e3 | [2.e3] | invalid_number
        number, 9.e+ | [9.e+] | invalid_number
        number, Inf | [Inf] | invalid_json
        number, NaN | [NaN] | invalid_json
        number, full-width one | [%EF%BC%91] | invalid_json
        number, expression | [1+2] | invalid_json
        number, hexadecimal | [0x1] | invalid_json
        number, hexadecimal of two digits | [0x42] | invalid_json
        number, Infinity | [Infinity] | invalid_json
        number, 0e+- | [0e+-1] | invalid_number
        number, minus Infinity | [-Infinity] | invalid_number
        number, minus and letters | [-foo] | invalid_number
        number, minus space one | [- 1] | invalid_number
        number, leading zero | [012] | invalid_number
        number, leading zero and minus | [-012] | invalid_number
        number, no digits before the point | [-.123] | invalid_number
        number, bad byte | [123%E5] | invalid_json
        number, letters after | [1.2a-3] | invalid_json
        number, letter after exponent | [1.8011670033376514H-308] | invalid_json
        number, ends at the minus | - | truncated
        number, ends at the point | 1. | truncated
        number, ends at the exponent | 1e | truncated
        number, only zeros | [00] | invalid_number
        number, eight zeros | [00000000] | invalid_number
        number, eight digits and a point | [12345678.] | invalid_number
        number, eight and eight and e | [1.12345678e] | invalid_number
        number, eight and eight, two points | [1.1234567812345678.] | invalid_json
        object, bad value | ["x", truth] | invalid_json
        object, bracket for key | {[: "x"} | invalid_json
        object, comma for colon | {"x", null} | invalid_json
        object, two colons | {"x"::"b"} | invalid_json
        object, emoji for key | {%F0%9F%87%A8%F0%9F%87%AD} | invalid_json
        object, garbage at the end | {"a":"a" 123} | invalid_json
        object, single quotes for key | {key: 'value'} | invalid_json
        object, bad byte in key | {"%B9":"0",} | invalid_utf8
        object, missing colon | {"a" b} | invalid_json
        object, missing key | {:"b"} | invalid_json
        object, missing colon and value | {"a" "b"} | invalid_json
        object, missing value | {"a": | truncated
        object, missing colon at the end | {"a" | truncated
        object, number for key | {1:1} | invalid_json
        object, big number for key | {9999E9999:1} | invalid_json
        object, nulls for keys | {null:null,null:null} | invalid_json
        object, several commas | {"id":0,,,,,} | invalid_json
        object, single quotes | {'a':0} | invalid_json
        object, comma after | {"id":0,} | invalid_json
        object, comment after | {"a":"b"}/**/ | trailing_bytes
        object, slashes after | {"a":"b"}// | trailing_bytes
        object, half a comment after | {"a":"b"}/ | trailing_bytes
        object, two commas | {"a":"b",,"c":"d"} | invalid_json
        object, key without quotes | {a: "b"} | invalid_json
        object, not closed | {"a":"a | truncated
        object, single string | { "foo" : "bar", "a" } | invalid_json
        object, hash after | {"a":"b"}# | trailing_bytes
        string, single space | %20 | empty_value
        string, one surrogate and a half escape | ["\uD800\"] | lone_surrogate
        string, surrogate and u | ["\uD800\u"] | invalid_escape
        string, surrogate and u1 | ["\uD800\u1"] | invalid_escape
        string, surrogate and u1x | ["\uD800\u1x"] | invalid_escape
        string, e with accent alone | [%C3%A9] | invalid_json
        string, escaped null byte | ["\%00"] | invalid_escape
        string, backslash and tab | ["\%09"] | invalid_escape
        string, escape of an emoji | ["\%F0%9F%8C%80"] | invalid_escape
        string, x escape | ["\x00"] | invalid_escape
        string, three backslashes | ["\\\"] | truncated
        string, escape at the end | ["\ | truncated
        string, half a pair of surrogates | ["\uD834\uDd"] | invalid_escape
        string, incomplete escape | ["\u00A"] | invalid_escape
        string, incomplete escape at the end | "\u00 | truncated
        string, bad escape | ["\a"] | invalid_escape
        string, bad unicode escape | ["\uqqqq"] | invalid_escape
        string, bad byte after an escape | ["\%E5"] | invalid_escape
        string, bad byte in an escape | ["\u%E5"] | invalid_escape
        string, no quotes | [\u0020"asd"] | invalid_json
        string, no quotes, bad escape | [\n] | invalid_json
        string, single doublequote | " | truncated
        string, single quotes | ['single quote'] | invalid_json
        string, letters without quotes | abc | invalid_json
        string, backslash at the start | ["\ | truncated
        string, unescaped control character | ["a%00a"] | control_character
        string, unescaped newline | ["new%0Aline"] | control_character
        string, unescaped tab | ["%09"] | control_character
        string, control character at every place | ["1234567%1F"] | control_character
        string, capital U | ["\UA66D"] | invalid_escape
        string, not closed | ["abc | truncated
        string, ends in a character | "%E2%82 | truncated
        structure, angle bracket | <.> | invalid_json
        structure, angle null | [<null>] | invalid_json
        structure, letters after | [1]x | trailing_bytes
        structure, bracket after | [1]] | trailing_bytes
        structure, ASCII with escape | aå | invalid_json
        structure, True | [True] | invalid_json
        structure, bracket instead of brace | 1] | trailing_bytes
        structure, close unopened array | ] | invalid_json
        structure, close unopened object | } | invalid_json
        structure, comma for closing brace | {"x": true, | truncated
        structure, two arrays | [][] | trailing_bytes
        structure, empty | 
        structure, end of an array | ] | invalid_json
        structure, lone bad byte | %E5 | invalid_json
        structure, byte order mark alone | %EF%BB%BF | invalid_json
        structure, lone brace | { | truncated
        structure, lone bracket | [ | truncated
        structure, null byte outside a string | [%00] | invalid_json
        structure, null byte after | [1]%00 | trailing_bytes
        structure, object with a comment | {"a":/*comment*/"b"} | invalid_json
        structure, object and text after | {"a": true} "x" | trailing_bytes
        structure, open array and apostrophe | [' | invalid_json
        structure, open array and comma | [, | invalid_json
        structure, open array and object | [{ | truncated
        structure, open array and string | ["a | truncated
        structure, open object and array | {[ | invalid_json
        structure, open object and comma | {, | invalid_json
        structure, open object and string | {"a | truncated
        structure, open object and apostrophe | {'a' | invalid_json
        structure, escapes without string | [\u000A""] | invalid_json
        structure, not closed array with a number | [1 | truncated
        structure, not closed false | [ false, nul | truncated
        structure, not closed true | [ true, fals | truncated
        structure, not closed object | {"asd":"asd" | truncated
        structure, form feed for white space | [%0C] | invalid_json
        structure, word joiner for white space | [%E2%81%A0] | invalid_json
        structure, no-break space for white space | [%C2%A0] | invalid_json
        structure, byte order mark inside | [%EF%BB%BF1] | invalid_json
        """#
    )
}
