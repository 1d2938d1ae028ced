"""capaian_client.py at work:

    example.py send KEYFILE SPOOL ENDPOINT=KEY[,ENDPOINT=KEY...] [UNIT INDICATOR PERIOD VALUE AS_OF [REF]]
        puts the figure into the spool, then sends all that is there; prints `ID OUTCOME COLLECTOR CODE...` of each
    example.py watch KEYFILE STATE ENDPOINT=KEY[,ENDPOINT=KEY...]
        prints `snapshot COUNT` and `event NUMBER ALERT STATE`; goes on after what the file STATE keeps
"""
import os
import sys

import capaian_client as capaian
from capaian.v1 import alert_pb2, submit_pb2


def servers_of(text):
    return [(endpoint, bytes.fromhex(key)) for endpoint, key in (each.split("=") for each in text.split(","))]


def send(keys, folder, servers, *figure):
    spool = capaian.Spool(folder)
    if figure:
        unit, indicator, period, value, as_of, *ref = figure
        spool.put(capaian.figure(unit, indicator, period, value, int(as_of), ref=ref[0] if ref else ""))
    for id, reply in capaian.Sender(servers_of(servers), capaian.read_keys(keys)).flush(spool):
        print(id.hex(), submit_pb2.Outcome.Name(reply.outcome), reply.receipt.collector or "-",
              *(code for _, code, _ in capaian.said(reply)), flush=True)


def keep(state, epoch, number):
    with open(state + ".new", "w") as file:
        file.write(f"{epoch.hex()} {number}\n")
    os.rename(state + ".new", state)


def watch(keys, state, servers):
    epoch, number = "", "0"
    if os.path.exists(state):
        epoch, number = open(state).read().split()
    for kind, what, epoch, number in capaian.watch(servers_of(servers), capaian.read_keys(keys), bytes.fromhex(epoch),
                                                   int(number)):
        if kind == "snapshot":
            print("snapshot", len(what), flush=True)
        else:
            print("event", number, what.alert, alert_pb2.AlertState.Name(what.state), flush=True)
        keep(state, epoch, number)


{"send": send, "watch": watch}[sys.argv[1]](*sys.argv[2:])
