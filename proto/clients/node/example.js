// capaian.js at work:
//
//   example.js send KEYFILE SPOOL ENDPOINT=KEY[,ENDPOINT=KEY...] [UNIT INDICATOR PERIOD VALUE AS_OF [REF]]
//     puts the figure into the spool, then sends all that is there; prints `ID OUTCOME COLLECTOR CODE...` of each
//   example.js watch KEYFILE STATE ENDPOINT=KEY[,ENDPOINT=KEY...]
//     prints `snapshot COUNT` and `event NUMBER ALERT STATE`; goes on after what the file STATE keeps
import fs from "node:fs";
import * as capaian from "./capaian.js";

const serversOf = (text) => text.split(",").map((each) => each.split("="))
  .map(([endpoint, key]) => ({ endpoint, key: Buffer.from(key, "hex") }));

async function send(keys, folder, servers, unit, indicator, period, value, asOf, ref = "") {
  const spool = new capaian.Spool(folder);
  if (unit) spool.put(capaian.figure(unit, indicator, period, value, Number(asOf), { ref }));
  const sender = new capaian.Sender(serversOf(servers), capaian.readKeys(keys));
  for await (const [id, reply] of sender.flush(spool))
    console.log(id.toString("hex"), capaian.outcomes[reply.outcome], reply.receipt?.collector ?? "-",
                ...capaian.said(reply).map(({ code }) => code));
  sender.close();
}

function keep(state, epoch, number) {
  fs.writeFileSync(`${state}.new`, `${epoch.toString("hex")} ${number}\n`);
  fs.renameSync(`${state}.new`, state);
}

async function watch(keys, state, servers) {
  const kept = fs.existsSync(state) ? fs.readFileSync(state, "utf8").trim().split(" ") : ["", "0"];
  const from = { epoch: Buffer.from(kept[0], "hex"), number: Number(kept[1]) };
  for await (const got of capaian.watch(serversOf(servers), capaian.readKeys(keys), from)) {
    if (got.kind === "snapshot") console.log("snapshot", got.standing.length);
    else console.log("event", got.number, got.event.alert, capaian.alertStates[got.event.state]);
    keep(state, got.epoch, got.number);
  }
}

const [word, ...rest] = process.argv.slice(2);
await { send, watch }[word](...rest);
