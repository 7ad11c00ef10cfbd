/**
 * Takes the README's pictures: docs/pictures/dashboard.png, part of a stack's dashboard in the offline preview, and
 * docs/pictures/usage.png, the top of a usage report on made-up traffic.
 * `node scripts/picture.ts`; needs a Chromium, see pages/find-chromium.ts.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { chromiumArguments, findChromium, howToGetChromium } from "../pages/find-chromium.ts";
import { usagePage } from "../pages/usage/build.ts";
import { preview } from "../preview/preview.ts";
import { exampleReport, syntheticUsage } from "../test/pages/usage-document.ts";

const root = join(import.meta.dirname, "..");
/** The pictures show the tests' stacks: those in the root are their user's. */
const samples = join(root, "test", "fixtures", "stacks");
const pictures = join(root, "docs", "pictures");

const stack = "us-east-1";
const model = "Claude Sonnet 4.6 (global)";
/** Bursts that go over the quota, so that Bedrock throttles. */
const traffic = new URLSearchParams({ traffic: "burst:115%x14/60@38%" });

const executablePath = findChromium();
if (!executablePath) {
  console.error(howToGetChromium);
  process.exit(1);
}
const folder = await mkdtemp(join(tmpdir(), "headroom-picture-"));
const browser = await chromium.launch({ executablePath, args: chromiumArguments });
try {
  await dashboard(browser);
  await usage(browser);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

async function dashboard(browser: Browser): Promise<void> {
  const picture = join(pictures, "dashboard.png");
  const { page: file } = await preview({ directory: samples, stacks: [stack], out: join(folder, "index.html") });
  const page = await browser.newPage({
    viewport: { width: 1180, height: 826 },
    deviceScaleFactor: 1.2,
    colorScheme: "light",
  });
  await page.goto(`${pathToFileURL(file).href}#${stack}/dashboards?${traffic}`);
  await page.getByLabel("Go to a model on this dashboard").selectOption({ label: model });
  const heading = page.locator(".widget-text", { hasText: model });
  const chart = heading.locator("xpath=following-sibling::*[1]").getByRole("slider");
  await chart.locator("canvas").waitFor();
  // The crosshair stands in a burst: the legends tell its values.
  const { x = 0, y = 0, width = 0 } = (await chart.boundingBox()) ?? {};
  await page.mouse.move(x + width * 0.6, y + 60);
  await page.screenshot({ path: picture });
  console.log(picture);
}

async function usage(browser: Browser): Promise<void> {
  const picture = join(pictures, "usage.png");
  const file = join(folder, "usage.html");
  await writeFile(file, await usagePage(await syntheticUsage(exampleReport)));
  const page = await browser.newPage({
    viewport: { width: 1180, height: 1190 },
    colorScheme: "light",
  });
  await page.goto(pathToFileURL(file).href);
  const chart = page.locator("#target-0 .plot").first();
  await chart.locator("canvas").waitFor();
  // The crosshair goes to the fullest hour: a step away from where it starts, and back.
  for (const key of ["ArrowLeft", "ArrowRight"]) await chart.press(key);
  await chart.blur();
  // The chart was scrolled to: the picture begins at the top.
  await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: picture });
  console.log(picture);
}
