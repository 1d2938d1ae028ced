"""Files that people drop into folders: taken when they are whole, answered beside them, moved once that is known."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from harness import DEADLINE, ROOT, DaemonTest, instant, query_pb2, submit_pb2, unittest, wait_until

HEADER = "indikator;periode;nilai;nomor;per_tanggal\n"
STATED = instant("2026-01-02") / 1000


def status(connection):
    connection.send(collector_status_request=submit_pb2.CollectorStatusRequest())
    return connection.expect("collector_status")


class WatchFolder(DaemonTest):
    def setUp(self):
        super().setUp()
        self.root = self.pair.folder / "sftp"
        self.log = self.pair.folder / "watcher.log"
        self.watcher = None
        for unit in ("dispar", "bapenda"):
            (self.root / unit / "in").mkdir(parents=True)
        self.pair.public["folder"] = self.pair.keygen("folder.key")
        self.pair.authorise("c", f"{self.pair.public['folder']} submit dispar,bapenda folder")
        self.pair.authorise("e", f"{self.pair.public['folder']} submit dispar,bapenda folder")
        self.pair.advance("2026-01-10")

    def tearDown(self):
        if self.watcher:
            self.assertEqual(self.stop(), 0, self.log.read_text())
        if self.log.exists():
            self.assertNotRegex(self.log.read_text(), r"Sanitizer|runtime error")
        super().tearDown()

    def launch(self, *arguments, before=()):
        environment = dict(self.pair.environment, CAPAIAN_KEY=str(self.pair.folder / "folder.key"), CAPAIAN_LANG="id",
                           CAPAIAN_COLLECTOR=self.pair.intake, CAPAIAN_COLLECTOR_KEY=self.pair.public["c"],
                           CAPAIAN_EVALUATOR=self.pair.endpoints["query"], CAPAIAN_EVALUATOR_KEY=self.pair.public["e"])
        with self.log.open("a") as log:
            return subprocess.Popen([*before, self.pair.binary("collector"), "watch-folder", str(self.root), "--settle", "300ms",
                                     *arguments], env=environment, stderr=log)

    def watch(self, *arguments, before=()):
        begun = self.log.read_text().count("watching") if self.log.exists() else 0
        self.watcher = self.launch(*arguments, before=before)
        wait_until(lambda: self.log.read_text().count("watching") > begun, "it watches")

    def stop(self, kill=False):
        watcher, self.watcher = self.watcher, None
        watcher.send_signal(signal.SIGKILL if kill else signal.SIGTERM)
        return watcher.wait(DEADLINE)

    def drop(self, text, name="laporan.csv", unit="dispar", stated=STATED):
        """As a file that was last changed in the ledger's time."""
        path = self.root / unit / "in" / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(path, (stated, stated))
        return path

    def answer(self, name="laporan.csv", place="done", unit="dispar"):
        """The lines of the result, once the file has been moved."""
        path = self.root / unit / place / name
        try:
            wait_until(path.exists, f"{place}/{name}")
        except AssertionError as late:
            raise AssertionError(f"{late}: {sorted(map(str, self.root.rglob('*')))}\n{self.log.read_text()}") from None
        self.assertFalse((self.root / unit / "in" / name).exists())
        text = path.with_name(name + ".result.csv").read_text(encoding="utf-8-sig")
        self.assertTrue(text.startswith("baris;kolom;kode;sifat;kalimat\n"), text)
        return text.splitlines()[1:]

    def steps(self):
        return self.pair.status().messages

    def value(self, indicator="par01"):
        query = self.pair.query()
        page = query.ask(attainment=query_pb2.AttainmentQuery(indicator=indicator, period="2026")).attainment
        query.close()
        return page.rows[0].to_date.realization.coefficient

    def test_a_file_is_sent_moved_and_answered_and_says_what_the_indicator_comes_to(self):
        self.watch()
        self.drop(HEADER + "par01;2026-01-01;1.200;T-1;\n" + "par01;2026-01-02;300;T-2;\n")
        said = self.answer()
        self.assertEqual(said[0], ';;;;"2 baris diterima (0 tidak berubah), 0 ditolak, 0 peringatan"')
        self.assertRegex(said[1], r'^2-3;;;;"pesan [0-9a-f]{32}: diterima, collector #1"$')
        self.assertRegex(said[-1], r"^;par01;;capaian;Kunjungan wisatawan: belum ada capaian")
        explained = self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout
        self.assertIn("atas nama dispar", explained)
        self.assertIn("1,200", explained)

    def test_the_clerks_page_says_what_is_so(self):
        page = (ROOT / "collector" / "PETUGAS.md").read_text()
        sheet, = re.findall(r"^```csv\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
        shown = [line.split("…")[0] for line in re.search(r"^baris;.*?(?=^```$)", page, re.DOTALL | re.MULTILINE)[0].splitlines()]
        self.pair.advance("2026-04-05")
        self.watch()
        self.drop(sheet, unit="bapenda", stated=instant("2026-04-02") / 1000)
        said = self.answer(unit="bapenda")
        self.assertEqual(said[0], shown[1])
        self.assertTrue(said[1].startswith("2;;;;\"pesan "), said)
        self.assertTrue(said[-1].startswith(shown[3]), said)
        names = set(re.findall(r"`([a-z_]+)`", page.split("|---|---|")[1].split("\n\n")[0])) - {"tetap", "sementara", "perkiraan"}
        self.drop(";".join(sorted(names)) + "\n", "kolom.csv", unit="bapenda")
        self.assertIn("sheet.no_rows", self.answer("kolom.csv", "rejected", unit="bapenda")[1])

    def test_the_same_content_changes_nothing_and_a_changed_file_revises(self):
        self.watch("--on-behalf-of", "Dinas Pariwisata")
        first = HEADER + "par01;2026-01-01;1200;T-1;\n"
        self.drop(first)
        self.answer()
        self.drop(HEADER + "par01;2026-01-01;1500;T-1;\n", stated=STATED + 60)
        self.answer("laporan.2.csv")
        self.assertIn("1,500", self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout)
        before = self.steps()
        self.drop(first, stated=STATED + 120)
        said = self.answer("laporan.3.csv")
        self.assertIn("1 sudah pernah dikirim", said[0])
        self.assertIn("Isinya sama dengan laporan.csv yang sudah diterima", said[1])
        self.assertEqual(self.steps(), before)
        explained = self.pair.evaluator("explain", "par01", "2026-Q1", "--full").stdout
        self.assertIn("1,500", explained)
        self.assertIn("atas nama Dinas Pariwisata", explained)

    def test_faults_are_named_by_line_and_what_was_good_counts(self):
        self.watch()
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n" + "par99;2026-01;5;;\n" + "par01;2026-01-03;dua;T-3;\n")
        said = self.answer(place="rejected")
        self.assertEqual(said[0], ';;;;"1 baris diterima (0 tidak berubah), 2 ditolak, 0 peringatan"')
        faults = [line.split(";")[:4] for line in said if ";kesalahan;" in line]
        self.assertEqual(faults, [["3", "indikator", "indicator.unknown", "kesalahan"],
                                  ["4", "nilai", "figure.malformed", "kesalahan"]])

    def test_a_folder_speaks_for_its_own_unit_alone(self):
        self.watch()
        self.drop("unit;" + HEADER + "bapenda;ret01;2026-Q1;5;;\n" + "dispar;par01;2026-01-01;12;T-1;\n")
        said = self.answer(place="rejected")
        self.assertIn("1 baris diterima (0 tidak berubah), 1 ditolak", said[0])
        self.assertTrue(said[1].startswith("2;perangkat_daerah;unit.folder;kesalahan;"), said)

    def test_an_evaluator_that_may_not_be_asked_holds_nothing_up(self):
        self.pair.write_keys("e", f"{self.pair.public['c']} link * collector", f"{self.pair.public['admin']} admin * planning")
        self.watch()
        for name in ("a.csv", "b.csv"):
            self.drop(HEADER + f"par01;2026-01-01;12;{name};\n", name)
        for name in ("a.csv", "b.csv"):
            said = self.answer(name)
            self.assertIn("1 baris diterima", said[0])
            self.assertNotIn(";capaian;", "".join(said))

    def test_a_spreadsheet_is_told_to_be_saved_as_csv_and_a_formula_does_not_run(self):
        self.watch()
        self.drop(b"PK\3\4" + bytes(100), "laporan.xlsx")
        said = self.answer("laporan.xlsx", "rejected")
        self.assertIn("sheet.binary;kesalahan;", said[1])
        self.assertIn("Simpan sebagai CSV", said[1])
        self.drop(HEADER + "=cmd|A1;2026-01;5;;\n", "rumus.csv")
        for line in self.answer("rumus.csv", "rejected"):
            self.assertNotRegex(line, r';"?[=+@-]')

    def test_a_file_waits_until_it_is_whole(self):
        self.watch()
        path = self.root / "dispar" / "in" / "laporan.csv"
        with path.open("w") as file:
            file.write(HEADER + "par01;2026-01-01;12;T-1;\n" + "par01;2026-0")
            file.flush()
            os.utime(path, (STATED, STATED))
            for name in ("a.csv.filepart", "b.part", ".~lock.laporan.ods#", "~$laporan.xlsx", "c.csv~"):
                self.drop(HEADER, name)
            self.drop(HEADER + "ret01;2026-Q1;1;;\n", unit="bapenda")
            self.answer(unit="bapenda")
            self.assertTrue(path.exists())
            file.write("1-02;13;T-2;\n")
        os.utime(path, (STATED, STATED))
        self.assertIn("2 baris diterima", self.answer()[0])
        self.assertEqual(len(list(path.parent.iterdir())), 5)

    @unittest.skipIf(os.geteuid() != 0, "only root has files of others")
    def test_of_a_file_of_others_an_upload_that_pauses_is_not_read_by_half(self):
        self.watch(before=("setpriv", "--inh-caps=-all", "--bounding-set=-all"))
        path = self.drop(HEADER, stated=STATED)
        os.chown(path, 65534, 65534)
        with path.open("a") as file:
            file.write("par01;2026-01-01;12;T-1;\n" + "par01;2026-0")
            file.flush()
            self.drop(HEADER + "par01;2026-01-03;9;T-3;\n", "own.csv")
            self.answer("own.csv")
            self.drop(HEADER + "par01;2026-01-04;8;T-4;\n", "later.csv")
            self.answer("later.csv")    # it has looked at both since
            self.assertTrue(path.exists())
            file.write("1-02;13;T-2;\n")
        os.utime(path, (STATED, STATED))
        wait_until(lambda: not path.exists(), "it has been quiet", seconds=2 * DEADLINE)
        self.assertIn("2 baris diterima", self.answer()[0])

    def test_two_files_of_one_name_both_stay(self):
        self.watch()
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        self.answer()
        self.drop(HEADER + "par01;2026-01-02;13;T-2;\n")
        self.assertIn("1 baris diterima", self.answer("laporan.2.csv")[0])
        self.assertIn("T-1", (self.root / "dispar/done/laporan.csv").read_text())

    def test_a_file_that_is_called_like_an_answer_is_not_replaced_by_one(self):
        self.watch()
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n", "laporan.csv.result.csv")
        self.answer("laporan.csv.result.csv")
        self.drop(HEADER + "par01;2026-01-02;13;T-2;\n")
        self.assertIn("1 baris diterima", self.answer("laporan.2.csv")[0])
        self.assertIn("T-1", (self.root / "dispar/done/laporan.csv.result.csv").read_text())

    def test_a_kill_between_submitting_and_moving_changes_nothing(self):
        done = self.root / "dispar" / "done"
        for number in range(6):
            name = f"r{number}.csv"
            self.drop(HEADER + f"par01;2026-01-0{number + 1};{10 + number};K-{number};\n", name)
            self.watch()
            before = number
            wait_until(lambda: self.steps() > before or (done / name).exists(), f"{name} is applied")
            self.stop(kill=True)
        self.watch()
        for number in range(6):
            self.assertIn("1 baris diterima", self.answer(f"r{number}.csv")[0])
        self.assertEqual(self.steps(), 6)

    def test_a_kill_after_the_answer_was_written_leaves_one_file_and_one_answer(self):
        path = self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        done = self.root / "dispar" / "done"
        done.mkdir()
        (done / "laporan.csv.result.csv").write_text("of the process that was killed")
        self.watch()
        self.assertIn("1 baris diterima", self.answer()[0])
        self.assertEqual(sorted(each.name for each in done.iterdir()), ["laporan.csv", "laporan.csv.result.csv"])
        self.assertFalse(path.exists())

    def test_killed_at_any_point_each_file_counts_and_is_answered_once(self):
        """On entering the n-th of each call that sends, or changes a folder: what it does has not been done."""
        if subprocess.run(["strace", "-o", "/dev/null", "true"], check=False).returncode != 0:
            self.skipTest("nothing can be traced here")
        points = [("sendto", nth) for nth in range(1, 9)] + [(call, 1) for call in ("unlinkat", "renameat", "renameat2")]
        for number, (call, nth) in enumerate(points):
            name = f"r{number}.csv"
            self.drop(HEADER + f"par01;2026-01-02;{number};K-{number};\n", name)
            # The tracer is the grandchild, so that the process which is waited for is the watcher.
            watcher = self.launch(before=("env", "ASAN_OPTIONS=detect_leaks=0", "strace", "-D", "-f", "-qq", "-o", "/dev/null",
                                          "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={nth}"))
            self.addCleanup(watcher.kill)
            self.assertEqual(watcher.wait(DEADLINE), -signal.SIGKILL, f"killed at {call} {nth}")
            self.assertFalse((self.root / "dispar/done" / name).exists())
            self.watch()
            self.assertIn("1 baris diterima", self.answer(name)[0])
            self.assertEqual(self.stop(), 0)
        self.assertEqual(len([each for each in (self.root / "dispar/done").iterdir() if each.suffix == ".csv"]),
                         2 * len(points))
        self.assertEqual(self.steps(), len(points))

    def test_a_file_that_changes_while_its_verdict_is_awaited_is_sent_again(self):
        self.assertEqual(self.pair.stop("evaluator"), 0)
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        self.watch("--deadline", "20s")
        query = self.pair.connect("admin")
        wait_until(lambda: status(query).messages_stored == 1, "the first content is stored")
        self.drop(HEADER + "par01;2026-01-01;13;T-1;\n", stated=STATED + 60)
        self.pair.start_evaluator()
        self.answer()
        self.assertEqual(self.steps(), 2)
        self.assertIn("13", (self.root / "dispar/done/laporan.csv").read_text())
        self.assertEqual(len(list((self.root / "dispar/done").iterdir())), 2)

    def test_a_file_stays_until_the_collector_answers(self):
        self.assertEqual(self.pair.stop("collector"), 0)
        path = self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        self.watch("--deadline", "500ms")
        wait_until(lambda: "tidak ada jawaban" in self.log.read_text(), "the first try has failed")
        self.assertTrue(path.exists())
        self.pair.start_collector()
        self.assertIn("1 baris diterima", self.answer()[0])

    def test_a_file_that_may_not_be_read_is_said_to_be(self):
        self.drop(HEADER, "tertutup.csv").chmod(0)
        # Root reads everything; without capabilities it is like others.
        self.watch(before=("setpriv", "--inh-caps=-all", "--bounding-set=-all") if os.geteuid() == 0 else ())
        self.assertRegex(self.answer("tertutup.csv", "rejected")[0], r'^;;;kesalahan;"?Berkas ini tidak dapat dibaca')

    def test_a_folder_that_vanishes_does_not_stop_the_others(self):
        self.watch()
        shutil.rmtree(self.root / "dispar")
        self.drop(HEADER + "ret01;2026-Q1;1;;\n", unit="bapenda")
        self.answer(unit="bapenda")
        (self.root / "dispar" / "in").mkdir(parents=True)
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        self.assertIn("1 baris diterima", self.answer()[0])
        moved = self.root.rename(self.pair.folder / "elsewhere")
        (self.root / "dispar" / "in").mkdir(parents=True)
        self.drop(HEADER + "par01;2026-01-02;13;T-2;\n")
        self.assertIn("1 baris diterima", self.answer()[0])
        shutil.rmtree(moved)

    def test_files_that_cannot_be_finished_cost_little(self):
        """As many as are taken at once, and all of them are still written."""
        files = [self.drop(HEADER, f"r{number}.csv").open("a") for number in range(20)]
        self.watch()
        def worked():
            ticks = (pathlib.Path("/proc") / str(self.watcher.pid) / "stat").read_text().rsplit(")", 1)[1].split()[11:13]
            return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
        time.sleep(2)
        before = worked()
        time.sleep(4)
        self.assertLess(worked() - before, 0.5)
        for file in files:
            file.write("par01;2026-01-01;12;T-1;\n")
            file.close()
            os.utime(file.name, (STATED, STATED))
        self.answer("r19.csv")

    def test_many_units_are_more_files_than_a_shell_gives(self):
        for number in range(40):
            (self.root / f"u{number}" / "in").mkdir(parents=True)
        self.watch(before=("prlimit", "--nofile=80:1024"))
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n")
        self.assertIn("1 baris diterima", self.answer()[0])
        self.assertNotIn("cannot be used", self.log.read_text())

    def test_no_link_is_followed(self):
        secret = self.pair.folder / "folder.key"
        (self.root / "dispar" / "in" / "laporan.csv").symlink_to(secret)
        outside = self.pair.folder / "outside"
        outside.mkdir()
        (self.root / "bapenda" / "done").symlink_to(outside)
        (self.root / "bapenda" / "rejected").symlink_to(outside)
        self.watch()
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n", "b.csv", unit="bapenda")
        self.drop(HEADER + "par01;2026-01-01;12;T-1;\n", "b.csv")
        self.answer("b.csv")
        self.assertEqual(list(outside.iterdir()), [])
        self.assertEqual([each.name for each in (self.root / "dispar" / "done").iterdir()
                          if "laporan" in each.name], [])

    def test_one_process_works_on_a_folder(self):
        self.watch()
        answer = self.pair.run("collector", "watch-folder", str(self.root), key="folder", check=False)
        self.assertEqual(answer.returncode, 3)
        self.assertIn("watched already", answer.stderr)


if __name__ == "__main__":
    unittest.main()
