#!/usr/bin/env python3
"""Predictions of the flights models by the libraries that trained them.

    pip install lightgbm==4.7.0 xgboost==3.2.0 numpy==2.4.6 pandas==3.1.1
    make_reference.py

Scores events.jsonl.gz with models/delay/v1 and v3-hours (LightGBM) and v2 (XGBoost) and writes
reference.csv.gz: the event's id and each version's probability as the shortest decimal text that
reads back to the same float64, in the order of the events. XGBoost answers in float32, which is widened. Every
1,000th event and its probability also become the version's golden.jsonl.

A number reaches the library as the float64 that its JSON text reads as; null is NaN; a category that
the model has not seen is missing.
"""
import gzip
import io
import json
import pathlib

import lightgbm
import numpy
import pandas
import xgboost

here = pathlib.Path(__file__).resolve().parent


def frame(rows, names, categories):
    """The rows as the libraries want them: categories by value, numbers as float64."""
    columns = {}
    for name in names:
        values = [row[name] for row in rows]
        if name in categories:
            known = set(categories[name])
            seen = [value if value in known else None for value in values]
            columns[name] = pandas.Categorical(seen, categories=categories[name])
        else:
            numbers = [numpy.nan if value is None else value for value in values]
            columns[name] = numpy.array(numbers, dtype=numpy.float64)
    return pandas.DataFrame(columns)


def lightgbm_probabilities(file, rows):
    booster = lightgbm.Booster(model_file=file)
    categories = dict(zip(("carrier", "origin", "dest"), booster.pandas_categorical))
    return booster.predict(frame(rows, booster.feature_name(), categories), num_threads=1)


def xgboost_probabilities(file, rows):
    booster = xgboost.Booster(model_file=file)
    booster.set_param({"nthread": 1})
    learner = json.loads(booster.save_raw("json"))["learner"]
    categories = {}
    encodings = learner["gradient_booster"]["model"]["cats"]["enc"]
    for name, encoding in zip(learner["feature_names"], encodings):
        offsets, text = encoding["offsets"], bytes(value % 256 for value in encoding["values"])
        if len(offsets) > 1:
            categories[name] = [text[a:b].decode() for a, b in zip(offsets, offsets[1:])]
    table = frame(rows, learner["feature_names"], categories)
    return booster.predict(xgboost.DMatrix(table, enable_categorical=True)).astype(numpy.float64)


def write_golden(folder, rows, probabilities):
    """A few rows that the version must reproduce before it serves."""
    with open(folder / "golden.jsonl", "w", encoding="utf-8") as lines:
        for index in range(0, len(rows), 1000):
            row = {"features": rows[index], "prediction": float(probabilities[index])}
            lines.write(json.dumps(row, separators=(",", ":")) + "\n")


def main():
    with gzip.open(here / "events.jsonl.gz", "rt", encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    rows = [event["features"] for event in events]
    versions = here / "models" / "delay"
    v1 = lightgbm_probabilities(versions / "v1" / "model.txt", rows)
    v2 = xgboost_probabilities(versions / "v2" / "model.ubj", rows)
    v3 = lightgbm_probabilities(versions / "v3-hours" / "model.txt", rows)
    write_golden(versions / "v1", rows, v1)
    write_golden(versions / "v2", rows, v2)
    write_golden(versions / "v3-hours", rows, v3)
    text = io.StringIO()
    text.write("id,v1,v2,v3-hours\n")
    for event, first, second, third in zip(events, v1.tolist(), v2.tolist(), v3.tolist()):
        text.write(f"{event['id']},{first!r},{second!r},{third!r}\n")
    # Without a name and a time in the archive, the same predictions give the same file.
    (here / "reference.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


main()
