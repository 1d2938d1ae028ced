"""The clients of proto/clients, each through the same scenario: what is sent is answered, whatever dies in between, and
counts once; what was missed while a watcher was away is seen, once.

    /usr/bin/python3 tests/interop/test_clients.py python|node|php    (CAPAIAN_BUILD names the build folder)

Exit code 77, after a sentence, where what a client needs cannot be had.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "service")]

from harness import BUILD, DEADLINE, ROOT, DaemonTest, instant, submit_pb2, unittest, wait_until    # noqa: E402

LANGUAGE = sys.argv.pop(1) if len(sys.argv) > 1 else "python"
CLIENTS = ROOT / "proto" / "clients"
SCHEMA = sorted((ROOT / "proto" / "capaian" / "v1").glob("*.proto"))


def cannot(sentence):
    print(f"{LANGUAGE}: {sentence}")
    sys.exit(77)


def python_client(_):
    return ["/usr/bin/python3", "-B", str(CLIENTS / "python" / "example.py")], {"PYTHONPATH": str(BUILD / "tests" / "python")}


def node_client(_):
    """A copy beside its packages, which stay in the build folder."""
    if not shutil.which("npm") or not shutil.which("node"):
        cannot("there is no node or npm; tests/setup installs them")
    folder = BUILD / "tests" / "node_client"
    shutil.copytree(CLIENTS / "node", folder, dirs_exist_ok=True)
    if not (folder / "node_modules" / "zeromq").exists():
        got = subprocess.run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, text=True,
                             capture_output=True)
        if got.returncode != 0:
            cannot(f"npm cannot get the packages of package.json: {got.stderr.strip().splitlines()[-1:]}")
    return ["node", str(folder / "example.js")], {"CAPAIAN_PROTO": str(ROOT / "proto")}


def php_client(scratch):
    if not shutil.which("php"):
        cannot("there is no php; tests/setup installs it")
    modules = subprocess.run(["php", "-m"], text=True, capture_output=True).stdout.split()
    if not {"zmq", "sodium"} <= set(modules) or not pathlib.Path("/usr/share/php/Google/Protobuf").exists():
        cannot("php lacks zmq, sodium or protobuf; tests/setup installs them")
    subprocess.run(["protoc", "-I", str(ROOT / "proto"), f"--php_out={scratch}", *map(str, SCHEMA)], check=True)
    return ["php", "-d", "display_errors=stderr", str(CLIENTS / "php" / "example.php")], {"CAPAIAN_SCHEMA": scratch}


def counter(connection, name):
    connection.send(collector_status_request=submit_pb2.CollectorStatusRequest())
    return {each.name: each.value for each in connection.expect("collector_status").counters}[name]


class Client(DaemonTest):
    options = {"units": ("dispar", "bapenda")}

    @classmethod
    def setUpClass(cls):
        scratch = cls.enterClassContext(tempfile.TemporaryDirectory())
        cls.command, more = {"python": python_client, "node": node_client, "php": php_client}[LANGUAGE](scratch)
        cls.environment = dict(os.environ, **more)

    def setUp(self):
        super().setUp()
        self.spool = self.pair.folder / "spool"
        self.key = str(self.pair.folder / "dispar.key")
        self.pair.public["watcher"] = self.pair.keygen("watcher.key")
        self.pair.authorise("e", f"{self.pair.public['watcher']} watch * watcher")
        self.running = []

    def tearDown(self):
        for process in self.running:
            process.kill()
            process.wait()
            process.stdout.close()
        super().tearDown()

    def place(self, name="c", endpoint=None):
        return f"{endpoint or self.pair.intake}={self.pair.public[name]}"

    def launch(self, *arguments):
        process = subprocess.Popen([*self.command, *arguments], env=self.environment, text=True, stdout=subprocess.PIPE)
        self.running.append(process)
        return process

    def kill(self, process):
        process.kill()
        process.wait(DEADLINE)

    def send(self, number=None, servers=None, launch=False, unit="dispar", indicator="par01"):
        """The figure of one event, or only what the spool holds: the lines printed, or the process."""
        figure = [] if number is None else [unit, indicator, "2026-01-01", f"{number}.5", str(instant("2026-01-01")),
                                            f"T-{number}"]
        process = self.launch("send", self.key, str(self.spool), servers or self.place(), *figure)
        if launch:
            return process
        printed, _ = process.communicate(timeout=4 * DEADLINE)
        self.assertEqual(process.returncode, 0)
        return [line.split() for line in printed.splitlines()]

    def spooled(self):
        return [path for path in self.spool.glob("*") if len(path.name) == 32]

    def assert_messages(self, count):
        wait_until(lambda: self.pair.status().messages >= count, f"{count} messages judged")
        self.assertEqual(self.pair.status().messages, count)

    def test_a_figure_is_sent_and_answered(self):
        (id, outcome, collector), = self.send(7)
        self.assertEqual((outcome, collector), ("OUTCOME_ACCEPTED", "collector"))
        self.assertEqual(self.spooled(), [])
        self.assertIn("7.5", self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout)
        self.assertEqual(self.pair.connect().receipt(bytes.fromhex(id)).verdict.accepted, 1)

    def test_a_refusal_is_an_answer_and_says_why(self):
        (_, *answer), = self.send(1, indicator="par99")
        self.assertEqual(answer, ["OUTCOME_REFUSED", "collector", "indicator.unknown"])
        (_, *answer), = self.send(1, unit="bapenda")
        self.assertEqual(answer, ["OUTCOME_REFUSED", "-", "key.unit"])
        self.assertEqual(self.spooled(), [])

    def test_what_is_no_number_is_not_sent_as_another(self):
        for value in ("1,5", "1.234,5", "1e3", "", "12x", "1.1234567891", "9223372036854775808", "-9223372036854775809",
                      "17450000000.000000000"):
            client = self.launch("send", self.key, str(self.spool), self.place(), "dispar", "par01", "2026-01-01", value,
                                 str(instant("2026-01-01")), "T-1")
            self.assertEqual(client.communicate(timeout=DEADLINE)[0], "")
            self.assertNotEqual(client.returncode, 0, value)
        self.assertEqual(self.spooled(), [])
        for number, value in enumerate(("-0.5", "9007199254740993", "0.000000001")):
            client = self.launch("send", self.key, str(self.spool), self.place(), "dispar", "par01", "2026-01-01", value,
                                 str(instant("2026-01-01")), f"N-{number}")
            self.assertIn("collector", client.communicate(timeout=DEADLINE)[0])
        explained = self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout
        self.assertIn("0.000000001", explained)

    def test_a_number_beyond_53_bits_arrives_digit_by_digit(self):
        self.pair.advance("2026-04-02")
        client = self.launch("send", str(self.pair.folder / "bapenda.key"), str(self.spool), self.place(), "bapenda", "ret01",
                             "2026-Q1", "9007199254740993", str(instant("2026-04-01")))
        self.assertIn("OUTCOME_ACCEPTED", client.communicate(timeout=DEADLINE)[0])
        explained = self.pair.evaluator("explain", "ret01", "2026-Q1", "--full").stdout
        self.assertRegex(explained, r"(?<![\d,.])9,007,199,254,740,993(?![\d,.])")

    def test_a_field_that_a_row_does_not_have_is_refused_by_its_name(self):
        figure = '"dispar", "par01", "2026-01-01", "1", 1'
        for more in ({"note": "seen"}, {"note": "seen", "nota": "seen"}):
            named = json.dumps(more)
            command, library = self.command[:-1], pathlib.Path(self.command[-1]).parent
            code = {
                "python": f"import capaian_client; capaian_client.figure({figure}, **{named})",
                "node": f"import * as capaian from '{library}/capaian.js'; capaian.figure({figure}, {named})",
                "php": f"require '{library}/capaian.php'; Capaian\\figure({figure}, json_decode('{named}', true));",
            }[LANGUAGE]
            run = {"python": ["-c"], "node": ["--input-type=module", "-e"], "php": ["-r"]}[LANGUAGE]
            answer = subprocess.run([*command, *run, code], env=self.environment, cwd=library, text=True, capture_output=True)
            self.assertEqual(answer.returncode != 0, "nota" in more, answer.stderr)
            self.assertEqual("nota" in answer.stderr, "nota" in more, answer.stderr)

    def test_what_a_busy_collector_does_not_take_is_sent_until_it_does(self):
        self.assertEqual(self.pair.stop("evaluator"), 0)
        self.assertEqual(self.pair.stop("collector"), 0)
        self.pair.start_collector()    # without an evaluator it does not know its simulated time: busy
        client, asker = self.send(1, launch=True), self.pair.connect("admin")
        wait_until(lambda: counter(asker, "busy") > 0, "it was told so")
        self.assertIsNone(client.poll())
        self.pair.start_evaluator()
        self.assertIn("OUTCOME_ACCEPTED collector", client.communicate(timeout=4 * DEADLINE)[0])
        self.assert_messages(1)

    def test_whatever_dies_a_message_is_answered_and_counts_once(self):
        # Nobody is there: it waits on disk, also when the client dies.
        self.assertEqual(self.pair.stop("collector", kill=True), -9)
        client = self.send(1, launch=True)
        kept, = wait_until(self.spooled, "it is in the spool")
        content = kept.read_bytes()
        self.kill(client)
        # Another process goes on with it, and the collector dies between its receipt and the verdict.
        self.pair.start_collector()
        self.pair.wait_connected()
        self.assertEqual(self.pair.stop("evaluator"), 0)
        client, asker, id = self.send(launch=True), self.pair.connect(), bytes.fromhex(kept.name)
        wait_until(lambda: asker.receipt(id).HasField("receipt"), "it is stored")
        self.assertEqual(self.pair.stop("collector", kill=True), -9)
        self.assertIsNone(client.poll())
        self.pair.start_collector()
        self.pair.start_evaluator()
        printed, _ = client.communicate(timeout=4 * DEADLINE)
        self.assertEqual(printed.split(), [kept.name, "OUTCOME_ACCEPTED", "collector"])
        self.assert_messages(1)
        # Killed before it could take it out of the spool: sent again, and nothing changes.
        kept.write_bytes(content)
        self.assertEqual(self.send(), [[kept.name, "OUTCOME_ACCEPTED", "collector"]])
        self.assertEqual(self.spooled(), [])
        self.assert_messages(1)

    def test_another_collector_takes_what_the_first_does_not(self):
        self.pair.add_collector()
        second = self.place("collector2", self.pair.intakes["collector2"])
        self.assertEqual(self.pair.stop("collector", kill=True), -9)
        (_, outcome, collector), = self.send(1, servers=f"{self.place()},{second}")
        self.assertEqual((outcome, collector), ("OUTCOME_ACCEPTED", "collector2"))
        self.pair.start_collector()
        self.assert_messages(1)

    def test_after_another_epoch_there_is_a_new_snapshot(self):
        self.watch()
        wait_until(lambda: self.seen.read_text() == "snapshot 0\n", "the snapshot")
        self.assertEqual(self.pair.stop("evaluator"), 0)
        for file in (self.pair.folder / "e").glob("ledger*"):
            file.unlink()
        self.pair.run("evaluator", "init", "--state", str(self.pair.folder / "e"), "--simulated", "2026-01-01")
        self.pair.start_evaluator()
        wait_until(lambda: self.seen.read_text() == "snapshot 0\nsnapshot 0\n", "another", seconds=2 * DEADLINE)

    def watch(self):
        """Watches; what it prints goes to a file, so that it can be read while it runs."""
        self.seen = self.pair.folder / "seen"
        with self.seen.open("a") as out:
            process = subprocess.Popen([*self.command, "watch", str(self.pair.folder / "watcher.key"),
                                        str(self.pair.folder / "state"), self.place("e", self.pair.endpoints["query"])],
                                       env=self.environment, stdout=out)
        process.stdout = out
        self.running.append(process)
        return process

    def numbers(self):
        """Of the whole lines: a line that crosses a page of the file may be read half."""
        whole = self.seen.read_text().rpartition("\n")[0]
        return [int(line.split()[1]) for line in whole.splitlines() if line.startswith("event")]

    def assert_seen(self, count):
        wait_until(lambda: len(self.numbers()) >= count, f"{count} events", seconds=2 * DEADLINE)
        self.assertEqual(self.numbers(), list(range(1, count + 1)))

    def test_what_a_watcher_missed_it_sees_once(self):
        watcher = self.watch()
        wait_until(lambda: self.seen.read_text() == "snapshot 0\n", "the snapshot")
        self.pair.advance("2026-02-20")
        first = self.pair.status().event_number
        self.assertGreater(first, 0)
        self.assert_seen(first)
        wait_until(lambda: (self.pair.folder / "state").read_text().endswith(f" {first}\n"), "the place is kept")
        self.kill(watcher)
        self.pair.advance("2026-04-20")
        second = self.pair.status().event_number
        self.assertGreater(second, first)
        watcher = self.watch()
        self.assert_seen(second)
        # It goes on by itself with an evaluator that was restarted.
        self.assertEqual(self.pair.stop("evaluator"), 0)
        self.pair.start_evaluator()
        self.pair.wait_connected()
        self.pair.advance("2026-08-20")
        third = self.pair.status().event_number
        self.assertGreater(third, second)
        self.assert_seen(third)
        self.assertEqual(self.seen.read_text().count("snapshot"), 1)


if __name__ == "__main__":
    unittest.main()
