#!/usr/bin/env python3
"""Makes year.jsonl.gz and year-labels.jsonl.gz: every second flight of April to December 2013, and its label.

    make_year.py FOLDER

FOLDER holds events.jsonl.gz (in time order) and labels.jsonl.gz (in the order in which flights arrived),
249,546 flights each. Both stay in their order; the same input gives the same bytes.
"""
import gzip
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent


def write(path, lines):
    with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as out:
        out.writelines(lines)


source = pathlib.Path(sys.argv[1])
with gzip.open(source / "events.jsonl.gz", "rb") as events:
    kept = [line for number, line in enumerate(events) if number % 2 == 0]
ids = {json.loads(line)["id"] for line in kept}
with gzip.open(source / "labels.jsonl.gz", "rb") as labels:
    labels = [line for line in labels if json.loads(line)["id"] in ids]
write(HERE / "year.jsonl.gz", kept)
write(HERE / "year-labels.jsonl.gz", labels)
print(f"{len(kept)} events, {len(labels)} labels")
