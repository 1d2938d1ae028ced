"""The checks of promises 1, 2 and 4, and that of two copies the earlier receive time counts, apart from the tests, so that
they can be turned on daemons that break a promise."""
import os
import uuid

from flood import Flood
from harness import (ACCEPTED, CONFLICT, STORED, alert_pb2, content, instant, link_pb2, query_pb2, row, submit_pb2,
                     wait_until)


def verdicts(pair, ids, unit="dispar"):
    """The evaluator's verdict for each id; None where it has none."""
    query, found, ids = pair.query(), {}, list(ids)
    for start in range(0, len(ids), 200):
        part = ids[start:start + 200]
        for number, id in enumerate(part):
            query.send(query=query_pb2.QueryRequest(request=number + 1, verdict=query_pb2.VerdictQuery(unit=unit, message_id=id)))
        for _ in part:
            reply = query.expect("query_reply")
            found[part[reply.request - 1]] = reply.verdict if reply.WhichOneof("what") == "verdict" else None
    query.close()
    return found


def figure(pair, indicator="par01", period="2026-01"):
    """(sum, rows) as the evaluator has it."""
    explanation = pair.query().ask(explain=query_pb2.ExplainQuery(indicator=indicator, period=period)).explain
    made = next((f for f in explanation.figures if f.period == period), None)
    return (int(made.realized.replace(".", "")), made.rows) if made is not None and made.realized else (0, 0)


def settle(pair, messages, seconds=60):
    """Waits until the evaluator has that many messages, or no more come."""
    connection = pair.query()
    def done():
        return connection.ask(status=query_pb2.EvaluatorStatusQuery()).status.messages >= messages
    try:
        wait_until(done, "the evaluator has judged everything", seconds)
    except AssertionError:
        pass    # the check that follows says what is missing
    connection.close()


def check_record(pair):
    """Stops the pair; the record folded again agrees."""
    for name in [name for name in pair.processes if name.startswith("collector")]:
        pair.stop(name)
    pair.stop("evaluator")
    answer = pair.rebuild_check()
    assert answer.returncode == 0, answer.stdout + answer.stderr


def check_acknowledged(pair, flood, seconds=60):
    """Every receipt was true: what was acknowledged is there, once, and nothing else."""
    assert len(flood.acknowledged) == flood.total, "every message got its receipt"
    settle(pair, flood.total, seconds)
    found = verdicts(pair, flood.acknowledged)
    lost = [id.hex() for id, verdict in found.items() if verdict is None]
    assert not lost, f"{len(lost)} acknowledged messages are not there"
    assert all(found[id].accepted == rows and found[id].outcome == ACCEPTED
               for id, (rows, _) in flood.acknowledged.items()), "each was accepted whole"
    assert len({verdict.step for verdict in found.values()}) == flood.total, "each is a step of its own"
    rows = sum(rows for rows, _ in flood.acknowledged.values())
    status = pair.status()
    assert (status.messages, status.rows) == (flood.total, rows), (status.messages, status.rows, flood.total, rows)
    total = sum(total for _, total in flood.acknowledged.values())
    counted = figure(pair, period=flood.month)
    assert counted == (total, rows), (counted, (total, rows))
    return found


def check_receipts_mean_disk(pair, die, messages=40):
    """One message at a time; `die` ends the collector between two of them, or it has ended by itself."""
    flood = Flood(pair, messages, rows_per_message=1)
    pair.stop("evaluator")    # so that the journal is the only copy
    def after(acknowledged):
        if acknowledged == messages // 2:
            die()
    flood.run(after)
    pair.start_evaluator()
    check_acknowledged(pair, flood, 10)


def check_exactly_once(pair, messages=30):
    """The same messages through two collectors, and again after both ends were killed."""
    pair.add_collector()
    made = [(uuid.uuid4().bytes, content("dispar", row("par01", "2026-01-01", number + 1))) for number in range(messages)]
    total = sum(range(1, messages + 1))
    def send(collector):
        connection = pair.connect(collector=collector)
        replies = [connection.judged(message, id) for id, message in made]
        connection.close()
        return replies
    def check():
        assert figure(pair) == (total, messages), (figure(pair), (total, messages))
        assert pair.status().messages == messages, pair.status().messages
    first = send(None)
    check()
    second = send("collector2")
    check()
    assert [r.verdict for r in first] == [r.verdict for r in second], "the original verdict"
    for name in ("collector2", "evaluator"):
        pair.stop(name, kill=True)
    pair.start_evaluator()
    pair.start_another("collector2")
    send("collector2")
    check()
    # Other content under a known id, through the collector that does not know it.
    id = uuid.uuid4().bytes
    assert pair.connect().judged(content("dispar", row("par01", "2026-01-01", 1)), id).outcome == ACCEPTED
    reply = pair.connect(collector="collector2").judged(content("dispar", row("par01", "2026-01-01", 2)), id)
    assert reply.outcome == CONFLICT, reply
    assert figure(pair) == (total + 1, messages + 1), figure(pair)
    check_record(pair)


def replay(pair, number):
    connection, events = pair.query(), []
    connection.send(follow=alert_pb2.FollowRequest(credit=4096))
    while True:
        batch = connection.expect("follow_batch")
        events += batch.events
        connection.send(follow_credit=alert_pb2.FollowCredit(credit=len(batch.events)))
        if batch.live:
            connection.close()
            return events


def check_alerts_are_facts(pair):
    """What was published is in the log, numbered from 1 without gaps, and is the same after a crash."""
    alerts = pair.alerts()
    alerts.expect("beacon")
    pair.advance("2026-04-05")
    pair.connect("bapenda").judged(content("bapenda", row("ret01", "2026-Q1", 1, "2026-04-05")))
    pair.advance("2026-05-20")
    number = pair.status().event_number
    assert number > 8, number
    published = []
    while not published or published[-1].number < number:
        published.append(alerts.expect("event"))
    assert [event.number for event in published] == list(range(1, number + 1)), "published without gaps"
    assert replay(pair, number) == published, "the log has what was published"
    pair.stop("evaluator", kill=True)
    pair.start_evaluator()
    assert pair.status().event_number == number, (pair.status().event_number, number)
    assert replay(pair, number) == published, "the log is the same after a crash"
    check_record(pair)


class Link:
    """A collector that says what the test wants, and is waited for like any other."""

    def __init__(self, pair, name):
        self.pair, self.name = pair, name
        pair.public[name] = pair.keygen(f"{name}.key")
        pair.authorise("e", f"{pair.public[name]} link * {name}")

    def batch(self, watermark, *entries):
        """The verdicts of the entries, once they are settled. A session each, so that nobody need send heartbeats."""
        connection, session = self.pair.link(self.name), os.urandom(16)
        connection.send(link_hello=link_pb2.LinkHello(collector=self.name, simulated=True, session=session))
        connection.expect("link_greeting", where=lambda greeting: greeting.session == session)
        connection.send(link_batch=link_pb2.LinkBatch(session=session, first=1, entries=entries, watermark=watermark))
        verdicts = connection.expect("link_ack", where=lambda ack: ack.settled == len(entries)).verdicts
        verdicts = [submit_pb2.Verdict.FromString(verdict) for verdict in verdicts]
        connection.close()
        return verdicts


def entry(id, message, received_at):
    return link_pb2.LinkEntry(message_id=id, content=message.SerializeToString(), unit=message.unit, key=bytes(32),
                              received_at=received_at)


def clock_to(pair, when):
    """Without waiting until everything is judged; the pair's own collector has the new time."""
    query, intake = pair.query(), pair.connect("admin")
    query.send(act=query_pb2.ActRequest(act_id=os.urandom(16), actor="test",
                                        clock_advance=query_pb2.ClockAdvance(to=instant(when))))
    def told():
        intake.send(collector_status_request=submit_pb2.CollectorStatusRequest())
        return intake.expect("collector_status").now == instant(when)
    wait_until(told, f"the collector's clock says {when}")
    query.close()
    intake.close()


def explained(pair, indicator, period):
    """Of the rows of one reporting period: when they were received, and whether that was late."""
    rows = pair.query().ask(explain=query_pb2.ExplainQuery(indicator=indicator, period=period)).explain.rows
    return [(row.received_at, row.late) for row in rows]


def check_the_earlier_copy_counts(pair):
    """What came late is in time when a copy comes that another collector had received in time."""
    other, id, message = Link(pair, "other"), uuid.uuid4().bytes, content("dispar", row("par02", "2026-Q1", 12, "2026-04-01"))
    clock_to(pair, "2026-04-13")
    verdict = pair.connect().judged(message, id).verdict
    assert verdict.accepted == 1, verdict
    assert explained(pair, "par02", "2026-Q1") == [(instant("2026-04-13"), True)], "late by the copy that came first"
    copies = other.batch(instant("2026-04-11"), entry(id, message, instant("2026-04-10T23:59")))
    assert [(copy.step, copy.accepted) for copy in copies] == [(verdict.step, 1)], "the verdict stays"
    assert explained(pair, "par02", "2026-Q1") == [(instant("2026-04-10T23:59"), False)], "the earlier copy does not count"
    check_record(pair)


def check_a_lock_waits_for_the_earlier_copy(pair):
    """What came after its lock through one collector and before it through another is taken; nothing else waits."""
    lock = instant("2026-05-01")
    other, late, behind, free = Link(pair, "other"), uuid.uuid4().bytes, uuid.uuid4().bytes, uuid.uuid4().bytes
    figure, event = (content("dispar", row("par02", "2026-Q1", 12, "2026-04-01")),
                     content("dispar", row("par01", "2026-04-03", 5, "2026-04-09")))
    clock_to(pair, "2026-04-30")
    other.batch(instant("2026-04-30"))
    clock_to(pair, "2026-05-01T00:01")
    connection = pair.connect()
    assert connection.submit(figure, late).outcome == STORED
    wait_until(lambda: pair.counters()["waited"] > 0 or connection.receipt(late).outcome != STORED, "it is looked at")
    assert connection.submit(event, behind).outcome == STORED
    assert [verdict.accepted for verdict in other.batch(instant("2026-04-30"), entry(free, event, lock - 9))] == [1], free
    found = [connection.receipt(id).outcome for id in (late, behind)]
    assert found == [STORED] * 2, f"judged before the lock is: {found}"
    dry = connection.submit(figure, dry_run=True)
    assert [result.code for result in dry.verdict.results] == ["period.locked"], f"a dry run does not wait: {dry}"
    verdicts = other.batch(lock, entry(late, figure, lock - 1))
    assert [verdict.accepted for verdict in verdicts] == [1], verdicts
    for id in (late, behind):
        wait_until(lambda: connection.receipt(id).outcome != STORED, "the link goes on")
        assert connection.receipt(id).verdict.accepted == 1, connection.receipt(id)
    assert explained(pair, "par02", "2026-Q1")[0][0] == lock - 1
    # What nobody else has had in time is refused as soon as that is known.
    gone = uuid.uuid4().bytes
    other.batch(instant("2026-05-01T00:01"))
    clock_to(pair, "2026-06-01")
    assert connection.submit(content("dispar", row("par01", "2026-04-03", 7, "2026-04-09")), gone).outcome == STORED
    wait_until(lambda: pair.counters()["waited"] > 1, "it waits")
    other.batch(instant("2026-06-01"))
    wait_until(lambda: connection.receipt(gone).outcome != STORED, "the link goes on")
    assert [result.code for result in connection.receipt(gone).verdict.results] == ["period.locked"]
    check_record(pair)
