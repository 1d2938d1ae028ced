"""Both daemons as systemd runs them: what they tell it, and when they tell it nothing."""
import pathlib
import signal
import socket

from harness import DEADLINE, Daemons, unittest, wait_until

WATCHDOG = 2    # seconds


class Systemd(unittest.TestCase):
    def listen(self, pair, daemon):
        """A daemon of the pair again, now with a socket that hears what it tells."""
        path = pair.folder / f"{daemon}.notify"
        told = self.enterContext(socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
        told.bind(str(path))
        told.settimeout(DEADLINE)
        pair.stop(daemon)
        pair.environment |= {"NOTIFY_SOCKET": str(path), "WATCHDOG_USEC": str(WATCHDOG * 1000000)}
        pair.start(daemon, *pair.arguments(daemon))
        for name in ("NOTIFY_SOCKET", "WATCHDOG_USEC"):
            del pair.environment[name]
        return told

    def hear(self, told, beginning):
        while not (text := told.recv(4096).decode()).startswith(beginning):
            pass
        return text

    def test_readiness_status_turns_and_the_end_are_told(self):
        with Daemons(units=()) as pair:
            for daemon, status in (("collector", "STATUS=evaluator connected, 0 of 0 messages wait for it"),
                                   ("evaluator", "STATUS=1 of 1 collectors connected, 0 messages")):
                told = self.listen(pair, daemon)
                self.assertEqual(told.recv(4096), b"READY=1")
                self.hear(told, status)
                self.hear(told, "WATCHDOG=1")
                self.assertEqual(pair.stop(daemon), 0)
                self.hear(told, "STOPPING=1")
                pair.start(daemon, *pair.arguments(daemon))

    def test_a_daemon_that_stands_still_does_not_say_that_it_turns(self):
        with Daemons(units=()) as pair:
            told = self.listen(pair, "evaluator")
            self.hear(told, "WATCHDOG=1")
            process = pair.processes["evaluator"]
            process.send_signal(signal.SIGSTOP)
            stat = pathlib.Path(f"/proc/{process.pid}/stat")
            wait_until(lambda: stat.read_text().rsplit(")", 1)[1].split()[0] == "T", "the evaluator stands still")
            told.settimeout(0)
            with self.assertRaises(BlockingIOError):
                while True:
                    told.recv(4096)
            told.settimeout(2 * WATCHDOG)
            with self.assertRaises(TimeoutError):
                told.recv(4096)
            process.send_signal(signal.SIGCONT)
            told.settimeout(DEADLINE)
            self.hear(told, "WATCHDOG=1")


if __name__ == "__main__":
    unittest.main()
