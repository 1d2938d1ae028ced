"""The commands as people run them: a file sent, refused, mended and sent again; what is said and how it ends."""
import json
import os
import pty
import shutil
import subprocess

from harness import CATALOGUE, DaemonTest, unittest

HEADER = "indicator,period,value,numerator,denominator,reason,ref\n"


class Commands(DaemonTest):
    def sheet(self, text, name="report.csv"):
        path = self.pair.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    def submit(self, *arguments, unit="dispar"):
        answer = self.pair.submit(unit, "--as-of", "2026-01-01", *arguments, check=False)
        return answer.returncode, answer.stdout

    def mended_catalogue(self):
        folder = self.pair.folder / "catalogue"
        shutil.copytree(CATALOGUE, folder)
        file = folder / "indicators.csv"
        lines = file.read_text().splitlines()
        second = next(line for line in lines if line.startswith("par02,"))
        file.write_text("\n".join(lines + [second.replace("par02", "par03").replace("quarter", "month")]) + "\n")
        with (folder / "targets.csv").open("a") as targets:
            targets.write("par03,2026,90,,to_date,yes,,\n")
        return folder

    def test_what_was_refused_is_judged_again_when_the_same_file_is_sent(self):
        file = self.sheet(HEADER + "par03,2026-01,5,,,,\n" + "par01,2026-01-01,9,,,,T-1\n")
        code, said = self.submit(file)
        self.assertEqual(code, 1)
        self.assertIn("report.csv:2: indicator: indicator.unknown:", said)
        self.assertIn("\n1 row accepted (0 unchanged), 1 refused, 0 warnings\n", said)
        self.pair.apply(self.mended_catalogue())
        code, said = self.submit(file)
        self.assertEqual((code, said), (0, "2 rows accepted (1 unchanged), 0 refused, 0 warnings\n"))
        code, said = self.submit(file)
        self.assertEqual((code, said), (0, "2 rows accepted (2 sent before, 0 unchanged), 0 refused, 0 warnings\n"))

    def test_a_file_that_stays_wrong_is_refused_every_time_and_says_when_it_is_not_judged_again(self):
        file = self.sheet(HEADER + "par03,2026-01,5,,,,\n")
        for _ in range(32):
            code, said = self.submit(file)
            self.assertEqual(code, 1)
            self.assertNotIn("sent 32 times", said)
        before = self.pair.status().messages
        self.assertEqual(before, 32)
        code, said = self.submit(file)
        self.assertEqual(code, 1)
        self.assertIn("sent 32 times before", said)
        self.assertIn("indicator.unknown", said)
        self.assertEqual(self.pair.status().messages, before)

    def test_the_same_file_again_repeats_no_warning(self):
        file = self.sheet("indicator,period,value,ref,confirm\npar01,2026-01-01,60000,T-1,ya\n")
        code, said = self.submit(file)
        self.assertEqual(code, 0)
        self.assertIn("figure.confirmed: (warning)", said)
        self.assertIn("1 row accepted (0 unchanged), 0 refused, 1 warning\n", said)
        self.assertEqual(self.submit(file)[1], "1 row accepted (1 sent before, 0 unchanged), 0 refused, 0 warnings\n")

    def test_faults_come_by_line_whoever_found_them(self):
        code, said = self.submit(self.sheet(HEADER + "par99,2026-01,5,,,,\n" + "par02,2026-01,x,,,,\n" +
                                            "par98,2026-01,5,,,,\n" + "par02,2026-13,5,,,,\n"))
        self.assertEqual(code, 1)
        self.assertEqual([line.split(":")[1] for line in said.splitlines()[:-1]], ["2", "3", "4", "5"])

    def test_json_is_an_object_a_line_and_the_last_one_counts(self):
        code, said = self.submit("--json", "--receipts", self.sheet(HEADER + "par99,2026-01,5,,,,\n" + "par02,2026-01,x,,,,\n"))
        found = [json.loads(line) for line in said.splitlines()]
        message, = (each for each in found if "message" in each)
        self.assertRegex(message["message"], "^[0-9a-f]{32}$")
        self.assertEqual(message["outcome"], "OUTCOME_REFUSED")
        found.remove(message)
        self.assertEqual(code, 1)
        self.assertEqual([(each.get("line"), each.get("severity"), each.get("code")) for each in found[:-1]],
                         [(2, "error", "indicator.unknown"), (3, "error", "figure.malformed")])
        self.assertEqual((found[-1]["accepted"], found[-1]["refused"]), (0, 2))

    def test_who_stands_behind_the_figures_is_in_their_source(self):
        file = self.sheet("indicator,period,value,ref,source\npar01,2026-01-01,9,T-1,\npar01,2026-01-01,8,T-2,register\n")
        self.assertEqual(self.submit("--on-behalf-of", "Dinas Pariwisata", file)[0], 0)
        explained = self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout
        self.assertIn("atas nama Dinas Pariwisata", explained)
        self.assertIn("register (atas nama Dinas Pariwisata)", explained)

    def test_a_terminal_sees_how_far_it_is_and_nothing_else_does(self):
        file = self.sheet(HEADER + "par01,2026-01-01,9,,,,T-1\n")
        self.assertNotIn("answered", self.pair.submit("dispar", "--as-of", "2026-01-01", file).stderr)
        environment = dict(self.pair.environment, CAPAIAN_KEY=str(self.pair.folder / "dispar.key"),
                           CAPAIAN_COLLECTOR_KEY=self.pair.public["c"])
        for endpoint, code, after in ((self.pair.intake, 0, r"^$"), ("tcp://127.0.0.1:1", 3, r"^capaian-collector: no answer")):
            ours, theirs = pty.openpty()
            answer = subprocess.run([self.pair.binary("collector"), "submit", "--unit", "dispar", "--as-of", "2026-01-01",
                                     "--endpoint", endpoint, "--deadline", "1s" if code else "1m", file],
                                    env=environment, stdout=subprocess.PIPE, stderr=theirs, text=True, check=False)
            os.close(theirs)
            drawn, said = os.read(ours, 4096).decode().rsplit("\r\x1b[K", 1)
            os.close(ours)
            self.assertEqual(answer.returncode, code)
            self.assertIn("0 of 1 rows answered" if code else "[##############################] 1 of 1 rows answered", drawn)
            self.assertRegex(said, after)
            self.assertNotIn("\r", answer.stdout)

    def test_a_file_that_cannot_be_read_is_not_sent(self):
        for text, code in (("indicator,period,nilia\npar01,2026-01,1\n", "sheet.column_unknown"),
                           ("", "sheet.empty"), ("indicator,period,value\n", "sheet.no_rows"),
                           ("PK\3\4", "sheet.binary"), (b"indicator,period,note\na,2026,caf\xe9\n", "sheet.encoding")):
            exit_code, said = self.submit(self.sheet(text))
            self.assertEqual(exit_code, 1, said)
            self.assertIn(f": {code}: ", said)
            self.assertTrue(said.endswith("\n1 file not sent\n"), said)

    def test_wrong_arguments_say_what_to_write(self):
        file = self.sheet(HEADER + "par02,2026-Q1,5,,,,\n")
        for arguments, code, sentence in (
                (["--endpoint", "127.0.0.1:5570"], 2, "write tcp://127.0.0.1:5570"),
                (["--key", file], 3, "is not a key pair file")):
            answer = self.pair.submit("dispar", file, *arguments, check=False)
            self.assertEqual(answer.returncode, code)
            self.assertIn(sentence, answer.stderr)
        answer = self.pair.evaluator("report", "--period", "2026-10", check=False)
        self.assertEqual(answer.returncode, 2)
        self.assertIn("explain", answer.stderr)

    def test_a_number_ahead_of_the_log_is_no_other_epoch(self):
        answer = self.pair.evaluator("watch", "--since", "999", "--until", "300ms")
        self.assertIn("There is no number 999 yet", answer.stdout)
        self.assertNotIn("epoch", answer.stdout)

    def test_status_names_the_role_it_needs(self):
        answer = self.pair.run("collector", "status", key="dispar", check=False)
        self.assertEqual(answer.returncode, 1)
        self.assertIn("query / admin", answer.stdout)

    def test_a_backup_that_fails_says_why(self):
        self.pair.evaluator("backup", "copy.db")
        for name, reason in (("copy.db", "exists already"), ("../copy.db", "plain name"), (".copy", "plain name")):
            answer = self.pair.evaluator("backup", name, check=False)
            self.assertEqual(answer.returncode, 1)
            self.assertIn(reason, answer.stderr)
            self.assertNotIn("..\n", answer.stderr)

    def test_an_empty_file_is_no_ledger(self):
        answer = self.pair.run("evaluator", "rebuild", "--check", self.sheet("", "empty.db"), check=False)
        self.assertEqual(answer.returncode, 3)
        self.assertIn("nothing in it", answer.stderr)

    def test_the_report_of_the_example_fits_a_terminal(self):
        self.submit(self.sheet(HEADER + "par01,2026-01-01,9,,,,T-1\n"))
        for line in self.pair.evaluator("report").stdout.splitlines():
            self.assertLessEqual(len(line), 120, line)


if __name__ == "__main__":
    unittest.main()
