"""Debian's Alertmanager holds what stands in the ledger, and no more, through forward. Skipped where it is not installed."""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import DEADLINE, DaemonTest, query_pb2, unittest, wait_until  # noqa: E402
from test_prometheus import free_port  # noqa: E402


class Alertmanager(DaemonTest):
    def run_beside(self, words, **options):
        process = subprocess.Popen(words, stderr=subprocess.DEVNULL, **options)
        def stop():
            process.terminate()
            process.wait(DEADLINE)
        self.addCleanup(stop)
        return stop

    def forward(self):
        folder = self.pair.folder
        return self.run_beside([self.pair.binary("evaluator"), "forward", "--to", f"{self.url}/api/v2/alerts", "--format",
                                "alertmanager", "--place", str(folder / "place"), "--renew", "1s"],
                               env=dict(os.environ, CAPAIAN_KEY=str(folder / "admin.key"),
                                        CAPAIAN_EVALUATOR=self.pair.endpoints["query"],
                                        CAPAIAN_EVALUATOR_KEY=self.pair.public["e"]))

    def held(self):
        """The alerts that the Alertmanager holds as active, by Capaian's name."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/alerts?active=true", timeout=DEADLINE) as answer:
                return sorted(alert["labels"]["alert"] for alert in json.load(answer))
        except OSError:
            return None

    def standing(self):
        connection = self.pair.query()
        snapshot = connection.ask(snapshot=query_pb2.SnapshotQuery()).snapshot
        connection.close()
        return sorted(event.alert for event in snapshot.standing)

    def test_it_holds_what_stands(self):
        pair, folder, port = self.pair, self.pair.folder, free_port()
        (folder / "alertmanager.yml").write_text("route: {receiver: nobody}\nreceivers: [{name: nobody}]\n")
        self.run_beside(["prometheus-alertmanager", f"--config.file={folder}/alertmanager.yml",
                         f"--storage.path={folder}/alertmanager", f"--web.listen-address=127.0.0.1:{port}",
                         "--cluster.listen-address="])
        self.url = f"http://127.0.0.1:{port}"
        stop = self.forward()
        wait_until((folder / "place").exists, "forward has begun")
        self.assertEqual(self.standing(), [])
        pair.advance("2026-03-01")
        self.assertGreater(len(self.standing()), 3)
        wait_until(lambda: self.held() == self.standing(), "it holds what stands")
        self.assertIn("overdue/izn01/2026-01", self.held())
        # A late report ends one of them.
        sheet = folder / "late.csv"
        sheet.write_text("indicator,period,numerator,denominator,reason\nizn01,2026-01,30,10,late\n")
        pair.submit("dpmptsp", str(sheet), "--as-of", "2026-02-20")
        self.assertNotIn("overdue/izn01/2026-01", self.standing())
        wait_until(lambda: self.held() == self.standing(), "it holds what still stands")
        # Longer than what is told once stands there.
        until = time.monotonic() + 8
        wait_until(lambda: self.assertEqual(self.held(), self.standing()) or time.monotonic() > until, "they stand on")
        # Who tells nothing leaves nothing that stands for ever.
        stop()
        wait_until(lambda: self.held() == [], "they end by themselves")
        self.forward()
        wait_until(lambda: self.held() == self.standing(), "told again, they stand again")


if __name__ == "__main__":
    if not shutil.which("prometheus-alertmanager"):
        print("skipped: there is no prometheus-alertmanager here", file=sys.stderr)
        sys.exit(77)
    unittest.main()
