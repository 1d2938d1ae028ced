"""Watchers that are slow, stopped, late, disconnected, of one unit, and a thousand at once: every one ends with the same
history without a gap, and the slow cost the others little.

    test_watchers.py [MANY]    how many at once
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path += [str(TESTS / name) for name in ("service", "fault")]

import zmq    # noqa: E402
from zmq.utils import z85    # noqa: E402

from crowd import Crowd, history    # noqa: E402
from flood import Flood    # noqa: E402
from harness import Daemons, DaemonTest, key_pair, wait_until    # noqa: E402
from hostile import raise_descriptors, resident    # noqa: E402
from promises import check_record, replay    # noqa: E402
from toggles import Toggles    # noqa: E402

SABOTAGED = os.environ["CAPAIAN_SABOTAGED"]
MANY = 1000
STOPPED = 50
IN_TIME = "2026-04-05"


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
        self.process = subprocess.Popen([sys.executable, "-B", str(TESTS / "network" / "crowd.py"), str(file), str(count)],
                                        text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        said = self.process.stdout.readline().strip()
        assert said == "live", said
        self.process.send_signal(signal.SIGSTOP)

    def told(self, number):
        """It goes on: what each has been told up to that number."""
        self.process.send_signal(signal.SIGCONT)
        output, _ = self.process.communicate(f"{number}\n", timeout=60)
        assert self.process.returncode == 0, output
        return [tuple(told) for told in json.loads(output)]

    def close(self):
        self.process.kill()
        self.process.communicate()


def check_watchers(pair, many, toggles=40):
    """All kinds at once. How long the last of the many waited for the last event, and how many had to heal a gap."""
    pair.advance(IN_TIME)
    crowd, stopped = Crowd(places(pair)), Stopped(pair, 5)
    try:
        return with_crowd(pair, crowd, stopped, many, Toggles(pair), toggles)
    finally:
        crowd.close()
        stopped.close()


def with_crowd(pair, crowd, stopped, many, sender, toggles):
    keys = iter(watch_keys(pair, many + 5))
    everyone = [crowd.add(next(keys)) for _ in range(many)]
    slow, leaving = crowd.add(next(keys), every=20), crowd.add(next(keys))
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
    assert set(stopped.told(number)) == {whole}, "one that was stopped has another history"
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
        print(f"{many} watchers joined in {joined:.1f} s; {number} events; the last of them had the last event {1000 * waited:.0f} ms "
              f"after it was judged; {healed} gaps healed; {time.monotonic() - began:.1f} s in all")
        self.assertLess(waited, 5)


class Controls(unittest.TestCase):
    def broken(self, name):
        pair = Daemons(build=SABOTAGED, environment={"CAPAIAN_SABOTAGE": name})
        pair.__enter__()
        self.addCleanup(pair.__exit__)
        return pair

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
