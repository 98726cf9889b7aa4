"""The second part of the demo: a model's life as commands on one topic, while the stream goes on."""
import collections
import json
import subprocess
import threading
import time

from session import BINARY, Failure, await_that, run, say, tail

RATE = 1000                 # events a second, all the while
SECONDS_A_STEP = 4
BUCKETS = 100_000
LATE = 0.5                  # a probability from here on is the decision "late"
DEPLOYMENT = "flights"


def bucket(salt, value):
    """The portable hash that decides a canary's keys: docs/architecture.md states it."""
    mask, state = (1 << 64) - 1, 14695981039346656037
    for byte in salt + value:
        state = (state ^ byte) * 1099511628211 & mask
    state = (state ^ state >> 33) * 0xFF51AFD7ED558CCD & mask
    state = (state ^ state >> 33) * 0xC4CEB9FE1A85EC53 & mask
    return (state ^ state >> 33) % BUCKETS


class Feed:
    """Flights over and over at a steady rate, each with an id of its own."""

    def __init__(self, session, broker, flights):
        self.flights, self.sent, self.ending = flights, 0, threading.Event()
        self.process = session.start("feed-steady", [
            BINARY, "produce", "--topic", "features", "--key", "/key", "--rate", RATE,
            "-X", f"bootstrap.servers={broker.bootstrap}"], stdin=subprocess.PIPE, bufsize=0, cwd=session.folder)
        self.thread = threading.Thread(target=self.write, daemon=True)
        self.thread.start()

    def write(self):
        try:
            while not self.ending.is_set():
                turn, index = divmod(self.sent, len(self.flights))
                line = self.flights[index].replace(b'"id":"', b'"id":"turn-%d/' % (turn + 1), 1)
                self.process.stdin.write(line + b"\n")
                self.sent += 1
            self.process.stdin.close()
        except OSError:
            pass    # it ended; `end` says how

    def end(self):
        """Ends the input; returns how many events were sent, all of them acknowledged."""
        self.ending.set()
        self.thread.join(30)
        if self.process.wait(30) != 0:
            raise Failure(f"feeding ended with status {self.process.returncode}:\n{tail(self.process.log)}")
        return self.sent


Prediction = collections.namedtuple("Prediction", "id key version route revision value came")


class Watch:
    """Reads a topic as it grows, from its beginning; keeps what the steady feed caused."""

    def __init__(self, session, broker, topic, keep):
        self.records, self.keep = [], keep
        self.process = session.start(f"watch-{topic}", [
            BINARY, "consume", "--topic", topic, "-X", f"bootstrap.servers={broker.bootstrap}",
            "-X", "fetch.wait.max.ms=2"], stdout=subprocess.PIPE, cwd=session.folder)
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            came, record = time.time(), json.loads(line)
            if record["value"]["id"].startswith("turn-"):
                self.records.append(self.keep(record, came))


def prediction(record, came):
    value = record["value"]
    return Prediction(value["id"], record["key"], value["version"], value["route"], value["revision"],
                      value["prediction"], came)


def shadow(record, came):
    value = record["value"]
    return value["id"], value["version"], value["prediction"], value["served"]


class Rollout:
    """Commands, and for each revision what the log then says of every key."""

    def __init__(self, session, scorer, predictions):
        self.session, self.scorer, self.predictions = session, scorer, predictions
        self.routings = {1: ("v1", None, 0)}   # revision: champion, canary, weight of 100,000

    def control(self, *words, wanted=0):
        """Runs `control …`, shows the answer, and returns it."""
        done = subprocess.run(
            [str(BINARY), "control", *words, "--config", str(self.scorer.path), "--issuer", "demo", "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.session.folder)
        said = done.stdout.decode(errors="replace")
        if done.returncode != wanted:
            raise Failure(f"control {' '.join(words)}: status {done.returncode}, not {wanted}\n{said}"
                          f"{done.stderr.decode(errors='replace')}\n{tail(self.scorer.process.log)}")
        answer = json.loads(said)
        verdict = answer["verdict"] + (f": {answer['reason']}" if answer["reason"] else "")
        print(f"\n  control {' '.join(words)}\n      {verdict}, revision {answer['revision']}", flush=True)
        return answer

    def route(self, *words, champion, canary=None, weight=0):
        """A command after which events are routed so; returns its revision and how long it took."""
        seen = len(self.predictions.records)
        answer = self.control(*words)
        revision = answer["revision"]
        self.routings[revision] = (champion, canary, weight)
        took = max((self.first(revision, seen).came - answer["ts"] / 1000) * 1000, 0)
        print(f"      {took:.0f} ms from the command on the log to the first prediction by it, as its reader sees it",
              flush=True)
        time.sleep(SECONDS_A_STEP)
        return revision, took

    def first(self, revision, seen):
        """The first prediction of a revision, behind those that were seen before its command."""
        def found():
            return next((p for p in self.predictions.records[seen:] if p.revision >= revision), None)
        await_that(f"a prediction of revision {revision}", 20, found, self.scorer.process)
        return found()

    def by_revision(self, revision):
        return [p for p in self.predictions.records if p.revision == revision]

    def wrongly_routed(self):
        """Predictions by another version or route than the log says for their key and revision."""
        known = sorted(self.routings)
        return [p for p in self.predictions.records if (p.version, p.route) != self.expected(p, known)]

    def expected(self, p, known):
        champion, canary, weight = self.routings[max(r for r in known if r <= p.revision)]
        if canary and p.key and bucket(b"%s/%s" % (DEPLOYMENT.encode(), canary.encode()), p.key.encode()) < weight:
            return canary, "canary"
        return champion, "champion"


def share_late(predictions):
    return 100 * sum(p.value >= LATE for p in predictions) / max(len(predictions), 1)


def show_shadow(shadows, reference):
    """How the challenger would have answered beside what was served."""
    rows = list(shadows.records)
    if not rows:
        raise Failure("no shadow predictions came")
    apart = [abs(value - served["prediction"]) for _, _, value, served in rows]
    same = sum((value >= LATE) == (served["prediction"] >= LATE) for _, _, value, served in rows)
    exact = sum(value == reference["v2"][name(i)] and served["prediction"] == reference["v1"][name(i)]
                for i, _, value, served in rows)
    print(f"      {len(rows):,} flights scored by both: mean difference {sum(apart) / len(apart):.3f}, "
          f"same decision {100 * same / len(rows):.1f} %\n"
          f"      {exact:,} pairs equal the reference of both libraries exactly", flush=True)
    if any((version, served["version"]) != ("v2", "v1") for _, version, _, served in rows):
        raise Failure("a shadow prediction is not v2's beside v1's")
    return len(rows)


def name(identifier):
    """The flight's own id: without the turn's prefix."""
    return identifier.split("/", 1)[1]


def show_canary(rollout, revision, version):
    found = rollout.by_revision(revision)
    mine = [p for p in found if p.version == version]
    keys, my_keys = {p.key for p in found}, {p.key for p in mine}
    print(f"      {len(mine):,} of {len(found):,} flights by {version} ({100 * len(mine) / max(len(found), 1):.1f} %), "
          f"{len(my_keys):,} of {len(keys):,} aircraft ({100 * len(my_keys) / max(len(keys), 1):.1f} %)", flush=True)
    return my_keys, keys


def show(session, broker, scorer, flights, reference):
    """Runs the story; raises Failure where something does not add up."""
    print(f"\nA model's life: commands on one topic, while {RATE:,} flights a second go on", flush=True)
    predictions = Watch(session, broker, "predictions", prediction)
    shadows = Watch(session, broker, "shadow-predictions", shadow)
    rollout = Rollout(session, scorer, predictions)
    feed = Feed(session, broker, flights)
    await_that("the steady feed is scored", 30, lambda: len(predictions.records) > RATE // 2, scorer.process)
    first = predictions.records[0].revision
    rollout.routings = {first: ("v1", None, 0)}

    rollout.route("shadow", "v2", "--reason", "does it agree?", champion="v1")
    seen = show_shadow(shadows, reference)

    taken = set()
    for percent in (5, 25, 100):
        revision, _ = rollout.route("canary", "v2", str(percent), "--reason", f"{percent} % of the aircraft",
                                    champion="v1", canary="v2", weight=percent * 1000)
        mine, keys = show_canary(rollout, revision, "v2")
        if lost := taken & (keys - mine):
            raise Failure(f"{len(lost)} aircraft went back to v1 while the share of v2 grew")
        taken |= mine
    rollout.route("promote", "v2", "--reason", "it agrees", champion="v2")

    print("\n  Now a wrong model: v3-hours was trained on delays in hours, and is asked in minutes", flush=True)
    wrong, _ = rollout.route("canary", "v3-hours", "20", "--reason", "what could go wrong",
                             champion="v2", canary="v3-hours", weight=20_000)
    show_canary(rollout, wrong, "v3-hours")
    found = rollout.by_revision(wrong)
    hours = [p for p in found if p.version == "v3-hours"]
    others = [p for p in found if p.version != "v3-hours"]
    print(f"      it calls {share_late(hours):.0f} % of its flights late; v2 calls {share_late(others):.0f} % of the others",
          flush=True)
    if share_late(hours) < share_late(others) + 5:
        raise Failure("the wrong model was not seen to disagree")
    back, took = rollout.route("rollback", "v2", "--reason", "calls too many flights late", champion="v2")
    touched = [p for p in predictions.records if p.version == "v3-hours"]
    after = [p for p in touched if p.revision >= back]
    print(f"      {len(touched):,} flights were scored by v3-hours, {len(after)} of them after the rollback", flush=True)
    rollout.control("canary", "v3-hours", "5", "--reason", "once more?", wanted=1)
    rollout.control("release", "--reason", "the cause is found")
    rollout.routings[max(rollout.routings) + 1] = ("v2", None, 0)

    sent = feed.end()
    await_that(f"{sent:,} events scored", 30, lambda: len({p.id for p in predictions.records}) >= sent, scorer.process)
    print()
    print(run([BINARY, "status", "--config", scorer.path], cwd=session.folder).decode())
    print(run([BINARY, "history", "--config", scorer.path, "--last", 12], cwd=session.folder).decode())
    close(rollout, reference, sent, seen, touched, after, took)


def close(rollout, reference, sent, seen, touched, after, took):
    """What was counted, and whether it adds up."""
    found = rollout.predictions.records
    repeated = len(found) - len({p.id for p in found})
    astray = rollout.wrongly_routed()
    unequal = sum(p.value != reference[p.version][name(p.id)] for p in found)
    print(f"  events fed meanwhile            {sent:8,}")
    print(f"  predictions                     {len(found):8,}   {repeated} of them twice")
    print(f"  routed as the log says          {len(found) - len(astray):8,}")
    print(f"  beside the reference            {unequal:8,}   not equal to the last bit")
    print(f"  shadow predictions              {seen:8,}   until the first canary")
    print(f"  touched by the wrong model      {len(touched):8,}   {100 * len(touched) / sent:.1f} % of all")
    print(f"  from rollback to prediction     {took:8.0f} ms")
    if len(found) - repeated != sent or astray or after:
        raise Failure(f"{sent} events and {len(found)} predictions, {repeated} of them twice; {len(astray)} astray, such "
                      f"as {astray[:1]}; {len(after)} by the wrong model after its rollback")
    say("")
    print("The stream went on through every command; every event went where the log says.")
