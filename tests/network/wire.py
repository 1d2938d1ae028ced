"""What netem does, in user space, for a kernel without it: packets between pairs of TUN devices, lost, late, out of
order, or twice.

    wire.py SEED FD,FD...

Reads from its input a line of JSON a change, {"way": index of a descriptor, and netem's numbers}, and answers each with
a line. Way n is what is read from descriptor n.
"""
import heapq
import itertools
import json
import os
import random
import select
import sys
import time

QUEUE = 1000    # packets on one way, as netem's
PACKET = 65536


class Way:
    def __init__(self, into, chance):
        self.into, self.chance, self.queued = into, chance, 0
        self.change()

    def change(self, loss=0, delay=0, jitter=0, reorder=0, duplicate=0):
        """Milliseconds and percents."""
        self.loss, self.delay, self.jitter, self.reorder, self.duplicate = loss, delay, jitter, reorder, duplicate

    def happens(self, percent):
        return percent > 0 and self.chance.random() * 100 < percent

    def copies(self):
        """When each copy of a packet is due, in seconds from now."""
        if self.queued >= QUEUE:
            return
        for _ in range(2 if self.happens(self.duplicate) else 1):
            if self.happens(self.loss):
                continue
            at_once = self.delay == 0 or self.happens(self.reorder)
            yield 0 if at_once else max(0, self.delay + self.jitter * self.chance.uniform(-1, 1)) / 1000


def main():
    chance = random.Random(int(sys.argv[1]))
    pairs = [[int(fd) for fd in pair.split(",")] for pair in sys.argv[2:]]
    descriptors = list(itertools.chain(*pairs))
    ways = [Way(fd, chance) for near, far in pairs for fd in (far, near)]
    of = dict(zip(descriptors, ways))
    commands, waiting, number = b"", [], itertools.count()
    poll = select.epoll()
    for fd in (0, *descriptors):
        os.set_blocking(fd, False)
        poll.register(fd, select.EPOLLIN)
    while True:
        left = waiting[0][0] - time.monotonic() if waiting else None
        for fd, _ in poll.poll(None if left is None else max(0, left)):
            if fd == 0:
                read = os.read(0, PACKET)
                if not read:
                    return
                *lines, commands = (commands + read).split(b"\n")
                for line in lines:
                    change = json.loads(line)
                    ways[change.pop("way")].change(**change)
                    os.write(1, b"done\n")
                continue
            try:
                packet = os.read(fd, PACKET)
            except OSError:
                continue    # the device is down
            for after in of[fd].copies():
                of[fd].queued += 1
                heapq.heappush(waiting, (time.monotonic() + after, next(number), of[fd], packet))
        while waiting and waiting[0][0] <= time.monotonic():
            _, _, way, packet = heapq.heappop(waiting)
            way.queued -= 1
            try:
                os.write(way.into, packet)
            except OSError:
                pass    # the device is down


if __name__ == "__main__":
    main()
