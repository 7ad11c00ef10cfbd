import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { type LocalServer, startServer } from "../../local/server.ts";
import { trafficChoices } from "../../local/traffic.ts";
import { localPage } from "../../pages/local/build.ts";
import type { LocalState, TrafficName } from "../../pages/local/data.ts";
import { openPage, startChromium } from "../pages/browser.ts";

const thresholds = [
  { severity: "warning", percent: 70 },
  { severity: "critical", percent: 90 },
];
const state: LocalState = {
  stack: "us-east-1",
  region: "us-east-1",
  phase: "Running.",
  choices: Object.entries(trafficChoices).map(([name, { label, about }]) => ({
    name: name as TrafficName,
    label,
    about,
  })),
  traffic: "runaway",
  trafficMinutes: 3,
  minutes: [1_800_000_000, 1_800_000_060, 1_800_000_120],
  targets: [
    { name: "calm (global)", use: [20, 20, 20], kind: "tokens per minute", thresholds, inAlarm: [] },
    {
      name: "busy (global)",
      use: [null, 80, 95],
      kind: "tokens per minute",
      thresholds,
      inAlarm: ["warning", "critical"],
    },
  ],
  alarms: [{ time: "2027-01-15T08:02:00.000Z", name: "a/busy/critical", from: "OK", to: "ALARM", reason: "2 of 3" }],
  messages: [
    { time: "2027-01-15T08:02:00.000Z", topic: "t", subject: "ALARM: busy", text: "busy\n\n**Do first**: <b>look</b>" },
  ],
};

describe("the page of npm run local, in Chromium", function () {
  this.timeout(60_000);
  let browser: Browser;
  let server: LocalServer;
  const chosen: string[] = [];
  before(async function () {
    browser = await startChromium(this);
    const page = await localPage("local");
    server = await startServer(0, page, (traffic) => chosen.push(traffic));
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  it("shows the busiest target first, its alarms, and the inbox, and follows what comes", async () => {
    server.show(state);
    const { page, troubles, close } = await openPage(browser, server.url);
    try {
      await page.locator("tbody tr").first().waitFor();
      assert.match(
        await page.locator("tbody tr").first().innerText(),
        /busy \(global\)[\s\S]*95 % tokens per minute[\s\S]*critical/,
      );
      assert.match(await page.locator(".card").first().innerText(), /busy \(global\)/);
      assert.match(await page.locator("body").innerText(), /a\/busy\/critical/);

      await page.locator("summary", { hasText: "ALARM: busy" }).click();
      await page.getByText("<b>look</b>").waitFor();
      server.show({ ...state, phase: "Still running." });
      await page.getByText("Still running.").waitFor();
      // What was opened stays open.
      assert(await page.getByText("<b>look</b>").isVisible());

      await page.locator("tbody tr", { hasText: "calm" }).click();
      assert.match(await page.locator(".card").first().innerText(), /calm \(global\)/);
      await page.getByRole("button", { name: "Quota lowered" }).click();
      while (chosen.length === 0) await page.waitForTimeout(20);
      assert.deepEqual(chosen, ["quota-lowered"]);
      assert.deepEqual(
        troubles.filter((trouble) => !/^request: .*\/(events|traffic)$/.test(trouble)),
        [],
      );
    } finally {
      await close();
    }
  });
});
