"""A client of Capaian in Python: ZeroMQ, protobuf and proto/PROTOCOL.md, nothing of Capaian's own code.

load_schema(folder) first, with the folder that protoc --python_out wrote to. Instants are milliseconds since 1970 UTC.
"""
import hashlib
import os
import secrets
import sys
import time

import zmq
import zmq.utils.z85

pb = None    # set by load_schema: content, submit, link, alert, query, envelope


class Silence(Exception):
    """Nobody answered in time."""


class Refused(Exception):
    """An Envelope.refusal, or the refusal of a reply; .code is stable."""

    def __init__(self, refusal):
        super().__init__(f"{refusal.code}: {refusal.sentence_en}")
        self.code, self.refusal = refusal.code, refusal


def load_schema(folder):
    global pb
    sys.path.insert(0, folder)
    from capaian.v1 import alert_pb2, content_pb2, envelope_pb2, link_pb2, query_pb2, submit_pb2

    class Schema:
        alert, content, envelope, link, query, submit = (alert_pb2, content_pb2, envelope_pb2, link_pb2, query_pb2,
                                                         submit_pb2)
    pb = Schema


class Keypair:
    """32 raw bytes each; people see them as hexadecimal."""

    def __init__(self):
        public, secret = zmq.curve_keypair()    # Z85
        self.public, self.secret = zmq.utils.z85.decode(public), zmq.utils.z85.decode(secret)


def message_id():
    """UUIDv7."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6] = 0x70 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)


def content_hash(content):
    return hashlib.blake2b(content, digest_size=32).digest()


def content_id(content, attempt=0):
    """UUIDv8, of a sender that keeps no state."""
    number = attempt.to_bytes(4, "big") if attempt else b""
    raw = bytearray(content_hash(content + number)[:16])
    raw[6] = 0x80 | raw[6] & 0x0F
    raw[8] = 0x80 | raw[8] & 0x3F
    return bytes(raw)


def now_ms():
    return int(time.monotonic() * 1000)


class Place:
    """Where a daemon is, and who we are there."""

    def __init__(self, context, endpoint, server_key, keypair):
        self.context, self.endpoint, self.server_key, self.keypair = context, endpoint, server_key, keypair

    def socket(self, kind):
        socket = self.context.socket(kind)
        socket.linger = 0
        socket.curve_serverkey = self.server_key
        socket.curve_publickey, socket.curve_secretkey = self.keypair.public, self.keypair.secret
        if kind == zmq.DEALER:
            socket.immediate = 1
        if kind == zmq.SUB:
            socket.subscribe(b"")
        socket.connect(self.endpoint)
        return socket


class Connection:
    """A DEALER (or REQ) on which envelopes go and come."""

    def __init__(self, place, kind=zmq.DEALER):
        self.place, self.kind = place, kind
        self.socket = place.socket(kind)

    def close(self):
        self.socket.close()

    def reopen(self):
        self.close()
        self.socket = self.place.socket(self.kind)

    def send(self, kind, message, timeout_ms=5000):
        envelope = pb.envelope.Envelope(version=1)
        getattr(envelope, kind).CopyFrom(message)
        getattr(envelope, kind).SetInParent()
        self.send_bytes(envelope.SerializeToString(), timeout_ms)

    def send_bytes(self, frame, timeout_ms=5000):
        if not self.socket.poll(timeout_ms, zmq.POLLOUT):
            raise Silence("no connection")
        self.socket.send(frame, zmq.DONTWAIT)

    def receive(self, timeout_ms):
        """(kind, message), or None when nothing came."""
        if not self.socket.poll(max(0, timeout_ms)):
            return None
        frames = self.socket.recv_multipart()
        envelope = pb.envelope.Envelope.FromString(frames[-1])
        kind = envelope.WhichOneof("kind")
        return kind, getattr(envelope, kind) if kind else None


class Sender:
    """One message at a time, as the table of states says; others in flight are the pipelining of a greater client."""

    FINAL = ("ACCEPTED", "ACCEPTED_WITH_WARNINGS", "PARTLY_REFUSED", "REFUSED", "CONFLICT", "UNKNOWN")

    def __init__(self, place, kind=zmq.DEALER, silence_ms=3000):
        self.connection = Connection(place, kind)
        self.silence_ms = silence_ms
        self.reopened = 0

    def close(self):
        self.connection.close()

    def submit(self, content, id=None, judged=True, patience_ms=5000, dry_run=False, deadline_ms=30000):
        """The last SubmitReply: with the verdict when judged, else with the receipt."""
        request = pb.submit.SubmitRequest(message_id=id or message_id(), content=content, dry_run=dry_run,
                                          patience_ms=patience_ms, sent_at=int(time.time() * 1000))
        request.wait = pb.submit.WAIT_JUDGED if judged else pb.submit.WAIT_STORED
        end, silence, ask = now_ms() + deadline_ms, self.silence_ms, 1000
        while now_ms() < end:
            try:
                self.connection.send("submit", request)
                reply = self.answer(request.message_id, silence + (patience_ms if judged else 0))
            except Silence:
                self.connection.reopen()
                self.reopened += 1
                silence = min(2 * silence, 15000)
                continue
            outcome = pb.submit.Outcome.Name(reply.outcome)[len("OUTCOME_"):]
            # The timers of the protocol's table; none of them outlasts the caller.
            left = max(0, end - now_ms())
            if outcome == "BUSY":
                time.sleep(min(reply.retry_after_ms or 200, left) / 1000)
            elif outcome == "STORED" and judged and not dry_run:
                pushed = self.pushed(request.message_id, min(ask, left))
                ask = min(2 * ask, 15000)
                if pushed is not None:
                    return pushed
            else:
                return reply
        raise Silence("the deadline has passed")

    def answer(self, id, timeout_ms):
        end = now_ms() + timeout_ms
        while True:
            got = self.connection.receive(end - now_ms())
            if got is None:
                raise Silence()
            kind, message = got
            if kind == "refusal":
                raise Refused(message)    # one is unanswered, so it is this one's
            if kind == "submit_reply" and message.message_id == id:
                return message

    def pushed(self, id, timeout_ms):
        if self.connection.kind == zmq.REQ:
            time.sleep(timeout_ms / 1000)    # a REQ is never pushed to
            return None
        try:
            return self.answer(id, timeout_ms)
        except Silence:
            return None

    def receipt(self, id):
        self.connection.send("receipt", pb.submit.ReceiptRequest(message_id=id))
        return self.answer(id, self.silence_ms)


class Asker:
    """Queries and acts."""

    def __init__(self, place, silence_ms=10000):
        self.connection = Connection(place)
        self.silence_ms, self.number = silence_ms, 0

    def close(self):
        self.connection.close()

    def pages(self, question, message):
        """The pages of an answer, each of its own type."""
        cursor = ""
        while True:
            self.number += 1
            request = pb.query.QueryRequest(request=self.number, cursor=cursor)
            getattr(request, question).CopyFrom(message)
            getattr(request, question).SetInParent()
            self.connection.send("query", request)
            reply = self.wait("query_reply", lambda message: message.request == self.number)
            if reply.HasField("refusal"):
                raise Refused(reply.refusal)
            yield getattr(reply, reply.WhichOneof("what"))
            cursor = reply.next_cursor
            if not cursor:
                return

    def ask(self, question, message):
        return next(self.pages(question, message))

    def act(self, name, message, actor="interop", reason="", id=None):
        request = pb.query.ActRequest(act_id=id or message_id(), actor=actor, reason=reason)
        getattr(request, name).CopyFrom(message)
        self.connection.send("act", request)
        reply = self.wait("act_reply", lambda message: message.act_id == request.act_id)
        if reply.HasField("refusal"):
            raise Refused(reply.refusal)
        return reply

    def wait(self, wanted, is_ours):
        end = now_ms() + self.silence_ms
        while True:
            got = self.connection.receive(end - now_ms())
            if got is None:
                raise Silence()
            kind, message = got
            if kind == "refusal":
                raise Refused(message)
            if kind == wanted and is_ours(message):
                return message


class Follow:
    """A follow on a connection of its own: batches as they come, credit given back."""

    def __init__(self, place, after=0, epoch=b"", unit="", credit=1024):
        self.connection = Connection(place)
        self.credit, self.taken, self.unit = credit, 0, unit
        self.ask(after, epoch)

    def ask(self, after, epoch):
        self.taken = 0
        self.connection.send("follow", pb.alert.FollowRequest(epoch=epoch, after=after, unit=self.unit,
                                                              credit=self.credit))

    def receive(self, timeout_ms):
        """A FollowBatch, a FollowGone, or None."""
        got = self.connection.receive(timeout_ms)
        if got is None:
            return None
        kind, message = got
        if kind == "refusal":
            raise Refused(message)
        if kind == "follow_batch":
            self.taken += len(message.events)
            if self.taken >= max(1, self.credit // 2):
                self.connection.send("follow_credit", pb.alert.FollowCredit(credit=self.taken))
                self.taken = 0
        return message

    def close(self):
        self.connection.close()


class Watcher:
    """Misses nothing: SUB for speed, a follow for what was lost. `lose(kind, message)` says what to lose, in tests."""

    def __init__(self, alerts, query, epoch=b"", number=0, lose=lambda kind, message: False):
        self.alerts, self.query, self.lose = alerts, query, lose
        self.epoch, self.number = epoch, number
        self.sub = alerts.socket(zmq.SUB)    # before the follow, so that nothing falls between
        self.heard_at = now_ms()
        self.follow = Follow(query, number, epoch)
        self.lost = self.healed = 0
        self.gone = False

    def close(self):
        self.sub.close()
        if self.follow:
            self.follow.close()

    def events(self, timeout_ms, until):
        """Events up to this number or until time is up, each once, in order. After .gone a snapshot is to be taken."""
        end, out = now_ms() + timeout_ms, []
        while self.number < until and now_ms() < end and not self.gone:
            # While following, live events wait in the SUB socket; those that the follow brought are then ignored.
            self.take_follow(out) if self.follow else self.take_sub(out, end)
        return out

    def take_sub(self, out, end):
        if not self.sub.poll(max(0, min(end - now_ms(), 500))):
            if now_ms() - self.heard_at > 4000:
                self.sub.close()
                self.sub = self.alerts.socket(zmq.SUB)
                self.heard_at = now_ms()
            return
        topic, frame = self.sub.recv_multipart()
        self.heard_at = now_ms()
        envelope = pb.envelope.Envelope.FromString(frame)
        kind = envelope.WhichOneof("kind")
        message = getattr(envelope, kind)
        if self.lose(kind, message):
            self.lost += 1
            return
        if message.epoch == self.epoch and message.number <= self.number:
            return
        if kind == "event" and message.epoch == self.epoch and message.number == self.number + 1:
            wanted = f"alerts/{message.unit}/{pb.alert.AlertKind.Name(message.kind)[11:].lower()}/"
            assert topic.decode() == wanted, (topic, wanted)
            self.number += 1
            out.append(message)
            return
        self.healed += 1
        self.follow = Follow(self.query, self.number, self.epoch)

    def take_follow(self, out):
        message = self.follow.receive(5000)
        if message is None:
            self.follow.close()
            self.follow = Follow(self.query, self.number, self.epoch)
            return
        if isinstance(message, pb.alert.FollowGone):
            self.gone = True
            return
        self.epoch = self.epoch or message.epoch
        if message.epoch != self.epoch:
            self.gone = True
            return
        if message.after > self.number:
            self.follow.ask(self.number, self.epoch)
            return
        for event in message.events:
            if event.number > self.number:
                assert event.number == self.number + 1, (event.number, self.number)
                self.number = event.number
                out.append(event)
        self.number = max(self.number, message.upto)
        if message.live:
            self.follow.close()
            self.follow = None


class Collector:
    """The link, as far as a test needs it: entries of one journal, streamed and acknowledged."""

    def __init__(self, place, name, simulated):
        self.connection = Connection(place)
        self.name, self.simulated = name, simulated
        self.session, self.sent = b"", 0
        self.now = 0

    def close(self):
        self.connection.close()

    def hello(self, epoch=b"", applied=0):
        self.session, self.sent = os.urandom(16), 0
        self.connection.send("link_hello", pb.link.LinkHello(collector=self.name, simulated=self.simulated,
                                                             session=self.session, epoch=epoch, applied=applied))
        greeting = self.wait("link_greeting")
        self.now = greeting.now
        return greeting

    def batch(self, entries, watermark, first=None):
        batch = pb.link.LinkBatch(session=self.session, first=self.sent + 1 if first is None else first,
                                  entries=entries, watermark=watermark)
        self.connection.send("link_batch", batch)
        self.sent += len(entries)

    def settle(self):
        """The verdicts of everything sent."""
        verdicts = []
        while True:
            ack = self.wait("link_ack")
            verdicts.extend(pb.submit.Verdict.FromString(verdict) for verdict in ack.verdicts)
            if ack.settled == self.sent:
                return ack, verdicts

    def wait(self, *wanted):
        end = now_ms() + 5000
        while True:
            got = self.connection.receive(end - now_ms())
            if got is None:
                raise Silence()
            kind, message = got
            if kind == "refusal":
                raise Refused(message)
            if kind in wanted:
                return message
