"""proto/GUIDE.md as a reader would follow it: its blocks are run as they stand, but for ports and the month.

    /usr/bin/python3 tests/interop/test_guide.py SANITIZE    (as CAPAIAN_SANITIZE; CAPAIAN_BUILD names the build folder)

The catalogue is the one that the README lets one write.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "service"), str(HERE)]
SANITIZE = {"OFF": "", "thread": "-fsanitize=thread"}.get(sys.argv.pop(1) if len(sys.argv) > 1 else "OFF",
                                                          "-fsanitize=address,undefined")

from harness import BUILD, ROOT, Daemons, unittest    # noqa: E402

GUIDE = (ROOT / "proto" / "GUIDE.md").read_text()
README = (ROOT / "README.md").read_text()


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def block(text, language, holding):
    found, = (each for each in blocks(text, language) if holding in each)
    return found


class Guide(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.pair = cls.enterClassContext(Daemons(simulated=None, catalogue=False, units=("dinkes",)))
        cls.folder = cls.pair.folder
        catalogue = block(README, "sh", "catalogue/policy.ini").split("\nexport ")[0]
        cls.month = subprocess.run(["bash", "-euc", catalogue + "\necho $P"], cwd=cls.folder, check=True, text=True,
                                   capture_output=True).stdout.strip()
        cls.pair.apply(cls.folder / "catalogue", f"{cls.month}-01")
        cls.pair.wait_connected()
        (cls.folder / "proto").symlink_to(ROOT / "proto")
        (cls.folder / "build").mkdir()
        (cls.folder / "build" / "mine").symlink_to(BUILD)
        # Debian's python3, whose modules the guide names.
        cls.environment = dict(os.environ, PATH=f"/usr/bin:{os.environ['PATH']}", C=cls.pair.public["c"], E=cls.pair.public["e"])
        schema = cls.as_run(block(GUIDE, "sh", "protoc"))
        found = cls.bash(schema + 'echo "$PYTHONPATH"; echo "$CAPAIAN_SCHEMA"').splitlines()
        cls.environment.update(PYTHONPATH=found[0], CAPAIAN_SCHEMA=found[1])

    @classmethod
    def as_run(cls, text):
        for name, port in (("intake", 5570), ("query", 5573)):
            endpoint = cls.pair.intake if name == "intake" else cls.pair.endpoints[name]
            text = text.replace(f"tcp://127.0.0.1:{port}", endpoint)
        return text.replace("2026-10", cls.month)

    @classmethod
    def bash(cls, script):
        return cls.ran(["bash", "-euc", script])

    @classmethod
    def ran(cls, command, **environment):
        answer = subprocess.run(command, cwd=cls.folder, env=cls.environment | environment, text=True, capture_output=True,
                                timeout=120)
        if answer.returncode != 0:
            raise AssertionError(f"{command}: exit {answer.returncode}\n{answer.stdout}{answer.stderr}")
        return answer.stdout

    def assert_accepted(self, said):
        # By then the month may be late, and the figure is what another language has sent.
        self.assertRegex(said, r"[0-9a-f]{32} OUTCOME_ACCEPTED(_WITH_WARNINGS)?\n")

    def test_python(self):
        self.assert_accepted(self.ran(["/usr/bin/python3", "-Bc", self.as_run(block(GUIDE, "python", "figure"))]))

    def test_php(self):
        if "zmq" not in subprocess.run(["php", "-m"], text=True, capture_output=True).stdout.split():
            self.skipTest("php or its zmq is not there; tests/setup installs them")
        script = self.folder / "figure.php"
        script.write_text(self.as_run(block(GUIDE, "php", "figure")))
        self.assert_accepted(self.ran(["php", str(script)]))

    def test_node(self):
        with tempfile.TemporaryDirectory() as folder:
            packages = BUILD / "tests" / "node_client" / "node_modules"
            if not packages.exists():
                self.skipTest("the packages of the Node client are not there; interop/client_node gets them")
            shutil.copy(ROOT / "proto" / "clients" / "node" / "capaian.js", folder)
            (pathlib.Path(folder) / "node_modules").symlink_to(packages)
            (pathlib.Path(folder) / "figure.mjs").write_text(self.as_run(block(GUIDE, "js", "figure")))
            self.assert_accepted(self.ran(["node", f"{folder}/figure.mjs"], CAPAIAN_PROTO=str(ROOT / "proto")))

    def test_c(self):
        script = self.as_run(block(GUIDE, "sh", "pkg-config")).replace("cc -o", f"cc {SANITIZE} -Wall -Wextra -Werror -o")
        self.assertTrue(self.bash(script).endswith("accepted\n"))
        call = script.split("\n./figure ")[1].split()
        for value in ("", " ", "12x", "1.5", "9223372036854775808"):
            answer = subprocess.run(["./figure", *call[:-1], value], cwd=self.folder, text=True, capture_output=True)
            self.assertEqual((answer.returncode, answer.stdout), (2, ""), value)
            self.assertIn(f"figure: {value} is no whole number", answer.stderr)
        self.assertIn("takes ENDPOINT", subprocess.run(["./figure"], cwd=self.folder, text=True, capture_output=True).stderr)
        headers = self.folder / "capaian" / "include"
        for header in headers.rglob("*.h"):
            name = header.relative_to(headers)
            self.bash(f"echo '#include <{name}>' | cc -std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -xc - "
                      "$(PKG_CONFIG_PATH=$PWD/capaian/lib/pkgconfig pkg-config --cflags capaian)")

    def test_watching(self):
        self.pair.public["watcher"] = self.pair.keygen("watcher.key")
        self.pair.authorise("e", f"{self.pair.public['watcher']} watch * watcher")
        command = self.as_run(block(GUIDE, "sh", "watch watcher.key")).strip()
        with subprocess.Popen(["bash", "-c", f"exec {command}"], cwd=self.folder, env=self.environment, text=True,
                              stdout=subprocess.PIPE) as process:
            self.assertRegex(process.stdout.readline(), r"^snapshot \d+$")
            process.kill()

    def test_what_the_table_says_is_what_the_schema_has(self):
        schema = (ROOT / "proto" / "capaian" / "v1" / "submit.proto").read_text()
        for name in re.findall(r"^\| `([A-Z_]+)` \|", GUIDE, re.MULTILINE):
            self.assertIn(f"OUTCOME_{name} =", schema)


if __name__ == "__main__":
    unittest.main()
