"""The stream of alerts: published, numbered without gaps, replayed from any number, and gone with its epoch."""
import uuid
from datetime import datetime, timedelta, timezone

from harness import DaemonTest, alert_pb2, content, query_pb2, row, unittest, wait_until

WIB = timezone(timedelta(hours=7))


class Follow(DaemonTest):
    def make_alerts(self):
        self.pair.advance("2026-04-05")
        self.pair.connect("bapenda").judged(content("bapenda", row("ret01", "2026-Q1", 1, "2026-04-05")))
        self.pair.advance("2026-05-20")
        number = self.pair.status().event_number
        self.assertGreater(number, 8)
        return number

    def take(self, connection, upto, credit=True):
        """Batches until that number: the events, each batch continuing the one before."""
        events, last = [], None
        while last is None or last.upto < upto:
            batch = connection.expect("follow_batch")
            if last is not None:
                self.assertGreaterEqual(batch.upto, last.upto)
            last = batch
            events += batch.events
            if credit and batch.events:
                connection.send(follow_credit=alert_pb2.FollowCredit(credit=len(batch.events)))
        return events

    def test_a_replay_from_any_number_is_whole_and_the_same(self):
        number = self.make_alerts()
        everything = None
        for after in (0, 1, number // 2, number - 1):
            connection = self.pair.query()
            connection.send(follow=alert_pb2.FollowRequest(after=after, credit=100))
            events = self.take(connection, number)
            self.assertEqual([event.number for event in events], list(range(after + 1, number + 1)))
            everything = everything or events
            self.assertEqual(events, everything[after:])

    def test_credit_bounds_what_comes(self):
        number = self.make_alerts()
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(credit=3))
        events = self.take(connection, 3, credit=False)
        self.assertEqual([event.number for event in events], [1, 2, 3])
        self.assertIsNone(connection.receive(1.5))
        connection.send(follow_credit=alert_pb2.FollowCredit(credit=2))
        self.assertEqual([event.number for event in self.take(connection, 5, credit=False)], [4, 5])
        connection.send(follow_credit=alert_pb2.FollowCredit(credit=4096))
        self.assertEqual(self.take(connection, number)[-1].number, number)

    def test_one_unit_is_whole_although_numbers_are_left_out(self):
        number = self.make_alerts()
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(credit=100, unit="bapenda"))
        events = self.take(connection, number)
        self.assertEqual({event.unit for event in events}, {"bapenda"})
        whole = self.pair.query()
        whole.send(follow=alert_pb2.FollowRequest(credit=100))
        self.assertEqual(events, [event for event in self.take(whole, number) if event.unit == "bapenda"])

    def test_another_epoch_or_a_number_beyond_the_log_is_gone(self):
        number = self.make_alerts()
        status = self.pair.status()
        for request in (alert_pb2.FollowRequest(epoch=uuid.uuid4().bytes, credit=10),
                        alert_pb2.FollowRequest(epoch=status.epoch, after=number + 1, credit=10)):
            connection = self.pair.query()
            connection.send(follow=request)
            gone = connection.expect("follow_gone")
            self.assertEqual((gone.epoch, gone.number), (status.epoch, number))

    def test_a_snapshot_has_what_stands_and_where_to_go_on(self):
        number = self.make_alerts()
        snapshot = self.pair.query().ask(snapshot=query_pb2.SnapshotQuery()).snapshot
        self.assertEqual(snapshot.number, number)
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(credit=100))
        events = self.take(connection, number)
        latest = {event.alert: event for event in events}
        standing = {alert: event for alert, event in latest.items() if event.state == alert_pb2.ALERT_STATE_FIRING}
        self.assertEqual({event.alert: event for event in snapshot.standing}, standing)
        first = {event.alert: event.at for event in reversed(events)}
        self.assertEqual([incident.since for incident in snapshot.incidents],
                         [datetime.fromtimestamp(first[event.alert] / 1000, WIB).date().isoformat()
                          for event in snapshot.standing])

    def test_what_is_published_is_what_is_replayed(self):
        alerts = self.pair.alerts()
        wait_until(lambda: alerts.expect("beacon"), "subscribed")
        number = self.make_alerts()
        published = []
        while len(published) < number:
            published.append(alerts.expect("event"))
        self.assertEqual([event.number for event in published], list(range(1, number + 1)))
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(credit=100))
        self.assertEqual(self.take(connection, number), published)
        beacon = alerts.expect("beacon")
        self.assertEqual((beacon.number, beacon.epoch), (number, published[0].epoch))

    def test_a_beacon_shows_a_late_subscriber_what_it_missed(self):
        number = self.make_alerts()
        beacon = self.pair.alerts().expect("beacon")
        self.assertEqual(beacon.number, number)
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(epoch=beacon.epoch, credit=100))
        self.assertEqual(len(self.take(connection, beacon.number)), number)

    def test_the_log_outlives_a_restart_in_the_same_epoch(self):
        number = self.make_alerts()
        before = self.pair.query()
        before.send(follow=alert_pb2.FollowRequest(credit=100))
        events = self.take(before, number)
        self.pair.stop("evaluator", kill=True)
        self.pair.start_evaluator()
        after = self.pair.query()
        after.send(follow=alert_pb2.FollowRequest(epoch=events[0].epoch, credit=100))
        self.assertEqual(self.take(after, number), events)

    def test_a_follow_goes_on_live(self):
        connection = self.pair.query()
        connection.send(follow=alert_pb2.FollowRequest(credit=4096))
        self.assertTrue(connection.expect("follow_batch").live)
        number = self.make_alerts()
        events = []
        while len(events) < number:
            events += connection.expect("follow_batch").events
        self.assertEqual([event.number for event in events], list(range(1, number + 1)))

    def test_a_follow_of_everything_ends_with_the_right_to_everything(self):
        """The key keeps its connection and a role, and has one unit from now on."""
        public = self.pair.keygen("dashboard.key")
        lines = (self.pair.folder / "e" / "authorised_keys").read_text().splitlines()
        self.pair.write_keys("e", *lines, f"{public} watch * dashboard")
        admin = self.pair.query()
        connection = self.pair.query("dashboard")
        connection.send(follow=alert_pb2.FollowRequest(credit=4096))
        self.assertTrue(connection.expect("follow_batch").live)
        self.pair.write_keys("e", *lines, f"{public} query dispar dashboard")
        wait_until(lambda: self.pair.counters()["follows"] == 0, "the follow has ended",
                   between=lambda: admin.ask(status=query_pb2.EvaluatorStatusQuery()))
        self.make_alerts()
        while (envelope := connection.receive(0)) is not None:
            self.assertFalse(envelope.follow_batch.events)


if __name__ == "__main__":
    unittest.main()
