"""The demo itself; scripts/demo builds and calls it."""
import base64
import collections
import gzip
import json
import sys
import time

import demo_story
from demo_year import Year
from session import (
    BINARY, FLIGHTS, EmbeddedBroker, Failure, Scorer, Session, await_that, configuration, is_near,
    quantile, say, stop, tail)

PARTITIONS = 4
LIVE_FLIGHTS, LIVE_RATE = 5000, 1000     # the rest comes as fast as it goes
MOST_SECONDS = 120


def read_inputs():
    with gzip.open(FLIGHTS / "events.jsonl.gz", "rb") as lines:
        flights = lines.read().splitlines()
    broken = (FLIGHTS / "broken.lines").read_bytes().split(b"\n")[:-1]
    with gzip.open(FLIGHTS / "reference.csv.gz", "rt") as lines:
        versions = next(lines).rstrip("\n").split(",")[1:]
        reference = {version: {} for version in versions}
        for line in lines:
            identifier, *answers = line.rstrip("\n").split(",")
            for version, answer in zip(versions, answers):
                reference[version][identifier] = float(answer)
    return flights, broken, reference


def interleave(flights, broken):
    """The broken events spread among the flights."""
    step, mixed = max(len(flights) // len(broken), 1), []
    waiting = list(reversed(broken))
    for index, flight in enumerate(flights):
        mixed.append(flight)
        if index % step == step // 2 and waiting:
            mixed.append(waiting.pop())
    return mixed + list(reversed(waiting))


class Progress:
    """One line that counts: rewritten on a terminal, repeated every second elsewhere."""

    def __init__(self, scorer):
        self.scorer, self.shown, self.on_terminal = scorer, 0.0, sys.stderr.isatty()

    def counts(self):
        metrics = self.scorer.metrics()
        return round(metrics.total("predictions_total")), round(metrics.total("dead_letters_total"))

    def show(self, sent, last=False):
        predictions, dead = self.counts()
        now = time.monotonic()
        if last or now - self.shown >= (0.1 if self.on_terminal else 1):
            self.shown = now
            text = f"  {sent:6,} events to feed   {predictions:6,} predictions   {dead:3,} dead letters"
            print(f"\r{text}" if self.on_terminal else text, end="" if self.on_terminal and not last else "\n",
                  file=sys.stderr, flush=True)
        return predictions + dead


def feed(session, broker, name, lines, *options):
    path = session.folder / f"{name}.lines"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    return session.start(f"feed-{name}", [
        BINARY, "produce", "--topic", "features", "--key", "/key",
        "-X", f"bootstrap.servers={broker.bootstrap}", *options, path], cwd=session.folder)


def await_scored(feeder, scorer, progress, expected):
    """Shows progress until everything fed so far is scored; returns the seconds it took."""
    begin, first = time.monotonic(), None
    start = sum(progress.counts())
    while True:
        done = progress.show(expected)
        if first is None and done > start:
            first = time.monotonic()
        if done >= expected:
            progress.show(expected, last=True)
            return time.monotonic() - (first or begin)
        if feeder.poll() not in (None, 0):
            raise Failure(f"feeding ended with status {feeder.returncode}:\n{tail(feeder.log)}")
        if scorer.process.poll() is not None:
            raise Failure(f"the scorer ended with status {scorer.process.returncode}:\n{tail(scorer.process.log)}")
        if time.monotonic() - begin > MOST_SECONDS:
            raise Failure(f"{done} of {expected} events scored after {MOST_SECONDS} s:\n{tail(scorer.process.log)}")
        time.sleep(0.02)


def consume(session, broker, topic, count, *options):
    """The records of a topic as its reader sees them."""
    if count == 0:
        return []
    out = session.folder / f"{topic}.jsonl"
    with open(out, "wb") as records:
        process = session.start(f"read-{topic}", [
            BINARY, "consume", "--topic", topic, "--timeout-ms", 3000,
            "-X", f"bootstrap.servers={broker.bootstrap}", *options], stdout=records, cwd=session.folder)
        if process.wait(MOST_SECONDS) != 0:
            raise Failure(f"reading {topic} ended with status {process.returncode}:\n{tail(process.log)}")
    return [json.loads(line) for line in out.read_bytes().splitlines()]


def headers_of(record):
    return {header["name"]: header.get("value") for header in record["headers"]}


def shown_value(record):
    """The start of a dead letter's value, as text that fits a line."""
    if "value_base64" in record:
        raw = base64.b64decode(record["value_base64"])
    else:
        raw = json.dumps(record["value"]).encode()
    text = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in raw[:48])
    return f"{text}… ({len(raw)} bytes)" if len(raw) > 48 else text or "(empty)"


def show_summary(flights, broken, reference, predictions, dead, figures):
    found = collections.Counter(record["value"]["id"] for record in predictions)
    missing = [identifier for identifier in reference if identifier not in found]
    foreign = [identifier for identifier in found if identifier not in reference]
    repeated = sum(count - 1 for count in found.values())
    answers = [(record["value"]["prediction"], reference.get(record["value"]["id"], -1.0)) for record in predictions]
    equal, near = sum(a == b for a, b in answers), sum(is_near(a, b) for a, b in answers)

    print("\nWill the flight be more than 15 minutes late? Some answers of topic predictions")
    for record in predictions[:: max(len(predictions) // 3, 1)][:3]:
        value = record["value"]
        print(f"  {value['id']:26} {value['prediction']:.3f}   model {value['model']} {value['version']}, "
              f"partition {record['partition']}, offset {record['offset']}")
    print("Where the broken events went: topic dead-letters, each with its reason")
    reasons = collections.Counter()
    for record in dead:
        headers = headers_of(record)
        reason = headers.get("__connect.errors.exception.class.name", "?")
        reasons[reason] += 1
        if reasons[reason] == 1 and len(reasons) <= 2:
            print(f"  {shown_value(record)}\n      {headers.get('__connect.errors.exception.message', '?')}")
    most = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common(5))
    print(f"  {most}, and {max(len(reasons) - 5, 0)} other reasons")

    print(f"\n  events fed                      {flights + broken:8,}   {flights:,} flights, {broken} broken")
    print(f"  predictions                     {len(predictions):8,}   {repeated} of them twice")
    print(f"  dead letters                    {len(dead):8,}")
    print(f"  equal to the reference exactly  {equal:8,}")
    print(f"  events a second                 {figures['rate']:8,.0f}   fed as fast as it goes")
    print(f"  latency p50, p99          {figures['p50']:5.1f}, {figures['p99']:5.1f} ms   at {LIVE_RATE:,} events a second; "
          "nearly all is the broker's, which lets fetches sleep")
    if missing or foreign or len(dead) != broken or near != len(predictions):
        raise Failure(f"{len(missing)} flights without a prediction, {len(foreign)} predictions from nowhere, {near} of "
                      f"{len(predictions)} as the reference, {len(dead)} dead letters for {broken} broken events")


def main():
    flights, broken, reference = read_inputs()
    with Session() as session:
        broker = EmbeddedBroker(session, {
            "features": PARTITIONS, "predictions": PARTITIONS, "shadow-predictions": PARTITIONS,
            "dead-letters": PARTITIONS})
        say(f"embedded broker at {broker.bootstrap}")
        year = Year(session)     # gets ready meanwhile
        # The embedded broker only pretends to know transactions, so none are used here; and it lets a
        # fetch wait out its time even when events come, so that time is short.
        scorer = Scorer(session, "scorer", configuration(
            broker.bootstrap, "demo", workers=1, delivery="at_least_once", extra="commit_interval_ms: 100",
            kafka={"linger.ms": 0, "socket.nagle.disable": "true", "fetch.wait.max.ms": 5}))
        await_that("the scorer is ready", 60, scorer.is_ready, scorer.process)
        say(f"scorer ready, http://127.0.0.1:{scorer.port}/metrics; model delay v1")
        progress = Progress(scorer)

        live = interleave(flights[:LIVE_FLIGHTS], broken)
        say(f"feeding {len(live):,} events, {len(broken)} of them broken, {LIVE_RATE:,} a second")
        feeder = feed(session, broker, "live", live, "--rate", LIVE_RATE)
        await_scored(feeder, scorer, progress, len(live))
        latency = scorer.metrics().buckets("end_to_end_duration_seconds")

        rest = flights[LIVE_FLIGHTS:]
        say(f"feeding {len(rest):,} more as fast as it goes")
        feeder = feed(session, broker, "rest", rest)
        seconds = await_scored(feeder, scorer, progress, len(live) + len(rest))
        predictions = consume(session, broker, "predictions", len(flights))
        dead = consume(session, broker, "dead-letters", len(broken), "--headers")
        figures = {"rate": len(rest) / seconds, "p50": (quantile(latency, 0.5) or 0) * 1000,
                   "p99": (quantile(latency, 0.99) or 0) * 1000}
        show_summary(len(flights), len(broken), reference["v1"], predictions, dead, figures)

        status, _ = stop(scorer.process)
        if status != 0:
            raise Failure(f"the scorer, told to stop, ended with status {status}:\n{tail(scorer.process.log)}")
        broker.stop()
        demo_story.show(year, reference)


try:
    main()
except Failure as failure:
    say(f"\ndemo: {failure}")
    sys.exit(1)
