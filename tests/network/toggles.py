"""A sender that makes alerts."""
import time
import uuid

from harness import BUSY, STORED, content, envelope_pb2, instant, row, submit_pb2


class Toggles:
    """A sender of figures that miss their target and reach it in turn, each judged before the next."""

    def __init__(self, senders, key="bapenda", silence=2):
        """`senders` has connect(key), and is asked again after silence."""
        self.senders, self.key, self.silence = senders, key, silence
        self.connection, self.sent_at, self.request, self.reopened = None, 0, None, 0
        self.judged = []    # ids, in order
        self.stopped = False

    def value(self):
        """Of the latest one sent; never one that stood before."""
        number = len(self.judged)
        return (7_300_000_000 if number % 2 else 7_000_000_000) + number

    def _send(self):
        if self.connection is None:
            self.connection = self.senders.connect(self.key)
        if self.request is None:
            as_of = instant("2026-04-05") + len(self.judged)
            message = content("bapenda", row("ret01", "2026-Q1", self.value(), as_of))
            self.request = submit_pb2.SubmitRequest(message_id=uuid.uuid4().bytes, content=message.SerializeToString(),
                                                    wait=submit_pb2.WAIT_JUDGED, patience_ms=60000)
        self.connection.raw(envelope_pb2.Envelope(version=1, submit=self.request).SerializeToString())
        self.sent_at = time.monotonic()

    def turn(self, wait=0):
        """Waits so many seconds at most for an answer. True while one is under way."""
        if self.request is None:
            if self.stopped:
                return False
            self._send()
        envelope = self.connection.receive(wait)
        if envelope is not None:
            reply = envelope.submit_reply
            if reply.message_id == self.request.message_id and reply.outcome not in (STORED, BUSY):
                self.judged.append(self.request.message_id)
                self.request = None
        elif time.monotonic() - self.sent_at > self.silence:
            # The verdict may be at either collector; the same bytes are harmless.
            self.connection.close()
            self.connection, self.reopened = None, self.reopened + 1
            self._send()
        return True
