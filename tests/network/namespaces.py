"""A test's own machines: network namespaces whose names, cables and processes go with the test, whatever ends it."""
import contextlib
import ctypes
import os
import pathlib
import subprocess
import sys

INSIDE = "CAPAIAN_TEST_NAMESPACES"
NAMES = pathlib.Path("/run/netns")
libc = ctypes.CDLL(None, use_errno=True)


def enter(needed=True):
    """Goes on in fresh mount, network and process namespaces; ends with 77 where the machine gives no right to that, or
    goes on without. True: it has them."""
    if os.environ.get(INSIDE) == "ready":
        return True
    if INSIDE in os.environ:
        # Names in a file system that only this test sees.
        NAMES.mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "capaian-test", str(NAMES)], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        os.environ[INSIDE] = "ready"
        return True
    unshare = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0 or subprocess.run([*unshare, "true"], capture_output=True).returncode != 0:
        if not needed:
            return False
        print("skipped: no right to network namespaces (root, and unshare --net --pid)")
        sys.exit(77)
    os.environ[INSIDE] = "fresh"
    os.execvp("unshare", [*unshare, sys.executable, *sys.orig_argv[1:]])


def make(name):
    subprocess.run(["ip", "netns", "add", name], check=True)
    run(name, "ip", "link", "set", "lo", "up")


def remove(name):
    subprocess.run(["ip", "netns", "delete", name], check=True)


def words(name):
    """What to put before a command to run it there; None is the test's own namespace."""
    return () if name is None else ("nsenter", f"--net={NAMES / name}")


def run(name, *command):
    return subprocess.run([*words(name), *command], check=True, text=True, capture_output=True).stdout


@contextlib.contextmanager
def inside(name):
    """The calling thread is there meanwhile; sockets and threads that it makes stay there."""
    if name is None:
        yield
        return
    with open("/proc/thread-self/ns/net") as here, open(NAMES / name) as there:
        _enter(there)
        try:
            yield
        finally:
            _enter(here)


def _enter(file):
    if libc.setns(file.fileno(), 0) != 0:
        raise OSError(ctypes.get_errno(), "setns")
