// Capaian for Node: figures sent until they are answered, alerts watched without missing one.
//
// Needs the packages of package.json (zeromq brings a libzmq that knows CURVE) and the schema capaian/v1/*.proto, in the
// folder CAPAIAN_PROTO or where it lies beside this file in the source. Instants are milliseconds since 1970 UTC; keys
// are {public, secret} of 32 bytes each; ids, epochs and contents are Buffers. The rules are those of PROTOCOL.md:
// section 5 for Sender, section 7 for watch.
import { blake2b } from "@noble/hashes/blake2b";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import protobuf from "protobufjs";
import zmq from "zeromq";

const SILENCE_MS = 3000, SILENCE_MAX_MS = 15000, PATIENCE_MS = 5000, ASK_MS = 1000, RETRY_MS = 200;
const CREDIT = 1024;

const schema = process.env.CAPAIAN_PROTO || fileURLToPath(new URL("../..", import.meta.url));
const root = new protobuf.Root();
root.resolvePath = (_, name) => path.join(schema, name);
root.loadSync("capaian/v1/envelope.proto", { keepCase: true });
const type = (name) => root.lookupType(`capaian.v1.${name}`);
const names = (name) => root.lookupEnum(`capaian.v1.${name}`).valuesById;
const Envelope = type("Envelope"), Content = type("Content");
export const outcomes = names("Outcome"), alertStates = names("AlertState");    // number to name

// A fault of the caller: .code is stable, the text is for people.
export class Refused extends Error {
  constructor(refusal) {
    super(`${refusal.code}: ${refusal.sentence_id}`);
    this.code = refusal.code;
  }
}

// {public, secret} of a file that keygen wrote.
export function readKeys(file) {
  const lines = fs.readFileSync(file, "utf8").split("\n").filter((line) => line && !line.startsWith("#"));
  const keys = Object.fromEntries(lines.map((line) => line.split(" = ")));
  return { public: Buffer.from(keys.public, "hex"), secret: Buffer.from(keys.secret, "hex") };
}

// The spelling of a key that this binding takes.
function z85(key) {
  const digits = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
  let text = "";
  for (let at = 0; at < key.length; at += 4) {
    const number = key.readUInt32BE(at);
    for (let power = 85 ** 4; power >= 1; power /= 85) text += digits[Math.floor(number / power) % 85];
  }
  return text;
}

// UUIDv7: kept with its content until that is answered.
export function messageId() {
  const id = crypto.randomBytes(16);
  id.writeUIntBE(Date.now(), 0, 6);
  id[6] = 0x70 | (id[6] & 0x0f);
  id[8] = 0x80 | (id[8] & 0x3f);
  return id;
}

// fromObject passes over what it does not know: a figure would go without what its sender says of it.
function assertFields(type, object) {
  for (const [name, value] of Object.entries(object)) {
    const field = type.fields[name];
    if (!field) throw new RangeError(`${name} is not a field of ${type.name}; it has ${Object.keys(type.fields).join(", ")}`);
    if (field.resolve().resolvedType instanceof protobuf.Type)
      for (const each of [value ?? []].flat()) assertFields(field.resolvedType, each);
  }
}

// The bytes of a message; a row as the schema has it: {indicator, period, as_of, value: decimal("12.5"), ref}.
export function content(unit, rows) {
  assertFields(Content, { unit, rows });
  return Buffer.from(Content.encode(Content.fromObject({ unit, rows })).finish());
}

// A number given as text, exactly.
export function decimal(text) {
  if (!/^-?[0-9]+(\.[0-9]{1,9})?$/.test(text)) throw new RangeError(`${text} is not a number: write 1234.5`);
  const [whole, digits = ""] = String(text).split(".");
  const coefficient = BigInt(whole + digits);
  if (BigInt.asIntN(64, coefficient) !== coefficient) throw new RangeError(`${text} has too many digits`);
  return { coefficient: String(coefficient), scale: digits.length };
}

// The bytes of a message with one row.
export const figure = (unit, indicator, period, value, as_of = Date.now(), more = {}) =>
  content(unit, [{ indicator, period, as_of, value: decimal(value), ...more }]);

// A DEALER to one of several servers, [{endpoint, key}]; the next one after silence.
class Socket {
  constructor(servers, keys) {
    Object.assign(this, { servers, keys, at: 0, dealer: null });
  }

  open() {
    if (this.dealer) return this.dealer;
    const { endpoint, key } = this.servers[this.at];
    this.dealer = new zmq.Dealer({ linger: 0, immediate: true, curveServerKey: z85(key), curvePublicKey: z85(this.keys.public),
                                   curveSecretKey: z85(this.keys.secret) });
    this.dealer.connect(endpoint);
    return this.dealer;
  }

  close() {
    this.dealer?.close();
    this.dealer = null;
  }

  next() {
    this.close();
    this.at = (this.at + 1) % this.servers.length;
  }

  // False where nobody takes it in time.
  async send(timeout, kind) {
    const dealer = this.open();
    dealer.sendTimeout = timeout;
    try {
      await dealer.send(Envelope.encode(Envelope.fromObject({ version: 1, ...kind })).finish());
      return true;
    } catch (error) {
      if (error.code === "EAGAIN") return false;
      throw error;
    }
  }

  // The next Envelope, null after silence; an Envelope.refusal throws.
  async receive(timeout) {
    const dealer = this.open();
    dealer.receiveTimeout = Math.max(0, Math.ceil(timeout));
    try {
      const [frame] = await dealer.receive();
      const envelope = Envelope.decode(frame);
      if (envelope.kind === "refusal") throw new Refused(envelope.refusal);
      return envelope;
    } catch (error) {
      if (error.code === "EAGAIN") return null;
      throw error;
    }
  }

  // The message of this kind that is ours, null after silence.
  async wait(timeout, kind, ours) {
    const end = performance.now() + timeout;
    for (let envelope; (envelope = await this.receive(end - performance.now()));)
      if (envelope.kind === kind && ours(envelope[kind])) return envelope[kind];
    return null;
  }
}

// One message at a time, to whichever collector answers.
export class Sender extends Socket {
  // The SubmitReply with the verdict (else with the receipt), however long it takes. The same id and content may be
  // given again at any time.
  async submit(id, content, judged = true) {
    const ours = (message) => id.equals(message.message_id);
    let silence = SILENCE_MS, ask = ASK_MS, stored = false;
    for (;;) {
      // Stored already: what became of it is asked, and where that is not known it is sent again.
      const kind = stored ? { receipt: { message_id: id } }
        : { submit: { message_id: id, content, wait: judged ? 1 : 0, patience_ms: PATIENCE_MS } };
      const patience = judged && !stored ? PATIENCE_MS : 0;
      const reply = (await this.send(silence, kind)) ? await this.wait(silence + patience, "submit_reply", ours) : null;
      if (!reply) {
        this.next();
        silence = Math.min(2 * silence, SILENCE_MAX_MS);
        stored = false;
        continue;
      }
      const outcome = outcomes[reply.outcome];
      if (reply.receipt && outcome !== "OUTCOME_CONFLICT") checkReceipt(reply.receipt, content);
      if (outcome === "OUTCOME_BUSY") {
        await sleep(reply.retry_after_ms || RETRY_MS);
      } else if (outcome === "OUTCOME_UNKNOWN") {
        stored = false;
      } else if (outcome === "OUTCOME_STORED" && judged) {
        stored = true;
        const pushed = await this.wait(ask, "submit_reply", ours);
        ask = Math.min(2 * ask, SILENCE_MAX_MS);
        if (pushed && outcomes[pushed.outcome] !== "OUTCOME_STORED") return pushed;
      } else {
        return reply;
      }
    }
  }

  // Sends all that is in the spool, oldest first, and yields [id, reply] of each once it is out of it.
  async *flush(spool, judged = true) {
    for (const id of spool.ids()) {
      const reply = await this.submit(id, spool.content(id), judged);
      spool.remove(id);
      yield [id, reply];
    }
  }
}

function checkReceipt(receipt, content) {
  if (!Buffer.from(blake2b(content, { dkLen: 32 })).equals(receipt.content_hash))
    throw new Error("the collector holds other content under this id");
}

// What a SubmitReply says for people: {row, code, sentence} of each fault, warning and note; row from 0, null for the
// message.
export function said(reply) {
  const whole = [reply.refusal, reply.verdict?.refusal].filter(Boolean);
  return [...whole.map((refusal) => ({ row: null, code: refusal.code, sentence: refusal.sentence_id })),
          ...(reply.verdict?.results ?? []).map(({ row, code, sentence_id }) => ({ row, code, sentence: sentence_id }))];
}

// A folder of messages that are not answered yet: a file each, named by its id, on disk before put returns. One process
// flushes it at a time; any may put.
export class Spool {
  constructor(folder) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  path(id) {
    return path.join(this.folder, id.toString("hex"));
  }

  put(content) {
    const id = messageId();
    const file = fs.openSync(`${this.path(id)}.part`, "wx");
    fs.writeFileSync(file, content);
    fs.fsyncSync(file);
    fs.closeSync(file);
    fs.renameSync(`${this.path(id)}.part`, this.path(id));
    this.sync();
    return id;
  }

  ids() {
    return fs.readdirSync(this.folder).filter((name) => !name.includes(".")).sort().map((name) => Buffer.from(name, "hex"));
  }

  content(id) {
    return fs.readFileSync(this.path(id));
  }

  remove(id) {
    fs.unlinkSync(this.path(id));
    this.sync();
  }

  sync() {
    const folder = fs.openSync(this.folder);
    fs.fsyncSync(folder);
    fs.closeSync(folder);
  }
}

// Questions to the evaluator.
export class Asker extends Socket {
  number = 0;

  // The pages of the answer; again from the first after silence.
  async pages(question) {
    let pages = [], cursor = "", silence = SILENCE_MS;
    for (;;) {
      const request = ++this.number;
      const reply = (await this.send(silence, { query: { request, cursor, ...question } }))
        ? await this.wait(silence, "query_reply", (message) => Number(message.request) === request) : null;
      if (!reply) {
        this.next();
        [pages, cursor, silence] = [[], "", Math.min(2 * silence, SILENCE_MAX_MS)];
        continue;
      }
      if (reply.refusal) throw new Refused(reply.refusal);
      pages.push(reply[reply.what]);
      cursor = reply.next_cursor;
      if (!cursor) return pages;
    }
  }
}

// Yields for ever what comes after (epoch, number): {kind: "event", event}, each once and in order, and {kind:
// "snapshot", standing}, to be shown instead of what was shown, at the beginning and after another epoch. With each come
// the epoch and number to keep, once it is dealt with.
export async function* watch(servers, keys, { epoch = Buffer.alloc(0), number = 0, unit = "" } = {}) {
  const follow = new Socket(servers, keys);
  try {
    yield* watchOn(follow, servers, keys, epoch, number, unit);
  } finally {
    follow.close();
  }
}

async function* watchOn(follow, servers, keys, epoch, number, unit) {
  let silence = 5000;
  for (;;) {
    if (!epoch.length) {
      follow.close();
      const asker = new Asker(servers, keys);
      const pages = await asker.pages({ snapshot: { unit } });
      asker.close();
      [epoch, number] = [Buffer.from(pages[0].epoch), Number(pages[0].number)];
      yield { kind: "snapshot", standing: pages.flatMap((page) => page.standing), epoch, number };
    }
    let taken = 0;
    await follow.send(silence, { follow: { epoch, after: number, unit, credit: CREDIT } });
    for (;;) {
      const envelope = await follow.receive(silence);
      if (!envelope) {    // the evaluator was restarted, or the connection broke: libzmq does not say so
        follow.next();
        silence = Math.min(2 * silence, 20000);
        break;
      }
      silence = 5000;
      if (envelope.kind === "follow_gone") {
        epoch = Buffer.alloc(0);
        break;
      }
      if (envelope.kind !== "follow_batch") continue;
      const batch = envelope.follow_batch;
      if (!epoch.equals(batch.epoch) || Number(batch.after) > number) break;    // a batch was lost
      for (const event of batch.events) {
        if (Number(event.number) <= number) continue;
        number = Number(event.number);
        yield { kind: "event", event, epoch, number };
      }
      number = Math.max(number, Number(batch.upto));
      taken += batch.events.length;
      if (taken >= CREDIT / 2) {
        await follow.send(silence, { follow_credit: { credit: taken } });
        taken = 0;
      }
    }
  }
}
