import assert from "node:assert/strict";
import { stripVTControlCharacters, styleText } from "node:util";
import { csvReport } from "../../cli/usage/csv.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { clockTime, percent, short } from "../../cli/usage/numbers.ts";
import { percentsOf, scaleOf, scaleText, sparkline } from "../../cli/usage/sparkline.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { Charts, QuotaUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { matchesGolden } from "../golden.ts";
import {
  applicationProfile,
  day,
  emptyAccount,
  now,
  opus,
  report,
  requestOf,
  seriesOf,
  usOpus,
} from "./pretend-account.ts";

/** An account with something of everything, the same on every run. */
async function exampleDocument(): Promise<UsageDocument> {
  const account = emptyAccount();
  const start = now - 20 * day;
  const minutes = (20 * day) / 60;
  const wave = (scale: number, idle = 0) =>
    Float64Array.from({ length: minutes }, (_, minute) =>
      minute % 10 < idle ? Number.NaN : Math.round(scale * (1 + Math.sin((minute / 720) * Math.PI)) * 0.5),
    );
  const only = (at: number, value: number) => new Float64Array(minutes).fill(Number.NaN).fill(value, at, at + 3);
  account.bedrock.profiles.push(applicationProfile("app1", opus, { team: "search" }));
  account.quotas.push(
    {
      code: "L-D2912E70",
      name: "Model invocation max tokens per day for Amazon Nova Micro (doubled for cross-region calls)",
      applied: 9_000_000,
    },
    {
      code: "L-CFA4FA0C",
      name: "On-demand model inference tokens per minute for Amazon Nova Micro",
      applied: 4_000_000,
      default: 4_000_000,
    },
  );
  account.series.push(
    seriesOf("EstimatedTPMQuotaUsage", usOpus, start, wave(70_000)),
    seriesOf("Invocations", usOpus, start, wave(40)),
    seriesOf("InputTokenCount", usOpus, start, wave(30_000)),
    seriesOf("OutputTokenCount", usOpus, start, wave(4_000)),
    seriesOf("InvocationLatency", usOpus, start, wave(2_400)),
    seriesOf("TimeToFirstToken", usOpus, start, wave(600)),
    seriesOf("EstimatedTPMQuotaUsage", "app1", start, wave(26_000, 4)),
    seriesOf("Invocations", "app1", start, wave(9, 4)),
    seriesOf("InvocationThrottles", "app1", start, only(minutes - 600, 4)),
    seriesOf("EstimatedTPMQuotaUsage", `global.${opus}`, start, wave(20_000, 5)),
    seriesOf("Invocations", `global.${opus}`, start, wave(10, 5)),
    seriesOf("EstimatedTPMQuotaUsage", "amazon.nova-micro-v1:0", start, wave(9_000)),
    seriesOf("Invocations", "amazon.nova-micro-v1:0", start, wave(7)),
    seriesOf("Invocations", "gone-profile", start, only(minutes - 50, 1)),
  );
  return report(account, requestOf(18 * day));
}

describe("what a report looks like", () => {
  let document: UsageDocument;
  const golden = (name: string) => new URL(`golden/${name}`, import.meta.url);
  before(async () => {
    document = await exampleDocument();
  });

  it("on a terminal", () => {
    matchesGolden(`${terminalReport(document, (_, text) => text)}\n`, golden("terminal.txt"));
  });

  it("on a terminal of 80 columns", () => {
    const text = terminalReport(document, (_, line) => line, 80);
    matchesGolden(`${text}\n`, golden("terminal-80.txt"));
    for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
  });

  it("on a terminal of any width has the same rows, in colour or not", () => {
    for (const width of [70, 90, 100, 110, 130, 160]) {
      const plain = terminalReport(document, (_, line) => line, width);
      assert.ok(
        plain.split("\n").every((line) => line.length <= width),
        `${width} columns`,
      );
      for (const { modelId } of document.targets) assert.ok(plain.includes(modelId));
      const painted = terminalReport(
        document,
        (style, line) => styleText(style, line, { validateStream: false }),
        width,
      );
      assert.equal(stripVTControlCharacters(painted), plain);
    }
  });

  it("as Markdown", () => matchesGolden(markdownReport(document), golden("report.md")));

  it("as CSV", () => matchesGolden(csvReport([document]), golden("report.csv")));

  it("as JSON, without its charts", () => {
    const plain = { ...document, targets: document.targets.map(({ charts: _, ...target }) => target) };
    matchesGolden(`${JSON.stringify(plain, null, 1)}\n`, golden("report.json"));
  });

  it("in colour marks what is critical, and only when colours are wanted", () => {
    const painted = terminalReport(document, (style, text) => `<${style}>${text}</${style}>`);
    assert.match(painted, /<red>●<\/red>/);
  });

  it("never rounds a percentage up to a threshold, and tells little from nothing", () => {
    assert.deepEqual([89.97, 99.99, 5.96, 0.04, 0, null].map(percent), ["89%", "99%", "5.9%", "<0.1%", "0%", "-"]);
  });

  it("writes large numbers short", () => {
    assert.deepEqual([0, 999, 1_000, 12_345, 999_999, 3e12].map(short), ["0", "999", "1k", "12.3k", "1000k", "3T"]);
  });

  it("shows times in the zone that is asked for", () => {
    assert.equal(clockTime("2026-11-21T23:30:00Z", "Europe/Berlin"), "Nov 22 00:30");
  });

  it("draws the lines of all quotas on one scale, that of the head, with a mark for more than the whole quota", () => {
    const minutes = (max: (number | null)[]) => ({ rates: { tpm: { min: max, max, mean: max } } }) as unknown as Charts;
    const quota = (value: number | null) => ({ kind: "tpm", value }) as QuotaUsage;
    const charts = minutes([0, 50, 100, 400, null, 800]);
    const [small, large, none] = [quota(800), quota(8_000), quota(null)];
    const scale = scaleOf([{ charts, quotas: [small, large, none] }]);
    assert.deepEqual([scale, scaleText(scale)], [{ full: 100, isExceeded: false }, "over time, █ = 100%"]);
    const line = (one: QuotaUsage, on = scale) => sparkline(percentsOf(one, charts), 6, on);
    assert.deepEqual([line(small), line(large), line(none)], [" ▁▂▅ █", " ▁▁▁ ▁", ""]);
    const low = scaleOf([{ charts, quotas: [large] }]);
    assert.deepEqual([scaleText(low), line(large, low)], ["over time, █ = 10%", " ▁▂▅ █"]);
    const high = scaleOf([{ charts, quotas: [quota(500)] }]);
    assert.deepEqual([scaleText(high), line(quota(500), high)], ["over time, █ = 100%, ^ more", " ▁▂▇ ^"]);
    const days = { kind: "tpd", value: 1_000, daily: { days: [{ tokens: 500 }, { tokens: 0 }, { tokens: 1_001 }] } };
    assert.equal(line(days as QuotaUsage), "▅ ^");
    assert.equal(scaleText(scaleOf([])), "over time, █ = 0.1%");
  });

  it("keeps a spike in a sparkline and leaves blanks where there is no data", () => {
    const values = [...new Array(50).fill(1), 8, ...new Array(49).fill(1), ...new Array(100).fill(null)];
    assert.equal(sparkline(values, 4, { full: 8, isExceeded: false }), "▂█  ");
  });
});
