#!/usr/bin/env python3
"""Writes broken.lines: events that no reader should accept, one record a line.

The records are bytes, not text; none holds a line feed, so that `stream-scorer produce` can send the
file as it is. Every one must become a dead letter, byte for byte, with its reason.
"""
import gzip
import pathlib
import struct

here = pathlib.Path(__file__).resolve().parent


def event(features='{"dep_delay":12,"carrier":"UA"}', identifier='"broken"', time="1364774400000"):
    return f'{{"id":{identifier},"ts":{time},"features":{features}}}'.encode()


whole = event()
broken = [
    # Cut off or grown on.
    b"",
    b" ",
    b"{",
    whole[:-1],
    whole[:40],
    whole + b"}",
    whole + whole,
    # Grammar that is almost JSON.
    event('{"dep_delay":12,}'),
    event('{"dep_delay" 12}'),
    event("{'dep_delay':12}"),
    event('{dep_delay:12}'),
    event('{"dep_delay":012}'),
    event('{"dep_delay":+12}'),
    event('{"dep_delay":.5}'),
    event('{"dep_delay":12.}'),
    event('{"dep_delay":1e}'),
    event('{"dep_delay":0x0C}'),
    event('{"dep_delay":NaN}'),
    event('{"dep_delay":-Infinity}'),
    event('{"dep_delay":True}'),
    event('{"dep_delay":12} // late'),
    # Numbers beyond float64.
    event('{"dep_delay":1e999}'),
    event('{"dep_delay":-1e999}'),
    # The right grammar around the wrong types.
    b"null",
    b"42",
    b'"an event"',
    b"[]",
    b"{}",
    event("null"),
    event("7"),
    event('"dep_delay"'),
    event('{"dep_delay":"late"}'),
    event('{"dep_delay":{"minutes":12}}'),
    event('{"dep_delay":[12]}'),
    event('{"carrier":["UA"]}'),
    event("[1,2,3]"),
    event(identifier="{}"),
    event(time='"yesterday"'),
    # Text that is no UTF-8, or escapes half a surrogate pair.
    event('{"carrier":"U').replace(b'"U}', b'"U\xff"}}'),
    event(identifier='"#"').replace(b"#", b"\xc0\xaf"),
    event(identifier='"#"').replace(b"#", b"\xed\xa0\x80"),
    event(identifier='"#"').replace(b"#", b"\xf4\x90\x80\x80"),
    event(identifier='"\\ud800"'),
    event(identifier='"a\tb"'),
    event(identifier='"\\x41"'),
    event().replace(b"broken", b"bro\x00ken"),
    # Deeper than anyone means.
    event("[" * 500 + "]" * 500),
    b"[" * 5000,
    b'{"features":' * 200 + b"{}" + b"}" * 200,
    # Other formats' bytes.
    b"<event><id>broken</id><dep_delay>12</dep_delay></event>",
    b"broken,1364774400000,12,UA",
    b"id: broken",
    "\ufeff".encode() + whole,
    whole.decode().encode("utf-16-le"),
    struct.pack("<18f", *range(18)),
    b"\x00\x00\x00\x00\x2a\x0cbroken\x18\x04UA",
    b"\x12\x06broken\x1a\x02UA\x21\x00\x00\x00\x00\x00\x00\x28\x40",
    b"\x82\xa2id\xa6broken\xa8features\x81\xa9dep_delay\x0c",
    gzip.compress(whole, mtime=0),
]


def main():
    assert not any(b"\n" in record for record in broken), "a record holds a line feed"
    (here / "broken.lines").write_bytes(b"".join(record + b"\n" for record in broken))


main()
