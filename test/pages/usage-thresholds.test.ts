import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { usagePage } from "../../pages/usage/build.ts";
import { openPage, startChromium } from "./browser.ts";
import { syntheticUsage } from "./usage-document.ts";

describe("the usage report's page of targets with thresholds of their own", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let folder: string;
  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-usage-thresholds-"));
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  it("colours and draws each by its own", async () => {
    const spikes = [{ minutesBefore: 600, percent: 75, minutes: 20 }];
    const modelId = "anthropic.claude-opus-5";
    const document = await syntheticUsage({
      days: 2,
      targets: [
        { modelId, scope: "global", level: 50, spikes, thresholds: { warning: 55, critical: 65, from: "strict" } },
        {
          modelId,
          scope: "cross-region",
          level: 50,
          spikes,
          thresholds: { warning: 70, critical: 90, from: "default" },
        },
      ],
    });
    assert.deepEqual(
      document.targets.map(({ scope, severity }) => [scope, severity]),
      [
        ["global", "critical"],
        ["cross-region", "warning"],
      ],
    );
    const file = join(folder, "page.html");
    await writeFile(file, await usagePage(document));
    const { page, troubles, close } = await openPage(browser!, pathToFileURL(file).href, {});
    try {
      const overview = page.locator("#overview");
      const classes = (at: string) => overview.locator(at).evaluateAll((all) => all.map((one) => one.className));
      assert.deepEqual(await classes(".strips .strip-peak"), [
        "strip-number strip-peak is-critical",
        "strip-number strip-peak is-warning",
      ]);
      assert.match((await overview.locator(".heat-legend").textContent()) ?? "", /the target's warning/);
      for (const [index, level] of ["is-critical", "is-warning"].entries()) {
        const peak = page.locator(`#target-${index} [data-kind="tpm"] [data-cell="peak"]`);
        assert.ok((await peak.getAttribute("class"))?.includes(level), `${index} is ${level}`);
      }
      assert.deepEqual(troubles, []);
    } finally {
      await close();
    }
  });
});
