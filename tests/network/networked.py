"""The daemons, their senders and a watcher on machines of their own, with bad cables between them:

    sender ── collector  ── evaluator ── watcher        the evaluator's machine is the test's own namespace
         └─── collector2 ──┘
"""
import contextlib
import itertools
import json
import pathlib
import subprocess
import sys
import threading
import types
import uuid

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / name) for name in ("service", "fault", "interop")]

import zmq    # noqa: E402

import capaian_client    # noqa: E402
import namespaces    # noqa: E402
from cables import Cables    # noqa: E402
from harness import BUILD, Connection, Daemons, key_pair, wait_until    # noqa: E402

capaian_client.load_schema(str(BUILD / "tests" / "python"))

OFFICE = None    # where the evaluator is
COLLECTORS = ("collector", "collector2")
CABLES = [("sender", "collector"), ("sender", "collector2"), ("collector", OFFICE), ("collector2", OFFICE),
          (OFFICE, "watcher")]
PORTS = {"intake": 5570, "link": 5571, "alerts": 5572, "query": 5573}
BAD = {"loss": 2, "delay": 8, "jitter": 4, "reorder": 10, "duplicate": 2}    # both ways of every cable


class Networked(Daemons):
    def __init__(self, date="2026-01-01", **options):
        super().__init__(**options)
        self.date = date
        self.places = sorted({place for cable in CABLES for place in cable if place is not OFFICE})
        self.before = {name: namespaces.words(name) for name in COLLECTORS}

    def __enter__(self):
        with contextlib.ExitStack() as undo:
            for place in self.places:
                namespaces.make(place)
                undo.callback(namespaces.remove, place)
            self.cables = Cables(CABLES)
            undo.callback(self.cables.close)
            # The threads of a context are where it was when its first socket was made.
            self.contexts = {OFFICE: self.context}
            for place in ("sender", "watcher"):
                with namespaces.inside(place):
                    self.contexts[place] = zmq.Context()
                    self.contexts[place].socket(zmq.DEALER).close()
                undo.callback(self.contexts[place].term)
            undo.callback(lambda: [connection.close() for connection in self.connections])
            super().__enter__()
            undo.push(lambda *_: super(Networked, self).__exit__())
            self.add_collector("collector2")
            self.advance(self.date)
            self.undo = undo.pop_all()
        return self

    def __exit__(self, *_):
        self.undo.close()

    def arguments(self, name):
        if name == "evaluator":
            return ["--state", str(self.folder / "e"), *(word for port in ("link", "alerts", "query")
                                                         for word in ("--" + port, f"tcp://0.0.0.0:{PORTS[port]}"))]
        return ["--state", str(self.folder / self.folder_of(name)), "--name", name, "--simulated",
                "--intake", f"tcp://0.0.0.0:{PORTS['intake']}", "--evaluator", self.endpoint("link", OFFICE, name),
                "--evaluator-key", self.public["e"]]

    @staticmethod
    def folder_of(name):
        return "c" if name == "collector" else name

    def endpoint(self, port, place, seen_from):
        return f"tcp://{self.cables.address(place, seen_from)}:{PORTS[port]}"

    def start_evaluator(self):
        self.start("evaluator", *self.arguments("evaluator"))
        self.endpoints = {port: f"tcp://127.0.0.1:{PORTS[port]}" for port in ("link", "alerts", "query")}

    def start_another(self, name):
        self.start(name, *self.arguments(name))

    def connect(self, key="dispar", collector=None):
        """From the sender's machine."""
        name = collector or "collector"
        connection = Connection(self.contexts["sender"], self.endpoint("intake", name, "sender"),
                                self.public[self.folder_of(name)], key_pair(self.folder / f"{key}.key"))
        self.connections.append(connection)
        return connection

    def place(self, port, key="admin"):
        """A port of the evaluator, for the client on the watcher's machine."""
        public, secret = key_pair(self.folder / f"{key}.key")
        return capaian_client.Place(self.contexts["watcher"], self.endpoint(port, OFFICE, "watcher"),
                                    bytes.fromhex(self.public["e"]),
                                    types.SimpleNamespace(public=public, secret=secret))

    def watch(self, *words, key="admin"):
        """`watch` on the watcher's machine, as a process; its lines go into a file."""
        environment = dict(self.environment, CAPAIAN_KEY=str(self.folder / f"{key}.key"),
                           CAPAIAN_EVALUATOR=self.endpoint("query", OFFICE, "watcher"),
                           CAPAIAN_EVALUATOR_KEY=self.public["e"])
        lines = self.folder / f"watch-{uuid.uuid4().hex}.json"
        with lines.open("w") as file:
            process = subprocess.Popen([*namespaces.words("watcher"), self.binary("evaluator"), "watch", "--json",
                                        *words], stdout=file, stderr=subprocess.STDOUT, env=environment)
        return process, lines

    def all_cables(self, **qualities):
        for one, other in CABLES:
            self.cables.both(one, other, **qualities)

    def lines(self, daemon, text):
        return self.log(daemon).count(text)

    def segments(self):
        """What TCP has seen on all machines: segments sent again, out of order, and twice."""
        seen = {"RetransSegs": 0, "TCPOFOQueue": 0, "TCPDSACKRecv": 0}
        for place in (OFFICE, *self.places):
            for file in ("snmp", "netstat"):
                lines = namespaces.run(place, "cat", f"/proc/self/net/{file}").splitlines()
                for names, numbers in zip(lines[::2], lines[1::2]):
                    for name, number in zip(names.split(), numbers.split()):
                        if name in seen:
                            seen[name] += int(number)
        return seen


class EitherCollector:
    """The pair, where each new connection of a sender goes to the next collector."""

    def __init__(self, pair):
        self.pair, self.turns, self.at = pair, itertools.cycle(COLLECTORS), None

    def connect(self, key):
        self.at = next(self.turns)
        return self.pair.connect(key, self.at)


class Watching(threading.Thread):
    """The client of tests/interop on the watcher's machine: what it was told, whatever it had to do for it."""

    def __init__(self, pair, key="admin"):
        super().__init__(daemon=True)
        self.alerts, self.query = pair.place("alerts", key), pair.place("query", key)
        self.events, self.again, self.healed, self.fault, self.epoch = [], 0, 0, None, b""
        self.ended = threading.Event()
        self.start()

    def number(self):
        return self.events[-1].number if self.events else 0

    def run(self):
        watcher = None
        try:
            while not self.ended.is_set():
                try:
                    watcher = watcher or capaian_client.Watcher(self.alerts, self.query, self.epoch, self.number())
                    self.events += watcher.events(300, until=2**62)
                    self.epoch = watcher.epoch
                    assert not watcher.gone, "the stream is another one"
                except capaian_client.Silence:
                    # Begun again after the last event that was dealt with.
                    self.again += 1
                    watcher = self.let_go(watcher)
        except BaseException as fault:
            self.fault = fault
        finally:
            self.let_go(watcher)

    def let_go(self, watcher):
        if watcher is not None:
            self.healed += watcher.healed
            watcher.close()

    def finish(self, number, seconds=30):
        """Its events, once they reach that number."""
        wait_until(lambda: self.number() >= number or not self.is_alive(), f"the watcher has event {number}", seconds,
                   between=lambda: self.join(0.05))
        self.ended.set()
        self.join(30)
        if self.fault is not None:
            raise self.fault
        return self.events


def written(lines):
    """The events that `watch` wrote: number, alert, reason."""
    found = []
    for line in lines.read_text().splitlines():
        told = json.loads(line)
        assert "number" in told, told
        found.append((int(told["number"]), told["alert"], told["reason"]))
    return found
