"""What the tests of running daemons stand on: pair.py's two processes, and a program's side of the protocol.

Nothing waits for a time: everything waits for an event with a deadline. CAPAIAN_BUILD names the build folder.
"""
import datetime
import os
import pathlib
import shutil
import sys
import time
import unittest
import uuid

BUILD = pathlib.Path(os.environ.get("CAPAIAN_BUILD", "build/gcc")).resolve()
ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(BUILD / "tests" / "python"))
sys.path.insert(0, str(ROOT / "tests" / "service"))

import zmq  # noqa: E402
from zmq.utils import z85  # noqa: E402

from capaian.v1 import alert_pb2, content_pb2, envelope_pb2, link_pb2, query_pb2, submit_pb2  # noqa: E402
from pair import DEADLINE, Pair  # noqa: E402

CATALOGUE = ROOT / "tests" / "example" / "catalogue"
STORED, ACCEPTED, WARNED, PARTLY, REFUSED, BUSY, CONFLICT, UNKNOWN = range(1, 9)
WITA = datetime.timezone(datetime.timedelta(hours=7))    # the example's policy


def instant(text):
    """Milliseconds of a date or a time of the example regency."""
    moment = datetime.datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=WITA)).timestamp() * 1000)


def pause():
    """Between two questions: leaves the processor to those who are asked. No result depends on its length."""
    time.sleep(0.01)


def wait_until(true, what, seconds=DEADLINE, between=pause):
    """Asks again and again; `between` is what lets time pass (a receive, a process)."""
    until = time.monotonic() + seconds
    while not (found := true()):
        if time.monotonic() > until:
            raise AssertionError(f"not within {seconds} s: {what}")
        between()
    return found


def key_pair(path):
    lines = dict(line.split(" = ") for line in pathlib.Path(path).read_text().splitlines())
    return bytes.fromhex(lines["public"]), bytes.fromhex(lines["secret"])


class Connection:
    """A CURVE DEALER (or SUB) that speaks Envelope."""

    def __init__(self, context, endpoint, server_key, key, kind=zmq.DEALER, **settings):
        self.socket = context.socket(kind)
        self.socket.linger = 0
        for name, value in settings.items():
            setattr(self.socket, name, value)
        public, secret = key
        self.socket.curve_serverkey = z85.encode(bytes.fromhex(server_key))
        self.socket.curve_publickey = z85.encode(public)
        self.socket.curve_secretkey = z85.encode(secret)
        if kind == zmq.SUB:
            self.socket.subscribe(b"")
        self.socket.connect(endpoint)

    def close(self):
        self.socket.close()

    def send(self, **kind):
        self.socket.send(envelope_pb2.Envelope(version=1, **kind).SerializeToString())

    def raw(self, *frames):
        self.socket.send_multipart(frames)

    def receive(self, seconds=DEADLINE):
        """The next envelope, or None when none comes in time."""
        if not self.socket.poll(max(0, seconds) * 1000):
            return None
        return envelope_pb2.Envelope.FromString(self.socket.recv_multipart()[-1])

    def expect(self, kind, seconds=DEADLINE, where=lambda message: True):
        """The next message of that kind for which `where` holds; others are passed over."""
        until = time.monotonic() + seconds
        while True:
            envelope = self.receive(until - time.monotonic())
            if envelope is None:
                raise AssertionError(f"no {kind} within {seconds} s")
            if envelope.WhichOneof("kind") == kind and where(getattr(envelope, kind)):
                return getattr(envelope, kind)

    def submit(self, content, id=None, wait=0, patience=20000, dry_run=False, until=lambda reply: True):
        """Sends and returns the reply; `content` is a Content or bytes."""
        id = id if id is not None else uuid.uuid4().bytes
        data = content if isinstance(content, bytes) else content.SerializeToString()
        self.send(submit=submit_pb2.SubmitRequest(message_id=id, content=data, wait=wait, patience_ms=patience,
                                                  dry_run=dry_run))
        return self.expect("submit_reply", where=lambda reply: reply.message_id == id and until(reply))

    def judged(self, content, id=None):
        """The reply with the verdict."""
        return self.submit(content, id, wait=submit_pb2.WAIT_JUDGED, until=lambda reply: reply.outcome != STORED)

    def receipt(self, id):
        self.send(receipt=submit_pb2.ReceiptRequest(message_id=id))
        return self.expect("submit_reply", where=lambda reply: reply.message_id == id)

    def ask(self, **question):
        self.send(query=query_pb2.QueryRequest(request=7, **question))
        return self.expect("query_reply")

    def act(self, act_id=None, **act):
        self.send(act=query_pb2.ActRequest(act_id=act_id or uuid.uuid4().bytes, actor="test", **act))
        return self.expect("act_reply")


def decimal(text):
    whole, _, digits = str(text).partition(".")
    return content_pb2.Decimal(coefficient=int(whole + digits), scale=len(digits))


def row(indicator, period, value=None, as_of="2026-01-01", ratio=None, complete=None, **fields):
    """`as_of` is a date or milliseconds; `complete` is (count, total)."""
    made = content_pb2.Row(indicator=indicator, period=period,
                           as_of=as_of if isinstance(as_of, int) else instant(as_of), **fields)
    if value is not None:
        made.value.CopyFrom(decimal(value))
    if ratio is not None:
        made.ratio.numerator.CopyFrom(decimal(ratio[0]))
        made.ratio.denominator.CopyFrom(decimal(ratio[1]))
    if complete is not None:
        made.complete.count = complete[0]
        made.complete.total.CopyFrom(decimal(complete[1]))
    return made


def content(unit, *rows, atomic=False):
    return content_pb2.Content(unit=unit, atomic=atomic, rows=rows)


class Daemons(Pair):
    """The pair, with the example's catalogue applied and a key for some units."""

    def __init__(self, simulated="2026-01-01", catalogue=True, units=("dispar", "dpmptsp", "bapenda"), environment=None,
                 build=BUILD, options=()):
        super().__init__(build, simulated, environment, options)
        self.catalogue = catalogue
        self.units = units
        self.context = zmq.Context()
        self.connections = []
        self.intakes = {}    # of collectors beside the first

    def __enter__(self):
        super().__enter__()
        try:
            for unit in self.units:
                self.allow_submit(unit)
            if self.catalogue:
                self.apply()
                self.wait_connected()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for connection in self.connections:
            connection.close()
        self.context.term()
        super().__exit__()

    def apply(self, folder=CATALOGUE, effective="2026-01-01"):
        return self.evaluator("catalogue", "apply", str(folder), "--basis", "Perjanjian Kinerja 2026", "--effective",
                              effective)

    def wait_connected(self):
        connection = self.connect("admin")
        def connected():
            connection.send(collector_status_request=submit_pb2.CollectorStatusRequest())
            return connection.expect("collector_status").evaluator_connected
        wait_until(connected, "the collector's link to the evaluator")
        connection.close()

    def binary(self, name):
        return super().binary(name.rstrip("0123456789"))

    def add_collector(self, name="collector2"):
        """Another collector with a state folder and a key of its own; returns its intake and public key."""
        folder = self.folder / name
        folder.mkdir(mode=0o700)
        self.public[name] = self.keygen(f"{name}/server.key")
        shutil.copy(self.folder / "c" / "authorised_keys", folder)
        self.authorise("e", f"{self.public[name]} link * {name}")
        return self.start_another(name)

    def start_another(self, name):
        """The intake of a collector made by add_collector; it keeps its port."""
        intake = self.start(name, "--state", str(self.folder / name), "--name", name, "--evaluator", self.endpoints["link"],
                            "--evaluator-key", self.public["e"], "--intake", self.intakes.get(name, "tcp://127.0.0.1:*"),
                            *(["--simulated"] if self.simulated else []))["intake"]
        self.intakes[name] = intake
        return intake

    def _connect(self, endpoint, server, key, kind=zmq.DEALER):
        connection = Connection(self.context, endpoint, self.public[server],
                                key if isinstance(key, tuple) else key_pair(self.folder / f"{key}.key"), kind)
        self.connections.append(connection)
        return connection

    def connect(self, key="dispar", collector=None):
        """To the intake of the collector, or of another one."""
        return self._connect(self.intakes.get(collector, self.intake), collector or "c", key)

    def query(self, key="admin"):
        """To the evaluator's query socket."""
        return self._connect(self.endpoints["query"], "e", key)

    def alerts(self, key="admin"):
        return self._connect(self.endpoints["alerts"], "e", key, zmq.SUB)

    def link(self, key):
        return self._connect(self.endpoints["link"], "e", key)

    def write_keys(self, daemon, *lines):
        """Replaces authorised_keys as a careful operator does: a new file over the old one."""
        path = self.folder / daemon / "authorised_keys"
        fresh = path.with_suffix(".new")
        fresh.write_text("".join(line + "\n" for line in lines))
        fresh.rename(path)

    def advance(self, to):
        return self.evaluator("clock", "advance", to)

    def status(self):
        connection = self.query()
        status = connection.ask(status=query_pb2.EvaluatorStatusQuery()).status
        connection.close()
        return status

    def counters(self, daemon="evaluator"):
        if daemon == "evaluator":
            return {counter.name: counter.value for counter in self.status().counters}
        connection = self.connect("admin")
        connection.send(collector_status_request=submit_pb2.CollectorStatusRequest())
        counters = connection.expect("collector_status").counters
        connection.close()
        return {counter.name: counter.value for counter in counters}

    def log(self, daemon):
        return (self.folder / f"{daemon}.log").read_text()

    def rebuild_check(self):
        """The evaluator must not run."""
        return self.run("evaluator", "rebuild", "--check", "--state", str(self.folder / "e"), check=False)


class ControlTest(unittest.TestCase):
    """Daemons that are told to break a promise; the check that belongs to it has to fail."""
    daemons = Daemons

    def broken(self, name, *arguments, **options):
        return self.enterContext(self.daemons(*arguments, build=os.environ["CAPAIAN_SABOTAGED"],
                                              environment={"CAPAIAN_SABOTAGE": name}, **options))


class DaemonTest(unittest.TestCase):
    """A test class with `self.pair`; what the daemons say at their end counts."""
    options = {}

    def setUp(self):
        self.pair = self.enterContext(Daemons(**self.options))

    def tearDown(self):
        for name in sorted(self.pair.processes | {"collector": None, "evaluator": None}):
            if name in self.pair.processes:
                self.assertEqual(self.pair.stop(name), 0, f"{name}: {self.pair.log(name)[-3000:]}")
            path = self.pair.folder / f"{name}.log"
            if path.exists():
                self.assertNotRegex(path.read_text(), r"Sanitizer|runtime error")

    def assert_code(self, answer, code):
        """A refused SubmitReply, QueryReply, ActReply: its code and a sentence in both languages."""
        self.assertEqual(answer.refusal.code, code, answer)
        self.assertTrue(answer.refusal.sentence_id)
        self.assertTrue(answer.refusal.sentence_en)

    def results(self, reply):
        for result in reply.verdict.results:
            self.assertTrue(result.sentence_id and result.sentence_en, result)
        return [(result.row, result.field, result.code) for result in reply.verdict.results]
