"""The commands: 0 all well, 1 the answer is no, 2 wrong usage, 3 could not; one sentence on stderr says why."""
import csv
import io
import json
import signal
import stat
import subprocess

from harness import CATALOGUE, DEADLINE, ROOT, DaemonTest, content, row, unittest

EXAMPLE = ROOT / "tests" / "example"


class ExitCodes(DaemonTest):
    def code(self, name, *arguments, key="admin", said=None):
        answer = self.pair.run(name, *arguments, key=key, check=False)
        if said is not None:
            self.assertIn(said, answer.stdout + answer.stderr)
        if answer.returncode in (2, 3):
            self.assertTrue(answer.stderr.strip(), arguments)
            self.assertFalse(answer.stdout, arguments)
        return answer.returncode

    def test_wrong_usage(self):
        for name, arguments in (("collector", []), ("collector", ["fly"]), ("collector", ["serve"]),
                                ("collector", ["submit"]), ("collector", ["submit", "--nope", "x"]),
                                ("collector", ["receipt", "--lang", "xx"]),
                                ("collector", ["serve", "--state", "x", "--evaluator-key", "00", "--reserve", "2"]),
                                ("evaluator", []), ("evaluator", ["fly"]), ("evaluator", ["catalogue", "fly"]),
                                ("evaluator", ["explain", "par01"]), ("evaluator", ["clock", "advance"]),
                                ("evaluator", ["init"]), ("evaluator", ["serve"]), ("evaluator", ["rebuild"]),
                                ("evaluator", ["catalogue", "apply", str(CATALOGUE)])):
            with self.subTest(name=name, arguments=arguments):
                self.assertEqual(self.code(name, *arguments), 2)

    def test_help_and_version(self):
        for name, commands in (("collector", ("serve", "submit", "receipt", "status", "keygen")),
                               ("evaluator", ("init", "serve", "clock", "catalogue", "report", "explain", "watch", "status",
                                              "backup", "rebuild", "keygen"))):
            self.assertEqual(self.code(name, "--help", said="serve"), 0)
            self.assertEqual(self.code(name, "--version", said="SQLite"), 0)
            for command in commands:
                with self.subTest(name=name, command=command):
                    self.assertEqual(self.code(name, command, "--help"), 0)

    def test_keygen(self):
        path = self.pair.folder / "new.key"
        for name in ("collector", "evaluator"):
            path.unlink(missing_ok=True)
            answer = self.pair.run(name, "keygen", str(path))
            self.assertRegex(answer.stdout, r"\A[0-9a-f]{64}\n\Z")
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            before = path.read_bytes()
            self.assertEqual(self.code(name, "keygen", str(path), said="new.key"), 3)
            self.assertEqual(path.read_bytes(), before)
            self.assertEqual(self.code(name, "keygen", "/nowhere/at/all"), 3)

    def test_submitting_files(self):
        good = str(EXAMPLE / "reports" / "2026-02-05-dispar.csv")
        moment = "2026-02-05T08:00:00+07:00"
        self.pair.advance(moment)
        submit = ("submit", "--numbers", "en", "--as-of", moment)
        self.assertEqual(self.code("collector", *submit, good, key="dispar"), 0)
        messages = self.pair.status().messages
        self.assertEqual(self.code("collector", *submit, good, key="dispar"), 0)
        self.assertEqual(self.pair.status().messages, messages, "the same file again is the same messages")
        self.assertEqual(self.code("collector", *submit, str(EXAMPLE / "reports-with-errors.csv"), key="dispar"), 1)
        rows = self.pair.status().rows
        self.assertEqual(self.code("collector", *submit, good, key="bapenda"), 1)    # another unit's key
        self.assertEqual(self.pair.status().rows, rows)
        self.assertEqual(self.code("collector", *submit, "/nowhere.csv", key="dispar", said="nowhere.csv"), 3)
        self.assertEqual(self.code("collector", *submit, good, key="nokey", said="nokey.key"), 3)

    def test_receipt(self):
        reply = self.pair.connect().judged(content("dispar", row("par01", "2026-01-01", 1)))
        self.assertEqual(self.code("collector", "receipt", reply.message_id.hex(), key="dispar"), 0)
        self.assertEqual(self.code("collector", "receipt", "00" * 16, key="dispar"), 1)
        self.assertEqual(self.code("collector", "receipt", "xyz", key="dispar"), 2)

    def test_questions(self):
        self.pair.advance("2026-05-20")
        report = self.pair.evaluator("report", "--period", "2026", "--csv").stdout
        self.assertEqual(len(list(csv.DictReader(io.StringIO(report)))), 11)
        for arguments in (("report", "--json"), ("status", "--json"), ("explain", "ret01", "2026-Q1", "--json"),
                          ("catalogue", "show", "--json")):
            json.loads(self.pair.evaluator(*arguments).stdout)
        self.assertEqual(self.code("evaluator", "report", "--indicator", "nope"), 1)
        self.assertEqual(self.code("evaluator", "explain", "nope", "2026"), 1)
        self.assertIn(self.code("evaluator", "explain", "par01", "2026-13"), (1, 2))
        self.assertEqual(self.code("evaluator", "status"), 0)
        self.assertEqual(self.code("collector", "status"), 0)
        self.assertEqual(self.code("evaluator", "watch", "--since", "0", "--count", "3"), 0)
        self.assertEqual(self.code("evaluator", "watch", "--count", "1", "--until", "300ms"), 1)
        self.assertEqual(self.code("evaluator", "catalogue", "check", str(CATALOGUE)), 0)
        self.assertEqual(self.code("evaluator", "catalogue", "check", "/nowhere"), 3)

    def test_nobody_answers(self):
        self.pair.stop("evaluator")
        self.pair.stop("collector")
        for name, arguments in (("evaluator", ("status",)), ("evaluator", ("report",)), ("collector", ("status",)),
                                ("collector", ("receipt", "00" * 16))):
            help = self.pair.run(name, arguments[0], "--help").stdout
            quick = ("--deadline" if "--deadline" in help else "--timeout", "500ms")
            with self.subTest(name=name, arguments=arguments):
                self.assertEqual(self.code(name, *arguments, *quick), 3)

    def test_watch_ends_well_with_the_signal(self):
        self.pair.advance("2026-05-20")
        environment = dict(self.pair.environment, CAPAIAN_KEY=str(self.pair.folder / "admin.key"),
                           CAPAIAN_EVALUATOR=self.pair.endpoints["query"], CAPAIAN_EVALUATOR_KEY=self.pair.public["e"])
        process = subprocess.Popen([self.pair.binary("evaluator"), "watch", "--since", "0"], stdout=subprocess.PIPE,
                                   text=True, env=environment)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.kill)
        numbers = []
        for line in process.stdout:
            if line.split()[0].isdigit():
                numbers.append(int(line.split()[0]))
            if len(numbers) == 5:
                break
        self.assertEqual(numbers, [1, 2, 3, 4, 5])
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(DEADLINE), 0)

    def test_applying_a_catalogue_again_changes_nothing(self):
        self.pair.apply()
        self.assertEqual(self.pair.status().catalogue_version, 1)


if __name__ == "__main__":
    unittest.main()
