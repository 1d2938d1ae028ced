// Every view in both languages and sizes: no complaint, no sideways scrolling, WCAG 2.2 AA, keyboard, print.
"use strict";
const assert = require("node:assert");
const fs = require("node:fs");
const { after, before, test } = require("node:test");
const { SIZES, VIEWS, launch, login, open, shot, visit } = require("./support.js");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate((tags) => axe.run({ runOnly: tags }), TAGS);
  return found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(" ")}`);
}

for (const language of ["id", "en"]) {
  for (const size of Object.keys(SIZES)) {
    test(`every view, ${language}, ${size}`, async () => {
      const page = await open(browser, language, size);
      await login(page, "P001");
      for (const [name, path] of Object.entries(VIEWS)) {
        await visit(page, path);
        await shot(page, `${name}-${language}-${size}`);
        assert.strictEqual(await page.getAttribute("html", "lang"), language, name);
        const wide = await page.evaluate(() => document.scrollingElement.scrollWidth - window.innerWidth);
        assert.ok(wide <= 0, `${name} is ${wide} pixels wider than the screen`);
        assert.deepStrictEqual(await violations(page), [], name);
      }
      assert.deepStrictEqual(page.complaints, []);
    });
  }
}

test("a chart is drawn from the table beside it, with what happened on the way", async () => {
  const page = await open(browser), acting = await open(browser);
  await login(acting, "P501");
  await visit(acting, VIEWS.alert);
  const form = acting.locator("form.act", { has: acting.locator("input[value=follow-up]") });
  for (const [name, text] of [["action", "Loket keliling"], ["owner", "P501"], ["due", "2026-12-31"]])
    await form.locator(`input[name=${name}]`).fill(text);
  await form.locator("button").click();
  await acting.locator("main", { hasText: "Loket keliling" }).waitFor();
  await visit(page, VIEWS.indicator);
  const chart = page.locator("figure.chart svg[role=img]");
  assert.match(await chart.getAttribute("aria-label"), /^Target dan realisasi/);
  assert.ok(await chart.locator(".mark-missed").count() > 0);
  assert.strictEqual(await chart.locator(".mark-target").count(),
                     await page.locator("figure.chart + .scroll tbody td:nth-child(3)[data-value]").count());
  const marks = await chart.locator(".mark-happened title").allTextContents();
  const happened = await page.locator("figure.chart + .scroll tbody td:nth-child(2) .under").allTextContents();
  const without = (texts) => texts.map((text) => text.replace(/.*?: /, ""));    // the period, the heading
  assert.deepStrictEqual(without(marks), without(happened));
  assert.match(marks.join(), /dinyatakan ulang.*tindak lanjut: Loket keliling/);
  await shot(page, "indicator-happened");
});

test("all by keyboard: to the content, along the links, through a form", async () => {
  const page = await open(browser);
  await visit(page, "/indicators");
  await page.keyboard.press("Tab");
  assert.strictEqual(await page.evaluate(() => document.activeElement.className), "skip");
  await page.keyboard.press("Enter");
  assert.strictEqual(await page.evaluate(() => document.activeElement.id), "main");
  await page.keyboard.press("Tab");
  assert.strictEqual(await page.evaluate(() => document.activeElement.name), "period");
  await page.locator("main select[name=outcome]").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL(/outcome=good/);
  const rings = await page.evaluate(() => {
    const link = document.querySelector("main tbody a");
    link.focus({ focusVisible: true });
    return getComputedStyle(link).outlineStyle;
  });
  assert.strictEqual(rings, "solid");
});

test("on paper stands what is on the screen, without what is only for it", async () => {
  const page = await open(browser);
  await visit(page, "/");
  await page.emulateMedia({ media: "print" });
  assert.ok(!await page.locator("nav").isVisible());
  assert.ok(!await page.locator("footer").isVisible());
  assert.ok(await page.locator("main table").first().isVisible());
  assert.ok((await page.pdf({ preferCSSPageSize: true })).length > 10000);
});
