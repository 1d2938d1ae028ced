"""The files behind the daemons: locked, refused when they are another's, copied, folded again; and an orderly end."""
import os
import shutil
import signal
import sqlite3
import subprocess
import uuid

from harness import ACCEPTED, CATALOGUE, STORED, DaemonTest, content, query_pb2, row, submit_pb2, unittest, wait_until

NOBODY = 65534


class Catalogue(DaemonTest):
    def test_a_catalogue_with_warnings_that_fires_alerts_is_answered_whole(self):
        self.pair.advance("2026-04-02")
        folder = self.pair.folder / "second"
        shutil.copytree(CATALOGUE, folder)
        with (folder / "indicators.csv").open("a") as file:
            for number in range(40):
                file.write(f"uji{number:02d},,dispar,,orang,0,ratio,higher,value,period,month,sum,sum,,,,,,Uji,,,,,,2026-01-01,\n")
        with (folder / "targets.csv").open("a") as file:
            for number in range(40):
                file.write(f"uji{number:02d},2026,10,,to_date,yes,0,\n")
        before = self.pair.status().event_number
        asker = self.pair.query()
        files = [query_pb2.CatalogueFile(name=path.name, text=path.read_bytes()) for path in folder.iterdir()]
        reply = asker.act(catalogue_apply=query_pb2.CatalogueApply(files=files, basis="second", effective="2026-01-01",
                                                                   compared_with=1))
        self.assertEqual((reply.refusal.code, reply.catalogue_version), ("", 2))
        self.assertGreaterEqual(len(reply.findings), 40, "a name is missing forty times")
        self.assertTrue(all(finding.code and finding.sentence_en for finding in reply.findings))
        self.assertGreater(self.pair.status().event_number, before + 40)
        self.pair.stop("evaluator")
        self.assertEqual(self.pair.rebuild_check().returncode, 0)


class Files(DaemonTest):
    def serve(self, name, state, binary=None, **options):
        """A daemon that is expected to end by itself: its exit code and what it said."""
        arguments = ["serve", "--state", str(state)]
        if name == "evaluator":
            arguments += [option for socket in ("link", "alerts", "query") for option in (f"--{socket}", "tcp://127.0.0.1:*")]
        else:
            arguments += ["--simulated", "--intake", "tcp://127.0.0.1:*", "--evaluator", self.pair.endpoints["link"],
                          "--evaluator-key", self.pair.public["e"]]
        answer = subprocess.run([binary or self.pair.binary(name), *arguments], capture_output=True, text=True, timeout=30,
                                env=self.pair.environment, **options)
        return answer.returncode, answer.stderr

    def stopped(self):
        for name in ("collector", "evaluator"):
            self.assertEqual(self.pair.stop(name), 0)
        return (("evaluator", self.pair.folder / "e", "ledger.db"), ("collector", self.pair.folder / "c", "journal.db"))

    def test_a_second_daemon_on_the_same_folder_is_refused_and_the_first_goes_on(self):
        for name, state in (("evaluator", "e"), ("collector", "c")):
            code, said = self.serve(name, self.pair.folder / state)
            self.assertEqual(code, 3, said)
            self.assertIn(str(self.pair.processes[name].pid), said)
        self.assertEqual(self.pair.connect().judged(content("dispar", row("par01", "2026-01-01", 1))).outcome, ACCEPTED)

    def test_a_newer_or_foreign_database_is_left_as_it_is(self):
        for name, state, file in self.stopped():
            path = state / file
            whole = path.read_bytes()
            for pragma, value in (("user_version", 99), ("application_id", 12345)):
                with self.subTest(daemon=name, pragma=pragma):
                    database = sqlite3.connect(path)
                    before = database.execute(f"PRAGMA {pragma}").fetchone()[0]
                    database.execute(f"PRAGMA {pragma}={value}")
                    database.close()
                    changed = path.read_bytes()
                    code, said = self.serve(name, state)
                    self.assertEqual(code, 3, said)
                    self.assertIn(str(path), said)
                    self.assertEqual(path.read_bytes(), changed)
                    database = sqlite3.connect(path)
                    database.execute(f"PRAGMA {pragma}={before}")
                    database.close()
            with self.subTest(daemon=name, file="no database"):
                path.rename(state / "away")
                path.write_bytes(b"this is not a database, and long enough to be looked at as one" * 20)
                code, said = self.serve(name, state)
                self.assertEqual(code, 3, said)
                self.assertIn("not a database", said)
                (state / "away").rename(path)
            self.assertGreaterEqual(path.stat().st_size, len(whole))
        self.pair.start_evaluator()
        self.pair.start_collector()

    def test_a_folder_that_cannot_be_written_or_is_not_there(self):
        readable = self.pair.folder / "readable"
        readable.mkdir()
        os.chmod(self.pair.folder, 0o711)
        for name, state, file in self.stopped():
            code, said = self.serve(name, self.pair.folder / "nowhere")
            self.assertEqual(code, 3, said)
            self.assertIn("nowhere", said)
            copy, binary = readable / name, readable / f"capaian-{name}"
            shutil.copytree(state, copy)
            shutil.copy(self.pair.binary(name), binary)
            options = {}
            if os.getuid() == 0:    # whom no mode stops
                options = {"user": NOBODY, "group": NOBODY}
                for path in (copy, *copy.iterdir()):
                    os.chown(path, NOBODY, NOBODY)
            for path in copy.iterdir():
                path.chmod(0o400)
            copy.chmod(0o500)
            before = {path.name: path.read_bytes() for path in copy.iterdir()}
            code, said = self.serve(name, copy, binary=binary, **options)
            self.assertEqual(code, 3, said)
            self.assertIn(str(copy), said)
            self.assertEqual({path.name: path.read_bytes() for path in copy.iterdir()}, before)
            copy.chmod(0o700)
        self.pair.start_evaluator()
        self.pair.start_collector()

    def test_serving_what_was_never_made_and_making_it_twice(self):
        pair = self.pair
        empty = pair.folder / "empty"
        empty.mkdir()
        for file in ("server.key", "authorised_keys"):
            shutil.copy(pair.folder / "e" / file, empty)
        code, said = self.serve("evaluator", empty)
        self.assertEqual(code, 3, said)
        answer = pair.run("evaluator", "init", "--state", str(pair.folder / "e"), check=False)
        self.assertNotEqual(answer.returncode, 0)
        self.assertEqual(pair.status().catalogue_version, 1)


class Record(DaemonTest):
    def fill(self):
        pair = self.pair
        pair.advance("2026-04-05")
        connection = pair.connect()
        for day in range(1, 25):
            connection.judged(content("dispar", row("par01", f"2026-03-{day:02d}", day, "2026-04-05", ref=f"k{day}")))
        connection.judged(content("dispar", row("par01", "2026-03", as_of="2026-04-05", complete=(24, 300))))
        pair.connect("bapenda").judged(content("bapenda", row("ret01", "2026-Q1", 1, "2026-04-05")))
        pair.advance("2026-05-20")

    def test_the_record_folded_again_is_the_same_and_a_change_is_noticed(self):
        self.fill()
        self.pair.stop("collector")
        self.pair.stop("evaluator")
        answer = self.pair.rebuild_check()
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        # What somebody writes into the file behind the evaluator's back.
        path = self.pair.folder / "e" / "ledger.db"
        database = sqlite3.connect(path)
        for trigger, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{trigger}"')
        changed = database.execute("UPDATE message SET received_at = received_at + 90 * 86400000 WHERE unit = 'bapenda'").rowcount
        database.commit()
        database.close()
        self.assertEqual(changed, 1)
        answer = self.pair.rebuild_check()
        self.assertEqual(answer.returncode, 1, answer.stdout + answer.stderr)
        self.assertTrue(answer.stdout + answer.stderr)

    def test_a_backup_is_whole_and_the_ledger_goes_on(self):
        self.fill()
        before = self.pair.status()
        self.pair.evaluator("backup", "copy.db")
        copy = self.pair.folder / "e" / "copy.db"
        self.assertEqual(sqlite3.connect(f"file:{copy}?mode=ro", uri=True).execute("PRAGMA integrity_check").fetchone(), ("ok",))
        answer = self.pair.run("evaluator", "rebuild", "--check", str(copy), check=False)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        self.assertEqual(self.pair.evaluator("backup", "copy.db", check=False).returncode, 1)
        for outside in ("../x.db", "/x.db", "ledger.db"):
            self.assertEqual(self.pair.evaluator("backup", outside, check=False).returncode, 1, outside)
        self.assertEqual(self.pair.connect().judged(content("dispar", row("par01", "2026-05-01", 1, "2026-05-20"))).outcome, ACCEPTED)
        self.assertEqual(self.pair.status().step, before.step + 1)

    def test_a_restart_changes_nothing(self):
        self.fill()
        report = lambda: self.pair.evaluator("report", "--period", "2026", "--csv").stdout
        before, status = report(), self.pair.status()
        self.pair.stop("evaluator")
        self.pair.start_evaluator()
        self.assertEqual(report(), before)
        after = self.pair.status()
        self.assertEqual((after.epoch, after.step, after.messages, after.rows, after.event_number, after.standing),
                         (status.epoch, status.step, status.messages, status.rows, status.event_number, status.standing))


class End(DaemonTest):
    def test_a_collector_that_is_told_to_stop_finishes_what_it_accepted(self):
        connection, count = self.pair.connect(), 200
        ids = [uuid.uuid4().bytes for _ in range(count)]
        for id in ids:
            connection.send(submit=submit_pb2.SubmitRequest(
                message_id=id, content=content("dispar", row("par01", "2026-01-01", 1)).SerializeToString()))
        accepted = {connection.expect("submit_reply").message_id}
        self.pair.processes["collector"].send_signal(signal.SIGTERM)
        while (envelope := connection.receive(1)) is not None:
            if envelope.submit_reply.HasField("receipt"):
                accepted.add(envelope.submit_reply.message_id)
        self.assertEqual(self.pair.stop("collector"), 0)
        self.pair.start_collector()
        again = self.pair.connect()
        for id in accepted:
            self.assertIn(again.receipt(id).outcome, (STORED, ACCEPTED))
        wait_until(lambda: self.pair.status().messages >= len(accepted), "all that was accepted is judged")

    def test_an_evaluator_that_is_told_to_stop_has_committed_what_it_answered(self):
        connection = self.pair.connect()
        self.pair.alerts()
        for _ in range(5):
            ids = [uuid.uuid4().bytes for _ in range(20)]
            for id in ids:
                connection.send(submit=submit_pb2.SubmitRequest(
                    message_id=id, wait=submit_pb2.WAIT_JUDGED, patience_ms=20000,
                    content=content("dispar", row("par01", "2026-01-01", 1)).SerializeToString()))
            judged = {}
            reply = connection.expect("submit_reply", where=lambda reply: reply.outcome == ACCEPTED)
            judged[reply.message_id] = reply.verdict
            self.assertEqual(self.pair.stop("evaluator"), 0)
            self.pair.start_evaluator()
            while len(judged) < len(ids):
                reply = connection.expect("submit_reply", where=lambda reply: reply.outcome == ACCEPTED)
                judged[reply.message_id] = reply.verdict
            for id, verdict in judged.items():
                self.assertEqual(self.pair.query().ask(verdict=query_pb2.VerdictQuery(unit="dispar", message_id=id)).verdict.step,
                                 verdict.step)
        self.assertEqual(self.pair.status().messages, 100)


if __name__ == "__main__":
    unittest.main()
