import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { backtestPage } from "../../pages/backtest/build.ts";
import { pageDataOf } from "../../pages/backtest/data.ts";
import { openPage, startChromium } from "./browser.ts";
import { exampleBacktest } from "./example-backtest.ts";

describe("the backtest's page", function () {
  this.timeout(120_000);
  let browser: Browser;
  let folder: string;

  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-backtest-page-"));
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("keeps the highest minute of each bucket, and every episode", () => {
    const input = exampleBacktest();
    const { data, later } = pageDataOf(input);
    assert.equal(data.targets.length, 1);
    assert.deepEqual(data.calm, ["anthropic.claude-opus-5 (global)"]);
    const values = later["series-0"]!.values[0]!;
    assert.ok(values.length <= 1_000);
    const own = input.backtest.simulations.find(({ alarm }) => alarm.includes("cross-region at 90%"))!;
    assert.ok(own.outcome === "simulated");
    const highest = Math.max(...own.values.filter((value) => !Number.isNaN(value)));
    assert.ok(Math.abs(Math.max(...values.map((value) => value ?? 0)) - highest) < 0.05);
    const [target] = input.backtest.outcome.targets;
    for (const [index, alarm] of target!.alarms.entries())
      assert.equal(data.targets[0]!.alarms[index]?.episodes.length, alarm.episodes.length);
  });

  for (const width of [1_440, 390])
    it(`shows at ${width} pixels what would have been told, without the network`, async () => {
      const file = join(folder, `${width}.html`);
      const html = await backtestPage(exampleBacktest());
      assert.ok(html.length < 300_000, `${html.length}`);
      await writeFile(file, html);
      const { page, close } = await openPage(browser, pathToFileURL(file).href, {
        viewport: { width, height: 900 },
      });
      try {
        await page.locator(".plot canvas").first().waitFor();
        const text = (await page.locator("main").textContent()) ?? "";
        assert.match(text, /minutes with throttled requests \(\d+%\) were warned of before they began/);
        assert.match(text, /Recommended: one level at|No threshold on use/);
        assert.ok((await page.locator(".strip rect").count()) > 3);
        const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.ok(Number(wide) <= 0, `${wide} px too wide`);
      } finally {
        await close();
      }
    });
});
