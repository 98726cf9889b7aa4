"""What the monitor saw, decided and did in nine months of flights, in words; and whether it adds up."""
import collections
import json
import sys
import time

from demo_year import unix_ms
from session import BINARY, Failure, is_near, run, stop, tail

BUCKETS = 100_000
DEPLOYMENT = "flights"
DRIFT = {"distribution", "nulls", "unseen", "outside", "constant", "group"}
DECEMBER = "2013-12-01"


def moment(ms):
    return time.strftime("%e %b %H:%M", time.gmtime(ms / 1000))


def line(when, who, what, words):
    print(f"  {when:>12}  {who:8}  {what:8}  {words}", flush=True)


def difference(loss):
    return f"{abs(loss):.3f} {'more' if loss > 0 else 'less'}"


def bound(loss):
    return f"{'at most' if loss > 0 else 'at least'} {difference(loss)}"


class Story:
    """Feeds the year and shows each command of the monitor when it comes."""

    def __init__(self, year):
        self.year, self.commands_told, self.alerts_told = year, 0, 0

    def command(self, *words, reason):
        """A person's command, at the beginning of the next day."""
        self.year.control(*words, reason=reason)
        day = unix_ms(self.year.days[self.year.fed])
        line(f"{moment(day)[:6]}      ", "a person", "commands", f"{' '.join(words)}   “{reason}”")

    def go_on(self, day):
        """Feeds the days before `day`."""
        year = self.year
        while year.fed < len(year.days) and year.days[year.fed] < day:
            if sys.stderr.isatty():
                print(f"\r  {year.days[year.fed]}  {year.sent:,} flights\r", end="", file=sys.stderr, flush=True)
            year.feed_day()
            self.tell_commands()

    def tell_commands(self):
        commands = self.year.by_monitor()
        for command in commands[self.commands_told:]:
            show_command(command)
        self.commands_told = len(commands)

    def tell_alerts(self):
        """Counts the alerts that began since it was last asked."""
        new = self.year.alerts.records[self.alerts_told:]
        self.alerts_told += len(new)
        began = collections.Counter(
            alert["subject"] for alert in new if alert["state"] == "firing" and alert["rule"] != "rollout")
        most = ", ".join(f"{subject} {count}" for subject, count in began.most_common(3))
        line("", "", "besides", f"{sum(began.values())} alerts, most of weather unlike the winter's in training ({most}, …); "
             f"{self.year.sent:,} flights so far")

    def has_done(self, kind):
        return any(command["kind"] == kind for command in self.year.by_monitor())


def show_command(command):
    """What was seen, decided and done."""
    kind, evidence, when = command["kind"], command.get("evidence", {}), moment(command["ts"])
    version, words = command.get("version"), command["reason"].split(": ", 1)[-1]
    if kind == "freeze":
        line("", "", "done", "freeze: no further command by itself until a person has looked")
    elif kind in ("canary", "promote"):
        pairs, stage = evidence["paired_loss"], evidence["stage"]
        line(when, "monitor", "seen", f"{pairs['n']:,} labelled flights that {evidence['control']} and {version} both answered: "
             f"{difference(pairs['mean'])} log loss,")
        line("", "", "", f"surely {bound(pairs['upper_promote'])}")
        line("", "", "decided", f"not worse, and its stage is over: {stage['rows']:,} flights in {stage['panes']} hours")
        share = f"{command['percent']} % of the aircraft" if kind == "canary" else "it serves all"
        line("", "", "done", f"{kind} {version}: {share}")
    elif kind == "rollback":
        served = evidence["served"]
        places = ", ".join(f"{place['first']}–{place['last']}" for place in served["offsets"])
        line(when, "monitor", "seen", f"{command['reason'].split(': ', 1)[0]} on flights of its own: {words}")
        line("", "", "decided", f"harm is proved; it answered {served['events']:,} flights, by partition at the offsets")
        line("", "", "", places)
        line("", "", "done", f"rollback to {version}")
    else:
        line(when, "monitor", "done", f"{kind} {version}   ({command['reason']})")


def alert_words(alert):
    rule, subject, evidence, number = alert["rule"], alert["subject"], alert["evidence"], alert["value"]
    if rule == "group":
        names = ", ".join(each["subject"] for each in evidence["features"])
        return f"{evidence['firing']} of {evidence['of']} features at once: {names}"
    if rule == "nulls":
        return f"{subject} is missing in {100 * evidence['now']:.0f} %, in training in {100 * evidence['before']:.0f} %"
    if rule == "outside":
        return f"{subject} is beyond what training had in {100 * number:.0f} %"
    if rule == "constant":
        return f"{subject} stands still"
    return f"{subject} has moved: {alert['statistic']} {number:.2f}, threshold {alert['threshold']:.2f}"


def show_december(year):
    """What was alerted in December, and that it moved no model."""
    begun = [alert for alert in year.alerts.records
             if alert["ts"] > unix_ms(DECEMBER) and alert["state"] == "firing" and alert["rule"] in DRIFT]
    if not begun:
        raise Failure("December's drift was not alerted")
    shown = [alert for alert in begun if alert["severity"] == "critical" and alert["rule"] != "constant"] or begun
    for alert in shown[-4:]:
        line(moment(alert["ts"]), "monitor", "seen", f"{alert_words(alert)} ({alert['window']['events']:,} flights)")
    if late := [command for command in year.by_monitor() if command["ts"] > unix_ms(DECEMBER)]:
        raise Failure(f"December's drift led to the commands {late}")
    metrics = year.monitor.metrics()
    lower, upper = (metrics.total("rollout_loss_bound", version="v2", kind="paired", bound=end)
                    for end in ("lower", "upper"))
    line("", "", "decided", f"drift proves no harm: v2's log loss less that of v1, its shadow, is {lower:+.3f} to {upper:+.3f}")
    line("", "", "done", f"nothing but {len(begun)} alerts of drift in December")


def bucket(salt, text):
    """The portable hash that decides a canary's keys: docs/decisions/0007-the-fold-decides.md has it."""
    mask, state = (1 << 64) - 1, 14695981039346656037
    for byte in salt + text:
        state = (state ^ byte) * 1099511628211 & mask
    state = (state ^ state >> 33) * 0xFF51AFD7ED558CCD & mask
    state = (state ^ state >> 33) * 0xC4CEB9FE1A85EC53 & mask
    return (state ^ state >> 33) % BUCKETS


def fold(year):
    """For each revision the champion, and the canary with its weight, as the control log has them."""
    routings, champion, canary = {}, None, (None, 0)
    text = run([BINARY, "history", "--config", year.scorer.path, "--json"], cwd=year.session.folder).decode()
    for entry in map(json.loads, text.splitlines()):
        if entry["verdict"] != "accepted":
            raise Failure(f"the command {entry['kind']} of {entry['issuer']} was {entry['verdict']}: {entry['reason']}")
        command = entry["command"]
        if entry["kind"] == "canary":
            canary = (command["version"], round(command["percent"] * 1000))
        elif entry["kind"] in ("deploy", "promote", "rollback"):
            champion, canary = command["version"], (None, 0)
        routings[entry["revision"]] = (champion, *canary)
    return routings


def expected(found, routings):
    """Which version answers a flight at its revision, and by which route."""
    champion, canary, weight = routings[found.revision]
    if canary and found.key and bucket(f"{DEPLOYMENT}/{canary}".encode(), found.key.encode()) < weight:
        return canary, "canary"
    return champion, "champion"


def show_accounts(year, reference):
    """What was counted, and whether it adds up."""
    routings, found = fold(year), year.predictions.records
    ids, counted = {p.id for p in found}, sum(year.observations.records)
    repeated = len(found) - len(ids)
    astray = [p for p in found if (p.version, p.route) != expected(p, routings)]
    known = [p for p in found if p.id in reference[p.version]]
    equal = sum(p.value == reference[p.version][p.id] for p in known)
    near = sum(is_near(p.value, reference[p.version][p.id]) for p in known)
    harmful = [p for p in found if p.version == "v3-hours"]
    back = max(revision for revision, (_, canary, _) in routings.items() if canary == "v3-hours")
    after = sum(p.revision > back for p in harmful)
    print(f"\n  flights fed                     {year.sent:8,}")
    print(f"  predictions                     {len(found):8,}   {repeated} of them twice")
    print(f"  counted for the monitor         {counted:8,}")
    print(f"  routed as the log says          {len(found) - len(astray):8,}   {len(routings)} commands")
    print(f"  equal to the reference exactly  {equal:8,}   of the {len(known):,} that have one")
    print(f"  answered by v3-hours            {len(harmful):8,}   {after} of them after its rollback")
    if len(ids) != year.sent or counted < year.sent or counted > year.sent and not repeated or astray or after \
            or near != len(known):
        raise Failure(f"{year.sent} flights, {len(ids)} predicted, {counted} counted; {len(astray)} astray, such as "
                      f"{astray[:1]}; {after} by v3-hours after its rollback; {near} of {len(known)} as the reference")


def show(year, reference):
    """Runs the story; raises Failure where something does not add up."""
    year.begin()
    print("\nNine months in a minute: every second flight of April to December, and its label once that was known.\n"
          "serve and monitor run side by side by Examples/flights/stream-scorer.yaml. Times are the flights' own.\n",
          flush=True)
    story = Story(year)
    story.command("shadow", "v2", reason="trained until June: is it better?")
    story.go_on("2013-06-01")
    if not story.has_done("promote"):
        raise Failure("v2 proves better, and was not promoted by June")
    story.tell_alerts()
    story.command("canary", "v3-hours", "25", reason="what could go wrong?")
    story.go_on("2013-06-08")
    if not story.has_done("rollback"):
        raise Failure("v3-hours does harm, and was not taken back within a week")
    story.command("release", reason="it was trained on hours, and asked in minutes")
    story.command("unfreeze", reason="go on")
    story.go_on(DECEMBER)
    story.tell_alerts()
    story.go_on("9999")
    year.finish()
    story.tell_commands()
    show_december(year)
    done = [(command["kind"], command.get("version")) for command in year.by_monitor()]
    if done != [("canary", "v2"), ("promote", "v2"), ("shadow", "v1"), ("rollback", "v2"), ("freeze", None)]:
        raise Failure(f"the monitor's commands were {done}")
    show_accounts(year, reference)
    for process in (year.monitor.process, year.scorer.process):
        status, _ = stop(process)
        if status != 0:
            raise Failure(f"{process.name}, told to stop, ended with status {status}:\n{tail(process.log)}")
    print("\nThe monitor promoted what proved better, took back what proved harmful, and let drift alone be an alert.\n"
          "Every event is accounted for.")
