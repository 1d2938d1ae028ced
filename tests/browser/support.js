// A browser on the dashboard, and the dashboard's process, for the tests beside this file.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { spawn } = require("node:child_process");
const { chromium } = require("playwright-core");

const URL_OF = process.env.CAPAIAN_URL;
const ALERT = "missed/ret01/2026-Q2";
const SIZES = { desk: { width: 1366, height: 850 }, phone: { width: 390, height: 844 } };
const VIEWS = {
  overview: "/", units: "/units", unit: "/unit/bapenda", below: "/unit/sekda", indicators: "/indicators",
  indicator: "/indicator/ret01", explain: "/explain/ret01/2026-Q2", completeness: "/completeness", feed: "/feed",
  alert: "/alert/" + ALERT, plan: "/plan", sealed: "/sealed", catalogue: "/catalogue", person: "/person/P0501",
  login: "/login",
};

function launch() {
  return chromium.launch({
    executablePath: process.env.CAPAIAN_CHROMIUM, headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
           "--disable-component-update", "--disable-sync"],
  });
}

// A page in a context of its own; what it complains about (a blocked script, an error in one) is kept.
async function open(browser, language = "id", size = "desk") {
  const context = await browser.newContext({ locale: language === "en" ? "en-GB" : "id-ID", viewport: SIZES[size] });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") page.complaints.push(message.text()); });
  return page;
}

const visit = (page, path) => page.goto(URL_OF + path);

async function login(page, code) {
  await visit(page, "/login");
  await page.fill("main input[name=code]", code);
  await page.fill("main input[name=passphrase]", process.env.CAPAIAN_PASSPHRASE);
  await page.click("main button");
  assert.strictEqual(new URL(page.url()).pathname, "/");
}

async function comment(page, text) {
  await visit(page, VIEWS.alert);
  const form = page.locator("form.act", { has: page.locator("input[value=comment]") });
  await form.locator("input[name=reason]").fill(text);
  await form.locator("button").click();
  await page.locator("main", { hasText: text }).waitFor();
}

// The dashboard ended and begun again, as an upgrade does it; what runs at the end is ended by stop().
let process_of = null;
async function stop() {
  if (process_of) {
    const ended = new Promise((done) => process_of.once("exit", done));
    process_of.kill("SIGTERM");
    assert.strictEqual(await ended, 0);
  } else {
    process.kill(Number(process.env.CAPAIAN_DASHBOARD_PID), "SIGTERM");
  }
  process_of = null;
}

async function answers() {
  return fetch(URL_OF + "/login").then((answer) => answer.ok, () => false);
}

async function start() {
  const command = JSON.parse(process.env.CAPAIAN_DASHBOARD);
  while (await answers());
  process_of = spawn(command[0], command.slice(1), { stdio: "ignore" });
  while (!await answers());
}

function shot(page, name) {
  fs.mkdirSync(process.env.CAPAIAN_SHOTS, { recursive: true });
  return page.screenshot({ path: `${process.env.CAPAIAN_SHOTS}/${name}.png`, fullPage: true });
}

module.exports = { ALERT, SIZES, VIEWS, comment, launch, login, open, shot, start, stop, visit };
