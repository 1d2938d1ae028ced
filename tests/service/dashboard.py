"""A dashboard on the example regency's first half year as four units report it, and a browser's side of it without a browser."""
import http.client
import re
import subprocess
import urllib.parse

from harness import ROOT, DEADLINE, DaemonTest, wait_until

REPORTS = ROOT / "tests" / "example" / "reports"
UNITS = ("bapenda", "dispar", "dpmptsp", "dpupr")
UNTIL = "2026-07-18"
PASSPHRASE = "a long passphrase"
PEOPLE = (("P001", "bupati", None), ("P110", "planning", None), ("P501", "head", "bapenda"), ("P502", "operator", "dispar"),
          ("P503", "operator", "ortala"), ("P601", "personnel", None))


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.bytes = response.read()
        self.cookies = {name: value for name, value in re.findall(r"^(\w+)=([^;]*)", "\n".join(
            response.headers.get_all("Set-Cookie", [])), re.MULTILINE)}

    @property
    def text(self):
        return self.bytes.decode()


class Visitor:
    """Somebody with cookies."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def ask(self, method, path, body=None, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=DEADLINE)
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, headers)
        answer = Answer(connection.getresponse())
        connection.close()
        self.cookies.update(answer.cookies)
        return answer

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, origin=None, **fields):
        origin = origin or f"http://127.0.0.1:{self.port}"
        return self.ask("POST", path, urllib.parse.urlencode(fields), Origin=origin)

    def login(self, code, passphrase=PASSPHRASE):
        return self.post("/login", code=code, passphrase=passphrase)

    def token(self):
        return re.search(r'name="token" value="(\w+)"', self.get("/").text)[1]


class DashboardTest(DaemonTest):
    options = {"units": UNITS}
    dashboard_options = {}

    def setUp(self):
        super().setUp()
        self.pair.public["dashboard"] = self.pair.keygen("dashboard.key")
        self.pair.authorise("e", f"{self.pair.public['dashboard']} watch,desk,personnel * dashboard")
        for path in sorted(REPORTS.glob("*.csv")):
            day, unit = path.stem[:10], path.stem[11:]
            if day > UNTIL or unit not in UNITS:
                continue
            self.pair.advance(f"{day}T10:00:00+07:00")
            self.pair.submit(unit, "--numbers", "en", "--as-of", f"{day}T09:00:00+07:00", str(path), check=False)
        self.pair.advance(UNTIL)
        self.write_people()
        self.start_dashboard()

    def command(self, *arguments, **options):
        return subprocess.run([self.pair.binary("evaluator"), "dashboard", *arguments], text=True, capture_output=True,
                              timeout=DEADLINE, env=self.pair.environment, **options)

    def write_people(self):
        lines = []
        for code, role, unit in PEOPLE:
            unit = ("--unit", unit) if unit else ()
            answer = self.command("passwd", "--person", code, "--role", role, "--name", f"Orang {code}", *unit,
                                  input=PASSPHRASE + "\n")
            self.assertEqual(answer.returncode, 0, answer.stderr)
            lines.append(answer.stdout)
        self.people = self.pair.folder / "people"
        self.people.touch(mode=0o600)
        self.people.write_text("".join(lines))

    def arguments(self, **changed):
        given = {"listen": "127.0.0.1:0", "ready": self.pair.folder / "dashboard.ready", "public": "figures",
                 "endpoint": self.pair.endpoints["query"], "server-key": self.pair.public["e"], "people": self.people,
                 "key": self.pair.folder / "dashboard.key", "deadline": "5s", **self.dashboard_options, **changed}
        return [f"--{name}" if value is None else f"--{name}={value}" for name, value in given.items()]

    def start_dashboard(self, port=0):
        ready = self.pair.folder / "dashboard.ready"
        ready.unlink(missing_ok=True)
        with (self.pair.folder / "dashboard.log").open("a") as log:
            self.pair.processes["dashboard"] = subprocess.Popen(
                [self.pair.binary("evaluator"), "dashboard", *self.arguments(listen=f"127.0.0.1:{port}")], stderr=log, env=self.pair.environment)
        wait_until(ready.exists, "the dashboard listens")
        self.port = int(ready.read_text().rsplit(":", 1)[1])
        self.visitor = Visitor(self.port)

    def person(self, code):
        visitor = Visitor(self.port)
        self.assertEqual(visitor.login(code).status, 303)
        return visitor

    def check_cookies(self, secure):
        answer = Visitor(self.port).login("P110")
        session = answer.headers["Set-Cookie"].split("; ")
        self.assertRegex(session[0], r"^session=[0-9a-f]{48}$")
        self.assertEqual(set(session[1:]), {"Path=/", "SameSite=Strict", "Max-Age=43200", "HttpOnly"} | secure)
        language = self.visitor.get("/login?lang=en").headers["Set-Cookie"].split("; ")
        self.assertEqual(language[0], "lang=en")
        self.assertEqual(set(language[1:]), {"Path=/", "SameSite=Strict", "Max-Age=31536000"} | secure)
