"""Nine months of flights, fed day by day to a scorer and a monitor beside it: what demo_story tells of."""
import calendar
import collections
import gzip
import json
import re
import subprocess
import threading
import time

from session import (
    BINARY, FLIGHTS, EmbeddedBroker, Failure, Metrics, Scorer, await_that, free_port, listens, run, tail)

PARTITIONS = 4
DAY_MS = 86_400_000
STEP_SECONDS = 120          # for one day of flights, however slow the machine
SLOW_SECONDS = 5            # after that the feed goes a day further ahead of the monitor


def unix_ms(day):
    return calendar.timegm(time.strptime(day, "%Y-%m-%d")) * 1000


def by_day(name):
    """The lines of a file, by the day of their own time."""
    days, day_of = {}, re.compile(rb'"ts":"(\d{4}-\d\d-\d\d)T')
    with gzip.open(FLIGHTS / name, "rb") as lines:
        for line in lines:
            days.setdefault(day_of.search(line).group(1).decode(), []).append(line)
    return days


class Feed:
    """Sends what it is given to a topic, in that order."""

    def __init__(self, session, broker, topic):
        self.sent = 0
        self.process = session.start(f"feed-{topic}", [
            BINARY, "produce", "--topic", topic, "--key", "/key", "-X", "linger.ms=1",
            "-X", f"bootstrap.servers={broker.bootstrap}"], stdin=subprocess.PIPE, cwd=session.folder)

    def send(self, lines):
        try:
            self.process.stdin.writelines(lines)
            self.process.stdin.flush()
        except OSError as error:
            raise Failure(f"feeding ended ({error}):\n{tail(self.process.log)}") from error
        self.sent += len(lines)

    def end(self):
        self.process.stdin.close()
        if self.process.wait(60) != 0:
            raise Failure(f"feeding ended with status {self.process.returncode}:\n{tail(self.process.log)}")


class Watch:
    """Reads a topic as it grows, from its beginning."""

    def __init__(self, session, broker, topic, keep):
        self.records, self.keep = [], keep
        self.process = session.start(f"watch-{topic}", [
            BINARY, "consume", "--topic", topic, "-X", f"bootstrap.servers={broker.bootstrap}",
            "-X", "fetch.wait.max.ms=5"], stdout=subprocess.PIPE, cwd=session.folder)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.records.append(self.keep(json.loads(line)))


Prediction = collections.namedtuple("Prediction", "id key version route revision value")


def prediction(record):
    value = record["value"]
    return Prediction(value["id"], record["key"], value["version"], value["route"], value["revision"],
                      value["prediction"])


def observed(record):
    """How many events a record of the topic `observations` counts."""
    return sum(arm["rows"] for pane in record["value"]["panes"] for arm in pane["arms"] if arm["route"] != "shadow")


def value(record):
    return record["value"]


class Monitor:
    """`monitor` beside the scorer, with the same file."""

    def __init__(self, session, path, port):
        self.url = f"http://127.0.0.1:{port}/metrics"
        self.process = session.start("monitor", [BINARY, "monitor", "--config", path])

    def metrics(self):
        return Metrics.read(self.url, self.process)


class Year:
    """The example's own configuration on a broker of its own; what it fed, and what it saw."""

    def __init__(self, session):
        self.session = session
        self.broker = EmbeddedBroker(session, {
            **{name: PARTITIONS for name in ("features", "labels", "predictions", "dead-letters", "observations")},
            "alerts": 1, "monitor-state": 1})
        self.port = free_port()
        self.scorer = Scorer(session, "scorer-year", self.configuration())
        self.fed = 0

    def configuration(self):
        """Examples/flights/stream-scorer.yaml at other addresses."""
        text = (FLIGHTS / "stream-scorer.yaml").read_text()
        for written, here in (
                # The embedded broker lets a fetch wait out its time even when events come.
                ("bootstrap.servers: 127.0.0.1:9092",
                 f'bootstrap.servers: "{self.broker.bootstrap}"\n  socket.nagle.disable: "true"\n'
                 '  fetch.wait.max.ms: "5"'),
                ("models: models", f"models: {json.dumps(str(FLIGHTS / 'models'))}"),
                ("http: {host: 127.0.0.1, port: 8080}\n", ""), ("port: 8081", f"port: {self.port}")):
            if text.count(written) != 1:
                raise Failure(f"Examples/flights/stream-scorer.yaml has not once '{written}'")
            text = text.replace(written, here)
        return text

    def begin(self):
        self.scorer.await_ready(60)
        self.monitor = Monitor(self.session, self.scorer.path, self.port)
        self.flights, self.labels = by_day("year.jsonl.gz"), by_day("year-labels.jsonl.gz")
        self.days = sorted(self.flights)
        self.feeds = {topic: Feed(self.session, self.broker, topic) for topic in ("features", "labels")}
        self.predictions, self.observations, self.commands, self.alerts = (
            Watch(self.session, self.broker, topic, keep) for topic, keep in (
                ("predictions", prediction), ("observations", observed), ("control", value), ("alerts", value)))
        await_that("the monitor listens", 60, lambda: listens(f"127.0.0.1:{self.port}"), self.monitor.process)

    @property
    def sent(self):
        return self.feeds["features"].sent

    def by_monitor(self):
        return [command for command in self.commands.records if command["issuer"].startswith("monitor@")]

    def control(self, *words, reason):
        """A person's command."""
        run([BINARY, "control", *words, "--config", self.scorer.path, "--issuer", "demo", "--reason", reason],
            cwd=self.session.folder)

    def feed_day(self):
        """Feeds the next day; returns when the monitor is a day behind, or two where that takes a while."""
        now = self.days[self.fed]
        for known in sorted(day for day in self.labels if day <= now):
            self.feeds["labels"].send(self.labels.pop(known))
        self.feeds["features"].send(self.flights.pop(now))
        self.fed += 1
        begin = time.monotonic()

        def is_followed():
            # Where a partition has nothing of a day, its clock stands until it has something of the next.
            is_slow = time.monotonic() - begin > SLOW_SECONDS
            return self.is_judged(unix_ms(now) - (DAY_MS if is_slow else 0))
        await_that(f"the monitor has judged the days before {now}", STEP_SECONDS, is_followed, self.monitor.process)

    def is_judged(self, to_ms):
        """Whether the panes up to then are judged, and the scorer serves by all commands that follow."""
        metrics = self.monitor.metrics()
        if metrics.total("monitor_closed_to_seconds") * 1000 < to_ms:
            return False
        commands = self.by_monitor()
        # A rollback and its freeze are one decision.
        if metrics.total("monitor_commands_total") > sum(command["kind"] != "freeze" for command in commands):
            return False
        revision = max((command["expects"] + 1 for command in commands), default=0)
        return self.scorer.metrics().total("revision") >= revision

    def finish(self):
        """When all flights are fed: sends the last labels and waits for what follows."""
        for known in sorted(self.labels):
            self.feeds["labels"].send(self.labels.pop(known))
        for feed in self.feeds.values():
            feed.end()
        await_that("every flight is predicted and counted", STEP_SECONDS,
                   lambda: len(self.predictions.records) >= self.sent and sum(self.observations.records) >= self.sent,
                   self.scorer.process)
        await_that("the monitor has judged the year", 60, lambda: self.is_judged(unix_ms(self.days[-1])),
                   self.monitor.process)
        await_that("every alert is read", 60,
                   lambda: len(self.alerts.records) >= self.monitor.metrics().total("alerts_total"), self.monitor.process)
