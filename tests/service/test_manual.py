"""Man pages and completion: every command and every flag is in them, because both are made from what --help says."""
import pathlib
import re
import subprocess
import tempfile

from harness import BUILD, ROOT, unittest

PROGRAMS = {name: BUILD / name.removeprefix("capaian-") / name for name in ("capaian-collector", "capaian-evaluator")}


def run(*words, **options):
    answer = subprocess.run([str(word) for word in words], text=True, capture_output=True, timeout=120, **options)
    if answer.returncode != 0:
        raise AssertionError(f"{words}: {answer.stdout}{answer.stderr}")
    return answer.stdout


def commands(program):
    return re.findall(r"^  ([a-z][a-z-]*) +\S", run(program, "--help"), re.M)


def flags(program, *words):
    return re.findall(r"^  (--[a-z-]+)", run(program, *words, "--help"), re.M)


class Manual(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def words(self, program):
        """Every command, and those below one."""
        for command in commands(program):
            yield (command,)
        if program.name == "capaian-evaluator":
            for below in re.findall(r"^capaian-evaluator catalogue ([a-z]+)", run(program, "catalogue", "--help"), re.M):
                yield ("catalogue", below)

    def test_every_command_and_flag_has_its_place_in_the_pages(self):
        for name, program in PROGRAMS.items():
            run(ROOT / "proto" / "packaging" / "manual", program, self.folder)
            for section in (1, 8):
                page = self.folder / f"{name}.{section}"
                found = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], text=True,
                                       capture_output=True, timeout=60).stdout.splitlines()
                self.assertEqual([line for line in found if "missing date" not in line], [])
            text = (self.folder / f"{name}.1").read_text().replace("\\-", "-")
            parts = dict(re.findall(r"^\.SS (.+)\n((?:(?!\.S[SH] ).*\n)*)", text, re.M))
            for words in self.words(program):
                part = parts[" ".join(words)]
                if words == ("serve",):
                    part = (self.folder / f"{name}.8").read_text().replace("\\-", "-")
                for flag in flags(program, *words):
                    self.assertIn(f"\n\\fB{flag}\\fR", part, f"{name} {words}")

    def complete(self, name, *words):
        """What bash would offer after these words; the last one is being written."""
        script = (f'source {ROOT / "proto" / "packaging" / "completion" / "capaian"}\n'
                  'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _capaian; printf "%s\\n" "${COMPREPLY[@]}"')
        return run("bash", "-c", script, "bash", name, *words, cwd=self.folder,
                   env={"PATH": f"{PROGRAMS[name].parent}:/usr/bin:/bin"}).split()

    def test_completion_offers_every_command_and_flag(self):
        for name, program in PROGRAMS.items():
            self.assertLessEqual(set(commands(program)), set(self.complete(name, "")))
            self.assertEqual(self.complete(name, "sta"), ["status"])
            for words in self.words(program):
                self.assertLessEqual(set(flags(program, *words)), set(self.complete(name, *words, "--")), words)
        self.assertEqual(self.complete("capaian-evaluator", "catalogue", "ap"), ["apply"])
        self.assertEqual(self.complete("capaian-evaluator", "report", "--lang", ""), ["id", "en"])
        (self.folder / "angka.csv").touch()
        self.assertEqual(self.complete("capaian-collector", "submit", "ang"), ["angka.csv"])
        self.assertEqual(self.complete("capaian-collector", "nonsense", "--"), ["--help"])


if __name__ == "__main__":
    unittest.main()
