"""Both daemons as systemd runs them: what they tell it."""
import socket

from harness import DEADLINE, Daemons, unittest

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


if __name__ == "__main__":
    unittest.main()
