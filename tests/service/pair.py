"""An evaluator and a collector as real processes on ports from the kernel, in a temporary folder, driven by their commands."""
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

DEADLINE = 30


class Pair:
    """with Pair(build, simulated="2026-01-01") as pair: …   Both run; pair.folder is a scratch folder."""

    def __init__(self, build, simulated=None, environment=None, options=()):
        self.build = pathlib.Path(build)
        self.options = options    # more of the collector
        self.simulated = simulated
        self.environment = dict(os.environ, CAPAIAN_LANG="en", **(environment or {}))
        self.processes = {}
        self.before = {}    # of a daemon: words before its command, as `prlimit --nofile=64`
        self.public = {}

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="capaian-"))
        for name in ("e", "c"):
            (self.folder / name).mkdir(mode=0o700)
            self.public[name] = self.keygen(f"{name}/server.key")
        self.public["admin"] = self.keygen("admin.key")
        self.authorise("e", f"{self.public['c']} link * collector")
        self.authorise("e", f"{self.public['admin']} admin,watch,query * planning")
        self.authorise("c", f"{self.public['admin']} admin * planning")
        init = ["init", "--state", str(self.folder / "e")]
        self.run("evaluator", *init, *(["--simulated", self.simulated] if self.simulated else []))
        self.start_evaluator()
        self.start_collector()
        return self

    def __exit__(self, *_):
        for name in list(self.processes):
            self.stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def binary(self, name):
        return str(self.build / name / f"capaian-{name}")

    def keygen(self, file):
        return subprocess.run([self.binary("collector"), "keygen", str(self.folder / file)], check=True, text=True,
                              capture_output=True).stdout.strip()

    def authorise(self, daemon, line):
        with (self.folder / daemon / "authorised_keys").open("a") as file:
            file.write(line + "\n")

    def allow_submit(self, unit):
        self.public[unit] = self.keygen(f"{unit}.key")
        self.authorise("c", f"{self.public[unit]} submit {unit} {unit}")

    def launch(self, name, *arguments):
        """Started, and not waited for; the file that says that it is ready."""
        ready = self.folder / f"{name}.ready"
        ready.unlink(missing_ok=True)
        with (self.folder / f"{name}.log").open("a") as log:
            self.processes[name] = subprocess.Popen([*self.before.get(name, ()), self.binary(name), "serve", "--ready",
                                                     str(ready), *arguments], stderr=log, env=self.environment)
        return ready

    def start(self, name, *arguments):
        ready = self.launch(name, *arguments)
        process, until = self.processes[name], time.monotonic() + DEADLINE
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"{name} did not start: " + (self.folder / f"{name}.log").read_text()[-2000:])
            try:
                process.wait(0.01)
            except subprocess.TimeoutExpired:
                pass
        return dict(line.split("=", 1) for line in ready.read_text().splitlines())

    def arguments(self, name):
        # The same ports again after a restart: those who are connected find their way back.
        if name == "evaluator":
            ports = getattr(self, "endpoints", {})
            return ["--state", str(self.folder / "e"), *(option for name in ("link", "alerts", "query")
                                                         for option in ("--" + name, ports.get(name, "tcp://127.0.0.1:*")))]
        return ["--state", str(self.folder / "c"), "--name", "collector", "--evaluator", self.endpoints["link"],
                "--evaluator-key", self.public["e"], "--intake", getattr(self, "intake", "tcp://127.0.0.1:*"),
                *self.options, *(["--simulated"] if self.simulated else [])]

    def start_evaluator(self):
        self.endpoints = self.start("evaluator", *self.arguments("evaluator"))

    def start_collector(self):
        self.intake = self.start("collector", *self.arguments("collector"))["intake"]

    def stop(self, name, kill=False):
        process = self.processes.pop(name)
        (process.kill if kill else process.terminate)()
        return process.wait(DEADLINE)

    def run(self, name, *arguments, key="admin", check=True):
        environment = dict(self.environment, CAPAIAN_KEY=str(self.folder / f"{key}.key"),
                           CAPAIAN_EVALUATOR=getattr(self, "endpoints", {}).get("query", ""),
                           CAPAIAN_EVALUATOR_KEY=self.public["e"], CAPAIAN_COLLECTOR=getattr(self, "intake", ""),
                           CAPAIAN_COLLECTOR_KEY=self.public["c"])
        answer = subprocess.run([self.binary(name), *arguments], env=environment, text=True, capture_output=True,
                                timeout=10 * DEADLINE)
        if check and answer.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: exit {answer.returncode}\n{answer.stdout}{answer.stderr}")
        return answer

    def evaluator(self, *arguments, check=True):
        return self.run("evaluator", *arguments, check=check)

    def submit(self, unit, *arguments, check=True):
        return self.run("collector", "submit", "--unit", unit, *arguments, key=unit, check=check)
