import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { type LocalServer, startServer } from "../../local/server.ts";
import { localPage } from "../../pages/local/build.ts";
import { previewPage } from "../../pages/preview/build.ts";
import { usagePage } from "../../pages/usage/build.ts";
import { sampleNames, samplePreview } from "../fixtures/sample-stacks.ts";
import { openPage, startChromium } from "./browser.ts";
import { exampleLocalState } from "./local-state.ts";
import { exampleReport, syntheticUsage } from "./usage-document.ts";

/** What axe-core finds on a page as it is, each rule with the elements that break it. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })");
  return violations.map(
    ({ impact, id, nodes }) =>
      `${impact} ${id}: ${nodes.map(({ target, any }) => `${target.join(" ")} (${any[0]?.message ?? ""})`).join("; ")}`,
  );
}

describe("every page, for people who see little or use no mouse", function () {
  this.timeout(240_000);
  let browser: Browser | undefined;
  let folder: string;
  let server: LocalServer | undefined;
  const addresses = new Map<string, string>();

  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-accessible-"));
    const write = async (name: string, html: string): Promise<string> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      return pathToFileURL(file).href;
    };
    addresses.set("usage", await write("usage", await usagePage(await syntheticUsage(exampleReport))));
    const stacks = await Promise.all(sampleNames.map(samplePreview));
    const preview = await write("preview", await previewPage({ version: "1.2.3", stacks }));
    addresses.set("preview", preview);
    for (const tab of ["alarms", "resources", "cost", "notes"]) {
      addresses.set(`preview's ${tab}`, `${preview}#us-east-1/${tab}?at=60`);
    }
    server = await startServer(0, await localPage("us-east-1"), () => {});
    server.show(exampleLocalState());
    addresses.set("local", server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** What is open on the page when it is looked at, beside what opens with it. */
  const openUp: Partial<Record<string, (page: Page) => Promise<void>>> = {
    "preview's alarms": (page) => page.locator(".row-button").first().click(),
    local: (page) => page.locator("summary").first().click(),
  };

  for (const name of [
    "usage",
    "preview",
    ...["alarms", "resources", "cost", "notes"].map((t) => `preview's ${t}`),
    "local",
  ]) {
    it(`has nothing to find for axe-core on the page ${name}, on a desk and a phone, in light and dark`, async () => {
      // axe-core's own script is none of the page's, whose policy would refuse it.
      const { page, close } = await openPage(browser!, addresses.get(name)!, { bypassCSP: true });
      try {
        await page.getByRole("main").locator("section, .card, .widget, tr").first().waitFor();
        await openUp[name]?.(page);
        await page.evaluate(axe.source);
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 844 });
          for (const colorScheme of ["light", "dark"] as const) {
            await page.emulateMedia({ colorScheme });
            assert.deepEqual(await findings(page), [], `${width} px, ${colorScheme}`);
          }
          const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
          assert.ok(wide <= width, `${wide} px wide on ${width}`);
        }
      } finally {
        await close();
      }
    });
  }

  it("would notice what is hard to read", async () => {
    const { page, close } = await openPage(browser!, addresses.get("local")!, { bypassCSP: true });
    try {
      await page.locator("tbody tr").first().waitFor();
      await page.evaluate(axe.source);
      await page.evaluate("document.querySelector('h1').style.color = 'rgb(200, 200, 200)'");
      assert.match((await findings(page)).join("\n"), /^serious color-contrast: /);
    } finally {
      await close();
    }
  });

  it("shows names, use and states of the local page on a phone, nothing cut off", async () => {
    const { page, close } = await openPage(browser!, addresses.get("local")!, {
      viewport: { width: 390, height: 844 },
    });
    try {
      const row = page.locator("tbody tr").first();
      await row.waitFor();
      const name = await row.getByRole("button").boundingBox();
      assert.ok(name && name.width > 100, `the name is ${name?.width} px wide`);
      for (const part of [".use", ".on"]) {
        const box = await row.locator(part).boundingBox();
        assert.ok(box && box.x >= 0 && box.x + box.width <= 390, `${part} ends at ${box && box.x + box.width} px`);
      }
    } finally {
      await close();
    }
  });

  it("shows use now and peak of the usage page's quotas on a phone without scrolling", async () => {
    const { page, close } = await openPage(browser!, addresses.get("usage")!, {
      viewport: { width: 390, height: 844 },
    });
    try {
      const row = page.locator(".quota-table tbody tr").first();
      for (const cell of ["now", "peak"]) {
        const box = await row.locator(`[data-cell="${cell}"]`).boundingBox();
        assert.ok(box && box.x + box.width <= 390, `${cell} ends at ${box && box.x + box.width} px`);
      }
    } finally {
      await close();
    }
  });

  it("keeps the focus where it is when the local page's next state comes", async () => {
    const { page, close } = await openPage(browser!, addresses.get("local")!);
    try {
      const button = page.locator("tbody tr").nth(2).getByRole("button");
      await button.focus();
      const name = await button.textContent();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: `${name}: percent` }).waitFor();
      server!.show({ ...exampleLocalState(), phase: "another minute" });
      await page.getByText("another minute").waitFor();
      assert.equal(await page.locator(":focus").textContent(), name);
    } finally {
      await close();
    }
  });
});
