"""The checks of backup and restore, apart from the tests, so that they can be turned on daemons that break a promise."""
import pathlib
import signal
import sqlite3
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "fault"))

from harness import content, query_pb2, row, submit_pb2, wait_until    # noqa: E402

UNITS = ("dispar", "bapenda", "dpupr")
LAST = "2026-05-07T09:00:00+07:00"
MISSED = "missed/ret01/2026-Q1"


def journal(pair, name="c"):
    return pair.folder / name / "journal.db"


def ledger(pair):
    return pair.folder / "e" / "ledger.db"


def stop(pair, *names, kill=False):
    for name in names:
        pair.stop(name, kill)


def attainment(pair):
    """All figures of the year, as bytes of the protocol."""
    query = pair.query()
    rows = query.ask(attainment=query_pb2.AttainmentQuery(period="2026")).attainment.rows
    query.close()
    return [made.SerializeToString(deterministic=True) for made in rows]


def standing(pair):
    """The standing alerts, apart from what belongs to an epoch: numbers, steps and when they were told."""
    query = pair.query()
    events = query.ask(snapshot=query_pb2.SnapshotQuery()).snapshot.standing
    query.close()
    found = []
    for event in events:
        for field in ("epoch", "number", "step", "at"):
            event.ClearField(field)
        found.append(event.SerializeToString(deterministic=True))
    return sorted(found)


def collector_status(pair, collector=None):
    connection = pair.connect("admin", collector)
    connection.send(collector_status_request=submit_pb2.CollectorStatusRequest())
    status = connection.expect("collector_status")
    connection.close()
    return status


def submit(pair, key, made, collector=None, id=None):
    connection = pair.connect(key, collector)
    reply = connection.judged(made, id)
    connection.close()
    return reply


def stored(pair, key, made, id=None):
    """A message that has its receipt and waits for its evaluator."""
    connection = pair.connect(key)
    reply = connection.submit(made, id)
    connection.close()
    assert reply.HasField("receipt"), reply
    return reply


def work(pair, backup_after):
    """Months of two departments through two collectors; a backup is made on the way."""
    pair.add_collector()
    wait_until(lambda: sum(link.connected for link in pair.status().links) == 2, "both collectors are connected")
    for month, progress in ((1, 2), (2, 5), (3, 9), (4, 15)):
        day = f"2026-{month + 1:02d}-07T09:00:00+07:00"
        pair.advance(day)
        submit(pair, "dpupr", content("dpupr", row("jal01", f"2026-{month:02d}", progress, as_of=day)))
        submit(pair, "dispar", content("dispar", row("par01", f"2026-{month:02d}-01", 10 * month, as_of=day)),
               "collector2")
        if month == 3:
            submit(pair, "bapenda", content("bapenda", row("ret01", "2026-Q1", 7_000_000_000, as_of=day)), "collector2")
        if month == backup_after:
            pair.evaluator("backup", "copy.db")


def act(pair, *arguments):
    pair.evaluator("act", *arguments, "--actor", "P0501")


def restore(pair, *options, backup="copy.db", check=True):
    return pair.evaluator("restore", str(pair.folder / "e" / backup), "--state", str(pair.folder / "e"), *options, check=check)


def check_refilled(pair, backup_after=2):
    """An evaluator that is put back to an old backup is what it was, in another epoch, and names the acts it has lost."""
    work(pair, backup_after)
    pair.advance(LAST)
    before, figures, alerts = pair.status(), attainment(pair), standing(pair)
    stop(pair, "evaluator")
    said = restore(pair, "--replace").stdout
    pair.start_evaluator()
    try:
        wait_until(lambda: pair.status().messages >= before.messages, "the refill", 8)
    except AssertionError:
        pass    # the comparison says what is missing
    pair.advance(LAST)
    after = pair.status()
    assert after.epoch != before.epoch, "another epoch"
    assert after.messages == before.messages, f"{after.messages} of {before.messages} messages came again"
    assert attainment(pair) == figures, "every figure as it was"
    assert standing(pair) == alerts, "the same standing alerts"
    return before, said


def check_sent_is_not_settled(pair):
    """What was sent to an evaluator that died before it took it is sent again by a collector that also died."""
    pair.advance("2026-02-07")
    for value in range(1, 4):
        submit(pair, "dispar", content("dispar", row("par01", "2026-01-01", value, as_of="2026-02-01")))
    evaluator = pair.processes["evaluator"]
    evaluator.send_signal(signal.SIGSTOP)
    for value in range(4, 24):
        stored(pair, "dispar", content("dispar", row("par01", "2026-01-01", value, as_of="2026-02-01")))
    # They are on their way by now: the link was up, and a turn sends what it stored.
    stored(pair, "dispar", content("dispar", row("par01", "2026-01-01", 24, as_of="2026-02-01")))
    stop(pair, "collector", "evaluator", kill=True)
    pair.start_evaluator()
    pair.start_collector()
    try:
        wait_until(lambda: pair.status().messages >= 24, "every message is applied", 6)
    except AssertionError:
        pass
    messages = pair.status().messages
    assert messages == 24, f"{messages} of 24 acknowledged messages are in the ledger"


def purge(pair, upto, name="c"):
    """What a collector does when space is short; it must not run."""
    database = sqlite3.connect(journal(pair, name))
    since = database.execute("SELECT max(settled_at) FROM verdict WHERE sequence <= ?", (upto,)).fetchone()[0]
    database.execute("DELETE FROM verdict WHERE sequence <= ?", (upto,))
    database.execute("DELETE FROM entry WHERE sequence <= ?", (upto,))
    database.execute("UPDATE state SET whole_since = ?", (since,))
    database.commit()
    database.close()


def unique():
    return uuid.uuid4().bytes


def visit(value):
    return content("dispar", row("par01", "2026-01-01", value, as_of="2026-02-01"))


def copy_journal(pair, name="copy.db"):
    return pair.run("collector", "backup", str(pair.folder / name), "--state", str(pair.folder / "c"))


def put_journal_back(pair, *options, name="copy.db", check=True):
    return pair.run("collector", "restore", str(pair.folder / name), "--state", str(pair.folder / "c"), *options, check=check)


def take(pair, *values):
    for value in values:
        submit(pair, "dispar", visit(value))


def greeted(pair):
    wait_until(lambda: collector_status(pair).evaluator_connected, "the link is up")


def check_stops(pair, backup):
    """A ledger that is put back to that backup lacks what nobody has: the collector says so, and sends nothing."""
    stop(pair, "evaluator", "collector")
    restore(pair, "--replace", backup=backup)
    pair.start_evaluator()
    pair.start_collector()
    wait_until(lambda: collector_status(pair).held or collector_status(pair).evaluator_connected, "a greeting")
    assert collector_status(pair).held, "a ledger that lacks messages was taken for whole"


def check_same_place(pair):
    """A journal that was put back, and has the message again that it had last, behind another than before."""
    if pair.simulated:
        pair.advance("2026-02-07")
    take(pair, 1)
    copy_journal(pair)
    pair.evaluator("backup", "early.db")
    take(pair, 2)
    last = unique()
    submit(pair, "dispar", visit(3), id=last)
    stop(pair, "evaluator", "collector")
    put_journal_back(pair, "--replace")
    pair.start_collector()
    stored(pair, "dispar", visit(4))
    assert stored(pair, "dispar", visit(3), last).receipt.sequence == 3
    pair.start_evaluator()
    greeted(pair)
    check_stops(pair, "early.db")


def check_put_back_twice(pair):
    """The same copy of a journal, put back twice: the second time it lacks also what it took after the first."""
    if pair.simulated:
        pair.advance("2026-02-07")
    take(pair, 1)
    copy_journal(pair)
    take(pair, 2, 3)
    pair.evaluator("backup", "middle.db")
    for values in ((4, 5), ()):
        stop(pair, "collector")
        put_journal_back(pair, "--replace")
        pair.start_collector()
        greeted(pair)
        take(pair, *values)
    check_stops(pair, "middle.db")


def check_stopped_keeps(pair):
    """A collector that is stopped for what the ledger lacks deletes nothing, also when it starts again short of room."""
    pair.advance("2026-02-07")
    take(pair, 1)
    pair.evaluator("backup", "early.db")
    take(pair, 2, 3, 4)
    stop(pair, "collector")
    purge(pair, 2)
    pair.options = "--reserve", "4M"
    pair.start_collector()
    greeted(pair)
    check_stops(pair, "early.db")
    stop(pair, "evaluator", "collector")
    database = sqlite3.connect(journal(pair))
    database.execute("CREATE TABLE padding AS SELECT zeroblob(5000000)")
    database.commit()
    pair.start_collector()
    connection = pair.connect("dispar")
    for _ in range(3):    # a turn for each answer
        connection.submit(visit(5))
    connection.close()
    oldest = database.execute("SELECT min(sequence) FROM entry").fetchone()[0]
    database.close()
    assert oldest == 3, f"entries before {oldest} are deleted"
