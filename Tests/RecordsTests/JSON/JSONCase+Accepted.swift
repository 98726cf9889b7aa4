extension JSONCase {
    /// What every reader must accept.
    static let accepted = table(
        #"""
        array of arrays | [[]   ]
        array of an empty string | [""]
        array, empty | []
        array ending with a newline | ["a"%0A]
        array, false | [false]
        array of several kinds | [null, 1, "1", {}]
        array, null | [null]
        array with a newline inside | [1%0A]
        array with a leading space | %20[1]
        array with several nulls | [1,null,null,null,2]
        array with a trailing space | [2]%20
        array of sixteen | [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]
        array with space before a comma | [1 , 2]
        array, deep | [[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]
        number | [123e65]
        number, zero with an exponent and plus | [0e+1]
        number, zero with an exponent | [0e1]
        number after a space | [ 4]
        number near zero | [-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]
        number, whole with an exponent | [20e1]
        number, minus zero | [-0]
        number, negative | [-123]
        number, minus one | [-1]
        number, minus zero alone | -0
        number, capital exponent | [1E22]
        number, capital exponent, minus | [1E-2]
        number, capital exponent, plus | [1E+2]
        number, fraction and exponent | [123.456e78]
        number, negative exponent | [1e-2]
        number, positive exponent | [1e+2]
        number, whole | [123]
        number, fraction | [123.456789]
        number, many digits | [1234567890123456789012345678901234567890.5]
        number, zero point | [0.0]
        number, tiny | [5e-324]
        number, largest | [1.7976931348623157e308]
        number, eight digits | [12345678]
        number, eight and eight | [12345678.12345678]
        number, exponent with leading zeros | [1e007]
        object | {"asd":"sdf", "dfg":"fgh"}
        object, small | {"asd":"sdf"}
        object, the same key twice | {"a":"b","a":"c"}
        object, the same key and value twice | {"a":"b","a":"b"}
        object, empty | {}
        object, empty key | {"":0}
        object, escaped null in a key | {"foo\u0000bar": 42}
        object, extreme numbers | { "min": -1.0e+28, "max": 1.0e+28 }
        object, long strings | {"x":[{"id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}], "id": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}
        object, simple | {"a":[]}
        object, unicode in a value | {"title":"\u041f\u043e\u043b\u0442\u043e\u0440\u0430"}
        object with newlines | {%0A"a": "b"%0A}
        object, space before the colon | {"a" : 1}
        object, nested | {"a":{"b":{"c":{}}}}
        string, escapes of one to three bytes | ["\u0060\u012a\u12AB"]
        string, surrogate pair | ["\uD801\udc37"]
        string, two surrogate pairs | ["\ud83d\ude39\ud83d\udc8d"]
        string, the simple escapes | ["\"\\\/\b\f\n\r\t"]
        string, escaped backslash before u | ["\\u0000"]
        string, escaped quote | ["\""]
        string, comments inside | ["a/*b*/c/*d//e"]
        string, escaped a after a backslash | ["\\a"]
        string, escaped n after a backslash | ["\\n"]
        string, escaped control character | ["\u0012"]
        string, escaped non-character | ["\uFFFF"]
        string in an array | ["asd"]
        string in an array with space before | [ "asd"]
        string, last pair of surrogates | ["\uDBFF\uDFFF"]
        string, no-break space escaped | ["new\u00A0line"]
        string, non-character U+10FFFF | ["%F4%8F%BF%BF"]
        string, non-character U+FFFF | ["%EF%BF%BF"]
        string, escaped null | ["\u0000"]
        string, one byte escaped | ["\u002c"]
        string, pi | ["%CF%80"]
        string, Assamese | ["asd %E0%A6%85"]
        string, plain | ["asd "]
        string alone | " "
        string, surrogates of the G clef | ["\uD834\uDd1e"]
        string, three bytes escaped | ["\u0821"]
        string, two bytes escaped | ["\u0123"]
        string, line separator | ["%E2%80%A8"]
        string, paragraph separator | ["%E2%80%A9"]
        string, escaped as UTF-16 | ["\u0061\u30af\u30EA\u30b9"]
        string, unescaped DEL | ["%7F"]
        string, escaped letters | ["\u0041"]
        string, escaped backslash | ["\u005C"]
        string, escaped quote as a number | ["\u0022"]
        string, U+10FFFE | ["\uDBFF\uDFFE"]
        string, U+1FFFE | ["\uD83F\uDFFE"]
        string, zero-width space | ["\u200B"]
        string, invisible plus | ["\u2064"]
        string, U+FDD0 | ["\uFDD0"]
        string, U+FFFE | ["\uFFFE"]
        string, UTF-8 of two to four bytes | ["%E2%82%AC%F0%9D%84%9E%C2%80"]
        string, smallest of three bytes | ["%E0%A0%80"]
        string, smallest of four bytes | ["%F0%90%80%80"]
        string, last before the surrogates | ["%ED%9F%BF"]
        string, first after the surrogates | ["%EE%80%80"]
        string, DEL and a | ["%7Fa"]
        string, special at every place of a word | ["1234567\n","123456\n7","\n1234567"]
        string, eight bytes | ["12345678"]
        string, sixteen bytes | ["1234567812345678"]
        string, multibyte across words | ["1234567%C3%A9","123456%E2%82%AC","12345%F0%9D%84%9E"]
        structure, false alone | false
        structure, number alone | 42
        structure, negative alone | -0.1
        structure, null alone | null
        structure, string alone | "asd"
        structure, true alone | true
        structure, empty string alone | ""
        structure, trailing newline | ["a"]%0A
        structure, true in an array | [true]
        structure, white space in an array | %20[]%20
        structure, every white space | %20%09%0A%0D[%20%09%0A%0D]%20%09%0A%0D
        """#
    )
}
