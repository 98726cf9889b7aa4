"""What the Python scripts beside it share: processes that are stopped at the end, brokers, scorers.

Standard library only; reading and writing Kafka is kcat's and stream-scorer's own work.
"""
import json
import math
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
FLIGHTS = ROOT / "Examples" / "flights"
BINARY = ROOT / ".build" / "release" / "stream-scorer"


# What every scorer needs besides: challengers' predictions, the log of commands, and what instances say of
# themselves; by name, the number of partitions.
CONTROL_TOPICS = {"shadow-predictions": 4, "control": 1, "status": 1}


class Failure(Exception):
    """What was to be shown does not hold; the text says what was found instead."""


def say(text):
    print(text, file=sys.stderr, flush=True)


def free_port(count=1):
    """The first of `count` free ports in a row, below the range of outgoing connections."""
    for _ in range(1000):
        first = random.randrange(20000, 31000)
        if all(is_free(port) for port in range(first, first + count)):
            return first
    raise Failure(f"no {count} free ports in a row between 20000 and 31000")


def is_free(port):
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return True
        except OSError:
            return False


class Session:
    """A scratch folder and the processes started in it; both are gone when the `with` ends."""

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="stream-scorer."))
        self.processes = []
        self.at_end = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda received, frame: sys.exit(128 + received))
        return self

    def __exit__(self, kind, error, trace):
        # A second Ctrl-C would leave processes behind.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for process in reversed(self.processes):
            stop(process)
        for action in reversed(self.at_end):
            action()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self, name, command, **options):
        """Starts a process whose output goes to NAME.log in the scratch folder."""
        log = open(self.folder / f"{name}.log", "ab")
        process = subprocess.Popen(
            [str(word) for word in command], stderr=log, **{"stdout": log, **options})
        log.close()
        process.name = name
        process.log = self.folder / f"{name}.log"
        self.processes.append(process)
        return process


def stop(process, seconds=15):
    """SIGTERM, and after a while SIGKILL. Returns the exit status and how long it took."""
    begin = time.monotonic()
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return process.returncode, time.monotonic() - begin


def tail(path, lines=15):
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def await_that(what, seconds, holds, process=None):
    """Polls until `holds()` is true; names `what` and shows the log of `process` when it is not."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        if process is not None and process.poll() is not None:
            raise Failure(f"{process.name} ended with status {process.returncode}:\n{tail(process.log)}")
        time.sleep(0.05)
    log = f"\n{tail(process.log)}" if process is not None else ""
    raise Failure(f"{what}: not within {seconds} s{log}")


def listens(address):
    host, port = address.rsplit(":", 1)
    try:
        socket.create_connection((host, int(port)), 1).close()
        return True
    except OSError:
        return False


class EmbeddedBroker:
    """librdkafka's mock cluster, in a process of its own."""

    name = "the embedded broker"
    is_exact = False  # shows records of aborted transactions, fences nobody

    def __init__(self, session, topics):
        port = free_port()
        command = [BINARY, "broker", "--port", port]
        for topic, partitions in {**CONTROL_TOPICS, **topics}.items():
            command += ["--topic", f"{topic}:{partitions}"]
        self.bootstrap = f"127.0.0.1:{port}"
        self.process = session.start("broker", command)
        await_that("the embedded broker listens", 20, lambda: listens(self.bootstrap), self.process)

    def stop(self):
        stop(self.process)


class ApacheKafka:
    """Brokers of the folder that STREAM_SCORER_KAFKA names, in the session's scratch folder."""

    name = "Apache Kafka"
    is_exact = True

    def __init__(self, session, scripts, options=(), brokers=1):
        self.scripts = pathlib.Path(scripts)
        self.folder = session.folder / "kafka"
        self.brokers = brokers
        # Ten ports a broker, of which clients and the controller take the first two.
        port = free_port(count=10 * (brokers - 1) + 2)
        session.at_end.append(lambda: self.stop(kill=True))
        self.bootstrap = ",".join(f"127.0.0.1:{port + 10 * index}" for index in range(brokers))
        self._start("--port", port, "--brokers", brokers, *options)

    def _start(self, *options):
        run([self.scripts / "start", "--dir", self.folder, *options])

    def stop(self, kill=False, broker=None):
        """All brokers, or one: they count from 1."""
        run([self.scripts / "stop", self.folder] + (["--kill"] if kill else [])
            + (["--broker", broker] if broker else []))

    def start_again(self):
        self._start()

    def await_replicas(self, seconds=90):
        """Every replica of every partition is in sync again: one more broker may fail."""
        def are_in_sync():
            done = subprocess.run(
                ["kcat", "-L", "-J", "-b", self.bootstrap], capture_output=True, check=False)
            if done.returncode != 0:
                return False
            partitions = [p for topic in json.loads(done.stdout)["topics"] for p in topic["partitions"]]
            return all(len(p["isrs"]) == len(p["replicas"]) for p in partitions)
        await_that("every replica is in sync", seconds, are_in_sync)


class OtherCluster:
    """The cluster that KAFKA_BOOTSTRAP_SERVERS names; it is not ours to stop."""

    is_exact = True

    def __init__(self, bootstrap):
        self.bootstrap = bootstrap
        self.name = f"the cluster at {bootstrap}"

    def stop(self):
        pass


def run(command, **options):
    """Runs to the end; a failure shows what it printed."""
    done = subprocess.run(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)
    if done.returncode != 0:
        text = done.stdout.decode(errors="replace").strip()
        raise Failure(f"{pathlib.Path(str(command[0])).name} {command[1]}: status {done.returncode}\n{text}")
    return done.stdout


class Scorer:
    """One `serve` with a configuration of its own."""

    def __init__(self, session, name, configuration, arguments=()):
        self.port = free_port()
        self.path = session.folder / f"{name}.yaml"
        text = configuration + f"http: {{host: 127.0.0.1, port: {self.port}}}\n"
        self.path.write_text(text)
        self.session, self.name, self.arguments = session, name, arguments
        self.start()

    def start(self):
        self.process = self.session.start(
            self.name, [BINARY, "serve", "--config", self.path, *self.arguments])

    def is_ready(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def await_ready(self, seconds=30):
        await_that(f"{self.name} is ready", seconds, self.is_ready, self.process)

    def metrics(self):
        return Metrics.read(f"http://127.0.0.1:{self.port}/metrics", self.process)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def cpu_seconds(self):
        """User and system time of all its threads so far."""
        return cpu_seconds(self.process)


def cpu_seconds(process):
    """User and system time of all threads of a process so far."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Metrics:
    """Prometheus text, read."""

    line = re.compile(r"([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)")
    label = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')

    def __init__(self, text):
        self.samples = []
        for row in text.splitlines():
            found = None if row.startswith("#") else self.line.match(row)
            if found:
                name, labels, value = found.groups()
                self.samples.append((name, dict(self.label.findall(labels or "")), float(value)))

    @classmethod
    def read(cls, url, process):
        """What a process tells at `url`."""
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                return cls(answer.read().decode())
        except OSError as error:
            status = process.poll()
            what = "has no metrics" if status is None else f"ended with status {status}"
            raise Failure(f"{process.name} {what} ({error}):\n{tail(process.log)}") from error

    def total(self, name, **labels):
        """The sum over every label that is not given."""
        return sum(value for known, found, value in self.samples
                   if known == f"stream_scorer_{name}" and labels.items() <= found.items())

    def buckets(self, name):
        """(upper bound, events up to it), ascending, over all labels."""
        counts = {}
        for known, found, value in self.samples:
            if known == f"stream_scorer_{name}_bucket":
                bound = float(found["le"].replace("+Inf", "inf"))
                counts[bound] = counts.get(bound, 0) + value
        return sorted(counts.items())


def is_near(answer, reference):
    """Whether two probabilities are equal but for the last places, in which C libraries differ."""
    return abs(answer - reference) <= 4 * math.ulp(reference)


def quantile(buckets, share):
    """The value below which `share` of the events lie, between two bounds in proportion."""
    if not buckets or buckets[-1][1] == 0:
        return None
    wanted, lower, below = share * buckets[-1][1], 0.0, 0
    for bound, count in buckets:
        if count >= wanted:
            if bound == float("inf"):
                return lower
            return lower + (bound - lower) * (wanted - below) / max(count - below, 1)
        lower, below = bound, count
    return lower


def configuration(bootstrap, group, instance="scorer-1", workers=1, delivery="exactly_once",
                  kafka=None, deployment="", topics="", models=FLIGHTS / "models", extra=""):
    """A configuration without its http member, which `Scorer` adds."""
    properties = {"bootstrap.servers": bootstrap, **(kafka or {})}
    lines = ["kafka:"] + [f"  {name}: {json.dumps(str(value))}" for name, value in properties.items()]
    lines += [f"group: {group}", f"instance: {instance}", f"workers: {workers}",
              f"models: {json.dumps(str(models))}", f"delivery: {delivery}"]
    if topics:
        lines.append(f"topics: {topics}")
    lines += [line for line in extra.splitlines()]
    lines += ["deployments:", deployment or flights_deployment()]
    return "\n".join(lines) + "\n"


def topic_file(name, partitions):
    """The file by which `topics create` makes a topic of a trial."""
    return (f"name: {name}\npartitions: {partitions}\nkey: the trial's\nretention_ms: -1\ncleanup_policy: delete\n"
            "config: {}\nwritten_by: the trial\nread_by: the trial\nvalue_schema: none\nheaders_schema: none\n")


def flights_deployment(source="features", target="predictions", version="v1"):
    return (f"  - name: flights\n"
            f"    input: {{topic: {source}, format: json, id: /id, time: /ts, features: /features}}\n"
            f"    output: {{topic: {target}, format: json}}\n"
            f"    model: delay\n    version: {version}")
