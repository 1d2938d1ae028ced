"""Watchers that are slow, stopped, late, disconnected, of one unit, and a thousand at once: every one ends with the
same history without a gap, and the slow cost the others little.

    test_watchers.py [MANY]    how many at once
"""
import namespaces

ALONE = namespaces.enter(needed=False)

import contextlib    # noqa: E402
import json    # noqa: E402
import os    # noqa: E402
import pathlib    # noqa: E402
import signal    # noqa: E402
import subprocess    # noqa: E402
import sys    # noqa: E402
import time    # noqa: E402
import unittest    # noqa: E402

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / name) for name in ("service", "fault")]

import zmq    # noqa: E402
from zmq.utils import z85    # noqa: E402

from crowd import Crowd, history    # noqa: E402
from flood import Flood    # noqa: E402
from harness import ControlTest, DaemonTest, alert_pb2, wait_until    # noqa: E402
from hostile import raise_descriptors, resident    # noqa: E402
from promises import check_record, replay    # noqa: E402
from toggles import Toggles    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
MANY = 1000
STOPPED = 50
KEPT = 16384    # of events, by the evaluator for a subscriber
ALERTS = 100
MIB = 1 << 20
IN_TIME = "2026-04-05"

# The kernel would take megabytes for a watcher that does not read, and the daemon would never notice.
if ALONE:
    pathlib.Path("/proc/sys/net/ipv4/tcp_wmem").write_text("4096 16384 32768")


def watch_keys(pair, count):
    """So many keys of watchers, each a program of its own."""
    made = [tuple(z85.decode(half) for half in zmq.curve_keypair()) for _ in range(count)]
    with (pair.folder / "e" / "authorised_keys").open("a") as file:
        file.writelines(f"{public.hex()} watch * watcher{number}\n" for number, (public, _) in enumerate(made))
    return made


def places(pair):
    return {"alerts": pair.endpoints["alerts"], "query": pair.endpoints["query"], "server": pair.public["e"]}


class Stopped:
    """Watchers in a process of their own, which is stopped as soon as they are live."""

    def __init__(self, pair, count):
        (key,), file = watch_keys(pair, 1), pair.folder / "stopped.json"
        file.write_text(json.dumps({"places": places(pair), "key": [half.hex() for half in key]}))
        crowd = [sys.executable, "-B", str(TESTS / "network" / "crowd.py"), str(file), str(count)]
        self.process = subprocess.Popen(crowd, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self.process.stdout.readline().strip()
        if said != "live":
            self.close()
            raise AssertionError(said)
        self.process.send_signal(signal.SIGSTOP)

    def told(self, number):
        """It goes on: what each has been told up to that number, and how many gaps they have healed."""
        self.process.send_signal(signal.SIGCONT)
        output, _ = self.process.communicate(f"{number}\n", timeout=60)
        assert self.process.returncode == 0, output
        told = json.loads(output)
        return {(count, digest) for count, digest, _ in told}, sum(healed for *_, healed in told)

    def close(self):
        self.process.kill()
        self.process.communicate()


def check_watchers(pair, many, toggles=40):
    """All kinds at once. How long the last of the many waited for the last event, and how many had to heal a gap."""
    pair.advance(IN_TIME)
    with contextlib.closing(Stopped(pair, 5)) as stopped, contextlib.closing(Crowd(places(pair))) as crowd:
        return with_crowd(pair, crowd, stopped, many, Toggles(pair), toggles)


def with_crowd(pair, crowd, stopped, many, sender, toggles):
    keys = iter(watch_keys(pair, many + 5))
    everyone = [crowd.add(next(keys)) for _ in range(many)]
    slow, leaving = crowd.add(next(keys), pause=0.05), crowd.add(next(keys))
    unit = crowd.add(next(keys), unit="bapenda")
    began = time.monotonic()
    crowd.until(lambda: all(watcher.live() for watcher in crowd.watchers), "all watch")
    joined = time.monotonic() - began

    def send(count):
        goal = len(sender.judged) + count
        crowd.until(lambda: len(sender.judged) >= goal, "alerts are made", between=sender.turn)
    send(toggles // 2)
    leaving.close()
    send(toggles // 2)
    # What is still under way counts as well.
    sender.stopped = True
    crowd.until(lambda: not sender.turn(), "the last is judged")
    began, number = time.monotonic(), pair.status().event_number
    crowd.until(lambda: all(watcher.number >= number for watcher in everyone), f"all have event {number}")
    waited = time.monotonic() - began

    crowd.watchers.remove(leaving)
    again = crowd.add(leaving.key, epoch=leaving.epoch, number=leaving.number)
    again.told = leaving.told
    late = crowd.add(next(keys))
    assert again.number < number, "it has missed something"
    crowd.until(lambda: all(watcher.number >= number for watcher in crowd.watchers), f"everybody has event {number}")

    ledger = replay(pair, number)
    whole = history(ledger)
    assert whole[0] == number, f"{whole[0]} events of {number} are in the log"
    for name, watchers in (("a slow one", [slow]), ("one that was away", [again]), ("a late one", [late]),
                           ("one of the many", everyone)):
        assert {watcher.told.told() for watcher in watchers} == {whole}, f"{name} has another history"
    assert unit.told.told() == history(event for event in ledger if event.unit == "bapenda"), "of one unit"
    assert 0 < unit.told.count < number
    assert stopped.told(number)[0] == {whole}, "one that was stopped has another history"
    check_record(pair)
    return joined, waited, number, sum(watcher.healed for watcher in crowd.watchers)


class Watchers(DaemonTest):
    options = {"build": SABOTAGED}

    def test_all_kinds_and_very_many(self):
        room = raise_descriptors() // 5
        many = min(MANY, room)
        self.assertEqual(many, MANY, f"descriptors for {room} watchers only")
        began = time.monotonic()
        joined, waited, number, healed = check_watchers(self.pair, many)
        print(f"{many} watchers joined in {joined:.1f} s; {number} events; the last of them had the last event "
              f"{1000 * waited:.0f} ms after it was judged; {healed} gaps healed; {time.monotonic() - began:.1f} s in all")
        self.assertLess(waited, 5)


class Burst(DaemonTest):
    """A thousand indicators fall due again and again: more events than are kept for a subscriber that has stopped."""
    options = {"build": SABOTAGED, "catalogue": False}

    def test_what_a_subscriber_lost_it_gets(self):
        pair, folder = self.pair, self.pair.folder / "catalogue"
        folder.mkdir()
        subprocess.run([TESTS / "bench" / "catalogue", folder], check=True)
        policy = folder / "policy.ini"
        policy.write_text(policy.read_text().replace("due = 320d", "due = 10d"))
        pair.apply(folder)
        with (contextlib.closing(Stopped(pair, 4)) as stopped, contextlib.closing(Crowd(places(pair))) as crowd):
            good = crowd.add(*watch_keys(pair, 1))
            crowd.until(good.live, "it watches")
            began = time.monotonic()
            pair.advance("2026-12-31")
            number = pair.status().event_number
            judged = time.monotonic() - began
            crowd.until(lambda: good.number >= number, "it has all")
            read = time.monotonic() - began
            told, healed = stopped.told(number)
            print(f"{number} events at once, judged in {judged:.1f} s; a good watcher had them after {read:.1f} s and "
                  f"healed {good.healed} gaps, four that were stopped healed {healed}")
            self.assertGreater(number, KEPT)
            self.assertEqual(told | {good.told.told()}, {history(replay(pair, number))})
            if ALONE:
                self.assertGreater(healed, 0, "nothing was lost")


def processor(process):
    """Seconds of it that a process has used."""
    fields = pathlib.Path(f"/proc/{process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Cost(DaemonTest):
    """What watchers that have stopped cost a good one, the senders and the evaluator."""
    options = {"build": SABOTAGED}

    def latencies(self, sender, alerts, count):
        """From the sending of a figure until the watcher has its alert: milliseconds, sorted."""
        found = []
        for _ in range(count):
            goal, value, began = len(sender.judged) + 1, sender.value(), time.monotonic()
            sender.turn()
            alerts.expect("event", where=lambda event: event.kind == alert_pb2.ALERT_KIND_MISSED and
                          event.realization.coefficient == value)
            found.append(1000 * (time.monotonic() - began))
            wait_until(lambda: len(sender.judged) >= goal, "it is judged", between=lambda: sender.turn(0.01))
        return sorted(found)

    def rate(self, sender, rows=40000):
        """Rows a second from one sender until it has every receipt, while alerts are made."""
        flood, began = Flood(self.pair, rows, month="2026-03", as_of="2026-04-01"), time.monotonic()
        flood.run(turn=lambda: sender.turn() and False)
        rate = rows / (time.monotonic() - began)
        wait_until(lambda: sender.request is None or not sender.turn(0.01), "the last is judged")
        return rate

    def measure(self, name, sender, alerts):
        evaluator = self.pair.processes["evaluator"]
        before = processor(evaluator)
        late, used = self.latencies(sender, alerts, ALERTS), processor(evaluator) - before
        middle, worst, rate = late[len(late) // 2], late[len(late) * 99 // 100], self.rate(sender)
        print(f"{name}: alert at a good watcher after {middle:.1f} ms (p50), {worst:.1f} ms (p99); evaluator {used:.2f} s "
              f"of a processor for {ALERTS} alerts, {resident(evaluator):.0f} MiB; {rate:,.0f} rows/s taken in; "
              f"{self.pair.counters()['unread_bytes'] / MIB:.1f} MiB unread")
        return worst, used, rate

    def test_what_stopped_watchers_cost(self):
        pair = self.pair
        pair.advance(IN_TIME)
        sender, alerts = Toggles(pair), pair.alerts()
        alerts.expect("beacon")
        self.latencies(sender, alerts, ALERTS // 4)
        late, used, rate = self.measure("none stopped", sender, alerts)
        size = resident(pair.processes["evaluator"])
        with contextlib.closing(Stopped(pair, STOPPED)) as stopped:
            if ALONE:
                wait_until(lambda: pair.counters()["unread_bytes"] > 7.9 * MIB, "their key has no room left",
                           between=lambda: self.latencies(sender, alerts, 20))
            late_then, used_then, rate_then = self.measure(f"{STOPPED} stopped", sender, alerts)
            self.assertLess(late_then, 10 * late + 50)
            self.assertLess(used_then, 3 * used + 0.1)
            self.assertGreater(rate_then, 0.2 * rate)
            self.assertLess(resident(pair.processes["evaluator"]) - size, 100)
            number = pair.status().event_number
            self.assertEqual(stopped.told(number)[0], {history(replay(pair, number))})


class Controls(ControlTest):
    def test_events_that_are_not_in_the_log_are_noticed(self):
        with self.assertRaisesRegex(AssertionError, "a gap: nothing from"):
            check_watchers(self.broken("publish_without_log"), 10, 10)

    def test_a_gap_in_the_numbers_is_noticed(self):
        with self.assertRaisesRegex(AssertionError, "a gap: after"):
            check_watchers(self.broken("skip_event_numbers"), 10, 10)


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1].isdigit():
        MANY = int(sys.argv.pop(1))
    unittest.main()
