"""A department's system that sends very many rows and keeps at it whatever happens to the daemons."""
import collections
import time
import uuid

from harness import BUSY, STORED, content, envelope_pb2, row, submit_pb2

DAYS = 31
IN_FLIGHT = 128
SILENCE = 2
PAUSE = 0.1    # at most, of what BUSY asks for: a test has no seconds to give


class Flood:
    """Sends `rows` rows of events of a month. What was acknowledged, and its sum, is known to this side alone."""

    def __init__(self, pair, rows, rows_per_message=20, key="dispar", month="2026-01", days=DAYS, as_of="2026-02-01"):
        self.pair, self.key, self.rows_per_message = pair, key, rows_per_message
        self.month, self.days, self.as_of = month, days, as_of
        self.acknowledged = {}    # id: (rows, sum) of messages with a receipt
        self.waiting = collections.OrderedDict()
        self.messages = collections.deque()
        self.total = self.resent = 0
        self.busy = collections.Counter()    # codes that came with BUSY
        self.pause = 0                       # until then nothing new is sent
        self.add(rows // rows_per_message)

    def add(self, messages):
        """So many more are to be sent."""
        self.messages.extend(self._message(self.total + number) for number in range(messages))
        self.total += messages

    def _message(self, number):
        # Half of the rows have no ref: those add up each time they are applied.
        count = self.rows_per_message
        rows = [row("par01", f"{self.month}-{(number + i) % self.days + 1:02d}", (number * 7 + i * 3) % 50 + 1, self.as_of,
                    ref=f"k{number}-{i}" if i % 2 else "") for i in range(count)]
        id = int(time.time() * 1000).to_bytes(6, "big") + b"\x70" + uuid.uuid4().bytes[7:]
        total = sum(made.value.coefficient for made in rows)
        request = submit_pb2.SubmitRequest(message_id=id, content=content("dispar", *rows).SerializeToString())
        return id, envelope_pb2.Envelope(version=1, submit=request).SerializeToString(), count, total

    def run(self, after_each=lambda acknowledged: None, seconds=300, silence=SILENCE, turn=lambda: False):
        """Until every message has its receipt. `after_each` is called with the number of those that have; `turn` again and
        again, and while it is true there is more to come."""
        connection, heard, until = self.pair.connect(self.key), time.monotonic(), time.monotonic() + seconds
        while turn() or self.messages or self.waiting:
            if time.monotonic() > until:
                raise AssertionError(f"{len(self.waiting)} messages have no receipt after {seconds} s")
            while self.messages and len(self.waiting) < IN_FLIGHT and time.monotonic() > self.pause:
                message = self.messages.popleft()
                self.waiting[message[0]] = message
                connection.raw(message[1])
            envelope = connection.receive(silence / 10)
            if envelope is not None:
                heard = time.monotonic()
                if envelope.WhichOneof("kind") == "submit_reply" and self._settle(envelope.submit_reply):
                    after_each(len(self.acknowledged))
            elif time.monotonic() - heard > silence:
                # Silent: the same bytes again, on a new socket.
                connection.close()
                connection, heard = self.pair.connect(self.key), time.monotonic()
                self.resent += len(self.waiting)
                for message in self.waiting.values():
                    connection.raw(message[1])
        connection.close()

    def _settle(self, reply):
        message = self.waiting.get(reply.message_id)
        if message is None:
            return False    # the pushed verdict of one that has its receipt
        if reply.outcome == BUSY:
            assert reply.retry_after_ms > 0 and reply.refusal.sentence_en, reply
            self.busy[reply.refusal.code] += 1
            self.pause = time.monotonic() + min(reply.retry_after_ms / 1000, PAUSE)
            del self.waiting[reply.message_id]
            self.messages.append(message)
            return False
        if not reply.HasField("receipt"):
            raise AssertionError(f"no receipt: {reply}")
        del self.waiting[reply.message_id]
        self.acknowledged[reply.message_id] = message[2:]
        return True
