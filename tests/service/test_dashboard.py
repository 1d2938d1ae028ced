"""The dashboard over HTTP: every view, its exports, who may see and do what, and what happens when nobody answers."""
import csv
import http.client
import io
import re
import signal
import zipfile

from dashboard import DashboardTest, Visitor
from harness import DEADLINE, content, row, unittest, wait_until

ALERT = "missed/ret01/2026-Q2"
VIEWS = ("/", "/units?period=2026", "/unit/bapenda", "/indicators", "/indicators?outcome=bad", "/indicator/ret01",
         "/explain/ret01/2026-Q2", f"/alert/{ALERT}", "/completeness", "/feed", "/plan", "/sealed", "/catalogue", "/login")


class Dashboard(DashboardTest):

    def check_views(self):
        for language, word in (("id", "Langsung ke isi"), ("en", "Skip to content")):
            for path in VIEWS:
                answer = self.visitor.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
                self.assertEqual(answer.status, 200, path)
                self.assertIn(f'<html lang="{language}">', answer.text)
                self.assertIn(word, answer.text)
                self.assertIn("default-src 'none'; script-src 'self'", answer.headers["Content-Security-Policy"])
                self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
                self.assertEqual(answer.headers["Cache-Control"], "no-store")
                self.assertNotRegex(answer.text, r"<script>|style=|onclick|https?://")
        whole = self.visitor.get("/assets/d3.js")
        again = self.visitor.get("/assets/d3.js", **{"If-None-Match": f'W/"0", {whole.headers["ETag"]}'})
        other = self.visitor.get("/assets/d3.js", **{"If-None-Match": self.visitor.get("/assets/live.js").headers["ETag"]})
        self.assertEqual((again.status, again.bytes, again.headers["ETag"]), (304, b"", whole.headers["ETag"]))
        self.assertEqual((other.status, other.bytes), (200, whole.bytes))
        self.assertEqual(self.visitor.get("/assets/nix").status, 404)
        self.assertEqual(self.visitor.get("/nix").status, 404)
        self.assertEqual(self.visitor.get("/indicator/nix").status, 404)
        self.assertEqual(self.visitor.get("/unit/nix").status, 404)
        self.assertEqual(self.visitor.get("/%ff").status, 400)
        self.assertEqual(self.visitor.ask("PUT", "/").status, 405)
        self.assertEqual(self.visitor.ask("POST", "/login", "x" * 20000).status, 413)

    def check_exports(self):
        page = self.visitor.get("/indicators?period=2026&lang=en").text
        names = re.findall(r'<th scope="row"[^>]*><span><a [^>]*>([^<]*)</a>', page)
        answer = self.visitor.get("/indicators?period=2026&format=csv")
        self.assertEqual(answer.headers["Content-Disposition"], 'attachment; filename="capaian-indicators.csv"')
        rows = list(csv.reader(io.StringIO(answer.text)))
        head = next(i for i, row in enumerate(rows) if row and row[0] == "Indicator")
        self.assertEqual([row[0] for row in rows[head + 1:] if row], names)
        ret01 = next(row for row in rows if row and "retribusi" in row[0])
        self.assertRegex(ret01[4], r"^\d+$")
        book = zipfile.ZipFile(io.BytesIO(self.visitor.get("/indicators?period=2026&format=xlsx").bytes))
        self.assertIsNone(book.testzip())
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        self.assertIn(f"<v>{ret01[4]}</v>", sheet)
        self.assertNotIn("<f>", sheet)

    def check_scopes(self):
        self.assertEqual(self.visitor.get("/person/P0501").status, 403)
        self.assertEqual(self.person("P110").get("/person/P0501").status, 403)
        self.assertNotEqual(self.person("P601").get("/person/P0501").status, 403)
        head, operator = self.person("P501"), self.person("P502")
        self.assertEqual(head.get("/indicator/ret01").status, 200)
        self.assertEqual(head.get("/unit/dispar").status, 403)
        self.assertEqual(head.get("/explain/par01/2026-01").status, 403)
        self.assertNotIn("dispar", head.get("/indicators").text)
        self.assertNotIn("dispar", head.get("/feed").text)
        self.assertEqual(operator.get("/indicator/ret01").status, 403)
        self.assertEqual(operator.get(f"/alert/{ALERT}").status, 403)
        self.assertEqual(operator.get("/plan").status, 403)
        reporter = self.person("P503")
        self.assertEqual(reporter.get("/indicator/kec01").status, 200)    # of kec-telaga
        self.assertEqual(reporter.get("/indicator/ret01").status, 403)

    def check_acts(self):
        deed = {"deed": "comment", "alert": ALERT, "reason": "=1+1 <b>tebal</b>"}
        person = self.person("P501")
        token = person.token()
        self.assertEqual(self.visitor.post("/act", token=token, **deed).status, 403)
        self.assertEqual(person.post("/act", **deed).status, 403)
        self.assertEqual(person.post("/act", token="0" * len(token), **deed).status, 403)
        self.assertEqual(person.post("/act", origin="http://elsewhere", token=token, **deed).status, 403)
        self.assertEqual(self.person("P502").post("/act", token=token, **deed).status, 403)
        other = self.person("P502")
        self.assertEqual(other.post("/act", token=other.token(), **deed).status, 403)
        answer = person.post("/act", token=token, **deed)
        self.assertEqual((answer.status, answer.headers["Location"]), (303, f"/alert/{ALERT}"))
        self.assertIn("=1+1 &lt;b&gt;tebal&lt;/b&gt;", person.get(f"/alert/{ALERT}").text)
        past = person.post("/act", token=token, **dict(deed, deed="acknowledge", until="2020-01-01"))
        self.assertEqual(past.status, 409)
        self.assertIn("deed.until", past.text)
        followed = person.post("/act", token=token, deed="follow-up", alert=ALERT, cause="", action="Loket keliling",
                               owner="P501", due="2026-12-31")
        self.assertEqual(followed.status, 303)
        self.assertEqual(person.post("/act", token=token, **dict(deed, deed="acknowledge", until="2026-12-31")).status, 303)
        self.assertIn("Loket keliling", self.visitor.get("/?lang=id").text)
        self.assertRegex(self.visitor.get("/indicator/ret01?lang=id&format=csv").text,
                         r"\r\nTriwulan II 2026,tidak tercapai,tindak lanjut: Loket keliling \(18 Juli 2026\),19200000000,")
        history = self.pair.evaluator("history", ALERT, "--json").stdout
        self.assertIn('"actor":"P501","key":"dashboard"', history)
        self.assertEqual(person.post("/logout", token=token).status, 303)
        self.assertNotIn("Orang P501", person.get("/").text)

    def check_decisions(self):
        figure = "ret01/2026-Q2"
        head, planning = self.person("P501"), self.person("P110")
        self.assertNotIn('value="review"', head.get(f"/explain/{figure}").text)
        for deed in ("review", "dispute", "close"):
            answer = head.post("/act", token=head.token(), deed=deed, figure=figure, alert=ALERT, reason="x")
            self.assertEqual(answer.status, 403, deed)
        page = planning.get(f"/explain/{figure}").text
        for deed, offered in (("review", True), ("dispute", True), ("accept-missing", False)):
            self.assertEqual(f'value="{deed}"' in page, offered, deed)
        token = planning.token()
        answer = planning.post("/act", token=token, deed="dispute", figure=figure, reason="Beda dengan SIPD")
        self.assertEqual((answer.status, answer.headers["Location"]), (303, f"/explain/{figure}"))
        self.assertIn("disputed", planning.get("/indicator/ret01?lang=en").text)
        self.assertEqual(planning.post("/act", token=token, deed="review", figure=figure, reason="").status, 303)
        self.assertIn("reviewed", planning.get("/indicator/ret01?lang=en").text)
        self.assertIn("deed.not_missing", planning.post("/act", token=token, deed="accept-missing", figure=figure,
                                                        reason="x").text)
        self.assertEqual(planning.post("/act", token=token, deed="seal", figure="x", reason="x").status, 403)
        closed = planning.post("/act", token=token, deed="close", alert=ALERT, reason="Diterima rapat")
        self.assertEqual((closed.status, closed.headers["Location"]), (303, f"/alert/{ALERT}"))
        self.assertNotIn('value="close"', planning.get(f"/alert/{ALERT}").text)

    def check_missing(self):
        missing = row("par02", "2026-Q3", as_of="2026-07-17")
        missing.missing.reason = "belum terbit"
        self.pair.connect("dispar").judged(content("dispar", missing))
        planning = self.person("P110")
        self.assertIn('value="refuse-missing"', planning.get("/explain/par02/2026-Q3").text)
        answer = planning.post("/act", token=planning.token(), deed="accept-missing", figure="par02/2026-Q3",
                               reason="Menunggu SIPD", until="2026-08-31")
        self.assertEqual(answer.status, 303)
        self.assertIn("accepted until 2026-08-31", planning.get("/indicator/par02?lang=en").text)

    def check_attempts(self):
        visitor = Visitor(self.port)
        for _ in range(5):
            self.assertEqual(visitor.login("P001", "wrong").status, 403)
        self.assertEqual(visitor.login("P001").status, 429)
        self.assertEqual(visitor.login("a passphrase here", "in the wrong field").status, 403)
        log = (self.pair.folder / "dashboard.log").read_text()
        refused = [line for line in log.splitlines() if "a login was refused" in line]
        self.assertEqual(len(refused), 6, log)
        self.assertIn("code=P001", refused[0])
        self.assertIn("address=127.0.0.1", refused[0])
        self.assertNotRegex(log, "wrong|a passphrase here")

    def listen(self, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        connection.request("GET", "/events", headers=headers)
        response = connection.getresponse()
        self.assertEqual(response.headers["Content-Type"], "text/event-stream")
        self.addCleanup(connection.close)
        return response

    def next_event(self, response):
        lines = []
        while line := response.readline().decode().rstrip():
            lines.append(line)
        return dict(line.split(": ", 1) for line in lines if not line.startswith(":"))

    def check_stream(self):
        place = re.search(r'data-live="(\w+/\d+)"', self.visitor.get("/").text)[1]
        epoch, number = place.split("/")
        live = self.listen()
        self.next_event(live)
        self.pair.evaluator("act", "comment", ALERT, "--reason", "dari luar", "--actor", "P110")
        news = self.next_event(live)
        self.assertEqual((news["event"], news["id"]), ("news", f"{epoch}/{int(number) + 1}"))
        slept = self.next_event(self.listen(**{"Last-Event-ID": place}))
        self.assertEqual((slept["event"], slept["id"]), ("news", news["id"]))
        reset = self.next_event(self.listen(**{"Last-Event-ID": "0" * 32 + "/1"}))
        self.assertEqual((reset["event"], reset["id"]), ("reset", news["id"]))

    def check_silence(self):
        self.pair.processes["evaluator"].send_signal(signal.SIGSTOP)
        answer = self.visitor.get("/?lang=id")
        self.pair.processes["evaluator"].send_signal(signal.SIGCONT)
        self.assertEqual(answer.status, 503)
        self.assertIn("Evaluator tidak menjawab", answer.text)
        self.assertIn("Data terakhir per", answer.text)
        wait_until(lambda: self.visitor.get("/").status == 200, "the page is back")

    def test_all_of_it(self):
        self.check_views()
        self.check_exports()
        self.check_scopes()
        self.check_acts()
        self.check_decisions()
        self.check_missing()
        self.check_cookies(set())
        self.check_attempts()
        self.check_stream()
        self.check_silence()


class Closed(DashboardTest):
    dashboard_options = {"public": "none", "https": None}

    def check_login(self):
        for path in ("/", "/indicators", "/unit/bapenda", "/nix"):
            answer = self.visitor.get(path)
            self.assertEqual((answer.status, answer.headers["Location"]), (303, "/login"), path)
        self.assertEqual(self.visitor.get("/events").status, 403)
        self.assertEqual(self.visitor.get("/login").status, 200)
        self.assertEqual(self.person("P001").get("/").status, 200)

    def check_usage(self):
        taken = f"127.0.0.1:{self.port}"
        for changed, code, sentence in (({"public": "all"}, 2, "none or figures"), ({"listen": "x"}, 2, "127.0.0.1:5580"),
                                        ({"listen": taken}, 3, "in use"), ({"people": "/nowhere"}, 3, "No such file"),
                                        ({"key": "/nowhere"}, 3, "No such file")):
            answer = self.command(*self.arguments(**changed))
            self.assertEqual(answer.returncode, code, answer)
            self.assertIn(sentence, answer.stderr)
            self.assertEqual(answer.stderr.count("\n"), 1, answer.stderr)
        self.people.chmod(0o644)
        self.assertIn("chmod 600", self.command(*self.arguments()).stderr)
        self.people.chmod(0o600)
        self.people.write_text("P1 king\n")
        self.assertIn(f"{self.people}:1 is not", self.command(*self.arguments()).stderr)
        for size, code in ((11, 2), (12, 0), (255, 0), (256, 2), (5000, 2)):
            answer = self.command("passwd", "--person", "P1", "--role", "planning", "--name", "N", input="x" * size + "\n")
            self.assertEqual(answer.returncode, code, size)
            self.assertEqual("has 12 to 255 bytes" in answer.stderr, code == 2, answer.stderr)

    def check_struck(self):
        person = self.person("P110")
        self.assertEqual(person.get("/").status, 200)
        lines = self.people.read_text().splitlines(keepends=True)
        self.people.write_text("".join(line for line in lines if not line.startswith("P110 ")))
        self.assertEqual(person.get("/").status, 303)
        self.assertEqual(person.get("/events").status, 403)
        self.assertEqual(person.login("P110").status, 403)

    def test_who_has_not_logged_in_sees_nothing(self):
        self.check_login()
        self.check_cookies({"Secure"})
        self.check_struck()
        self.check_usage()


if __name__ == "__main__":
    unittest.main()
