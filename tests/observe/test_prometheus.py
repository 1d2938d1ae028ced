"""Debian's Prometheus scrapes the pair, and raises the alarms of proto/packaging/prometheus. Skipped where it is not installed."""
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from harness import DEADLINE, ROOT, content, row, unittest, wait_until  # noqa: E402
from test_observation import Observed  # noqa: E402

RULES = ROOT / "proto" / "packaging" / "prometheus" / "capaian.rules.yml"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Prometheus(unittest.TestCase):
    def setUp(self):
        self.pair = self.enterContext(Observed())

    def promtool(self, *arguments, **options):
        answer = subprocess.run(["promtool", *arguments], text=True, capture_output=True, timeout=60, **options)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""), answer.stdout)
        return answer.stdout

    def test_promtool_has_nothing_to_say(self):
        self.assertIn("SUCCESS: 17 rules found", self.promtool("check", "rules", str(RULES)))
        for daemon in ("collector", "evaluator"):
            request = urllib.request.Request(f"http://{self.pair.http[daemon]}/metrics", headers={"Accept": "text/plain"})
            with urllib.request.urlopen(request, timeout=DEADLINE) as answer:
                self.assertEqual(answer.headers["Content-Type"], "text/plain; version=0.0.4; charset=utf-8")
                self.promtool("check", "metrics", input=answer.read().decode())

    def start_prometheus(self):
        folder, port = self.pair.folder / "prometheus", free_port()
        folder.mkdir()
        config = {"global": {"scrape_interval": "1s", "evaluation_interval": "1s"}, "rule_files": [str(RULES)],
                  "scrape_configs": [{"job_name": f"capaian-{daemon}",
                                      "static_configs": [{"targets": [self.pair.http[daemon]]}]}
                                     for daemon in ("collector", "evaluator")]}
        (folder / "prometheus.yml").write_text(json.dumps(config))    # JSON is YAML
        self.url = f"http://127.0.0.1:{port}"
        with (folder / "log").open("w") as log:
            process = subprocess.Popen(["prometheus", f"--config.file={folder}/prometheus.yml",
                                        f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}"],
                                       stderr=log)
        def stop():
            process.terminate()
            process.wait(DEADLINE)
        self.addCleanup(stop)

    def ask(self, query):
        """The values that a query has now."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/v1/query?" + urllib.parse.urlencode({"query": query}),
                                        timeout=DEADLINE) as answer:
                return [float(result["value"][1]) for result in json.load(answer)["data"]["result"]]
        except OSError:
            return []

    def test_it_scrapes_both_and_raises_an_alarm(self):
        self.start_prometheus()
        wait_until(lambda: self.ask("sum(up)") == [2], "both are scraped", 60)
        reply = self.pair.connect().judged(content("dispar", *(row("par01", "2026-01-01", 9, ref=f"T-{i}")
                                                               for i in range(7))))
        self.assertEqual(len(reply.verdict.results), 0)
        wait_until(lambda: self.ask("capaian_evaluator_rows_total") == [7], "seven rows")
        wait_until(lambda: self.ask('capaian_evaluator_link_up{collector="collector"}') == [1], "the link")
        self.assertEqual(self.ask('count(scrape_samples_scraped{job=~"capaian-.*"} > 30)'), [2])
        self.assertEqual(self.ask('count(ALERTS{alertname!="CapaianNoBackup"})'), [])
        self.pair.write_keys("c", "nonsense")
        wait_until(lambda: self.ask('ALERTS{alertname="CapaianKeysRejected",alertstate="firing"}') == [1], "the alarm", 60)


if __name__ == "__main__":
    if not (shutil.which("prometheus") and shutil.which("promtool")):
        print("skipped: there is no prometheus here", file=sys.stderr)
        sys.exit(77)
    unittest.main()
