// The first screen in both languages, what happens live, a browser that slept, and somebody who acts.
"use strict";
const assert = require("node:assert");
const { after, before, test } = require("node:test");
const { comment, launch, login, open, start, stop, visit } = require("./support.js");

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const newest = (page) => page.locator("main tbody tr").first();

test("the first screen says what is missed before all else, in both languages", async () => {
  for (const [language, missed, number] of [["id", "Target tidak tercapai", "19.200.000.000"],
                                            ["en", "Targets missed", "19,200,000,000"]]) {
    const page = await open(browser, language);
    await visit(page, "/");
    assert.strictEqual(await page.getAttribute("html", "lang"), language);
    const headings = await page.locator("main h2:not(.hidden)").allTextContents();
    assert.match(headings[0], new RegExp("^" + missed));
    assert.ok((await page.locator("main").textContent()).includes(number));
    assert.deepStrictEqual(page.complaints, []);
  }
});

test("an event shows by itself, is announced, and takes no focus and no half-written text", async () => {
  const watching = await open(browser, "en"), writing = await open(browser, "id"), acting = await open(browser);
  await login(acting, "P110");
  await visit(watching, "/feed");
  await visit(writing, "/feed");
  await writing.fill("main input[name=unit]", "bap");
  await watching.locator("main tbody tr a").first().focus();
  await comment(acting, "dilihat langsung");
  await newest(watching).filter({ hasText: "dilihat langsung" }).waitFor();
  assert.strictEqual(await watching.textContent("#announce"), "Page updated");
  assert.ok(await watching.evaluate(() => document.activeElement.tagName === "A"));
  assert.strictEqual(await writing.inputValue("main input[name=unit]"), "bap");
  await writing.fill("main input[name=unit]", "");
  await writing.locator("main input[name=unit]").blur();
  await newest(writing).filter({ hasText: "dilihat langsung" }).waitFor();
  assert.deepStrictEqual(watching.complaints, []);
});

test("a page that could not be had comes by itself when the evaluator answers again", async () => {
  const page = await open(browser);
  const evaluator = Number(process.env.CAPAIAN_EVALUATOR_PID);
  process.kill(evaluator, "SIGSTOP");
  try {
    assert.strictEqual((await visit(page, "/feed")).status(), 503);
    assert.match(await page.textContent(".refusal"), /Evaluator tidak menjawab/);
  } finally {
    process.kill(evaluator, "SIGCONT");
  }
  await newest(page).waitFor();
});

test("a stream that something else answers for, and a page that cannot be had, are asked for again", async () => {
  const page = await open(browser), acting = await open(browser);
  await login(acting, "P110");
  const refused = { events: 0, feed: 0 };
  await page.route("**/events?**", (route) => {
    refused.events += 1;
    return refused.events === 1 ? route.fulfill({ status: 502, body: "elsewhere" }) : route.continue();
  });
  await visit(page, "/feed");
  await page.route("**/feed", (route) => {
    refused.feed += 1;
    return refused.feed === 1 ? route.abort() : route.continue();
  });
  await comment(acting, "selama sambungan putus");
  await newest(page).filter({ hasText: "selama sambungan putus" }).waitFor();
  assert.ok(refused.events > 1 && refused.feed > 1, JSON.stringify(refused));
});

test("who slept gets what was missed", async () => {
  const sleeping = await open(browser), acting = await open(browser);
  await login(acting, "P501");
  await visit(sleeping, "/feed");
  await stop();
  await start();
  await login(acting, "P501");
  await comment(acting, "terjadi selagi tidur");
  await newest(sleeping).filter({ hasText: "terjadi selagi tidur" }).waitFor();
  await stop();
});
