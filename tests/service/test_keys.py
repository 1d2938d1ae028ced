"""A key speaks for its units and its role, and a removed key is out at once."""
import uuid

from harness import (ACCEPTED, DEADLINE, REFUSED, STORED, UNKNOWN, DaemonTest, alert_pb2, content, query_pb2, row, submit_pb2,
                     unittest, wait_until)

GOOD = content("dispar", row("par01", "2026-01-01", 1))


class Keys(DaemonTest):
    def keys_of(self, daemon):
        return (self.pair.folder / daemon / "authorised_keys").read_text().splitlines()

    def silent(self, connection):
        """Nothing comes, although a later question of another key is answered."""
        self.assertEqual(self.pair.connect("bapenda").receipt(bytes(16)).outcome, UNKNOWN)
        self.assertIsNone(connection.receive(0.3))

    def test_an_unknown_key_gets_no_entry_and_is_logged_once(self):
        self.pair.keygen("stranger.key")
        strangers = [self.pair.connect("stranger") for _ in range(3)]
        for stranger in strangers:
            for _ in range(3):
                stranger.send(receipt=submit_pb2.ReceiptRequest(message_id=bytes(16)))
        wait_until(lambda: sum(value for name, value in self.pair.counters("collector").items() if "refused" in name),
                   "the refusal is counted")
        for stranger in strangers:
            self.silent(stranger)
        lines = [line for line in self.pair.log("collector").splitlines() if "level=warn" in line and "key" in line]
        self.assertLessEqual(len(lines), 2, lines)

    def test_a_key_may_be_added_and_revoked_while_its_connection_lives(self):
        connection = self.pair.connect()
        self.assertEqual(connection.judged(GOOD).outcome, ACCEPTED)
        all_keys = self.keys_of("c")
        self.pair.write_keys("c", *(line for line in all_keys if self.pair.public["dispar"] not in line))
        def taken(seconds):
            """A new message gets a receipt; a refusal and silence are none."""
            id = uuid.uuid4().bytes
            connection.send(submit=submit_pb2.SubmitRequest(message_id=id, content=GOOD.SerializeToString()))
            while (envelope := connection.receive(seconds)) is not None and envelope.WhichOneof("kind") == "submit_reply":
                if envelope.submit_reply.message_id == id:
                    return envelope.submit_reply.outcome == STORED
            return False
        wait_until(lambda: not taken(0.3), "the revoked key is out")
        stored = self.pair.status().messages
        self.silent(connection)
        self.assertFalse(taken(0.3))
        self.pair.write_keys("c", *all_keys)
        wait_until(lambda: taken(2), "the key is in again")
        self.assertGreaterEqual(self.pair.status().messages, stored)
        # A file that cannot be read changes nothing.
        self.pair.write_keys("c", "nonsense")
        wait_until(lambda: "cannot be used" in self.pair.log("collector"), "the broken file is told")
        self.assertTrue(taken(DEADLINE), "the key is still in")

    def test_a_role_without_the_right_is_refused(self):
        planning = self.pair.connect("admin")    # admin, not submit
        reply = planning.submit(GOOD)
        self.assertEqual(reply.outcome, REFUSED)
        self.assertEqual(reply.refusal.code, "key.not_allowed")
        self.pair.authorise("e", f"{self.pair.public['dispar']} submit dispar dispar")
        self.pair.authorise("e", f"{self.pair.public['bapenda']} watch * bapenda")
        query = wait_until(lambda: self.try_query("dispar"), "the new key is known")
        # Its own unit, nothing else; no act.
        rows = query.ask(attainment=query_pb2.AttainmentQuery()).attainment.rows
        self.assertTrue(rows)
        self.assertEqual({r.unit for r in rows}, {"dispar"})
        query.send(query=query_pb2.QueryRequest(request=7, explain=query_pb2.ExplainQuery(indicator="ret01", period="2026")))
        self.assertEqual(query.expect("query_reply").refusal.code, "key.unit")
        reply = query.act(backup=query_pb2.Backup(file="copy.db"))
        self.assertEqual(reply.refusal.code, "key.not_allowed")
        self.assertFalse((self.pair.folder / "e" / "copy.db").exists())
        reply = query.act(clock_advance=query_pb2.ClockAdvance(to=2**50))
        self.assertEqual(reply.refusal.code, "key.not_allowed")
        query.send(follow=alert_pb2.FollowRequest(credit=10))
        self.assertEqual(query.expect("refusal").code, "key.unit")
        query.send(follow=alert_pb2.FollowRequest(credit=10, unit="dispar"))
        self.assertTrue(query.expect("follow_batch").live)

    def try_query(self, key):
        query = self.pair.query(key)
        query.send(query=query_pb2.QueryRequest(request=1, status=query_pb2.EvaluatorStatusQuery()))
        return query if query.receive(0.5) else None

    def test_a_link_is_trusted_for_its_units_only(self):
        public = self.pair.public
        self.pair.write_keys("e", f"{public['admin']} admin,watch,query * planning", f"{public['c']} link dispar,dinkes collector")
        wait_until(lambda: "reloaded" in self.pair.log("evaluator"), "the keys are read again")
        self.assertEqual(self.pair.connect().judged(GOOD).outcome, ACCEPTED)
        reply = self.pair.connect("bapenda").judged(content("bapenda", row("ret01", "2026-Q1", 1)))
        self.assertEqual(reply.outcome, REFUSED)
        self.assertEqual(reply.verdict.refusal.code, "link.unit")
        self.assertEqual(self.pair.status().rows, 1)

    def test_a_revoked_link_delivers_nothing_and_its_messages_wait(self):
        public = self.pair.public
        admin = f"{public['admin']} admin,watch,query * planning"
        self.pair.write_keys("e", admin)
        wait_until(lambda: "reloaded" in self.pair.log("evaluator"), "the keys are read again")
        connection, id = self.pair.connect(), uuid.uuid4().bytes
        reply = connection.submit(GOOD, id, wait=submit_pb2.WAIT_JUDGED, patience=500)
        self.assertEqual(reply.outcome, STORED)
        self.assertEqual(self.pair.status().messages, 0)
        self.pair.write_keys("e", admin, f"{public['c']} link * collector")
        self.assertEqual(connection.judged(GOOD, id).outcome, ACCEPTED)

    def test_a_removed_watch_key_is_cut_off_from_the_alerts(self):
        self.pair.public["watcher"] = self.pair.keygen("watcher.key")
        line = f"{self.pair.public['watcher']} watch * watcher"
        keys = self.keys_of("e")
        self.pair.write_keys("e", *keys, line)
        def subscribed():
            alerts = self.pair.alerts("watcher")
            return alerts if alerts.receive(2) else None
        alerts = wait_until(subscribed, "beacons for the new key")
        self.pair.write_keys("e", *keys)
        wait_until(lambda: alerts.receive(2.5) is None, "no beacon any more")
        self.assertIsNotNone(self.pair.alerts("admin").receive())


class Start(DaemonTest):
    def test_no_keys_no_daemon(self):
        pair = self.pair
        for name, state in (("collector", "c"), ("evaluator", "e")):
            self.assertEqual(pair.stop(name), 0)
        starts = {"e": lambda: pair.start_evaluator(), "c": lambda: pair.start_collector()}
        for state, name in (("e", "evaluator"), ("c", "collector")):
            keys = pair.folder / state / "authorised_keys"
            text = keys.read_text()
            for broken, wanted in ((None, "authorised_keys"), ("", "authorised_keys"), ("# nobody\n", "authorised_keys"),
                                   (text + "xyz\n", f"{len(text.splitlines()) + 1}: ")):
                with self.subTest(daemon=name, keys=broken):
                    keys.unlink()
                    if broken is not None:
                        keys.write_text(broken)
                    before = len(pair.log(name))
                    with self.assertRaises(RuntimeError):
                        starts[state]()
                    self.assertEqual(pair.processes.pop(name).wait(DEADLINE), 3)
                    self.assertIn(wanted, pair.log(name)[before:])
                    keys.write_text(text)
            own = pair.folder / state / "server.key"
            own.rename(own.with_suffix(".away"))
            with self.assertRaises(RuntimeError):
                starts[state]()
            self.assertEqual(pair.processes.pop(name).wait(DEADLINE), 3)
            own.with_suffix(".away").rename(own)
            own.chmod(0o644)    # readable by others
            with self.assertRaises(RuntimeError):
                starts[state]()
            self.assertEqual(pair.processes.pop(name).wait(DEADLINE), 3)
            own.chmod(0o600)
        starts["e"]()
        starts["c"]()


if __name__ == "__main__":
    unittest.main()
