"""evaluator/PLANNING.md as a planner would follow it: its blocks are run as they stand, but for the pair they run on."""
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "service")]

from harness import BUILD, ROOT, Daemons, unittest    # noqa: E402

GUIDE = (ROOT / "evaluator" / "PLANNING.md").read_text()


class Planning(unittest.TestCase):
    def setUp(self):
        self.pair = self.enterContext(Daemons(catalogue=False, units=()))

    def check(self, file, old, new):
        """What `catalogue check` says of the folder with a mistake in one file."""
        path = self.pair.folder / "pk" / file
        right = path.read_text()
        self.assertIn(old, right)
        path.write_text(right.replace(old, new))
        said = self.pair.evaluator("catalogue", "check", str(path.parent), check=False).stdout
        path.write_text(right)
        return said

    def test_the_guide(self):
        pair = self.pair
        pair.public["departments"] = pair.keygen("departments.key")
        pair.authorise("c", f"{pair.public['departments']} submit * departments")
        of_pair, *blocks = re.findall(r"^```sh\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
        self.assertIn("init --state e --simulated 2026-01-01", of_pair)
        environment = dict(pair.environment, CAPAIAN_LANG="en", CAPAIAN_KEY=str(pair.folder / "admin.key"),
                           CAPAIAN_EVALUATOR=pair.endpoints["query"], CAPAIAN_EVALUATOR_KEY=pair.public["e"],
                           CAPAIAN_COLLECTOR=pair.intake, CAPAIAN_COLLECTOR_KEY=pair.public["c"],
                           PATH=f"{BUILD}/collector:{BUILD}/evaluator:{os.environ['PATH']}")
        run = subprocess.run(["bash", "-euc", "\n".join(blocks)], cwd=pair.folder, env=environment, text=True,
                             capture_output=True, timeout=120)
        self.assertEqual((run.returncode, run.stderr), (0, ""), run.stdout)
        for said in ("errors: 0, warnings: 0\n", "2 rows accepted (0 unchanged), 0 refused, 0 warnings\n",
                     "missed  firing  bapenda  ret01  2026-Q1\n", "Holders who go (1):\n  dpupr: P0402 ",
                     "45,000,000,000  yes     revised         2  2026-10-01  Perubahan PK 2026\n"):
            self.assertIn(said, run.stdout)
        for file, old, new, code in (("indicators.csv", "month;ratio-of-sums;ratio-of-sums;100", "month;sum;sum;", "rate_summed"),
                                     ("targets.csv", "to_date;yes;40", "to_date;yes;30", "weight.sum"),
                                     ("indicators.csv", "reflected;lower", "ratio;lower", "indicator.formula_direction"),
                                     ("targets.csv", "ret01;2026-Q1", "ret01;Mar-26", "excel.date"),
                                     ("holders.csv", "P0601", "197001011990031001", "person.identity")):
            self.assertIn(code, self.check(file, old, new))
        advance, = re.findall(r"Move the clock on to `([-0-9]+)`", GUIDE)
        pair.advance(advance)
        self.assertIn("missed", pair.evaluator("history", "missed/jal01/2026").stdout)


if __name__ == "__main__":
    unittest.main()
