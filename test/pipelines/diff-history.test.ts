import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { saveHistory } from "../../cli/backtest/history-file.ts";
import { historyJson, withHistory } from "../../cli/plan-diff-history.ts";
import { diffMarkdown } from "../../cli/plan-diff-markdown.ts";
import { reportOf } from "../../cli/plan-diff-report.ts";
import { type HistoryEffect, historyEffect, type Replayed } from "../../monitoring/backtest/compare.ts";
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
const replayed = ({ before, after }: HistoryEffect): [Replayed, Replayed] => {
  assert.ok(before.is === "replayed" && after.is === "replayed");
  return [before, after];
};
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
    const [one, other] = replayed(effect);
    assert.equal(effect.throttledMinutes, 10);
    assert.equal(one.warnedMinutes - other.warnedMinutes, effect.lostMinutes);
    assert.ok(one.warnedMinutes > other.warnedMinutes);
    const { stdout, status } = run(path("b.json", old), path("a.json", changed), "--history", file);
    assert.equal(status, 0);
    const text = stdout.replaceAll(/\s+/g, " ");
    assert.match(
      text,
      /warned of \d+% → \d+% of 10 throttled minutes on 2026-01-05.*: \d+ that were warned of would have come without a warning/,
    );
    assert.match(
      text,
      /Replayed on 2026-01-05, metrics 1 min late: warned of \d+% → \d+% of 10 throttled minutes before they began \(\d+ → \d+\); alarms on \d+ → \d+ times/,
    );
    assert.match(text, /Most changed: anthropic\.claude-opus-5\/cross-region\/tpm\/warning \d+ → \d+/);
    const json = JSON.parse(run(path("b.json", old), path("a.json", changed), "--history", file, "--json").stdout);
    assert.deepEqual(json.history, JSON.parse(JSON.stringify(historyJson(effect))));
    const markdown = diffMarkdown(withHistory(reportOf(diffPlans(old, changed)), effect));
    assert.match(markdown, /would have come without a warning/);
  });

  it("loses nothing the other way round, and says nothing of it first", () => {
    const effect = historyEffect(history(), changed, old, 1);
    const report = withHistory(reportOf(diffPlans(changed, old)), effect);
    assert.ok(!report.lead.some(({ text }) => text.includes("warned of")));
    assert.match(report.past?.join(" ") ?? "", /warned of \d+% → \d+% of 10/);
  });

  it("tells of a stack that is new or gone, of another Region, and of series that the history lacks", () => {
    assert.match(
      withHistory(reportOf(diffPlans(undefined, old)), historyEffect(history(), undefined, old, 1)).past?.join(" ") ??
        "",
      /alarms on none → \d+ times/,
    );
    assert.match(
      withHistory(reportOf(diffPlans(old, undefined)), historyEffect(history(), old, undefined, 1)).past?.join(" ") ??
        "",
      /alarms on \d+ → none times/,
    );
    const elsewhere = { ...history(), region: "eu-west-1" };
    assert.match(
      withHistory(reportOf(diffPlans(old, changed)), historyEffect(elsewhere, old, changed, 1)).past?.join(" ") ?? "",
      /^The history is of eu-west-1: what alarms do in us-east-1 it can't tell\.$/,
    );
    const more = plan(settings([target(opus, "cross-region"), target(opus, "global")]));
    const wider = withHistory(reportOf(diffPlans(old, more)), historyEffect(history(), old, more, 1));
    assert.match(
      wider.past?.join(" ") ?? "",
      /can't be told: 0 → \d+ alarms\. The history lacks their series.+lacks throttled requests of 1 target/,
    );
    assert.ok(!wider.lead.some(({ text }) => text.includes("warned of")), "what can't be told is not lost");
  });

  it("counts the throttled minutes of a target that is watched no more, as warned of no more", () => {
    const kept = plan(settings([target("amazon.nova-pro-v1:0", "on-demand")]));
    const effect = historyEffect(history(), old, kept, 1);
    const [one, other] = replayed(effect);
    assert.deepEqual([effect.throttledMinutes, other.warnedMinutes], [10, 0]);
    assert.equal(effect.lostMinutes, one.warnedMinutes);
    const { lead, past } = withHistory(reportOf(diffPlans(old, kept)), effect);
    assert.ok(!/NaN|nothing was throttled/.test([...lead.map(({ text }) => text), ...past!].join(" ")));
    const back = historyEffect(history(), kept, old, 1);
    assert.deepEqual([back.throttledMinutes, back.lostMinutes, back.wonMinutes], [10, 0, one.warnedMinutes]);
  });

  it("takes no alarm that can't be told for one that stays off: a profile more that the history lacks", () => {
    const more = plan(settings([target(opus, "cross-region", { applicationProfiles: ["abcdefghijkl"] })]));
    const effect = historyEffect(history(), old, more, 1);
    const [one, other] = replayed(effect);
    assert.ok(one.warnedMinutes > 0);
    assert.deepEqual([other.warnedMinutes, other.mayBeWarnedMinutes, effect.lostMinutes], [0, 10, 0]);
    assert.ok(effect.alarms.length === 0 && other.untold > 0);
  });

  it("takes a severity with another name for the same alarms", () => {
    const hourly = { datapointsToAlarm: 1, evaluationPeriods: 60 };
    const named = (name: string) => {
      const severities = [
        { name, threshold: percent(70) },
        { name: "critical", threshold: percent(90) },
      ];
      const evaluation = { [name]: hourly, critical: hourly };
      return plan(settings([target(opus, "cross-region", { thresholds: severities, evaluation })], { severities }));
    };
    assert.deepEqual(historyEffect(history(), named("warning"), named("early"), 1).alarms, []);
  });

  it("can't tell what a stack does that moves to another Region", () => {
    const effect = historyEffect(history(), old, { ...changed, region: "us-west-2" }, 1);
    assert.deepEqual([effect.after, effect.lostMinutes], [{ is: "other region", region: "us-west-2" }, null]);
    const { lead, past } = withHistory(reportOf(diffPlans(old, changed)), effect);
    assert.match(past!.join(" "), /alarms on \d+ → \? times.+what alarms do in us-west-2 it can't tell/);
    assert.ok(!lead.some(({ text }) => text.startsWith("warned of")));
  });

  it("does not say that nothing was throttled where the history doesn't hold it", () => {
    const unread = history();
    unread.store.delete(identityKey(throttlesOf(`us.${opus}`)));
    const { past } = withHistory(reportOf(diffPlans(old, changed)), historyEffect(unread, old, changed, 1));
    assert.match(past!.join(" "), /whether anything was throttled can't be told/);
  });

  it("refuses a file that is no history", () => {
    writeFileSync(join(folder, "x.gz"), "x");
    const { status, stderr } = run(path("b.json", old), path("a.json", changed), "--history", join(folder, "x.gz"));
    assert.equal(status, 3);
    assert.match(stderr, /damaged, or no history; write one with headroom backtest/);
  });
});
