"""The settings of both daemons: flags, the environment, a file; what --check-config shows and finds."""
import json
import os
import shutil
import subprocess

from harness import Daemons, unittest


class Settings(unittest.TestCase):
    def setUp(self):
        # Keys and a ledger; the daemons that run do not mind being checked.
        self.pair = self.enterContext(Daemons(catalogue=False, units=()))

    def check(self, daemon, *arguments, environment=(), code=0):
        answer = subprocess.run([self.pair.binary(daemon), "serve", "--check-config", *arguments], text=True,
                                capture_output=True, timeout=60, env=dict(os.environ, **dict(environment)))
        self.assertEqual(answer.returncode, code, answer.stdout + answer.stderr)
        self.assertNotIn("Sanitizer", answer.stderr)
        return answer

    def write(self, text):
        path = self.pair.folder / "settings.conf"
        path.write_text(text)
        return str(path)

    def test_every_setting_is_shown_with_its_origin(self):
        folder = self.pair.folder
        file = self.write(f"state = {folder}/c\nevaluator-key = {self.pair.public['e']}\nname = dari-berkas\n")
        shown = self.check("collector", "--config", file, "--reserve", "8M",
                           environment={"CAPAIAN_COLLECTOR_NAME": "lingkungan"}).stdout.splitlines()
        for line in (f"state = {folder}/c    ; {file}:1", "name = lingkungan    ; CAPAIAN_COLLECTOR_NAME",
                     "reserve = 8M    ; --reserve", "intake = tcp://127.0.0.1:5570    ; default",
                     f"keys = {folder}/c/authorised_keys    ; default", "; ready is not set"):
            self.assertIn(line, shown)
        shown = self.check("evaluator", "--state", f"{folder}/e").stdout.splitlines()
        for line in (f"state = {folder}/e    ; --state", "query = tcp://127.0.0.1:5573    ; default",
                     f"key = {folder}/e/server.key    ; default", f"acts = {folder}/e/acts.log    ; default"):
            self.assertIn(line, shown)

    def test_what_is_shown_serves(self):
        shown = self.check("collector", *self.pair.arguments("collector")).stdout
        self.pair.stop("collector")
        self.pair.start("collector", "--config", self.write(shown))
        self.pair.wait_connected()

    def test_a_finding_names_the_line_and_what_to_do(self):
        folder, key = self.pair.folder, self.pair.public["e"]
        for text, code, sentence in (
                (f"state = {folder}/c\nresrve = 1G\n", 2, ":2: there is no setting resrve; --help lists them"),
                (f"state = {folder}/c\nevaluator-key = {key}\nreserve = 1 GB\n", 2,
                 ":3: reserve is a number of bytes from 4M on"),
                (f"state = {folder}/c\nevaluator-key = {folder}/absent\n", 3,
                 f":2: evaluator-key {folder}/absent is neither 64 hexadecimal digits nor a key file"),
                (f"evaluator-key = {key}\n", 2, "the state folder is missing"),
                (f"state = {folder}/c\nevaluator-key = {key}\nintake = 127.0.0.1:5570\n", 2,
                 ":3: intake is an endpoint: tcp://127.0.0.1:5570"),
                (f"state = {folder}/c\nevaluator-key = {key}\nhttp = localhost:80\n", 2,
                 ":3: http is a port, or a numeric address and a port"),
                (f"state = {folder}\nevaluator-key = {key}\n", 3, "make one with: capaian-collector keygen")):
            file = self.write(text)
            answer = self.check("collector", "--config", file, code=code)
            self.assertIn((file if sentence.startswith(":") else "") + sentence, answer.stderr)
        self.pair.write_keys("c", "# nobody yet", "nonsense")
        answer = self.check("collector", "--state", f"{folder}/c", "--evaluator-key", key, code=3)
        self.assertIn(f"{folder}/c/authorised_keys:2: ", answer.stderr)
        for option in ("link", "alerts", "query"):
            answer = self.check("evaluator", "--state", f"{folder}/e", f"--{option}", "5571", code=2)
            self.assertIn(f"--{option} is an endpoint", answer.stderr)
        (folder / "new").mkdir()
        for file in ("server.key", "authorised_keys"):
            shutil.copy(folder / "e" / file, folder / "new")
        answer = self.check("evaluator", "--state", f"{folder}/new", code=3)
        self.assertIn(f"{folder}/new/ledger.db: cannot be used (a new ledger is made with init)", answer.stderr)
        self.pair.write_keys("e", "nonsense")
        answer = self.check("evaluator", "--state", f"{folder}/e", code=3)
        self.assertIn(f"{folder}/e/authorised_keys:1: ", answer.stderr)
        self.assertIn("folder of its database", self.check("evaluator", "--help").stdout)
        self.assertIn(":1: there is no setting stat;",
                      self.check("evaluator", "--config", self.write("stat = x\n"), code=2).stderr)

    def test_the_log_is_json_where_it_is_asked_for(self):
        for daemon in ("collector", "evaluator"):
            self.pair.stop(daemon)
            (self.pair.folder / f"{daemon}.log").write_text("")
            self.pair.start(daemon, *self.pair.arguments(daemon), "--log", "json")
            self.pair.stop(daemon)
            lines = [json.loads(line) for line in self.pair.log(daemon).splitlines()]
            self.assertEqual(lines[-1]["msg"], "stopped")
            self.assertTrue(all(line["ts"] and line["level"] for line in lines))
            self.pair.start(daemon, *self.pair.arguments(daemon))
        self.assertIn("CAPAIAN_LOG is logfmt or json",
                      self.check("evaluator", "--state", "x", environment={"CAPAIAN_LOG": "xml"}, code=2).stderr)


if __name__ == "__main__":
    unittest.main()
