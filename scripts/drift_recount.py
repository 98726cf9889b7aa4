"""Counts again, from the flights themselves, what alerts about features say of their windows."""
import bisect
import calendar
import json
import math
import time

from session import Failure


class Flights:
    """The features of flights in the order of their times."""

    def __init__(self, events):
        rows = sorted(((1000 * calendar.timegm(time.strptime(row["ts"], "%Y-%m-%dT%H:%M:%SZ")), row["features"])
                       for row in map(json.loads, events)), key=lambda row: row[0])
        self.times = [row[0] for row in rows]
        self.features = [row[1] for row in rows]

    def column(self, name, from_ms, to_ms):
        first, last = bisect.bisect_left(self.times, from_ms), bisect.bisect_left(self.times, to_ms)
        return [row.get(name) for row in self.features[first:last]]


def psi(before, now):
    """Debiased, half a count added to each cell."""
    cells, m, n = len(before), sum(before), sum(now)
    shares = [((b + 0.5) / (m + 0.5 * cells), (c + 0.5) / (n + 0.5 * cells)) for b, c in zip(before, now)]
    return sum((q - p) * math.log(q / p) for p, q in shares) - (cells - 1) * (1 / n + 1 / m)


def belongs(value, cell):
    if "cell" in cell:
        return value is None if cell["cell"] == "null" else value == cell["cell"]
    return value is not None and cell.get("above", -math.inf) < value <= cell.get("to", math.inf)


def recount_alert(alert, column):
    """What is wrong with an alert; None where it says what its window holds."""
    evidence, value = alert["evidence"], alert["value"]
    if len(column) != evidence["rows"]:
        return f"{len(column)} flights, not {evidence['rows']}"
    if alert["rule"] == "outside":
        known = [one for one in column if one is not None]
        below, above = sum(one < evidence["min"] for one in known), sum(one > evidence["max"] for one in known)
        if (below, above) != (evidence["below"], evidence["above"]):
            return f"{below} below and {above} above, not {evidence['below']} and {evidence['above']}"
        return None if math.isclose(value, (below + above) / len(known), rel_tol=1e-12) else "another share"
    cells = evidence["cells"]
    now = [sum(belongs(one, cell) for one in column) for cell in cells]
    if now != [cell["now"] for cell in cells]:
        return f"{now} in its cells, not {[cell['now'] for cell in cells]}"
    if sum(cell["before"] for cell in cells) != evidence["baseline_rows"]:
        return "its cells are not all of the baseline"
    if alert["rule"] == "distribution" and not math.isclose(
            value, psi([cell["before"] for cell in cells], now), rel_tol=1e-9):
        return f"a PSI of {psi([cell['before'] for cell in cells], now)}, not {value}"
    return None


def recount(alerts, events):
    """Holds every alert of features that shows counts against the flights of its window.

    The version must have been given every flight. Returns how many alerts, and of which features.
    """
    flights, checked, features = Flights(events), 0, set()
    for alert in alerts:
        rules = ("distribution", "constant", "outside")
        if alert["rule"] not in rules or alert["state"] != "firing" or alert["subject"] not in flights.features[0]:
            continue
        window = alert["window"]
        wrong = recount_alert(alert, flights.column(alert["subject"], window["from"], window["to"]))
        if wrong:
            raise Failure(f"{alert['rule']} {alert['subject']} of {window}: counted here: {wrong}")
        checked += 1
        features.add(alert["subject"])
    return checked, sorted(features)
