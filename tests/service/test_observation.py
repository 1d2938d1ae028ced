"""Both daemons observed over HTTP: alive, ready, and their figures as a strict reader of OpenMetrics takes them."""
import re
import socket
import time
import urllib.error
import urllib.request

from prometheus_client.openmetrics import parser

from harness import ACCEPTED, CATALOGUE, DEADLINE, ROOT, Daemons, content, row, unittest, wait_until


class Observed(Daemons):
    def arguments(self, name):
        return [*super().arguments(name), "--http", "0"]

    def start_collector(self):
        endpoints = self.start("collector", *self.arguments("collector"))
        self.intake, self.http = endpoints["intake"], {"collector": endpoints["http"]}
        self.http["evaluator"] = self.endpoints["http"]

    def get(self, daemon, path):
        try:
            with urllib.request.urlopen(f"http://{self.http[daemon]}{path}", timeout=DEADLINE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def figures(self, daemon):
        """Name and labels of each sample, with its value."""
        status, text = self.get(daemon, "/metrics")
        assert status == 200, text
        return {(sample.name, *sorted(sample.labels.items())): sample.value
                for family in parser.text_string_to_metric_families(text) for sample in family.samples}


class Observation(unittest.TestCase):
    def setUp(self):
        self.pair = self.enterContext(Observed())

    def wait_figure(self, daemon, value, name, **labels):
        key = (name, *sorted(labels.items()))
        wait_until(lambda: self.pair.figures(daemon).get(key) == value, f"{key} is {value}")

    def test_what_is_counted_is_what_happened(self):
        pair = self.pair
        sender = pair.connect()
        reply = sender.judged(content("dispar", row("par01", "2026-01-01", 9, ref="T-1")))
        self.assertEqual(reply.outcome, ACCEPTED)
        sender.submit(b"nonsense")
        self.wait_figure("collector", 1, "capaian_collector_messages_total", outcome="stored")
        self.wait_figure("collector", 1, "capaian_collector_messages_total", outcome="refused")
        self.wait_figure("collector", 1, "capaian_collector_link_up")
        self.wait_figure("collector", 0, "capaian_collector_pending_messages")
        self.wait_figure("evaluator", 1, "capaian_evaluator_rows_total")
        self.wait_figure("evaluator", 1, "capaian_evaluator_link_up", collector="collector", key=pair.public["c"][:8])
        self.wait_figure("evaluator", 1, "capaian_evaluator_link_applied_total", collector="collector",
                         key=pair.public["c"][:8])
        self.wait_figure("evaluator", 1, "capaian_evaluator_simulated")
        for daemon in ("collector", "evaluator"):
            figures = pair.figures(daemon)
            commits = figures[f"capaian_{daemon}_commit_duration_seconds_count",]
            self.assertGreater(commits, 0)
            self.assertEqual(figures[f"capaian_{daemon}_commit_duration_seconds_bucket", ("le", "+Inf")], commits)
            self.assertGreaterEqual(figures[f"capaian_{daemon}_checkpoint_seconds_total",], 0)
            self.assertGreater(figures[f"capaian_{daemon}_disk_free_bytes",], 1 << 20)
            self.assertGreater(figures["process_resident_memory_bytes",], 1 << 20)
            self.assertTrue(any(name == "capaian_build_info" and ("daemon", daemon) in labels
                                for name, *labels in figures))
        # Nobody's report of January: those alerts are counted as `status` counts them, by kind.
        pair.advance("2026-03-01")
        standing = pair.status().standing
        self.assertGreater(standing, 0)
        def counted():
            return sum(value for (name, *_), value in pair.figures("evaluator").items()
                       if name == "capaian_evaluator_alerts") == standing
        wait_until(counted, f"{standing} alerts are counted")

    def test_what_waits_and_for_how_long(self):
        pair = self.pair
        pair.stop("evaluator")
        sender = pair.connect()
        sender.submit(content("dispar", row("par01", "2026-01-01", 9, ref="T-1")))
        self.wait_figure("collector", 1, "capaian_collector_pending_messages")
        self.wait_figure("collector", 0, "capaian_collector_link_up")
        self.assertGreater(pair.figures("collector")["capaian_collector_pending_bytes",], 0)
        status, text = pair.get("collector", "/readyz?verbose")
        self.assertEqual(status, 200, "it takes messages all the same")
        self.assertIn("[-]link not well, but ready all the same: 1 messages wait here\n", text)

    def test_keys_that_are_not_in_force_are_said_until_they_are(self):
        pair = self.pair
        for daemon, folder in (("collector", "c"), ("evaluator", "e")):
            name, path = f"capaian_{daemon}_keys_stale", pair.folder / folder / "authorised_keys"
            lines = path.read_text().splitlines()
            self.wait_figure(daemon, 0, name)
            pair.write_keys(folder, *lines, "nonsense")
            self.wait_figure(daemon, 1, name)
            pair.write_keys(folder, *lines)
            self.wait_figure(daemon, 0, name)
            path.unlink()
            self.wait_figure(daemon, 1, name)
            self.assertRegex(pair.log(daemon), r"the old ones stay.*line=\S*0.* why=\"No such file or directory\"")
            pair.write_keys(folder, *lines)
            self.wait_figure(daemon, 0, name)

    def test_a_collector_that_never_came_is_missed(self):
        pair = self.pair
        key = pair.keygen("new.key")
        self.wait_figure("evaluator", 1, "capaian_evaluator_link_up", collector="collector", key=pair.public["c"][:8])
        # Under a name that another one has, which must not hide it.
        pair.authorise("e", f"{key} link * collector")
        missing = {"collector": "collector", "key": key[:8]}
        self.wait_figure("evaluator", 0, "capaian_evaluator_link_up", **missing)
        pair.stop("evaluator")
        pair.http["evaluator"] = pair.start("evaluator", *pair.arguments("evaluator"))["http"]
        self.wait_figure("evaluator", 0, "capaian_evaluator_link_up", **missing)
        self.wait_figure("evaluator", 1, "capaian_evaluator_link_up", collector="collector", key=pair.public["c"][:8])
        status, text = pair.get("evaluator", "/readyz?verbose")
        self.assertEqual(status, 200, text)
        self.assertIn("[-]links not well, but ready all the same: 1 of 2 collectors connected\n", text)

    def test_ready_and_alive(self):
        for daemon in ("collector", "evaluator"):
            status, text = self.pair.get(daemon, "/readyz?verbose")
            self.assertEqual(status, 200, text)
            self.assertRegex(text, r"^\[\+\]loop ok\n\[\+\]disk ok\n(?s:.*)readyz check passed\n$")
            self.assertEqual(self.pair.get(daemon, "/livez"), (200, "ok\n"))

    def test_who_asks_and_does_not_read_makes_nobody_wait_for_long(self):
        pair, sender = self.pair, self.pair.connect()
        held = [socket.create_connection(pair.http["collector"].rsplit(":", 1)) for _ in range(40)]
        for connection in held:
            connection.send(b"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n")
        for i in range(20):
            reply = sender.judged(content("dispar", row("par01", "2026-01-01", 9, ref=f"T-{i}")))
            self.assertEqual(reply.outcome, ACCEPTED)
        for connection in held:
            connection.close()
        wait_until(lambda: pair.get("collector", "/livez")[0] == 200, "it answers again")

    def test_no_names_of_people(self):
        self.pair.advance("2026-03-01")
        people = [line.split(",")[2] for line in (CATALOGUE / "holders.csv").read_text().splitlines()[1:]]
        text = self.pair.get("evaluator", "/metrics")[1] + self.pair.get("collector", "/metrics")[1]
        for name in filter(None, people):
            self.assertNotIn(name, text)

    def test_every_figure_that_alarms_and_the_dashboard_look_at_is_there(self):
        names = {key[0] for daemon in ("collector", "evaluator") for key in self.pair.figures(daemon)}
        for file in ("prometheus/capaian.rules.yml", "grafana/capaian.json"):
            looked_at = set(re.findall(r"\b(?:capaian_(?:collector|evaluator|build)|process)_[a-z_]+",
                                       (ROOT / "proto" / "packaging" / file).read_text()))
            self.assertGreater(len(looked_at), 10)
            self.assertEqual(looked_at - names, set(), file)

    def test_when_the_last_backup_was_made_is_known_after_a_restart(self):
        pair = self.pair
        def backed_up():
            return pair.figures("evaluator").get(("capaian_evaluator_backup_timestamp_seconds",))
        wait_until(lambda: backed_up() == 0, "there has been none")
        pair.evaluator("backup", "copy.db")
        wait_until(backed_up, "the backup")
        at = backed_up()
        self.assertAlmostEqual(at, time.time(), delta=30)
        pair.stop("evaluator")
        pair.http["evaluator"] = pair.start("evaluator", *pair.arguments("evaluator"))["http"]
        wait_until(lambda: backed_up() == at, "it is remembered")

    def test_every_alarm_has_its_paragraph(self):
        alarms = re.findall(r"- alert: (\w+)", (ROOT / "proto" / "packaging" / "prometheus" / "capaian.rules.yml").read_text())
        headings = re.findall(r"^## (Capaian\w+)$", (ROOT / "evaluator" / "RUNBOOK.md").read_text(), re.M)
        self.assertEqual(sorted(alarms), sorted(headings))


if __name__ == "__main__":
    unittest.main()
