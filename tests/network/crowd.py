"""Watchers, very many in one process: each misses nothing, by what PROTOCOL.md says of states and events.

    crowd.py FILE COUNT    watches by the places in the file; prints `live` when all are, and what they were told once
                           they reach the number that it reads from its input
"""
import functools
import hashlib
import json
import os
import pathlib
import select
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

import zmq    # noqa: E402
from harness import Connection, alert_pb2, envelope_pb2    # noqa: E402

CREDIT = 1024


@functools.lru_cache(maxsize=4096)
def decoded(frame):
    """Subscribers get the same bytes."""
    envelope = envelope_pb2.Envelope.FromString(frame)
    kind = envelope.WhichOneof("kind")
    message = getattr(envelope, kind)
    return kind, message, message.SerializeToString() if kind == "event" else b""


class History:
    """What a watcher was told, in order, as a number that is the same for the same events."""

    def __init__(self):
        self.count, self.hash = 0, hashlib.blake2b(digest_size=16)

    def add(self, event):
        self.count += 1
        self.hash.update(event)

    def told(self):
        return self.count, self.hash.hexdigest()


def history(events):
    made = History()
    for event in events:
        made.add(event.SerializeToString())
    return made.told()


class Watcher:
    """SUB and, until it has caught up, a follow; or a follow alone, perhaps of one unit. It may begin after an (epoch,
    number)."""

    def __init__(self, crowd, key, unit="", epoch=b"", number=0, pause=0, subscribe=True):
        self.crowd, self.key, self.unit, self.epoch, self.number = crowd, key, unit, epoch, number
        self.pause, self.rests_until = pause, 0    # seconds after each frame
        self.told, self.taken, self.healed = History(), 0, 0
        self.sub = self.follow = None
        if subscribe and not unit:
            self.sub = crowd.open(self, "alerts", zmq.SUB)
        self.ask()

    def ask(self):
        """From the log, after what it has."""
        if self.follow is None:
            self.follow = self.crowd.open(self, "query", zmq.DEALER)
        self.asked_at, self.taken = time.monotonic(), 0
        self.crowd.send(self.follow, follow=alert_pb2.FollowRequest(epoch=self.epoch, after=self.number, unit=self.unit,
                                                                    credit=CREDIT))

    def close(self):
        for connection in (self.sub, self.follow):
            if connection is not None:
                self.crowd.shut(connection)
        self.sub = self.follow = None

    def take(self, connection, frame):
        kind, message, event = decoded(frame)
        if kind == "follow_batch":
            self.take_batch(message)
        elif self.follow is not None and connection is self.sub:
            pass    # what the follow brings is whole
        elif kind == "event" and message.epoch == self.epoch and message.number <= self.number + 1:
            if message.number == self.number + 1:
                self.number += 1
                self.told.add(event)
        elif kind in ("event", "beacon"):
            assert message.epoch == self.epoch, "the stream is another one"
            if message.number > self.number:
                self.healed += 1
                self.ask()
        else:
            raise AssertionError(f"{kind}: {message}")

    def take_batch(self, batch):
        self.epoch = self.epoch or batch.epoch
        assert batch.epoch == self.epoch, "the stream is another one"
        assert batch.after <= self.number, f"a gap: after {self.number} comes what follows {batch.after}"
        for event in batch.events:
            if event.number <= self.number:
                continue
            assert self.unit or event.number == self.number + 1, f"a gap: after {self.number} comes {event.number}"
            self.number = event.number
            self.told.add(event.SerializeToString())
        assert self.unit or batch.upto <= self.number, f"a gap: nothing from {self.number} to {batch.upto}"
        self.number = max(self.number, batch.upto)
        self.taken += len(batch.events)
        if self.taken >= CREDIT // 2:
            self.crowd.send(self.follow, follow_credit=alert_pb2.FollowCredit(credit=self.taken))
            self.taken = 0
        if batch.live and self.sub is not None:
            self.crowd.shut(self.follow)
            self.follow = None

    def live(self):
        return self.epoch != b"" and (self.sub is None or self.follow is None)


class Crowd:
    """`places`: endpoints and the server's public key. Asks only the sockets that have something: zmq_poll would look
    at each of thousands every time."""

    def __init__(self, places, **settings):
        self.places, self.settings = places, settings
        self.context = zmq.Context()
        self.context.max_sockets = 8192
        self.poll, self.open_by_fd, self.ready = select.epoll(), {}, set()
        self.watchers = []

    def add(self, key, **settings):
        watcher = Watcher(self, key, **settings)
        self.watchers.append(watcher)
        return watcher

    def open(self, watcher, place, kind):
        settings = dict(rcvhwm=1) if watcher.pause else self.settings
        connection = Connection(self.context, self.places[place], self.places["server"], watcher.key, kind, **settings)
        connection.watcher = watcher
        self.open_by_fd[connection.socket.FD] = connection
        # A socket's descriptor tells of a change, once; so it is read until there is nothing more.
        self.poll.register(connection.socket.FD, select.EPOLLIN | select.EPOLLET)
        self.ready.add(connection)
        return connection

    def send(self, connection, **kind):
        connection.send(**kind)
        self.ready.add(connection)    # it may have taken note of what came

    def shut(self, connection):
        self.poll.unregister(connection.socket.FD)
        del self.open_by_fd[connection.socket.FD]
        self.ready.discard(connection)
        connection.close()

    def turn(self, wait=0.05, frames=64):
        """Reads what has come."""
        if self.ready:
            rest = min(connection.watcher.rests_until for connection in self.ready) - time.monotonic()
            wait = min(wait, max(0, rest))
        for fd, _ in self.poll.poll(wait, 1024):
            self.ready.add(self.open_by_fd[fd])
        now = time.monotonic()
        for connection in [each for each in self.ready if each.watcher.rests_until <= now]:
            watcher = connection.watcher
            for _ in range(1 if watcher.pause else frames):
                if connection.socket.closed:
                    break    # the follow has caught up
                try:
                    frame = connection.socket.recv_multipart(zmq.DONTWAIT)[-1]
                except zmq.Again:
                    self.ready.discard(connection)
                    break
                watcher.rests_until = now + watcher.pause
                watcher.take(connection, frame)

    def until(self, true, what, seconds=60, between=lambda: None):
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end, f"not within {seconds} s: {what}"
            self.turn()
            between()

    def close(self):
        for watcher in self.watchers:
            watcher.close()
        self.poll.close()
        self.context.term()


def main(file, count):
    told = json.loads(pathlib.Path(file).read_text())
    crowd = Crowd(told["places"], rcvbuf=4096, rcvhwm=1)
    for number in range(count):
        crowd.add(tuple(bytes.fromhex(half) for half in told["key"]), subscribe=number % 2 == 0)
    crowd.until(lambda: all(watcher.live() for watcher in crowd.watchers), "all are live")
    print("live", flush=True)
    while not select.select([sys.stdin], [], [], 0)[0]:
        crowd.turn()
    number = int(sys.stdin.readline())
    crowd.until(lambda: all(watcher.number >= number for watcher in crowd.watchers), f"all have {number}")
    print(json.dumps([(*watcher.told.told(), watcher.healed) for watcher in crowd.watchers]), flush=True)
    crowd.close()


if __name__ == "__main__":
    try:
        main(sys.argv[1], int(sys.argv[2]))
    except AssertionError as fault:
        print(fault, flush=True)
        os._exit(1)
