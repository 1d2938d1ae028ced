"""Capaian for Python: figures sent until they are answered, alerts watched without missing one.

Needs python3-zmq, python3-protobuf and the schema: protoc -I proto --python_out=DIR proto/capaian/v1/*.proto, DIR on
PYTHONPATH. Instants are milliseconds since 1970 UTC; keys are pairs (public, secret) of 32 bytes. The rules are those
of PROTOCOL.md: section 5 for Sender, section 7 for watch.
"""
import hashlib
import os
import pathlib
import re
import secrets
import time

import zmq
from capaian.v1 import alert_pb2, content_pb2, envelope_pb2, query_pb2, submit_pb2

SILENCE_MS, SILENCE_MAX_MS, PATIENCE_MS, ASK_MS, RETRY_MS = 3000, 15000, 5000, 1000, 200
CREDIT = 1024
BUSY, STORED, UNKNOWN = submit_pb2.OUTCOME_BUSY, submit_pb2.OUTCOME_STORED, submit_pb2.OUTCOME_UNKNOWN


class Refused(Exception):
    """A fault of the caller: .code is stable, the text is for people."""

    def __init__(self, refusal):
        super().__init__(f"{refusal.code}: {refusal.sentence_id}")
        self.code = refusal.code


def read_keys(path):
    """(public, secret) of a file that keygen wrote."""
    lines = pathlib.Path(path).read_text().splitlines()
    keys = dict(line.split(" = ") for line in lines if not line.startswith("#"))
    return bytes.fromhex(keys["public"]), bytes.fromhex(keys["secret"])


def message_id():
    """UUIDv7: kept with its content until that is answered."""
    raw = bytearray(int(time.time() * 1000).to_bytes(6, "big") + secrets.token_bytes(10))
    raw[6], raw[8] = 0x70 | raw[6] & 0x0F, 0x80 | raw[8] & 0x3F
    return bytes(raw)


def figure(unit, indicator, period, value, as_of=None, **fields):
    """The bytes of a message with one row; `value` as text, exactly: "12.5". More rows: content_pb2.Content."""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]{1,9})?", str(value)):
        raise ValueError(f"{value} is not a number: write 1234.5")
    whole, _, digits = str(value).partition(".")
    row = content_pb2.Row(indicator=indicator, period=period, as_of=as_of or int(time.time() * 1000), **fields)
    row.value.coefficient, row.value.scale = int(whole + digits), len(digits)
    return content_pb2.Content(unit=unit, rows=[row]).SerializeToString()


class Socket:
    """A DEALER to one of several servers, [(endpoint, public key)]; the next one after silence."""

    def __init__(self, servers, keys):
        self.servers, self.keys, self.at, self.socket = servers, keys, 0, None

    def open(self):
        if self.socket is None:
            self.socket = zmq.Context.instance().socket(zmq.DEALER)
            self.socket.linger, self.socket.immediate = 0, 1
            endpoint, self.socket.curve_serverkey = self.servers[self.at]
            self.socket.curve_publickey, self.socket.curve_secretkey = self.keys
            self.socket.connect(endpoint)
        return self.socket

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def next(self):
        self.close()
        self.at = (self.at + 1) % len(self.servers)

    def send(self, timeout_ms, **kind):
        """False where nobody takes it in time."""
        if not self.open().poll(timeout_ms, zmq.POLLOUT):
            return False
        self.socket.send(envelope_pb2.Envelope(version=1, **kind).SerializeToString(), zmq.DONTWAIT)
        return True

    def receive(self, timeout_ms):
        """The next Envelope, None after silence; an Envelope.refusal raises."""
        if not self.open().poll(max(0, timeout_ms)):
            return None
        envelope = envelope_pb2.Envelope.FromString(self.socket.recv())
        if envelope.WhichOneof("kind") == "refusal":
            raise Refused(envelope.refusal)
        return envelope

    def wait(self, timeout_ms, kind, ours):
        """The message of this kind that is ours, None after silence."""
        end = time.monotonic() + timeout_ms / 1000
        while (envelope := self.receive((end - time.monotonic()) * 1000)) is not None:
            message = getattr(envelope, kind)
            if envelope.WhichOneof("kind") == kind and ours(message):
                return message
        return None


class Sender(Socket):
    """One message at a time, to whichever collector answers."""

    def submit(self, id, content, judged=True):
        """The SubmitReply with the verdict (else with the receipt), however long it takes. The same id and content may
        be given again at any time."""
        wait = submit_pb2.WAIT_JUDGED if judged else submit_pb2.WAIT_STORED
        request = submit_pb2.SubmitRequest(message_id=id, content=content, wait=wait, patience_ms=PATIENCE_MS)
        silence, ask, stored = SILENCE_MS, ASK_MS, False
        while True:
            # Stored already: what became of it is asked, and where that is not known it is sent again.
            kind = {"receipt": submit_pb2.ReceiptRequest(message_id=id)} if stored else {"submit": request}
            patience = PATIENCE_MS if judged and not stored else 0
            reply = None
            if self.send(silence, **kind):
                reply = self.wait(silence + patience, "submit_reply", lambda message: message.message_id == id)
            if reply is None:
                self.next()
                silence = min(2 * silence, SILENCE_MAX_MS)
                stored = False
                continue
            if reply.HasField("receipt") and reply.outcome != submit_pb2.OUTCOME_CONFLICT:
                check_receipt(reply.receipt, content)
            if reply.outcome == BUSY:
                time.sleep((reply.retry_after_ms or RETRY_MS) / 1000)
            elif reply.outcome == UNKNOWN:
                stored = False
            elif reply.outcome == STORED and judged:
                stored = True
                pushed = self.wait(ask, "submit_reply", lambda message: message.message_id == id)
                ask = min(2 * ask, SILENCE_MAX_MS)
                if pushed is not None and pushed.outcome != STORED:
                    return pushed
            else:
                return reply

    def flush(self, spool, judged=True):
        """Sends all that is in the spool, oldest first, and yields (id, reply) of each once it is out of it."""
        for id in spool.ids():
            reply = self.submit(id, spool.content(id), judged)
            spool.remove(id)
            yield id, reply


def check_receipt(receipt, content):
    if receipt.content_hash != hashlib.blake2b(content, digest_size=32).digest():
        raise ValueError("the collector holds other content under this id")


def said(reply):
    """What a SubmitReply says for people: (row from 0 or None for the message, code, sentence) of each fault, warning and
    note."""
    whole = [refusal for refusal in (reply.refusal, reply.verdict.refusal) if refusal.code]
    return ([(None, refusal.code, refusal.sentence_id) for refusal in whole] +
            [(result.row, result.code, result.sentence_id) for result in reply.verdict.results])


class Spool:
    """A folder of messages that are not answered yet: a file each, named by its id, on disk before put returns. One
    process flushes it at a time; any may put."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def put(self, content):
        id = message_id()
        path = self.folder / id.hex()
        with path.with_suffix(".part").open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.rename(file.name, path)
        self.sync()
        return id

    def ids(self):
        return [bytes.fromhex(path.name) for path in sorted(self.folder.iterdir()) if not path.suffix]

    def content(self, id):
        return (self.folder / id.hex()).read_bytes()

    def remove(self, id):
        (self.folder / id.hex()).unlink()
        self.sync()

    def sync(self):
        folder = os.open(self.folder, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


class Asker(Socket):
    """Questions to the evaluator."""
    number = 0

    def pages(self, **question):
        """The pages of the answer; again from the first after silence."""
        pages, cursor, silence = [], "", SILENCE_MS
        while True:
            self.number += 1
            request, reply = query_pb2.QueryRequest(request=self.number, cursor=cursor, **question), None
            if self.send(silence, query=request):
                reply = self.wait(silence, "query_reply", lambda message: message.request == request.request)
            if reply is None:
                self.next()
                pages, cursor, silence = [], "", min(2 * silence, SILENCE_MAX_MS)
                continue
            if reply.HasField("refusal"):
                raise Refused(reply.refusal)
            pages.append(getattr(reply, reply.WhichOneof("what")))
            cursor = reply.next_cursor
            if not cursor:
                return pages


def watch(servers, keys, epoch=b"", number=0, unit=""):
    """Yields for ever what comes after (epoch, number): ("event", AlertEvent), each once and in order, and
    ("snapshot", [AlertEvent]), to be shown instead of what was shown, at the beginning and after another epoch. With
    each come the epoch and number to keep, as (kind, what, epoch, number): keep them once it is dealt with."""
    follow, silence = Socket(servers, keys), 5000
    while True:
        if not epoch:
            follow.close()
            asker = Asker(servers, keys)
            pages = asker.pages(snapshot=query_pb2.SnapshotQuery(unit=unit))
            asker.close()
            epoch, number = pages[0].epoch, pages[0].number
            yield "snapshot", [event for page in pages for event in page.standing], epoch, number
        taken = 0
        follow.send(silence, follow=alert_pb2.FollowRequest(epoch=epoch, after=number, unit=unit, credit=CREDIT))
        while True:
            envelope = follow.receive(silence)
            if envelope is None:    # the evaluator was restarted, or the connection broke: libzmq does not say so
                follow.next()
                silence = min(2 * silence, 20000)
                break
            kind, silence = envelope.WhichOneof("kind"), 5000
            if kind == "follow_gone":
                epoch = b""
                break
            if kind != "follow_batch":
                continue
            batch = envelope.follow_batch
            if batch.epoch != epoch or batch.after > number:    # a batch was lost
                break
            for event in batch.events:
                if event.number > number:
                    number = event.number
                    yield "event", event, epoch, number
            number = max(number, batch.upto)
            taken += len(batch.events)
            if taken >= CREDIT // 2:
                follow.send(silence, follow_credit=alert_pb2.FollowCredit(credit=taken))
                taken = 0
