#!/usr/bin/env python3
"""Makes the rows that are resampled: fifty features of real flights.

    rows.py EVENTS OUT

EVENTS is Examples/flights/year.jsonl.gz. A row is three flights side by side, each the next of its own seeded
shuffle of the file, so that eighteen features stay as dependent on each other as they are; the first fifty of the 54
columns are kept. OUT: a line of JSON with the columns (name, and the categories of one that has them), then the rows
as little-endian doubles: a number, the index of a category, NaN for none.
"""
import gzip
import json
import random
import struct
import sys

COLUMNS, SIDE_BY_SIDE, SEED = 50, 3, 20130401

with gzip.open(sys.argv[1], "rt") as events:
    flights = [json.loads(line)["features"] for line in events]
names = list(flights[0])
tables = {name: sorted({flight[name] for flight in flights if flight[name] is not None})
          for name in names if any(isinstance(flight[name], str) for flight in flights)}
codes = {name: {value: code for code, value in enumerate(table)} for name, table in tables.items()}


def number(name, value):
    if value is None:
        return float("nan")
    return float(codes[name][value] if name in codes else value)


coded = [[number(name, flight[name]) for name in names] for flight in flights]
order = [list(range(len(coded))) for _ in range(SIDE_BY_SIDE)]
for place, one in enumerate(order):
    random.Random(SEED + place).shuffle(one)
columns = [{"name": f"{name}-{place}", "categories": tables.get(name)}
           for place in range(SIDE_BY_SIDE) for name in names][:COLUMNS]
with open(sys.argv[2], "wb") as out:
    out.write(json.dumps(columns).encode() + b"\n")
    pack = struct.Struct(f"<{COLUMNS}d").pack
    for row in zip(*order):
        out.write(pack(*sum((coded[flight] for flight in row), [])[:COLUMNS]))
print(f"{len(coded)} rows of {COLUMNS} features", file=sys.stderr)
