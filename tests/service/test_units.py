"""The units for systemd: hardened as its own measure wants it, and fitting what the daemons do."""
import re
import shutil
import subprocess

from harness import ROOT, unittest

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


if __name__ == "__main__":
    unittest.main()
