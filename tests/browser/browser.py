"""Runs one of the browser tests beside this file, as `browser.py smoke`, against a dashboard on the example regency.

Skipped (77), with a sentence, where there is no Chromium, or npm cannot bring what drives it.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "service"))

from dashboard import PASSPHRASE, DashboardTest  # noqa: E402
from harness import BUILD, unittest  # noqa: E402

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


class Browser(DashboardTest):
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
