"""The checks of promises 1, 2 and 4, apart from the tests, so that they can be turned on daemons that break a promise."""
import uuid

from flood import Flood
from harness import ACCEPTED, CONFLICT, alert_pb2, content, query_pb2, row, wait_until


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
