"""Cables between namespaces, bad ones: by tc netem where the kernel has it, else by wire.py over TUN devices."""
import fcntl
import json
import os
import pathlib
import struct
import subprocess
import sys

import namespaces

TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
LOST = {"loss": 100}    # nothing comes through and nobody is told


def kind():
    """netem or tun; None where neither can be had. CAPAIAN_CABLES=tun does without netem."""
    if os.environ.get("CAPAIAN_CABLES") != "tun":
        tried = subprocess.run(["tc", "qdisc", "replace", "dev", "lo", "root", "netem", "loss", "0%"],
                               capture_output=True)
        if tried.returncode == 0:
            subprocess.run(["tc", "qdisc", "delete", "dev", "lo", "root"], check=True)
            return "netem"
    return "tun" if pathlib.Path("/dev/net/tun").exists() else None


class End:
    """One end of a cable: the namespace it is in, its device and its address; `way` is what goes out of it."""

    def __init__(self, cable, place, number, side, way):
        self.cable, self.place, self.way = cable, place, way
        self.device, self.address = f"cable{number}-{side}", f"10.77.{number}.{side + 1}"

    def ip(self, *words):
        namespaces.run(self.place, "ip", *words)


class Cables:
    """(place, place) and so on, each cable known by its two places; None is the test's own namespace."""

    def __init__(self, pairs, seed=1):
        self.kind, self.wire, self.ends, self.seed = kind(), None, {}, seed
        for number, pair in enumerate(pairs):
            ends = [End(pair, place, number, side, 2 * number + side) for side, place in enumerate(pair)]
            self.ends.update({(pair[0], pair[1]): ends[0], (pair[1], pair[0]): ends[1]})
        (self._plug_netem if self.kind == "netem" else self._plug_tun)()
        for end in self.ends.values():
            end.ip("link", "set", end.device, "up")

    def _both(self):
        """Each cable's two ends."""
        ends = sorted(self.ends.values(), key=lambda end: end.way)
        return list(zip(ends[::2], ends[1::2]))

    def _plug_netem(self):
        for near, far in self._both():
            subprocess.run(["ip", "link", "add", near.device, "type", "veth", "peer", "name", far.device], check=True)
            for end in (near, far):
                if end.place is not None:
                    subprocess.run(["ip", "link", "set", end.device, "netns", end.place], check=True)
                end.ip("address", "add", f"{end.address}/30", "dev", end.device)

    def _plug_tun(self):
        descriptors = []
        for near, far in self._both():
            for end, other in ((near, far), (far, near)):
                with namespaces.inside(end.place):
                    fd = os.open("/dev/net/tun", os.O_RDWR)
                    fcntl.ioctl(fd, TUNSETIFF, struct.pack("16sH22x", end.device.encode(), IFF_TUN | IFF_NO_PI))
                descriptors.append(fd)
                end.ip("address", "add", end.address, "peer", other.address, "dev", end.device)
        pairs = [f"{near},{far}" for near, far in zip(descriptors[::2], descriptors[1::2])]
        wire = pathlib.Path(__file__).with_name("wire.py")
        self.wire = subprocess.Popen([sys.executable, "-B", str(wire), str(self.seed), *pairs], pass_fds=descriptors,
                                     stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for fd in descriptors:
            os.close(fd)

    def close(self):
        if self.wire is not None:
            self.wire.stdin.close()
            self.wire.wait(10)
            self.wire.stdout.close()
        elif self.kind == "netem":
            for near, _ in self._both():
                near.ip("link", "delete", near.device)

    def address(self, place, towards):
        """Of the machine at `place`, on its cable to the other one."""
        return self.ends[place, towards].address

    def change(self, place, towards, loss=0, delay=0, jitter=0, reorder=0, duplicate=0):
        """One way of a cable from now on: milliseconds and percents."""
        end = self.ends[place, towards]
        if self.kind == "netem":
            late = ["delay", f"{delay}ms", f"{jitter}ms"] if delay else []
            late += ["reorder", f"{reorder}%"] if delay and reorder else []
            namespaces.run(place, "tc", "qdisc", "replace", "dev", end.device, "root", "netem", *late,
                           "loss", f"{loss}%", "duplicate", f"{duplicate}%")
            return
        change = dict(way=end.way, loss=loss, delay=delay, jitter=jitter, reorder=reorder, duplicate=duplicate)
        self.wire.stdin.write(json.dumps(change).encode() + b"\n")
        self.wire.stdin.flush()
        assert self.wire.stdout.readline() == b"done\n"

    def both(self, one, other, **qualities):
        self.change(one, other, **qualities)
        self.change(other, one, **qualities)

    def unplug(self, one, other):
        """As somebody who pulls the cable: the machines see it."""
        for end in (self.ends[one, other], self.ends[other, one]):
            end.ip("link", "set", end.device, "down")

    def plug(self, one, other):
        for end in (self.ends[one, other], self.ends[other, one]):
            end.ip("link", "set", end.device, "up")

    def tear(self, one, other):
        """Ends the TCP connections over a cable, at both ends, at once; what was on its way is lost."""
        near, far = self.ends[one, other], self.ends[other, one]
        for end, towards in ((near, far), (far, near)):
            done = subprocess.run([*namespaces.words(end.place), "ss", "--kill", "--tcp", "dst", towards.address],
                                  text=True, capture_output=True)
            assert done.returncode == 0 and not done.stderr, f"ss --kill (CONFIG_INET_DIAG_DESTROY): {done.stderr}"
