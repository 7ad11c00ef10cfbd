import assert from "node:assert/strict";
import { stripVTControlCharacters, styleText } from "node:util";
import { csvReport } from "../../cli/usage/csv.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { clockTime, percent, short } from "../../cli/usage/numbers.ts";
import { percentsOf, scaleOf, scaleText, sparkline } from "../../cli/usage/sparkline.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { Charts, QuotaUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { matchesGolden } from "../golden.ts";
import { exampleDocument } from "./example-document.ts";

/** A link stays whole, whatever the width. */
const isLink = (line: string): boolean => /^ +https:\S+$/.test(line);

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
    for (const line of text.split("\n")) assert.ok(line.length <= 80 || isLink(line), line);
  });

  it("on a terminal of any width has the same rows, in colour or not", () => {
    for (const width of [60, 70, 90, 100, 110, 130, 160, 200]) {
      const plain = terminalReport(document, (_, line) => line, width);
      assert.ok(
        plain.split("\n").every((line) => line.length <= width || isLink(line)),
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
    assert.match(painted, /<yellow>✗<\/yellow>/);
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
