"""A race between two threads of a daemon is seen, and its test fails."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import Daemons, submit_pb2, unittest, wait_until    # noqa: E402

FOUND = 66    # ThreadSanitizer's exit code


class Controls(unittest.TestCase):
    def end(self, name):
        """Somebody is refused by one thread while another one counts."""
        with Daemons(environment={"CAPAIAN_SABOTAGE": name}) as pair:
            pair.keygen("stranger.key")
            stranger = pair.connect("stranger")
            stranger.send(receipt=submit_pb2.ReceiptRequest(message_id=bytes(16)))
            wait_until(lambda: pair.counters("collector")["connections_refused"] > 0, "the stranger is refused")
            return pair.stop("collector")

    def test_a_race_is_seen(self):
        self.assertEqual(self.end("count_refused_unguarded"), FOUND)

    def test_without_one_nothing_is(self):
        self.assertEqual(self.end(""), 0)


if __name__ == "__main__":
    unittest.main()
