#!/usr/bin/python3
"""Keeps proto/PROTOCOL.md true: the codes and reasons, the limits, the names of the schema and the exchange in bytes.

protocol.py check|write DOCUMENT --codes PROGRAM --limits FILE --schema FOLDER

Between a pair of markers (<!-- codes -->, <!-- exchange -->) the document holds what is generated here; `check` compares
and says where it differs, `write` puts it in. Limits stand in tables as | `NAME` | 1,024 | and must equal limits.h.
What is written as `Message{field, field}` or as an enum's value must be in the schema, what looks like a code must be
one, and every question, act and deed must be there.
--codes prints the section of codes, --schema is where protoc has written capaian/v1/*_pb2.py.
"""
import argparse
import hashlib
import re
import subprocess
import sys


def block(text, name):
    """Start and end of what stands between the markers."""
    start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    at = text.index(start) + len(start)
    return at, text.index(end, at)


# The exchange: bapenda reports ret01 for 2026-Q1, is answered at once, and is sent the verdict when it comes.

MESSAGE_ID = bytes.fromhex("019d6e5bd28079c29f6b8a41c7e05d13")
AS_OF = 1775700000000          # 2026-04-09T09:00:00+07:00
RECEIVED_AT = AS_OF + 5 * 60 * 1000


def exchange(pb):
    content = pb.content.Content(unit="bapenda")
    row = content.rows.add(indicator="ret01", period="2026-Q1", as_of=AS_OF, satuan="rupiah")
    row.value.coefficient = 7350000000
    encoded = content.SerializeToString(deterministic=True)

    request = pb.envelope.Envelope(version=1)
    request.submit.message_id = MESSAGE_ID
    request.submit.content = encoded

    stored = pb.envelope.Envelope(version=1)
    reply = stored.submit_reply
    reply.message_id = MESSAGE_ID
    reply.outcome = pb.submit.OUTCOME_STORED
    reply.receipt.message_id = MESSAGE_ID
    reply.receipt.content_hash = hashlib.blake2b(encoded, digest_size=32).digest()
    reply.receipt.collector = "kolektor-1"
    reply.receipt.sequence = 4711
    reply.receipt.received_at = RECEIVED_AT
    reply.credit = 256

    judged = pb.envelope.Envelope()
    judged.CopyFrom(stored)
    reply = judged.submit_reply
    reply.outcome = pb.submit.OUTCOME_ACCEPTED
    reply.verdict.message_id = MESSAGE_ID
    reply.verdict.outcome = pb.submit.OUTCOME_ACCEPTED
    reply.verdict.accepted = 1
    reply.verdict.step = 90210
    reply.verdict.judged_at = RECEIVED_AT + 4
    return [("the sender asks", request), ("the collector answers, with the message on its disk", stored),
            ("the collector pushes the verdict, on the same connection", judged)]


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def meaning(field, value):
    if field.enum_type is not None:
        return f"{field.name} = {field.enum_type.values_by_number[value].name}"
    if field.type in (field.TYPE_SINT64, field.TYPE_SINT32):
        value = (value >> 1) ^ -(value & 1)
    return f"{field.name} = {value}"


def annotate(descriptor, data, pb, depth, lines):
    """One line a field: its bytes, and what they mean. Long values go on in the next line."""
    at = 0
    while at < len(data):
        start = at
        tag, at = varint(data, at)
        field = descriptor.fields_by_number[tag >> 3]
        if tag & 7 == 0:
            value, at = varint(data, at)
            lines.append((depth, data[start:at], meaning(field, value)))
            continue
        size, at = varint(data, at)
        value = data[at:at + size]
        inner = field.message_type
        if descriptor.name == "SubmitRequest" and field.name == "content":
            inner = pb.content.Content.DESCRIPTOR
        if inner is not None:
            what = f"{field.name}, {size} bytes" + (": an encoded Content" if field.message_type is None else "")
            lines.append((depth, data[start:at], what))
            annotate(inner, value, pb, depth + 1, lines)
        elif field.type == field.TYPE_STRING:
            lines.append((depth, data[start:at + size], f'{field.name} = "{value.decode()}"'))
        else:
            lines.append((depth, data[start:at], f"{field.name}, {size} bytes"))
            for i in range(0, size, 16):
                lines.append((depth, value[i:i + 16], ""))
        at += size


def exchange_text(pb):
    out = []
    for title, envelope in exchange(pb):
        data = envelope.SerializeToString(deterministic=True)
        lines = []
        annotate(pb.envelope.Envelope.DESCRIPTOR, data, pb, 0, lines)
        out.append(f"{title}, {len(data)} bytes\n")
        for depth, value, what in lines:
            left = "  " * depth + ("" if what else "      ") + value.hex(" ")
            out.append((f"    {left:<58}{what}".rstrip() + "\n"))
    return "```\n" + "".join(out) + "```\n"


def frames_in(text):
    """The frames of the exchange, read back from the document: (title, bytes)."""
    at, end = block(text, "exchange")
    frames = []
    for line in text[at:end].splitlines():
        if line.startswith("    "):
            found = re.match(r"\s+((?:[0-9a-f]{2} ?)+)(?:\s|$)", line)
            frames[-1][1].extend(bytes.fromhex(found.group(1)))
        elif not line.startswith("```"):
            frames.append((line, bytearray()))
    return [(title, bytes(data)) for title, data in frames]


def sketch_in(text):
    """The client in Python that the document shows."""
    at, end = block(text, "sketch")
    return text[at:end].removeprefix("```python\n").removesuffix("```\n")


def limits_of(path):
    """Every number of limits.h, its sums and products worked out."""
    numbers = {}
    with open(path, encoding="utf-8") as file:
        for name, value in re.findall(r"^\s+(CAPAIAN_\w+) = ([^,]+),", file.read(), re.M):
            numbers[name] = eval(value, {"__builtins__": {}}, dict(numbers))  # of our own header: + and * of integers
    return numbers


def limit_faults(text, path):
    numbers = limits_of(path)
    stated = {name: int(value.replace(",", "")) for name, value in
              re.findall(r"^\| `(\w+)` \| ([0-9,]+) \|", text, re.M)}
    faults = [f"{name} is {numbers['CAPAIAN_' + name]:,} and the document says {value:,}"
              for name, value in stated.items() if numbers.get("CAPAIAN_" + name, value) != value]
    faults += [f"{name} is not in limits.h" for name in stated if "CAPAIAN_" + name not in numbers]
    faults += [f"{name[8:]} ({numbers[name]:,}) is not in the document"
               for name in numbers if name[8:] not in stated]
    return faults


def names_of(pb):
    """The schema's messages with their fields, as the document names them, and its enum values."""
    messages, values = {}, set()
    for module in (pb.alert, pb.content, pb.envelope, pb.link, pb.query, pb.submit):
        for message in module.DESCRIPTOR.message_types_by_name.values():
            messages[message.name] = {field.name for field in message.fields}
        for enum in module.DESCRIPTOR.enum_types_by_name.values():
            values |= set(enum.values_by_name)
    # Questions and acts go by the name of their field.
    for request in (pb.query.QueryRequest.DESCRIPTOR, pb.query.ActRequest.DESCRIPTOR):
        for field in request.oneofs[0].fields:
            messages[field.name] = {inner.name for inner in field.message_type.fields}
    return messages, values


def name_faults(text, pb, limits):
    """What the document names and the schema and the tables do not have; and what it leaves out."""
    messages, values = names_of(pb)
    at, end = block(text, "codes")
    codes = set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", text[at:end], re.M))
    families = {code.split(".")[0] for code in codes}
    before = text[:at]
    faults = []
    for name, fields in re.findall(r"`(\w+)\{([a-z_, ]+)\}`", before):
        faults += [f"{name}.{field} is not in the schema"
                   for field in fields.split(", ") if field not in messages.get(name, ())]
    inner = {field for fields in messages.values() for field in fields}
    for name in sorted(set(re.findall(r"`([a-z_]+\.[a-z_0-9]+)`", before)) - codes):
        family, member = name.split(".")
        if family in families and member not in inner | {"csv", "ini"}:
            faults.append(f"there is no code {name}")
    for name in sorted(set(re.findall(r"`([A-Z]+_[A-Z_]+)`", before))):
        if not name.startswith("ZMQ_") and f"CAPAIAN_{name}" not in limits and \
                not any(value == name or value.endswith(f"_{name}") for value in values):
            faults.append(f"{name} is not in the schema")
    wanted = [value for value in sorted(values) if value.startswith("DEED_") and value != "DEED_UNSPECIFIED"]
    wanted += [field.name for request in (pb.query.QueryRequest.DESCRIPTOR, pb.query.ActRequest.DESCRIPTOR)
               for field in request.oneofs[0].fields]
    return faults + [f"{name} is not in the document" for name in wanted
                     if not re.search(rf"`{name}[`{{]", before)]


def decode_faults(text, pb):
    faults = []
    for (title, data), (_, envelope) in zip(frames_in(text), exchange(pb)):
        found = pb.envelope.Envelope.FromString(data)
        if found != envelope or not title.endswith(f"{len(data)} bytes"):
            faults.append(f"the frame '{title}' does not decode to what it says")
    if len(frames_in(text)) != len(exchange(pb)):
        faults.append("the exchange has another number of frames")
    submit = pb.envelope.Envelope.FromString(frames_in(text)[0][1]).submit
    receipt = pb.envelope.Envelope.FromString(frames_in(text)[1][1]).submit_reply.receipt
    if hashlib.blake2b(submit.content, digest_size=32).digest() != receipt.content_hash:
        faults.append("the receipt's hash is not that of the content")
    return faults


class Schema:
    def __init__(self, folder):
        sys.path.insert(0, folder)
        from capaian.v1 import alert_pb2, content_pb2, envelope_pb2, link_pb2, query_pb2, submit_pb2
        self.alert, self.content, self.envelope = alert_pb2, content_pb2, envelope_pb2
        self.link, self.query, self.submit = link_pb2, query_pb2, submit_pb2


def main():
    parser = argparse.ArgumentParser(description="keeps PROTOCOL.md true")
    parser.add_argument("what", choices=["check", "write"])
    parser.add_argument("document")
    parser.add_argument("--codes", required=True)
    parser.add_argument("--limits", required=True)
    parser.add_argument("--schema", required=True)
    given = parser.parse_args()
    pb = Schema(given.schema)
    with open(given.document, encoding="utf-8") as file:
        text = file.read()
    codes = subprocess.run([given.codes], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    faults = []
    for name, wanted in (("codes", codes), ("exchange", exchange_text(pb))):
        at, end = block(text, name)
        if text[at:end] == wanted:
            continue
        if given.what == "write":
            text = text[:at] + wanted + text[end:]
            continue
        there, want = text[at:end].splitlines(), wanted.splitlines()
        place = next((i for i, (a, b) in enumerate(zip(there, want)) if a != b), min(len(there), len(want)))
        faults.append(f"{name}: line {place + 1} of the block differs; put in anew with: protocol.py write")
    if given.what == "write":
        with open(given.document, "w", encoding="utf-8") as file:
            file.write(text)
    faults += limit_faults(text, given.limits) + decode_faults(text, pb) + name_faults(text, pb, limits_of(given.limits))
    for fault in faults:
        print(f"{given.document}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
