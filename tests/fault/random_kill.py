"""kill -9 at random moments, of either daemon or of both at once, while they serve and while they start; meanwhile a
sender, a desk and a subscriber go on."""
import random
import time
import uuid

from flood import Flood
from harness import UNKNOWN, query_pb2, wait_until
from promises import check_acknowledged, check_record, replay

START = "2026-02-12"    # what was due on the 10th is overdue: there are alerts to comment on
SUBJECT = "overdue/izn01/2026-01"
SILENCE = 0.3
STARTING, SERVING = 0.03, 0.25    # seconds: a life that ends in the start, and one that does not


class Desk:
    """Comments on an alert, one after another, each again under its id until it is answered."""

    def __init__(self, pair):
        self.pair, self.done, self.sent_at = pair, [], 0
        self.connection, self.id = pair.query(), uuid.uuid4().bytes

    def turn(self, patience=0):
        envelope = self.connection.receive(patience)
        if envelope is not None and envelope.WhichOneof("kind") == "act_reply" and envelope.act_reply.act_id == self.id:
            assert envelope.act_reply.step, envelope
            self.done.append(self.id)
            self.id, self.sent_at = uuid.uuid4().bytes, 0
        if time.monotonic() - self.sent_at > SILENCE:
            if self.sent_at:
                self.connection.close()
                self.connection = self.pair.query()
            self.connection.send(act=query_pb2.ActRequest(
                act_id=self.id, actor="P0401", reason=self.id.hex(),
                deed=query_pb2.Deed(kind=query_pb2.DEED_COMMENT, subject=SUBJECT)))
            self.sent_at = time.monotonic()

    def finish(self):
        wanted = len(self.done) + 1
        wait_until(lambda: len(self.done) >= wanted, "the last comment is answered", between=lambda: self.turn(0.05))


class Killer:
    """Ends daemons at moments of its own and starts them again; each life is counted once it was ended."""

    def __init__(self, pair, seed, cycles):
        self.pair, self.random, self.left = pair, random.Random(seed), cycles
        self.kills = {"evaluator": 0, "collector": 0}
        self.both = self.starting = 0
        self.acknowledged = 0
        self._plan()

    def _plan(self):
        self.victims = self.random.choice((("evaluator",), ("collector",), ("evaluator", "collector")))
        way = self.random.random()
        now = time.monotonic()
        # At a time, or at a point of the stream (and at a time all the same, for a stream that stands still).
        self.at = now + self.random.uniform(0, STARTING if way < 0.35 else SERVING)
        self.point = self.acknowledged + self.random.randint(1, 100) if way > 0.7 else None

    def turn(self):
        """True while there is more to kill."""
        if self.left == 0:
            return False
        reached = self.point is not None and self.acknowledged >= self.point
        if not reached and time.monotonic() < self.at:
            return True
        ready = [self.pair.folder / f"{name}.ready" for name in self.victims]
        self.starting += not all(file.exists() for file in ready)
        for name in self.victims:
            code = self.pair.processes[name].poll()
            assert code in (None, -9), f"{name} ended by itself: {code}\n{self.pair.log(name)[-2000:]}"
        for name in self.victims:
            self.pair.stop(name, kill=True)
            self.kills[name] += 1
        for name in self.random.sample(self.victims, len(self.victims)):
            self.pair.launch(name, *self.pair.arguments(name))
        self.both += len(self.victims) > 1
        self.left -= 1
        self._plan()
        return self.left > 0


def published(alerts, seen):
    while (envelope := alerts.receive(0)) is not None:
        if envelope.WhichOneof("kind") == "event":
            assert seen.setdefault(envelope.event.number, envelope.event) == envelope.event, "published once, or the same"


def check_verdicts_equal(pair, ids, found):
    """The collector keeps the evaluator's verdict, whole."""
    connection = pair.connect()
    for id in ids:
        reply = wait_until(lambda: (kept := connection.receipt(id)).HasField("verdict") and kept, "the verdict is here")
        assert reply.outcome != UNKNOWN and reply.verdict == found[id], (reply, found[id])
    connection.close()


def check_random_kills(pair, seed, cycles):
    """A line about what was done."""
    pair.advance(START)
    began = time.monotonic()
    flood = Flood(pair, 0, rows_per_message=5, month="2026-02", days=10, as_of="2026-02-11")
    killer, desk, alerts, seen = Killer(pair, seed, cycles), Desk(pair), pair.alerts(), {}
    def turn():
        more = killer.turn()
        if more and len(flood.messages) < 64:
            flood.add(64)
        desk.turn()
        published(alerts, seen)
        return more
    def after(acknowledged):
        killer.acknowledged = acknowledged
    flood.run(after, seconds=60 + 3 * cycles, silence=SILENCE, turn=turn)
    desk.finish()
    took = time.monotonic() - began
    found = check_acknowledged(pair, flood, 60)
    check_verdicts_equal(pair, list(flood.acknowledged)[::max(1, flood.total // 500)], found)
    number = pair.status().event_number
    log = replay(pair, number)
    assert [event.number for event in log] == list(range(1, number + 1)), "the events are numbered without gaps"
    assert all(log[n - 1] == event for n, event in seen.items()), "what was published is in the log"
    comments = [event.acted.reason for event in log if event.reason == "commented"]
    assert len(comments) == len(set(comments)), "no comment is there twice"
    assert {id.hex() for id in desk.done} <= set(comments) <= {id.hex() for id in (*desk.done, desk.id)}, \
        "each comment that was answered is there"
    check_record(pair)
    return (f"seed {seed}: {cycles} cycles in {took:.0f} s (evaluator {killer.kills['evaluator']}, collector"
            f" {killer.kills['collector']}, both at once {killer.both}, {killer.starting} while starting);"
            f" {flood.total} messages, {flood.resent} sent again; {len(comments)} comments; {len(seen)} of {number} events"
            " seen as they were published")
