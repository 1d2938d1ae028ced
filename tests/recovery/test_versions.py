"""Databases of every schema that was released open in this release, and figures are as they were.

tests/fixtures holds one dump per schema, written by the daemons of its time. A new schema adds a dump of the one before;
no dump is ever changed, and so no migration that was released.
"""
import os
import pathlib
import sqlite3

from recovery import UNITS, collector_status, journal, ledger, stop
from harness import DaemonTest, ROOT, unittest, wait_until
from promises import figure

FIXTURES = ROOT / "tests" / "fixtures"
LEDGERS = sorted(FIXTURES.glob("ledger-*.sql"))
JOURNALS = sorted(FIXTURES.glob("journal-*.sql"))


def build(dump, path):
    for left in path.parent.glob(path.name + "*"):
        left.unlink()
    database = sqlite3.connect(path)
    # Identity and version come last: the dump is one transaction, and these are none of it.
    head, body = dump.read_text().split("BEGIN TRANSACTION;", 1)
    database.executescript("BEGIN TRANSACTION;" + body)
    database.executescript(head)
    database.close()
    path.chmod(0o600)


def version(path):
    database = sqlite3.connect(path)
    number = database.execute("PRAGMA user_version").fetchone()[0]
    database.close()
    return number


def schema(path):
    """Tables, views, indexes and triggers, whatever the spaces."""
    database = sqlite3.connect(path)
    rows = database.execute("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name").fetchall()
    database.close()
    return [(kind, name, " ".join(sql.split())) for kind, name, sql in rows]


class Versions(DaemonTest):
    options = {"units": UNITS}

    def opened(self, ledger_dump, journal_dump):
        """The pair on databases of another time. Each has a message that the ledger had not seen."""
        pair = self.pair
        fresh = [schema(ledger(pair)), schema(journal(pair))], [version(ledger(pair)), version(journal(pair))]
        stop(pair, "evaluator", "collector")
        build(ledger_dump, ledger(pair))
        build(journal_dump, journal(pair))
        (pair.folder / "e" / "acts.log").unlink()
        # The collector of that time had another key.
        database = sqlite3.connect(ledger(pair))
        database.execute("UPDATE link SET key = ?", (bytes.fromhex(pair.public["c"]),))
        database.commit()
        database.close()
        pair.start_evaluator()
        pair.start_collector()
        return fresh

    def test_a_database_of_each_schema_migrates_and_has_its_figures(self):
        self.assertTrue(LEDGERS and JOURNALS)
        pair = self.pair
        for ledger_dump in LEDGERS:
            for journal_dump in JOURNALS:
                with self.subTest(ledger=ledger_dump.name, journal=journal_dump.name):
                    (schemas, versions) = self.opened(ledger_dump, journal_dump)
                    wait_until(lambda: pair.status().messages == 5, "what waited in the journal")
                    wait_until(lambda: collector_status(pair).messages_pending == 0, "the collector hears of it")
                    self.assertEqual(figure(pair), (600, 3))
                    self.assertIn("missed  firing  bapenda  ret01  2026-Q1", pair.evaluator("status", "--alerts").stdout)
                    self.assertIn("asked", (pair.folder / "e" / "acts.log").read_text())
                    connection = pair.connect("dispar")
                    id = sqlite3.connect(journal(pair)).execute("SELECT id FROM entry WHERE sequence = 1").fetchone()[0]
                    self.assertEqual(connection.receipt(id).verdict.accepted, 1)
                    stop(pair, "collector", "evaluator")
                    self.assertEqual([version(ledger(pair)), version(journal(pair))], versions)
                    self.assertEqual([schema(ledger(pair)), schema(journal(pair))], schemas, "as made anew")
                    answer = pair.rebuild_check()
                    self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
                    pair.start_evaluator()
                    pair.start_collector()

    def test_there_is_a_fixture_for_each_schema_that_was_released(self):
        stop(self.pair, "collector", "evaluator")
        for dumps, path, oldest in ((LEDGERS, ledger(self.pair), 4), (JOURNALS, journal(self.pair), 1)):
            numbers = sorted(int(dump.stem.split("-")[1]) for dump in dumps)
            self.assertEqual(numbers, list(range(oldest, version(path))))
            self.assertTrue(all(dump.stat().st_size < 100_000 for dump in dumps))
        self.pair.start_evaluator()
        self.pair.start_collector()

    def test_a_newer_releases_database_is_refused_and_left_alone(self):
        pair = self.pair
        stop(pair, "collector", "evaluator")
        for path, start in ((ledger(pair), pair.start_evaluator), (journal(pair), pair.start_collector)):
            if path == journal(pair):
                pair.start_evaluator()
            number = version(path)
            database = sqlite3.connect(path)
            database.execute(f"PRAGMA user_version = {number + 1}")
            database.close()
            was = path.read_bytes()
            with self.assertRaisesRegex(RuntimeError, "did not start"):
                start()
            name = "evaluator" if path == ledger(pair) else "collector"
            self.assertEqual(pair.processes.pop(name).returncode, 3)
            self.assertIn("newer release", pair.log(name))
            self.assertEqual(path.read_bytes(), was)
            database = sqlite3.connect(path)
            database.execute(f"PRAGMA user_version = {number}")
            database.close()
        pair.start_collector()

    def test_a_migration_that_was_interrupted_goes_on(self):
        pair, honest = self.pair, self.pair.build
        stop(pair, "collector", "evaluator")
        build(LEDGERS[0], ledger(pair))
        build(JOURNALS[0], journal(pair))
        (pair.folder / "e" / "acts.log").unlink()
        before = [version(ledger(pair)), version(journal(pair))]
        pair.build, pair.environment["CAPAIAN_SABOTAGE"] = pathlib.Path(os.environ["CAPAIAN_SABOTAGED"]), "die_in_migration"
        for name, start in (("evaluator", pair.start_evaluator), ("collector", pair.start_collector)):
            with self.assertRaisesRegex(RuntimeError, "did not start"):
                start()
            self.assertEqual(pair.processes.pop(name).returncode, -9)
        self.assertEqual([version(ledger(pair)), version(journal(pair))], before)
        pair.build = honest
        del pair.environment["CAPAIAN_SABOTAGE"]
        pair.start_evaluator()
        pair.start_collector()
        self.assertEqual(figure(pair)[0], 600)
        stop(pair, "collector", "evaluator")
        self.assertEqual(pair.rebuild_check().returncode, 0)
        pair.start_evaluator()
        pair.start_collector()


if __name__ == "__main__":
    unittest.main()
