"""The units for systemd: hardened as its own measure wants it, and fitting what the daemons do."""
import os
import pathlib
import re
import shutil
import signal
import subprocess

from harness import ACCEPTED, DEADLINE, ROOT, Daemons, content, row, unittest

UNITS = {name: ROOT / name / f"capaian-{name}.service" for name in ("collector", "evaluator")}
EXPOSURE_MOST = 2.0


class Units(unittest.TestCase):
    def systemd(self, *arguments):
        return subprocess.run(["systemd-analyze", *arguments], text=True, capture_output=True, timeout=60)

    def test_the_exposure_is_low(self):
        for unit in UNITS.values():
            answer = self.systemd("security", "--offline=true", f"--threshold={EXPOSURE_MOST * 10:.0f}", str(unit))
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
            exposure = float(re.search(r"Overall exposure level for \S+: ([0-9.]+)", answer.stdout)[1])
            self.assertLessEqual(exposure, EXPOSURE_MOST)

    def test_systemd_understands_every_line(self):
        for unit in UNITS.values():
            # Only what is not installed on this machine may be missed.
            said = [line for line in self.systemd("verify", str(unit)).stderr.splitlines()
                    if "is not executable: No such file" not in line and "Command 'man " not in line]
            self.assertEqual([line for line in said if unit.name in line], [])

    @unittest.skipUnless(shutil.which("systemd-sysusers") and shutil.which("systemd-tmpfiles"), "no systemd here")
    def test_users_and_folders_are_understood(self):
        for name in UNITS:
            for program, ending in (("systemd-sysusers", "sysusers"), ("systemd-tmpfiles", "tmpfiles")):
                file = str(ROOT / name / f"capaian-{name}.{ending}")
                arguments = ["--dry-run"] if ending == "sysusers" else ["--create", "--prefix=/nowhere"]
                answer = subprocess.run([program, *arguments, file], text=True, capture_output=True, timeout=60)
                self.assertNotRegex(answer.stderr, f"{ending}:[0-9]+:")

    def allowed(self, unit):
        """The system calls that a unit's SystemCallFilter lines leave."""
        calls = set()
        for line in re.findall(r"^SystemCallFilter=(.+)$", unit.read_text(), re.M):
            named = set().union(*map(self.calls, line.removeprefix("~").split()))
            calls = calls - named if line.startswith("~") else calls | named
        return calls

    def calls(self, name):
        if not name.startswith("@"):
            return {name}
        lines = self.systemd("syscall-filter", name).stdout.splitlines()[1:]
        return set().union(*(self.calls(line.strip()) for line in lines if line.strip() and "#" not in line))

    def test_no_system_call_of_the_daemons_is_refused(self):
        if subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode != 0:
            self.skipTest("nothing can be traced here")
        with Traced(environment={"ASAN_OPTIONS": "detect_leaks=0"}) as pair:
            reply = pair.connect().judged(content("dispar", row("par01", "2026-01-01", 9, ref="T-1")))
            self.assertEqual(reply.outcome, ACCEPTED)
            pair.evaluator("backup", "copy.db")
            pair.advance("2026-03-01")
            pair.evaluator("report", "--period", "2026")
            for name in UNITS:
                pair.end(name)
            for name, unit in UNITS.items():
                made = set(re.findall(r"^[0-9]+ +(\w+)\(", (pair.folder / f"{name}.calls").read_text(), re.M))
                self.assertGreater(len(made), 30)
                # SQLite gives a new file to the owner of the old one, where it is root.
                self.assertEqual(made - self.allowed(unit) - {"fchown"}, set(), name)


class Traced(Daemons):
    """The pair, each daemon below an strace that lists its system calls."""

    def launch(self, name, *arguments):
        self.before[name] = ["strace", "-f", "-qq", "-e", "signal=none", "-o", str(self.folder / f"{name}.calls")]
        return super().launch(name, *arguments, "--http", "0")

    def end(self, name):
        tracer = self.processes.pop(name)
        for child in pathlib.Path(f"/proc/{tracer.pid}/task/{tracer.pid}/children").read_text().split():
            os.kill(int(child), signal.SIGTERM)
        tracer.wait(DEADLINE)


if __name__ == "__main__":
    unittest.main()
