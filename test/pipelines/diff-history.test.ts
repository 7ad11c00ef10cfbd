import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveHistory } from "../../cli/backtest/history-file.ts";
import { withHistory } from "../../cli/plan-diff-history.ts";
import { diffMarkdown } from "../../cli/plan-diff-markdown.ts";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { historyEffect } from "../../monitoring/backtest/compare.ts";
import { type BacktestHistory, throttlesOf, wantedSeries } from "../../monitoring/backtest/history.ts";
import { plan } from "../../monitoring/plan.ts";
import { diffPlans } from "../../monitoring/plan-diff.ts";
import { planSeries } from "../../monitoring/simulation/plan-series.ts";
import { identityKey } from "../../monitoring/simulation/series.ts";
import { minute, percent } from "../../words/units.ts";
import { projectDirectory } from "../fixtures/sample-stacks.ts";
import { settings, target } from "../monitoring/example-settings.ts";

const opus = "anthropic.claude-opus-5";
const start = Date.UTC(2026, 0, 5) / 1000;
const at = (warning: number, critical: number) =>
  plan(
    settings([
      target(opus, "cross-region", {
        thresholds: [
          { name: "warning", threshold: percent(warning) },
          { name: "critical", threshold: percent(critical) },
        ],
      }),
    ]),
  );
const [old, changed] = [at(70, 90), at(97, 99)];

/** Ten hours; in each use climbs to 95 % and is throttled there. */
function history(): BacktestHistory {
  const quotas = Object.fromEntries(old.feed.quotas.map(({ code }) => [code, 1_000_000]));
  const all = planSeries({
    ...{ plan: old, quotas, start, minutes: 600, seed: "" },
    traffic: () => ({ profile: "minutes", share: (one) => percent(one % 60 < 30 ? 20 : 20 + 2.6 * ((one % 60) - 30)) }),
  });
  const store = new Map(
    wantedSeries(old).map(({ metric }) => [identityKey(metric), all.get(identityKey(metric)) ?? {}]),
  );
  const throttled = Float64Array.from({ length: 600 }, (_, one) => (one % 60 === 59 ? 4 : Number.NaN));
  store.set(identityKey(throttlesOf(`us.${opus}`)), { Sum: { start, period: minute, values: throttled } });
  return { region: "us-east-1", readFrom: start, start, end: start + 36_000, store, quotas };
}

describe("headroom diff --history", function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), "headroom-diff-history-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "history.json.gz");
  const path = (name: string, content: object) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
    return join(folder, name);
  };
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(projectDirectory, "cli/main.ts"), "diff", ...args], {
      cwd: folder,
      encoding: "utf8",
    });
  before(() => saveHistory(file, history()));

  it("tells how often alarms go on before and after, and first that warnings are lost", () => {
    const effect = historyEffect(history(), old, changed, 1);
    assert.equal(effect.before?.throttledMinutes, 10);
    assert.ok(effect.before.warnedMinutes > effect.after!.warnedMinutes);
    const { stdout, status } = run(path("b.json", old), path("a.json", changed), "--history", file);
    assert.equal(status, 0);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(text, /it would have warned of \d+% of 10 throttled minutes in place of \d+%/);
    assert.match(
      text,
      /Over 2026-01-05 to 2026-01-05, metrics 1 min late: warned of \d+ → \d+ of 10 throttled minutes before they began; alarms on \d+ → \d+ times/,
    );
    assert.match(text, /On most differently: anthropic\.claude-opus-5\/cross-region\/tpm\/warning \d+ → \d+/);
    const json = JSON.parse(run(path("b.json", old), path("a.json", changed), "--history", file, "--json").stdout);
    assert.deepEqual(json.history, JSON.parse(JSON.stringify(effect)));
    const markdown = diffMarkdown(withHistory(reportOf(diffPlans(old, changed)), effect));
    assert.match(markdown, /would have warned of/);
  });

  it("loses nothing the other way round, and says nothing of it first", () => {
    const effect = historyEffect(history(), changed, old, 1);
    const report = withHistory(reportOf(diffPlans(changed, old)), effect);
    assert.ok(!report.lead.some(({ text }) => text.includes("would have warned")));
    assert.match(report.notes.join(" "), /warned of \d+ → \d+ of 10/);
  });

  it("tells of a stack that is new or gone, of another Region, and of series that the history lacks", () => {
    assert.match(
      withHistory(reportOf(diffPlans(undefined, old)), historyEffect(history(), undefined, old, 1)).notes.join(" "),
      /alarms on none → \d+ times/,
    );
    assert.match(
      withHistory(reportOf(diffPlans(old, undefined)), historyEffect(history(), old, undefined, 1)).notes.join(" "),
      /alarms on \d+ → none times/,
    );
    const elsewhere = { ...history(), region: "eu-west-1" };
    assert.match(
      withHistory(reportOf(diffPlans(old, changed)), historyEffect(elsewhere, old, changed, 1)).notes.join(" "),
      /the history is of another Region/,
    );
    const more = plan(settings([target(opus, "cross-region"), target(opus, "global")]));
    const wider = withHistory(reportOf(diffPlans(old, more)), historyEffect(history(), old, more, 1));
    assert.match(wider.notes.join(" "), /Of \d+ alarms it can't be told: the history lacks their series/);
    assert.ok(!wider.lead.some(({ text }) => text.includes("would have warned")), "what can't be told is not lost");
  });

  it("refuses a file that is no history", () => {
    writeFileSync(join(folder, "x.gz"), "x");
    const { status, stderr } = run(path("b.json", old), path("a.json", changed), "--history", join(folder, "x.gz"));
    assert.notEqual(status, 0);
    assert.match(stderr, /damaged, or no history; write one with headroom backtest/);
  });
});
