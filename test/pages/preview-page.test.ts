import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Locator, Page } from "playwright-core";
import { firstToFire, timesOf } from "../../pages/preview/alarm-times.ts";
import { previewPage } from "../../pages/preview/build.ts";
import type { StackPreview } from "../../pages/preview/data.ts";
import { initialState, run, simulatedMinutes } from "../../pages/preview/scenario.ts";
import { openingTraffic, trafficOf } from "../../pages/preview/traffic-choices.ts";
import { sampleNames, samplePreview } from "../fixtures/sample-stacks.ts";
import { type OpenedPage, openPage, startChromium } from "./browser.ts";

const calm = { targets: {}, quotasHalve: false, largeAsks: false, publisherStops: false };
const traffic = (page: Page, name: string): Promise<void> => page.getByText(name, { exact: true }).first().click();
const tab = (page: Page, name: string): Promise<void> => page.getByRole("tab", { name }).click();
/** What the page shows in a tile of its summary. */
const summaryNumber = (page: Page, label: string): Promise<string> =>
  textOf(page.locator(".summary-tile", { hasText: label }).locator(".tile-number"));
const textOf = async (part: Locator): Promise<string> => (await part.textContent()) ?? "";
/** Waits for a part of the page's link. */
const linked = (page: Page, part: string): Promise<void> => page.waitForURL(({ hash }) => hash.includes(part));

describe("the preview's page in a browser", function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let folder: string;
  let address: string;
  let east: StackPreview;
  let opened: OpenedPage | undefined;

  before(async function () {
    browser = await startChromium(this);
    folder = await mkdtemp(join(tmpdir(), "headroom-page-"));
    const stacks = await Promise.all(sampleNames.map(samplePreview));
    east = stacks[0]!;
    const file = join(folder, "index.html");
    await writeFile(file, await previewPage({ version: "1.2.3", stacks }));
    address = pathToFileURL(file).href;
  });
  after(async () => {
    await browser?.close();
    if (folder) await rm(folder, { recursive: true, force: true });
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });

  const open = async (hash = "", options = {}): Promise<Page> => {
    opened = await openPage(browser!, address + hash, options);
    return opened.page;
  };
  const untroubled = (): void => assert.deepEqual(opened?.troubles, []);

  for (const colorScheme of ["light", "dark"] as const) {
    it(`opens every tab of every stack without a message, an error or a request, in ${colorScheme} colours`, async () => {
      const page = await open("", { colorScheme });
      for (const stack of ["us-east-1", "us-west-2"]) {
        await page.getByRole("button", { name: stack }).click();
        for (const name of ["Alarms", "Resources", "Cost", "Quotas and notes", "Dashboards"]) {
          await tab(page, name);
          assert.ok((await textOf(page.getByRole("tabpanel"))).length > 100, name);
        }
      }
      untroubled();
    });
  }

  it("can reach nothing outside itself", async () => {
    const page = await open();
    assert.equal(
      await page.evaluate("fetch('data:text/plain,hello').then(() => 'reached', () => 'refused')"),
      "refused",
    );
  });

  it("draws every widget of the dashboard", async () => {
    const page = await open("#us-east-1/dashboards?traffic=over:130%25");
    // Printing draws what is far out of view too.
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    const undrawn = "[...document.querySelectorAll('.plot')].some((plot) => !plot.querySelector('canvas'))";
    await page.waitForFunction(`document.querySelector('.plot') && !${undrawn}`);
    const drawn = await page.locator(".widget").evaluateAll((all) =>
      all.map((widget) => {
        const canvas = widget.querySelector("canvas");
        const data = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        let painted = 0;
        for (let at = 3; at < data.length; at += 4) if (data[at] !== 0) painted++;
        return { text: (widget.textContent ?? "").trim(), painted };
      }),
    );
    const widgets = east.plan.dashboards.flatMap(
      ({ body }) =>
        (JSON.parse(body) as { widgets: { type: string; properties: { title?: string; view?: string } }[] }).widgets,
    );
    assert.equal(drawn.length, widgets.length);
    for (const [index, { type, properties }] of widgets.entries()) {
      const { text, painted } = drawn[index]!;
      assert.ok(text.length > 0, `widget ${index} is empty`);
      if (properties.title) assert.ok(text.includes(properties.title), properties.title);
      if (type === "metric" && properties.view === "timeSeries")
        assert.ok(painted > 500, `${properties.title} is not drawn`);
    }
    untroubled();
  });

  it("shows the minute in which each alarm fires when traffic goes over the quotas", async () => {
    const page = await open("#us-east-1/alarms");
    await traffic(page, "Over quota");
    const shown = await page
      .locator(".alarm-row")
      .evaluateAll((rows) =>
        rows.map((row) => [
          row.getAttribute("data-alarm") ?? "",
          row.querySelector(".cell-fires .minute")?.textContent ?? "",
        ]),
      );
    const { alarms } = run(east, { ...calm, traffic: trafficOf("over:130%") });
    const expected = [...alarms.values()].map((simulation) => [
      simulation.alarm,
      String(timesOf(simulation, simulatedMinutes, initialState)?.fires ?? ""),
    ]);
    assert.deepEqual(Object.fromEntries(shown), Object.fromEntries(expected));
    // One of 60 minutes over 90 %: the first one.
    assert.equal(
      Object.fromEntries(shown)[
        "critical: Claude Sonnet 5 cross-region at 90% of tokens/min (bedrock-headroom/us-east-1)"
      ],
      "1",
    );
    untroubled();
  });

  it("fires nothing while nothing is called", async () => {
    const page = await open("#us-east-1/alarms?traffic=over:130%25");
    assert.notEqual(await summaryNumber(page, "fire under this traffic"), "0");
    await traffic(page, "Idle");
    await page.locator(".is-alarming").first().waitFor({ state: "detached" });
    assert.equal(await summaryNumber(page, "fire under this traffic"), "0");
    assert.equal(await page.locator(".alarm-row .minute").count(), 0);
  });

  it("shows the states of the minute looked at", async () => {
    const page = await open("#us-east-1/dashboards?traffic=runaway:20%25..150%25");
    assert.notEqual(await summaryNumber(page, "on in the minute looked at"), "0");
    await page.getByLabel("States at").fill("10");
    await linked(page, "at=10");
    // The link changes at once, the page when it has been drawn.
    await page.locator(".widget-alarm").first().getByText("No alarm is on.").waitFor();
    assert.equal(await summaryNumber(page, "on in the minute looked at"), "0");
  });

  it("opens at the first alarm that comes on, where no link says what to look at", async () => {
    const { alarms } = run(east, { ...calm, traffic: trafficOf(openingTraffic) });
    const first = firstToFire(alarms.values(), simulatedMinutes, initialState);
    assert.ok(first !== undefined && first < simulatedMinutes);
    const page = await open();
    await linked(page, `at=${first}`);
    await page.locator(".tile-alarm").first().waitFor();
    assert.notEqual(await summaryNumber(page, "on in the minute looked at"), "0");
    // Nothing came on before.
    await page.getByLabel("States at").fill(String(first - 1));
    await page.locator(".widget-alarm").first().getByText("No alarm is on.").waitFor();
    untroubled();
  });

  it("opens a link at the minute that it names, and at the end where it names none", async () => {
    const at = async (hash: string) => (await open(hash)).getByLabel("States at").inputValue();
    assert.equal(await at("#us-east-1/dashboards?at=7"), "7");
    await opened?.close();
    assert.equal(await at("#us-east-1/dashboards"), String(simulatedMinutes));
  });

  it("shows the bars by how full they are in the minute looked at", async () => {
    const page = await open("#us-east-1/dashboards?traffic=steady:20%25");
    await page.getByLabel("for").selectOption({ label: "Claude Sonnet 5 (global)" });
    await traffic(page, "Over quota");
    await linked(page, "target.");
    const first = page.locator(".bar-row").first();
    await first.filter({ hasText: "Claude Sonnet 5 (global)" }).waitFor();
    await page.getByLabel("for").selectOption({ label: "All targets" });
    const values = await page.locator(".bar-list").first().locator(".bar-value").allTextContents();
    const shares = values.map((text) => Number.parseFloat(text));
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => b - a),
    );
    assert.ok(shares[0]! > 100 && shares.length > 2);
  });

  it("shows what large max_tokens take, where the stack looks at the reservation", async () => {
    const page = await open("#us-west-2/alarms?traffic=steady:40%25");
    const reserved = page.locator(".alarm-row", { has: page.locator(".minute"), hasText: "reserved" });
    await page.getByLabel("Requests ask for 64,000 tokens").check();
    await linked(page, "max_tokens=large");
    await reserved.first().waitFor();
    await page.getByLabel("Requests ask for 64,000 tokens").uncheck();
    await reserved.first().waitFor({ state: "detached" });
    await page.goto("about:blank");
    const without = await open("#us-east-1/alarms?traffic=steady:40%25");
    assert.equal(await without.getByLabel("Requests ask for 64,000 tokens").count(), 0);
    untroubled();
  });

  it("gives one target traffic of its own, and takes it back", async () => {
    const page = await open("#us-east-1/alarms?traffic=idle");
    await page.getByLabel("for").selectOption({ label: "Claude Sonnet 5 (global)" });
    await traffic(page, "Over quota");
    await page.locator(".alarm-row .minute").first().waitFor();
    const rows = page.locator(".alarm-row", { has: page.locator(".minute") });
    const subjects = new Set(await rows.locator(".row-subject").allTextContents());
    assert.deepEqual(subjects, new Set(["Whole stack", "Claude Sonnet 5 (global)"]));
    await page.getByRole("button", { name: "1 target differs: reset" }).click();
    await page.locator(".alarm-row .minute").first().waitFor({ state: "detached" });
    untroubled();
  });

  it("filters the alarms and tells how many are left", async () => {
    const page = await open("#us-east-1/alarms?traffic=over:130%25");
    await page.getByLabel("Filter alarms").fill("haiku throttles");
    assert.equal(await page.locator(".alarm-row").count(), 2);
    assert.match(await textOf(page.locator(".toolbar [role=status]")), /^2 of \d+ alarms$/);
    await page.getByLabel("Filter alarms").fill("");
    await page.getByLabel("Outcome").selectOption({ label: "Cannot tell" });
    const kinds = await page.locator(".alarm-row .row-kind").allTextContents();
    assert.ok(kinds.length > 0);
    assert.deepEqual(new Set(kinds), new Set(["latency"]));
  });

  it("works by keyboard alone", async () => {
    const page = await open("#us-east-1/dashboards?traffic=idle");
    // Traffic is a group of radio buttons: arrows choose.
    await page.getByRole("radio", { name: "Idle" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.ok(await page.getByRole("radio", { name: "Steady" }).isChecked());
    await linked(page, "traffic=steady");

    await page.getByRole("tab", { name: "Dashboards" }).focus();
    await page.keyboard.press("ArrowRight");
    assert.match(await textOf(page.locator(":focus")), /^Alarms/);
    await linked(page, "#us-east-1/alarms");
    await page.locator(".row-button").first().focus();
    await page.keyboard.press("Enter");
    assert.equal(await page.locator(".row-button").first().getAttribute("aria-expanded"), "true");
    assert.ok(await page.getByText("What the person who is paged reads").isVisible());

    await tab(page, "Dashboards");
    await page.getByLabel("Go to a model on this dashboard").selectOption({ index: 1 });
    const chart = page.getByRole("slider", { name: "Tokens per minute" }).first();
    await chart.locator("canvas").waitFor();
    await chart.focus();
    await page.keyboard.press("Home");
    assert.match((await chart.getAttribute("aria-valuetext")) ?? "", /^0:00: used \d/);
    await page.keyboard.press("ArrowRight");
    assert.match((await chart.getAttribute("aria-valuetext")) ?? "", /^0:01: used \d/);
    await page.keyboard.press("Enter");
    await linked(page, "at=2");
    untroubled();
  });

  it("moves the crosshairs of all charts together", async () => {
    const page = await open("#us-east-1/dashboards?traffic=runaway:20%25..150%25");
    await page.getByLabel("Go to a model on this dashboard").selectOption({ index: 1 });
    const pointedAt = page.getByRole("slider", { name: "Tokens per minute" }).first();
    const beside = page.locator(".widget", { has: page.getByRole("slider", { name: "Throttles and errors" }) }).first();
    await pointedAt.locator("canvas").waitFor();
    const before = await textOf(beside.locator(".legend"));
    await pointedAt.hover();
    await beside.locator(".legend").filter({ hasNotText: before }).waitFor();
    untroubled();
  });

  it("changes colours by its button, charts too", async () => {
    const page = await open("", { colorScheme: "light" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    const light = await background();
    await page.getByRole("button", { name: "Change to dark colours" }).click();
    assert.notEqual(await background(), light);
    await page.getByRole("button", { name: "Change to light colours" }).click();
    assert.equal(await background(), light);
    untroubled();
  });

  it("fits a phone: nothing is wider than the screen", async () => {
    const page = await open("", { viewport: { width: 360, height: 740 } });
    for (const name of ["Dashboards", "Alarms", "Resources", "Cost", "Quotas and notes"]) {
      await tab(page, name);
      const [content = 0, screen = 0] = await page
        .locator("html")
        .evaluate((root): number[] => [root.scrollWidth, root.clientWidth]);
      assert.ok(content <= screen, `${name}: ${content} px on ${screen} px`);
    }
    untroubled();
  });

  it("shows HTML in names and texts as text", async () => {
    const hostile = `<img src=x onerror="document.title='run'"></script><script>document.title='run'</script>`;
    const plan = structuredClone(east.plan);
    const [dashboard] = plan.dashboards;
    const body = JSON.parse(dashboard!.body) as { widgets: { type: string; properties: Record<string, unknown> }[] };
    for (const { type, properties } of body.widgets) {
      if (type === "text")
        properties["markdown"] =
          `# ${hostile}\n\n${hostile}\n\n[a link](javascript:alert(1)) ![x](https://example.com/x.png)`;
      else properties["title"] = hostile;
    }
    dashboard!.body = JSON.stringify(body);
    for (const alarm of plan.alarms) alarm.AlarmDescription = hostile;
    const stack: StackPreview = {
      ...east,
      plan,
      labels: Object.fromEntries(Object.keys(east.labels).map((key) => [key, hostile])),
      warnings: [hostile],
      resources: [{ type: "pulumi:pulumi:Stack", name: hostile, urn: "urn:1", physicalName: hostile }],
    };
    const file = join(folder, "hostile.html");
    await writeFile(file, await previewPage({ version: "1.2.3", stacks: [stack] }));
    opened = await openPage(browser!, pathToFileURL(file).href);
    const { page } = opened;
    for (const name of ["Alarms", "Resources", "Cost", "Quotas and notes", "Dashboards"]) {
      await tab(page, name);
      if (name === "Alarms") await page.locator(".row-button").nth(3).click();
      await page.getByRole("tabpanel").filter({ hasText: "<img src=x" }).waitFor();
    }
    assert.equal(await page.locator("body img, body iframe, a[href^=javascript]").count(), 0);
    assert.equal(await page.title(), "Bedrock headroom: preview of us-east-1");
    untroubled();
  });
});
