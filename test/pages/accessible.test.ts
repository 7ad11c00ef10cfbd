import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { type LocalServer, startServer } from "../../local/server.ts";
import { backtestPage } from "../../pages/backtest/build.ts";
import { localPage } from "../../pages/local/build.ts";
import { previewPage } from "../../pages/preview/build.ts";
import { usagePage } from "../../pages/usage/build.ts";
import { sampleNames, samplePreview } from "../fixtures/sample-stacks.ts";
import { openPage, startChromium } from "./browser.ts";
import { exampleBacktest } from "./example-backtest.ts";
import { localState } from "./local-state.ts";
import { exampleReport, syntheticUsage } from "./usage-document.ts";

/** What a page is looked at as: a view of it, by how it is reached from its opening. */
interface View {
  name: string;
  address: () => string;
  /** makes visible what is to be checked */
  reach?: (page: Page) => Promise<unknown>;
}

const tabs = ["dashboards", "alarms", "resources", "cost", "notes"] as const;

describe("the pages, for everybody who reads them", function () {
  this.timeout(120_000);
  let browser: Browser;
  let folder: string;
  let server: LocalServer;
  const files: Record<string, string> = {};

  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-pages-"));
    const write = async (name: string, html: string): Promise<void> => {
      const file = join(folder, `${name}.html`);
      await writeFile(file, html);
      files[name] = pathToFileURL(file).href;
    };
    // One target that hurts, one in no stack file, one that is well.
    const report = await syntheticUsage({ ...exampleReport, targets: exampleReport.targets.slice(0, 3) });
    await write("usage", await usagePage(report));
    await write(
      "usage-with-troubles",
      await usagePage({
        ...report,
        incomplete: [{ what: "Service Quotas", why: "access was denied", effect: "no percentages" }],
        unassigned: [{ id: "zz9", namespace: "AWS/Bedrock", why: "a deleted profile", invocations: 1_204 }],
      }),
    );
    await write(
      "preview",
      await previewPage({ version: "1.2.3", stacks: await Promise.all(sampleNames.map(samplePreview)) }),
    );
    await write("backtest", await backtestPage(exampleBacktest()));
    server = await startServer(0, await localPage("us-east-1"), () => {});
    server.show(localState());
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const openedDetails = (page: Page) =>
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
  const views: View[] = [
    { name: "the usage report", address: () => files["usage"]!, reach: openedDetails },
    { name: "a usage report that is not whole", address: () => files["usage-with-troubles"]! },
    { name: "a backtest", address: () => files["backtest"]!, reach: openedDetails },
    ...tabs.map((tab) => ({
      name: `the preview's ${tab}`,
      address: () => `${files["preview"]}#us-east-1/${tab}?traffic=over:130%25`,
      reach: async (page: Page) => {
        if (tab === "alarms") await page.locator(".row-button").first().click();
        await openedDetails(page);
      },
    })),
    {
      name: "the local page",
      address: () => server.url,
      reach: async (page: Page) => {
        await page.locator("tbody tr").first().waitFor();
        await openedDetails(page);
      },
    },
  ];

  it("keeps the focus where it is when the local page's next state comes", async () => {
    const { page, close } = await openPage(browser, server.url);
    try {
      const button = page.locator("tbody tr").nth(2).getByRole("button");
      await button.focus();
      const name = await button.textContent();
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: `${name}: percent` }).waitFor();
      server.show({ ...localState(), phase: "another minute" });
      await page.getByText("another minute").waitFor();
      assert.equal(await page.locator(":focus").textContent(), name);
    } finally {
      server.show(localState());
      await close();
    }
  });

  for (const view of views) {
    for (const width of [1440, 390]) {
      it(`${view.name}: no finding of axe in light and dark, nothing off the screen; ${width} pixels`, async () => {
        const { page, close } = await openPage(browser, view.address(), {
          colorScheme: "light",
          viewport: { width, height: 900 },
        });
        try {
          await view.reach?.(page);
          await page.evaluate(axe.source);
          const inLight = await findings(page);
          await page.emulateMedia({ colorScheme: "dark" });
          assert.deepEqual([...inLight, ...(await findings(page, ofColours))], []);
          assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        } finally {
          await close();
        }
      });
    }
  }
});

/** The rules that light and dark differ in. */
const ofColours = { runOnly: ["color-contrast", "link-in-text-block"] };

/** Every finding, of whatever weight: its rule, its weight, and where. */
async function findings(page: Page, options: axe.RunOptions = {}): Promise<string[]> {
  const { violations } = (await page.evaluate(`axe.run(document, ${JSON.stringify(options)})`)) as axe.AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, any, all, none }) => {
      const reason = [...any, ...all, ...none][0]?.message ?? "";
      return `${impact} ${id}: ${target.join(" ")}: ${reason}`;
    }),
  );
}
