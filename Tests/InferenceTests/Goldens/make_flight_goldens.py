#!/usr/bin/env python3
"""The first 2,000 flights as the models v1, v2 and v3 score them in their own libraries.

    VENV/bin/python make_flight_goldens.py DATA/flights PREDICTIONS

PREDICTIONS is the folder that the flights example's make_reference.py wrote: v1.margin.f64 and so on. Writes
flights_2000.f64: little-endian float64, row by row: 18 features (categories as v1's codes, NaN when v1 has not seen
them), then margin and probability of v1, v2 and v3.
"""
import gzip
import json
import os
import sys

import numpy as np

ROWS = 2000
data, predictions = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(data, "delay-v1.lightgbm.txt"), encoding="utf-8") as file:
    lists = json.loads(file.read().rsplit("pandas_categorical:", 1)[1])
names = json.load(open(os.path.join(data, "manifest.json")))["features"]
codes = {name: {v: i for i, v in enumerate(values)} for name, values in zip(["carrier", "origin", "dest"], lists)}
rows = []
with gzip.open(os.path.join(data, "events.jsonl.gz"), "rt", encoding="utf-8") as lines:
    for line in lines:
        if len(rows) == ROWS:
            break
        features = json.loads(line)["features"]
        values = [codes[n].get(features[n]) if n in codes else features[n] for n in names]
        rows.append([np.nan if v is None else float(v) for v in values])
columns = [np.fromfile(os.path.join(predictions, f"{v}.{k}.f64"), "<f8")[:ROWS]
           for v in ("v1", "v2", "v3") for k in ("margin", "probability")]
np.hstack([np.array(rows), np.column_stack(columns)]).astype("<f8").tofile(os.path.join(here, "flights_2000.f64"))
