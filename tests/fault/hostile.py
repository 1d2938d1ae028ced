"""What strangers and careless programs do to a daemon, and how much of the machine it takes meanwhile."""
import pathlib
import resource
import socket

import zmq
from harness import Connection, key_pair

GREETING = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\0CURVE" + bytes(15)    # the beginning of ZMTP's greeting, and not its end


def raise_descriptors():
    """Of this process; how many it may have."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    return limit


def _status(process, name):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise AssertionError(name)


def resident(process):
    """MiB, now."""
    return _status(process, "VmRSS")


def addresses(process):
    """MiB of address space, the most there ever were."""
    return _status(process, "VmPeak")


def peak(process):
    """MiB, the most there ever were."""
    return _status(process, "VmHWM")


class Silent:
    """TCP connections that say nothing, or only begin to."""

    def __init__(self, endpoint, say=b""):
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.address, self.say, self.open = (host, int(port)), say, []

    def connect(self, count):
        for _ in range(count):
            connection = socket.socket()
            connection.settimeout(2)
            try:
                connection.connect(self.address)
                if self.say:
                    connection.sendall(self.say)
            except OSError:
                connection.close()
                return self    # the backlog is full: nobody is let in any more
            connection.setblocking(False)
            self.open.append(connection)
        return self

    def replace_closed(self):
        """As a stranger who wants to stay: what the daemon has closed is opened again."""
        gone = []
        for connection in self.open:
            try:
                if connection.recv(4096) == b"":
                    gone.append(connection)
            except BlockingIOError:
                pass
            except OSError:
                gone.append(connection)
        for connection in gone:
            connection.close()
            self.open.remove(connection)
        self.connect(len(gone))
        return len(gone)

    def close(self):
        for connection in self.open:
            connection.close()
        self.open.clear()


class Mute(Connection):
    """Sends and never reads."""

    def __init__(self, pair, endpoint, server, key):
        self.pair = pair
        super().__init__(pair.context, endpoint, pair.public[server], key_pair(pair.folder / f"{key}.key"),
                         rcvhwm=1, rcvbuf=4096)
        pair.connections.append(self)

    def say(self, frame, count):
        """As many as go, without ever waiting for long."""
        sent = 0
        while sent < count and self.socket.poll(500, zmq.POLLOUT):
            self.socket.send(frame, zmq.DONTWAIT)
            sent += 1
        return sent
