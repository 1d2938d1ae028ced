"""forward: every event reaches another system, in order and once, whoever fails or is killed in between."""
import collections
import datetime
import http.server
import json
import signal
import subprocess
import threading
import time

from harness import DEADLINE, DaemonTest, unittest, wait_until


class Receiver(http.server.ThreadingHTTPServer):
    """Takes what is posted; `answers` says how it behaves before that: a status, or None to hang up without a word.
    What is posted to a path that is `gone` is never taken."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies, self.headers, self.answers, self.gone = [], [], collections.deque(), set()
        self.free = threading.Event()    # to answer what it took
        self.free.set()
        self.url = f"http://127.0.0.1:{self.server_port}/hook"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, *_):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = 503 if self.path in self.server.gone else self.server.answers.popleft() if self.server.answers else 200
        if answer == 200:
            self.server.bodies.append(json.loads(body))
            self.server.headers.append(self.headers)
            self.server.free.wait(DEADLINE)
        if answer is None:
            self.connection.close()
            return
        self.send_response(answer)
        self.end_headers()

    def log_message(self, *_):
        pass


class Forward(DaemonTest):
    def setUp(self):
        super().setUp()
        self.receiver = self.enterContext(Receiver())
        self.addCleanup(self.receiver.shutdown)

    def start(self, form="cloudevents", *options, path=""):
        pair = self.pair
        environment = dict(pair.environment, CAPAIAN_KEY=str(pair.folder / "admin.key"),
                           CAPAIAN_EVALUATOR=pair.endpoints["query"], CAPAIAN_EVALUATOR_KEY=pair.public["e"])
        process = subprocess.Popen([pair.binary("evaluator"), "forward", "--to", self.receiver.url + path, "--format", form,
                                    "--place", str(pair.folder / "place"), *options], env=environment, text=True,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self.kill, process)
        return process

    def kill(self, process):
        if process.poll() is None:
            process.kill()
            process.communicate()
        process.stderr.close()

    def stop(self, process, code=0):
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, code, said)
        return said

    def events(self):
        return self.pair.status().event_number

    def ids(self):
        return [int(body["id"]) for body in self.receiver.bodies]

    def wait_for(self, numbers):
        wait_until(lambda: len(self.receiver.bodies) >= len(numbers), f"{len(numbers)} events")
        self.assertEqual(self.ids(), list(numbers))

    def wait_ready(self):
        wait_until((self.pair.folder / "place").exists, "forward has begun")

    def test_every_event_once_in_order_through_faults_and_kills(self):
        process = self.start(path="/first")
        self.wait_ready()
        self.receiver.answers.extend([500, None, 429, 503])
        self.pair.advance("2026-03-01")
        last = self.events()
        self.assertGreater(last, 5)
        self.wait_for(range(1, last + 1))
        # Killed while it is told to come again: it goes on where it was.
        self.receiver.answers.extend([503] * 50)
        self.pair.advance("2026-05-01")
        wait_until(lambda: len(self.receiver.answers) < 50, "it tries")
        self.kill(process)
        # What it had under way is not taken, or it would rightly be told again: nobody heard the answer.
        self.receiver.gone.add("/hook/first")
        self.receiver.answers.clear()
        process = self.start()
        after = self.events()
        self.assertGreater(after, last)
        self.wait_for(range(1, after + 1))
        # Stopped in order, and nothing happens twice, although the answer is under way.
        self.receiver.free.clear()
        self.pair.evaluator("act", "comment", self.receiver.bodies[-1]["subject"], "--reason", "x", "--actor", "A")
        self.wait_for(range(1, after + 2))
        process.send_signal(signal.SIGTERM)
        with self.assertRaises(subprocess.TimeoutExpired):
            process.wait(1)
        self.receiver.free.set()
        self.assertEqual(process.wait(DEADLINE), 0)
        process = self.start()
        self.pair.advance("2026-07-15")
        self.wait_for(range(1, self.events() + 1))
        self.stop(process)
        body = self.receiver.bodies[0]
        self.assertEqual((body["specversion"], body["source"]), ("1.0", f"urn:capaian:{self.pair.status().epoch.hex()}"))
        self.assertEqual(body["type"], f"capaian.alert.{body['data']['kind']}")
        self.assertEqual(body["subject"], body["data"]["alert"])
        self.assertEqual(self.receiver.headers[0]["Content-Type"], "application/cloudevents+json; charset=utf-8")

    def test_a_webhook_takes_what_an_alertmanager_would_send(self):
        (self.pair.folder / "headers").write_text("Authorization: Bearer s3cret\n")
        process = self.start("webhook", "--headers", str(self.pair.folder / "headers"))
        self.wait_ready()
        self.pair.advance("2026-03-01")
        wait_until(lambda: len(self.receiver.bodies) == self.events(), "all events")
        self.stop(process)
        self.assertEqual(self.receiver.headers[0]["Authorization"], "Bearer s3cret")
        for body in self.receiver.bodies:
            self.assertEqual((body["version"], body["receiver"], len(body["alerts"])), ("4", "capaian", 1))
            alert = body["alerts"][0]
            self.assertEqual(alert["status"], body["status"])
            self.assertIn(alert["status"], ("firing", "resolved"))
            self.assertEqual(alert["labels"], body["commonLabels"])
            self.assertTrue(alert["labels"]["alert"].startswith(alert["labels"]["alertname"] + "/"))
            self.assertTrue(alert["annotations"]["summary"])
            self.assertRegex(alert["fingerprint"], "^[0-9a-f]{16}$")
            self.assertNotRegex(json.dumps(body), "P0[0-9]{3}|accountable\"", "no person beside the sentence")

    def test_it_begins_with_what_stands(self):
        self.pair.advance("2026-03-01")
        standing = self.pair.status().standing
        self.assertGreater(standing, 0)
        process = self.start("alertmanager")
        wait_until(lambda: [len(body) for body in self.receiver.bodies] == [standing], "what stands, at once")
        self.stop(process)
        process = self.start("alertmanager")
        self.pair.advance("2026-03-02")
        alert = self.receiver.bodies[0][0]["labels"]["alert"]
        self.pair.evaluator("act", "comment", alert, "--reason", "x", "--actor", "A")
        wait_until(lambda: [part["labels"]["alert"] for part in self.receiver.bodies[-1]] == [alert], "what came after")
        self.stop(process)
        for renew in ("1ms", "0s", "2d"):
            process = self.start("alertmanager", "--renew", renew)
            self.assertIn("from 1s to a day", process.communicate(timeout=DEADLINE)[1])
            self.assertEqual(process.returncode, 2)

    def test_an_alertmanager_is_told_again_what_stands_until_it_ends(self):
        pair = self.pair
        pair.advance("2026-03-01")
        began = time.time()
        process = self.start("alertmanager", "--renew", "1s")
        standing = pair.status().standing

        def told(alert):
            """The ends that it was told, by the clock, one for each time."""
            return [datetime.datetime.fromisoformat(part["endsAt"]).timestamp() for body in list(self.receiver.bodies)
                    for part in body if part["labels"]["alert"] == alert]

        wait_until(lambda: any(len(body) == standing for body in self.receiver.bodies), "what stands, at once")
        late, other = "overdue/izn01/2026-01", next(part["labels"]["alert"] for body in self.receiver.bodies for part in body
                                                    if part["labels"]["alert"] != "overdue/izn01/2026-01")
        for alert in (late, other):
            wait_until(lambda name=alert: len(told(name)) >= 4, "it is told again and again")
            ends = told(alert)
            self.assertEqual(ends, sorted(ends))
            self.assertGreater(ends[0], began + 4)
            self.assertLess(ends[-1], time.time() + 6)
        # Of an evaluator that is away nobody knows that anything has ended.
        pair.stop("evaluator")
        count = len(told(late))
        wait_until(lambda: len(told(late)) >= count + 3, "it is told all the same")
        pair.start("evaluator", *pair.arguments("evaluator"))
        pair.wait_connected()
        sheet = pair.folder / "late.csv"
        sheet.write_text("indicator,period,numerator,denominator,reason\nizn01,2026-01,30,10,late\n")
        pair.submit("dpmptsp", str(sheet), "--as-of", "2026-02-20")
        wait_until(lambda: told(late)[-1] < time.time() - 3600, "its end, when that was")
        count, others = len(told(late)), len(told(other))
        wait_until(lambda: len(told(other)) >= others + 3, "the other goes on")
        self.assertEqual(len(told(late)), count)
        self.stop(process)
        # Begun again it knows what stands, although nothing happens.
        others = len(told(other))
        process = self.start("alertmanager", "--renew", "1s")
        wait_until(lambda: len(told(other)) >= others + 3, "the other is told again")
        self.assertEqual(len(told(late)), count)
        self.stop(process)

    def test_an_answer_that_will_not_change_ends_it_and_nothing_is_lost(self):
        process = self.start()
        self.wait_ready()
        self.receiver.answers.append(404)
        self.pair.advance("2026-03-01")
        _, said = process.communicate(timeout=DEADLINE)
        self.assertEqual(process.returncode, 3)
        self.assertIn(f"127.0.0.1:{self.receiver.server_port} answers 404", said)
        self.assertNotIn("/hook", said, "the rest of the URL may be secret")
        self.start()
        self.wait_for(range(1, self.events() + 1))

    def test_wrong_arguments_are_named(self):
        for arguments, code, sentence in ((("--format", "xml"), 2, "alertmanager, webhook or cloudevents"),
                                          (("--format", "webhook", "--headers", "/absent"), 3, "/absent: No such file")):
            answer = self.pair.evaluator("forward", "--to", self.receiver.url, "--place", str(self.pair.folder / "p"),
                                         *arguments, check=False)
            self.assertEqual(answer.returncode, code)
            self.assertIn(sentence, answer.stderr)
        for url, sentence in (("127.0.0.1:9093/api", "Unsupported URL scheme"), ("ftp://user:s3cret@host/", "Unsupported URL scheme"),
                              ("http://ho st/", "Bad hostname"), ("http://", "")):
            answer = self.pair.evaluator("forward", "--to", url, "--place", str(self.pair.folder / "p"),
                                         "--format", "webhook", check=False)
            self.assertEqual(answer.returncode, 2, answer.stderr)
            self.assertIn("--to is http://HOST/... or https://HOST/...: ", answer.stderr)
            self.assertNotIn("s3cret", answer.stderr)
        (self.pair.folder / "p").write_text("nonsense\n")
        answer = self.pair.evaluator("forward", "--to", self.receiver.url, "--place", str(self.pair.folder / "p"),
                                     "--format", "webhook", check=False)
        self.assertIn("is not what forward wrote", answer.stderr)


if __name__ == "__main__":
    unittest.main()
