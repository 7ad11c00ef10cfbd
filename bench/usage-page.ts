import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { chromiumArguments, findChromium, howToGetChromium } from "../pages/find-chromium.ts";
import { usagePage } from "../pages/usage/build.ts";
import { manyTargets } from "../test/pages/many-targets.ts";
import { exampleReport, syntheticUsage } from "../test/pages/usage-document.ts";

/**
 * The page of a report on 60 targets over 30 days: its size, how long it takes to build, and in a Chromium how long
 * until something is painted, until the whole overview is there, and the memory that its program then holds.
 */
export async function benchUsagePage(runs = 5) {
  const document = manyTargets(await syntheticUsage(exampleReport), 60);
  const times: number[] = [];
  let html = "";
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    html = await usagePage(document);
    times.push(performance.now() - start);
  }
  times.sort((left, right) => left - right);
  return {
    what: "the page of 60 targets over 30 days",
    megabytes: Buffer.byteLength(html) / 1e6,
    build: { best: times[0] ?? Number.NaN, median: times[Math.floor(runs / 2)] ?? Number.NaN, unit: "ms" },
    opening: await opening(html),
  };
}

async function opening(html: string) {
  const executablePath = findChromium();
  if (!executablePath) return howToGetChromium;
  const folder = await mkdtemp(join(tmpdir(), "headroom-bench-"));
  const browser = await chromium.launch({
    executablePath,
    args: [...chromiumArguments, "--enable-precise-memory-info"],
  });
  try {
    const file = join(folder, "usage.html");
    await writeFile(file, html);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const start = performance.now();
    await page.goto(pathToFileURL(file).href);
    await page.locator(".heat-strip").first().waitFor();
    const overview = performance.now() - start;
    const [firstPaint, heap] = (await page.evaluate(
      "[performance.getEntriesByName('first-contentful-paint')[0]?.startTime, performance.memory.usedJSHeapSize]",
    )) as [number, number];
    return { firstPaint, overview, unit: "ms", heapMegabytes: heap / 1e6 };
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(await benchUsagePage());
