"""Runs one of the browser tests beside this file, as `browser.py smoke`, against a dashboard on the example regency.

Skipped (77), with a sentence, where there is no Chromium, or npm cannot bring what drives it.
"""
import csv
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from dashboard import PASSPHRASE, DashboardTest  # noqa: E402
from harness import BUILD, CATALOGUE, unittest  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
MODULES = BUILD / "browser"
CHROMIUM = "/usr/bin/chromium"
SKIPPED = 77
TEST = sys.argv.pop(1) if len(sys.argv) > 1 else "smoke"


def lacking():
    """Why it cannot run here; "" when it can."""
    if not pathlib.Path(CHROMIUM).exists():
        return f"there is no {CHROMIUM} (tests/setup browser installs it)"
    if not (shutil.which("node") and shutil.which("npm")):
        return "there is no Node.js with npm"
    MODULES.mkdir(exist_ok=True)
    lock = (HERE / "package-lock.json").read_bytes()
    done = MODULES / "installed"
    if done.exists() and done.read_bytes() == lock:
        return ""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, MODULES)
    answer = subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"], cwd=MODULES, text=True,
                            capture_output=True, timeout=300)
    if answer.returncode:
        return "npm cannot bring what drives it: " + answer.stderr.strip()[-300:]
    done.write_bytes(lock)
    return ""


PLAN = """node,parent,level,name,external
T1,,tujuan,Kesejahteraan masyarakat meningkat,RPJMD 2025-2030
S1,T1,sasaran,Daya tarik wisata naik,
S2,T1,sasaran,Prasarana dan pelayanan membaik,
"""
GOALS = {"par01": "S1", "par02": "S1", "jal01": "S2", "izn01": "S2", "izn02": "S2"}


class Browser(DashboardTest):
    def setUp(self):
        super().setUp()
        if TEST != "views":
            return
        # So that none of them is empty: a revised catalogue with a plan, and a seal.
        folder = self.pair.folder / "revised"
        shutil.copytree(CATALOGUE, folder)
        (folder / "plan.csv").write_text(PLAN)
        with (folder / "indicators.csv").open() as file:
            indicators = list(csv.DictReader(file))
        with (folder / "indicators.csv").open("w", newline="") as file:
            writer = csv.DictWriter(file, indicators[0])
            writer.writeheader()
            writer.writerows({**each, "plan": GOALS.get(each["indicator"], "")} for each in indicators)
        self.pair.evaluator("catalogue", "apply", str(folder), "--basis", "PK Perubahan 2026", "--effective", "2026-07-01")
        self.pair.evaluator("act", "seal", "semester-1", "--period", "2026", "--actor", "P110", "--reason", "kepada Bupati")

    def test_in_a_browser(self):
        command = [self.pair.binary("evaluator"), "dashboard", *self.arguments(listen=f"127.0.0.1:{self.port}")]
        environment = dict(self.pair.environment, NODE_PATH=str(MODULES / "node_modules"), CAPAIAN_CHROMIUM=CHROMIUM,
                           CAPAIAN_URL=f"http://127.0.0.1:{self.port}", CAPAIAN_PASSPHRASE=PASSPHRASE,
                           CAPAIAN_SHOTS=os.environ.get("CAPAIAN_SHOTS", str(MODULES / "shots")),
                           CAPAIAN_DASHBOARD=json.dumps(command),
                           CAPAIAN_EVALUATOR_PID=str(self.pair.processes["evaluator"].pid),
                           CAPAIAN_DASHBOARD_PID=str(self.pair.processes["dashboard"].pid))
        answer = subprocess.run(["node", str(HERE / f"{TEST}.js")], env=environment, text=True, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, timeout=500)
        self.assertEqual(answer.returncode, 0, answer.stdout)


if __name__ == "__main__":
    reason = lacking()
    if reason:
        print("skipped:", reason)
        sys.exit(SKIPPED)
    unittest.main()
