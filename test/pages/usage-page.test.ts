import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { growthText, nowText, reachText } from "../../monitoring/forecast/texts.ts";
import type { Bounds } from "../../monitoring/report/bounds.ts";
import { figureNames, type TargetUsage, type UsageDocument } from "../../monitoring/report/document.ts";
import { amount, percentage } from "../../pages/charts/format.ts";
import { zonedTime } from "../../pages/charts/zoned-time.ts";
import { usagePage } from "../../pages/usage/build.ts";
import { shownShares } from "../../pages/usage/share.ts";
import { type OpenedPage, openPage, startChromium } from "./browser.ts";
import { manyTargets } from "./many-targets.ts";
import { exampleReport, syntheticUsage } from "./usage-document.ts";

const textOf = async (part: Locator): Promise<string> => (await part.textContent()) ?? "";
const section = (page: Page, index: number): Locator => page.locator(`#target-${index}`);
const chart = (page: Page, index: number, title: string): Locator =>
  section(page, index).locator(".chart-cell", { hasText: title }).getByRole("slider");

describe("the usage report's page in a browser", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let folder: string;
  let report: UsageDocument;
  let address: string;
  let opened: OpenedPage | undefined;

  const write = async (name: string, document: UsageDocument): Promise<string> => {
    const file = join(folder, `${name}.html`);
    await writeFile(file, await usagePage(document));
    return pathToFileURL(file).href;
  };
  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-usage-page-"));
    report = await syntheticUsage(exampleReport);
    address = await write("report", report);
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  const open = async (at = address, options = {}): Promise<Page> => {
    opened = await openPage(browser!, at, options);
    return opened.page;
  };
  const untroubled = (): void => assert.deepEqual(opened?.troubles, []);

  it("tells what was reserved where a stack looks at it, and how sure that is", async () => {
    const figure = (peak: number) => ({ peak, peakAt: report.window.start, mean: peak / 2, minutes: 60 });
    const [first, ...others] = report.targets;
    const reservation = {
      ...{ source: "logs" as const, stack: "team", maxTokens: 64_000, asked: null, assumed: 0 },
      ...{ begun: figure(4_000_000), held: figure(800_000), taken: figure(1_900_000), gap: figure(3_000_000) },
      ...{ takenPercent: { peak: 95, mean: 47.5 }, takenAtThrottles: null, minutesFull: 0 },
    };
    const documentOf = (source: "logs" | "estimate"): UsageDocument => ({
      ...report,
      targets: [{ ...first!, reservation: { ...reservation, source } }, ...others],
    });
    const page = await open(await write("reserved", documentOf("logs")));
    const taken = section(page, 0).locator("tr[data-reserved=taken]");
    assert.match(await textOf(taken), /≈ 1,900,000≈ 95 %/);
    assert.equal(await section(page, 1).locator("tr[data-reserved]").count(), 0);
    untroubled();
    await opened?.close();
    const bound = await open(await write("bound", documentOf("estimate")));
    assert.match(await textOf(section(bound, 0).locator("tr[data-reserved=taken]")), /≤ 1,900,000≤ 95 %/);
    untroubled();
  });

  it("tells how use grows, in the words that the terminal has too", async () => {
    const page = await open();
    let rows = 0;
    for (const [index, { quotas }] of report.targets.entries()) {
      const told = quotas.filter(({ forecast }) => forecast && !forecast.idle);
      rows += told.length;
      assert.equal(await section(page, index).locator("tr[data-growth]").count(), told.length);
      for (const { kind, forecast } of told) {
        const text = await textOf(section(page, index).locator(`tr[data-growth="${kind}"]`));
        assert.ok(
          text.endsWith(
            `${nowText(forecast!.now)}${growthText(forecast!)}${reachText(forecast!, report.generatedAt.slice(0, 10))}`,
          ),
          text,
        );
      }
    }
    assert.ok(rows > 2, `${rows}`);
    untroubled();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`shows every target with its charts, without a message, an error or a request, in ${colorScheme} colours`, async () => {
      const page = await open(address, { colorScheme });
      assert.equal(await page.locator("section.target").count(), report.targets.length);
      for (const [index, { name, scope, modelId, because }] of report.targets.entries()) {
        await section(page, index).scrollIntoViewIfNeeded();
        const text = (await textOf(section(page, index))).toLowerCase();
        for (const part of [name, scope, modelId, because]) assert.ok(text.includes(part.toLowerCase()), part);
        await section(page, index).locator(".chart-cell").last().scrollIntoViewIfNeeded();
        await section(page, index).locator(".chart-place canvas").first().waitFor();
      }
      untroubled();
    });
  }

  const number = (value: number | null): string => (value === null ? "–" : amount(value));
  /** As it must stand there: marked, with between what the true value lies, where the document has bounds. */
  const inexact = (value: number | null, bounds: Bounds | undefined): string =>
    bounds === undefined || value === null
      ? number(value)
      : `${value === bounds.low ? "≥" : value === bounds.high ? "≤" : "≈"}${amount(value)}${amount(bounds.low)} to ${amount(bounds.high)} in truth`;

  async function showsFigures(place: Locator, { modelId, figures }: TargetUsage): Promise<void> {
    const time = zonedTime(report.timeZone);
    for (const name of figureNames) {
      const figure = figures[name];
      if (!figure) continue;
      const shown = await place.locator(`[data-idle="false"] [data-figure="${name}"] td`).allTextContents();
      const { total, maxAt, datapoints, bounds } = figure;
      const told = (["mean", "p50", "p90", "p99", "max"] as const).map((one) => inexact(figure[one], bounds[one]));
      assert.deepEqual(
        [...shown.slice(0, 6), shown[7]],
        [amount(total), ...told, amount(datapoints)],
        `${modelId} ${name}`,
      );
      if (maxAt !== null) assert.ok(shown[6]?.startsWith(time.moment(Date.parse(maxAt) / 1000)), shown[6]);
    }
  }

  async function showsQuotas(place: Locator, { quotas }: TargetUsage): Promise<void> {
    for (const { kind, code, url, value, applied, utilisation } of quotas) {
      const row = place.locator(`tr[data-kind="${kind}"]`);
      const cell = (name: string) => textOf(row.locator(`[data-cell="${name}"] > span`));
      assert.equal(await cell("value"), number(value));
      assert.equal(await cell("applied"), number(applied));
      const { now = null, p90 = null, peak = null, bounds = {} } = utilisation ?? {};
      for (const [column, shown] of Object.entries({ now, p90, peak })) {
        const mark =
          bounds[column as "now"] && shown === bounds[column as "now"]?.low ? "≥" : bounds[column as "now"] ? "≈" : "";
        assert.equal(await cell(column), shown === null ? "–" : `${mark}${percentage(shown)}`);
      }
      assert.equal(await row.getByRole("link", { name: code }).getAttribute("href"), url);
    }
  }

  it("writes the document's own numbers: figures, quotas, shares", async () => {
    const page = await open();
    for (const [index, target] of report.targets.entries()) {
      const place = section(page, index);
      await showsFigures(place, target);
      await showsQuotas(place, target);
      const shares = await place
        .locator(".profiles-table")
        .first()
        .locator("tbody tr td:nth-child(2)")
        .allTextContents();
      assert.deepEqual(
        shares,
        shownShares(target.perProfile.map(({ share }) => share)).map((share) => `${share} %`),
      );
    }
  });

  it("says of what hurts when it was throttled, what can be the cause and what to do, in the document's order", async () => {
    const page = await open();
    const time = zonedTime(report.timeZone);
    const rows = page.locator(".strips > li");
    for (const [index, { standing, causes, steps, lastThrottled, throttledNow }] of report.targets.entries()) {
      const last =
        (throttledNow ?? 0) > 0
          ? "now"
          : lastThrottled === null
            ? /^(no|–)$/
            : time.moment(Date.parse(lastThrottled.at) / 1000);
      const shown = (await textOf(rows.nth(index).locator(".strip-last"))).replace(/^last throttled */, "");
      if (typeof last === "string") assert.equal(shown, last);
      else assert.match(shown, last);
      const place = section(page, index).locator(".what-to-do");
      if (standing === "ok") {
        assert.equal(await place.count(), 0);
        continue;
      }
      assert.deepEqual(await place.locator("ul li").allTextContents(), causes);
      assert.deepEqual(
        await place.locator("ol li").allTextContents(),
        steps.map(({ text }) => text.replaceAll("`", "")),
      );
      assert.deepEqual(
        await place.locator("ol li code").allTextContents(),
        steps.flatMap(({ text }) => [...text.matchAll(/`([^`]*)`/g)].map(([, command]) => command)),
      );
      assert.deepEqual(
        await place.locator("a").evaluateAll((all) => all.map((one) => one.getAttribute("href"))),
        steps.flatMap(({ url }) => url ?? []),
      );
    }
    assert.ok(report.targets.some(({ lastThrottled }) => lastThrottled !== null));
    untroubled();
  });

  it("counts idle minutes as 0 where asked to", async () => {
    const page = await open();
    // One that is used for a few hours a day.
    const index = report.targets.findIndex(({ modelId }) => modelId.startsWith("amazon.nova-lite"));
    const mean = section(page, index).locator('[data-figure="tpm"]:visible td').nth(1);
    const { tpm } = report.targets[index]!.figures;
    assert.notEqual(amount(tpm!.mean!), amount(tpm!.idleAsZero.mean));
    assert.equal(await textOf(mean), inexact(tpm!.mean, tpm!.bounds.mean));
    await page.getByLabel("Count idle minutes as 0").check();
    assert.equal(await textOf(mean), amount(tpm!.idleAsZero.mean));
  });

  it("moves the crosshair of all charts of a target to the same part of the window", async () => {
    const page = await open(address, { viewport: { width: 1440, height: 2_600 } });
    await section(page, 0).scrollIntoViewIfNeeded();
    const plots = section(page, 0).locator(".plot");
    await plots.nth(4).locator("canvas").waitFor();
    const { x = 0, y = 0, width = 0 } = (await plots.first().boundingBox()) ?? {};
    await page.mouse.move(x + width * 0.37, y + 60);
    const positions = () => plots.evaluateAll((all) => all.map((plot) => Number(plot.getAttribute("aria-valuenow"))));
    const [first = Number.NaN, ...others] = await positions();
    assert.ok(others.length >= 4);
    assert.deepEqual(new Set(others), new Set([first]));
    const times = await section(page, 0).locator(".chart-when").allTextContents();
    assert.equal(new Set(times.filter((text) => text !== "")).size, 1, times.join(" | "));
    assert.ok(!times[0]?.startsWith("fullest"), times[0]);
    await plots.nth(1).press("ArrowRight");
    assert.deepEqual(new Set(await positions()), new Set([first + 1]));
  });

  it("reads out of a chart what the document has for that part of the window, by keyboard too", async () => {
    const page = await open();
    const plot = chart(page, 0, "against the quota").first();
    await plot.scrollIntoViewIfNeeded();
    await plot.locator("canvas").waitFor();
    await plot.focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowRight");
    assert.equal(await plot.getAttribute("aria-valuenow"), "1");
    const { charts } = report.targets[0]!;
    const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumSignificantDigits: 3 });
    const said = (await plot.getAttribute("aria-valuetext")) ?? "";
    assert.ok(said.includes(`highest ${compact.format(charts.rates.tpm!.max[1]!)},`), said);
    assert.ok(said.includes(`mean, idle as 0 ${compact.format(charts.rates.tpm!.mean[1]!)}`), said);
    // The lowest minute with data knows of no idle ones, so it could be drawn above that mean.
    assert.ok(!said.includes("lowest"), said);
    assert.ok(said.startsWith(zonedTime(report.timeZone).span(charts.start + 3_600, charts.start + 7_200)), said);
  });

  it("stacks the use by profile, or by a tag's values", async () => {
    const page = await open();
    const cell = section(page, 0).locator(".chart-cell", { hasText: "who used them" });
    await cell.scrollIntoViewIfNeeded();
    await cell.locator("canvas").first().waitFor();
    const labels = () => cell.locator(".legend-label").allTextContents();
    assert.deepEqual((await labels()).toSorted(), report.targets[0]!.perProfile.map(({ name }) => name).toSorted());
    await cell.getByRole("combobox").selectOption({ label: "by tag team" });
    assert.deepEqual((await labels()).toSorted(), ["data", "web", "without team"]);
  });

  it("shades the charts and marks the strips where one-minute peaks are hidden, and nowhere else", async () => {
    const shaded = async (page: Page): Promise<boolean> => {
      const canvas = section(page, 0).locator(".chart-place canvas").first();
      await canvas.scrollIntoViewIfNeeded();
      await canvas.waitFor();
      // The shade's colour covers a good part of the chart's pixels. As a text: tests have no types of the browser.
      return page.evaluate<boolean>(`{
        const drawn = document.querySelector("#target-0 .chart-place canvas");
        const probe = document.body.appendChild(document.createElement("span"));
        probe.style.color = "var(--shade)";
        const wanted = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
        const { data } = drawn.getContext("2d").getImageData(0, 0, drawn.width, drawn.height);
        let found = 0;
        for (let at = 0; at < data.length; at += 4) {
          if (wanted.every((part, index) => data[at + index] === part)) found += 1;
        }
        found > data.length / 4 / 10;
      }`);
    };
    const month = await open();
    assert.match(await textOf(month.locator(".resolution-part.is-coarse")), /5 min means: one-minute peaks hidden/);
    assert.equal(await shaded(month), true);
    const week = await openPage(
      browser!,
      await write("week", await syntheticUsage({ days: 7, targets: exampleReport.targets.slice(0, 1) })),
    );
    assert.equal(await week.page.locator(".resolution-part.is-coarse").count(), 0);
    assert.equal(await shaded(week.page), false);
    await week.close();
  });

  it("goes from a strip to its target, and back to the place that its address names", async () => {
    const page = await open();
    await page.locator(".strip-row").nth(3).locator("canvas").click();
    await page.waitForURL(({ hash }) => hash === "#target-2");
    await section(page, 2).getByRole("heading").first().waitFor();
    assert.ok(((await section(page, 2).boundingBox())?.y ?? 999) < 200);
    const again = await openPage(browser!, `${address}#target-3`);
    assert.ok(((await section(again.page, 3).boundingBox())?.y ?? 999) < 200);
    await again.close();
  });

  it("shows only the targets that are looked for", async () => {
    const page = await open();
    await page.getByRole("searchbox").fill("nova");
    assert.equal(await page.locator("section.target:visible").count(), 2);
    await page.getByLabel("Only what is not OK").check();
    assert.equal(await page.locator("section.target:visible").count(), 0);
    await page.getByRole("searchbox").fill("");
    assert.deepEqual(
      await page.locator("section.target:visible h2").allTextContents(),
      report.targets.filter(({ severity }) => severity !== "ok").map(({ name, scope }) => `${name}${scope}`),
    );
  });

  it("says first what could not be read, and names what nobody watches", async () => {
    const page = await open(
      await write("incomplete", {
        ...report,
        incomplete: [{ what: "Service Quotas", why: "access was denied", effect: "no percentages" }],
        unassigned: [{ id: "zz9", namespace: "AWS/Bedrock", why: "a deleted profile", invocations: 1_204 }],
        crossModelDaily: {
          code: "L-E3F10727",
          name: "Cross-Model Max Tokens Per Day",
          applied: null,
          default: 7e8,
          awsValue: 7e8,
          value: 7e8,
          origin: "default",
        },
      }),
    );
    const main = await textOf(page.locator("main"));
    assert.ok(main.startsWith("This report is not whole: 1 thing could not be read"));
    assert.match(await textOf(page.locator(".troubles")), /Service Quotas: access was denied\. no percentages/);
    const missing = report.targets.filter(({ inStack }) => inStack === false);
    assert.ok(missing.length > 0);
    const unwatched = await textOf(page.locator(".uncovered"));
    for (const text of [...missing.map(({ modelId }) => modelId), "zz9", "1,204", "700,000,000"]) {
      assert.ok(unwatched.includes(text), text);
    }
  });

  it("shows HTML in names and messages as text", async () => {
    const evil = '<img src="x" onerror="throw 1"></script><script>throw 2</script>';
    const [first] = report.targets;
    const page = await open(
      await write("evil", {
        ...report,
        incomplete: [{ what: evil, why: evil, effect: evil }],
        unassigned: [{ id: evil, namespace: "AWS/Bedrock", why: evil, invocations: 1 }],
        targets: [
          {
            ...first!,
            name: evil,
            notes: [evil],
            perProfile: first!.perProfile.map((one) => ({ ...one, name: evil, tags: { [evil]: evil } })),
          },
        ],
        notes: [evil],
      }),
    );
    assert.equal(await textOf(section(page, 0).locator("h2")), `${evil}${first!.scope}`);
    await section(page, 0).locator(".chart-cell").nth(2).scrollIntoViewIfNeeded();
    await section(page, 0).locator(".chart-place canvas").nth(1).waitFor();
    assert.equal(await page.locator("img").count(), 0);
    untroubled();
  });

  it("fits a phone without scrolling sideways", async () => {
    const page = await open(address, { viewport: { width: 360, height: 740 } });
    await section(page, 0).locator(".chart-cell").last().scrollIntoViewIfNeeded();
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
  });

  it("opens 60 targets over 30 days, drawing only what is near", async () => {
    const many = manyTargets(report, 60);
    const page = await open(await write("many", many));
    assert.equal(await page.locator("section.target").count(), 60);
    assert.equal(await page.locator(".strips li").count(), 60);
    assert.ok((await page.locator(".chart-place canvas").count()) < 60);
    await section(page, 59).scrollIntoViewIfNeeded();
    await section(page, 59).locator(".chart-place canvas").first().waitFor();
    assert.equal(await section(page, 0).locator(".chart-place canvas").count(), 0);
    untroubled();
  });

  it("opens with no target at all", async () => {
    const page = await open(await write("empty", { ...report, targets: [] }));
    assert.match(await textOf(page.locator(".overview")), /No target has traffic/);
    untroubled();
  });
});
