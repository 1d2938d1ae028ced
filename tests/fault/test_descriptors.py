"""Connections that hold what a daemon has few of: descriptors, and its time. Promises 8 to 10.

    test_descriptors.py [SILENT]    how many silent connections at once
"""
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import ACCEPTED, Daemons, DaemonTest, content, pause, row, submit_pb2, unittest, wait_until    # noqa: E402
from hostile import GREETING, Silent, peak, raise_descriptors, resident    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
SILENT = 1000
DESCRIPTORS = 96
USED = DESCRIPTORS * 3 // 4    # a quarter is to spare
HANDSHAKE = 5    # seconds a connection may take to say who it is
GOOD = content("dispar", row("par01", "2026-01-01", 1))


def with_few(pair, daemon):
    """The daemon again, with few descriptors, soft and hard."""
    pair.before[daemon] = ("prlimit", f"--nofile={DESCRIPTORS // 2}:{DESCRIPTORS}")
    pair.stop(daemon)
    (pair.start_collector if daemon == "collector" else pair.start_evaluator)()
    pair.wait_connected()


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def exhaust(pair, daemon, endpoint):
    strangers = Silent(endpoint).connect(DESCRIPTORS + 16)
    wait_until(lambda: descriptors(pair.processes[daemon]) >= USED, "every descriptor is taken", 10,
               between=lambda: strangers.replace_closed() or pause())
    return strangers


def check_removed_key_is_out(pair):
    """While strangers hold every descriptor of the collector, and go on holding them."""
    with_few(pair, "collector")
    gone, stays = pair.connect("bapenda"), pair.connect()
    for connection in (gone, stays):
        connection.receipt(bytes(16))
    strangers = exhaust(pair, "collector", pair.intake)
    lines = (pair.folder / "c" / "authorised_keys").read_text().splitlines()
    pair.write_keys("c", *(line for line in lines if pair.public["bapenda"] not in line))
    code = gone.receipt(bytes(16)).refusal.code
    held = descriptors(pair.processes["collector"])
    if code != "key.not_allowed":
        strangers.close()
    assert held >= USED - 1, held
    assert code == "key.not_allowed", f"a removed key is answered {code}"
    assert stays.judged(GOOD).outcome == ACCEPTED, "who is connected is served"
    return strangers


class Descriptors(DaemonTest):
    options = {"build": SABOTAGED}

    def test_the_limit_is_raised_and_reported(self):
        for daemon in ("collector", "evaluator"):
            with_few(self.pair, daemon)
            self.assertEqual(self.pair.counters(daemon)["descriptors_max"], USED)
            self.assertIn(f"descriptors={USED}", self.pair.log(daemon))

    def test_the_keys_are_read_while_strangers_hold_every_descriptor(self):
        strangers = check_removed_key_is_out(self.pair)
        # They go, or do not: none may stay longer than a handshake takes.
        began = time.monotonic()
        newcomer = self.pair.connect()
        self.assertEqual(newcomer.judged(GOOD).outcome, ACCEPTED)
        print(f"a new client was served after {time.monotonic() - began:.1f} s, with strangers who keep silent")
        self.assertLess(time.monotonic() - began, HANDSHAKE + 5)
        strangers.close()

    def test_the_link_begins_anew_without_a_descriptor(self):
        with_few(self.pair, "collector")
        strangers = exhaust(self.pair, "collector", self.pair.intake)
        self.pair.processes["evaluator"].send_signal(signal.SIGSTOP)
        try:
            wait_until(lambda: "no descriptor is left" in self.pair.log("collector"), "the link was given up", 20,
                       between=lambda: strangers.replace_closed() or pause())
        finally:
            self.pair.processes["evaluator"].send_signal(signal.SIGCONT)
        strangers.close()
        self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)

    def test_a_removed_watch_key_ends_nobody_else_while_descriptors_are_short(self):
        with_few(self.pair, "evaluator")
        query = self.pair.query()
        self.assertTrue(query.ask(status={}).status.version)
        strangers = exhaust(self.pair, "evaluator", self.pair.endpoints["query"])
        self.pair.public["watcher"] = self.pair.keygen("watcher.key")
        lines = (self.pair.folder / "e" / "authorised_keys").read_text().splitlines()
        self.pair.write_keys("e", *lines, f"{self.pair.public['watcher']} watch * watcher")
        self.assertTrue(query.ask(status={}).status.version)
        self.pair.write_keys("e", *lines)
        for _ in range(20):
            strangers.replace_closed()
            self.assertTrue(query.ask(status={}).status.version, "it goes on")
        strangers.close()
        def beacon():
            alerts = self.pair.alerts()
            return alerts.receive(3)
        wait_until(beacon, "the alerts are there again")


class Strangers(DaemonTest):
    options = {"build": SABOTAGED}

    def test_many_silent_connections_and_slow_handshakes(self):
        raise_descriptors()
        for daemon, endpoint in (("collector", self.pair.intake), ("evaluator", self.pair.endpoints["query"])):
            process, before = self.pair.processes[daemon], resident(self.pair.processes[daemon])
            with self.subTest(daemon):
                began = time.monotonic()
                strangers = [Silent(endpoint).connect(SILENT // 2), Silent(endpoint, GREETING).connect(SILENT // 2)]
                wait_until(lambda: descriptors(process) >= SILENT * 0.9, "they are connected", HANDSHAKE - 1)
                opened, began = time.monotonic() - began, time.monotonic()
                if daemon == "collector":
                    self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)
                else:
                    self.pair.status()
                served = time.monotonic() - began
                wait_until(lambda: descriptors(process) < 100, "none stays longer than a handshake", HANDSHAKE + 10)
                print(f"{daemon}: {SILENT} silent connections in {opened:.1f} s; a good client was served in {served:.2f} s;"
                      f" resident {before:.0f} MiB, at most {peak(process):.0f}")
                self.assertLess(served, 5)
                self.assertLess(peak(process) - before, SILENT * 0.03 + 8)
                for each in strangers:
                    each.close()

    def test_a_flood_of_refused_handshakes(self):
        self.pair.keygen("stranger.key")
        good = self.pair.connect()
        good.receipt(bytes(16))
        refused = lambda: self.pair.counters("collector")["connections_refused"]
        worst, rounds = 0, 0
        while refused() < SILENT // 2:
            target = refused() + 25
            strangers = [self.pair.connect("stranger") for _ in range(50)]
            for stranger in strangers:
                stranger.send(receipt=submit_pb2.ReceiptRequest(message_id=bytes(16)))
            wait_until(lambda: refused() >= target, "they are refused", between=lambda: good.receive(0.02))
            for stranger in strangers:
                stranger.close()
            began = time.monotonic()
            self.assertEqual(good.judged(GOOD).outcome, ACCEPTED)
            worst, rounds = max(worst, time.monotonic() - began), rounds + 1
        print(f"{refused()} handshakes refused; a good client waited {worst:.2f} s at most")
        self.assertLess(worst, 5)
        lines = [line for line in self.pair.log("collector").splitlines() if "connection refused" in line]
        self.assertLessEqual(len(lines), 2 + rounds // 10, "once a minute for an address")


class Controls(unittest.TestCase):
    def test_a_daemon_that_cannot_read_its_keys_is_noticed(self):
        with Daemons(build=SABOTAGED, environment={"CAPAIAN_SABOTAGE": "no_spare_descriptor"}) as pair:
            with self.assertRaisesRegex(AssertionError, "a removed key is answered"):
                check_removed_key_is_out(pair)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SILENT = int(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
