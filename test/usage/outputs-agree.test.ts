import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { csvReport } from "../../cli/usage/csv.ts";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { Bounds } from "../../monitoring/report/bounds.ts";
import type { InexactName, QuotaUsage, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { exampleDocument } from "./example-document.ts";

/** As outputs must show a percentage: cut, and marked where the document has bounds. */
function shown(value: number | null | undefined, bounds: Bounds | undefined): string {
  if (value === null || value === undefined) return "-";
  const mark = bounds === undefined ? "" : value === bounds.low ? "≥" : value === bounds.high ? "≤" : "≈";
  const cut = value > 0 && value < 0.1 ? "<0.1" : value >= 10 ? Math.floor(value) : Math.floor(value * 10) / 10;
  return `${mark}${cut}%`;
}

/** As a cell of CSV; empty: not known. */
const cell = (value: string | number | null | undefined): string =>
  value === null || value === undefined ? "" : String(value);

/** Hidden digits may hide no difference: the ends of a range hold the bounds. */
function holds(range: string, { low, high }: Bounds): void {
  const [from, to] = /^(.+)-(.+)%$/.exec(range)?.slice(1).map(Number) ?? [];
  assert.ok(from !== undefined && to !== undefined && from <= low && to >= high, `${range} for ${low} to ${high}`);
  assert.ok(low - from < 1 && to - high < 1, `${range} is wider than ${low} to ${high}`);
}

const marks = ({ utilisation: use }: QuotaUsage): string[] =>
  (["now", "p90", "peak"] as const).map((name) => shown(use?.[name], use?.bounds[name]));

describe("every output of a report", () => {
  let document: UsageDocument;
  before(async () => {
    document = await exampleDocument();
    // The example must have of each: exact, marked, throttled, daily, unread.
    const uses = document.targets.flatMap(({ quotas }) => quotas);
    assert.ok(uses.some(({ utilisation }) => utilisation?.bounds.p90));
    assert.ok(uses.some(({ utilisation }) => utilisation?.peak !== null && utilisation?.bounds.peak === undefined));
    assert.ok(uses.some(({ utilisation }) => utilisation === null));
  });

  it("as CSV has the document's numbers, and bounds for those alone that are not exact", () => {
    const rows = parse(csvReport([document]), { columns: true }) as Record<string, string>[];
    let compared = 0;
    for (const target of document.targets) {
      for (const [name, figure] of Object.entries(target.figures)) {
        const row = rows.find(
          (one) => one["model_id"] === target.modelId && one["scope"] === target.scope && one["measure"] === name,
        )!;
        const columns: Record<string, InexactName> = {
          mean: "mean",
          p50: "p50",
          p90: "p90",
          p99: "p99",
          max: "max",
          minutes_with_data: "minutesWithData",
          p90_idle_as_zero: "p90IdleAsZero",
        };
        for (const [column, of] of Object.entries(columns)) {
          const value = of === "p90IdleAsZero" ? figure.idleAsZero.p90 : figure[of as "p50"];
          assert.equal(row[column], cell(value), `${target.modelId} ${name} ${column}`);
          assert.equal(row[`${column}_low`], cell(figure.bounds[of]?.low));
          assert.equal(row[`${column}_high`], cell(figure.bounds[of]?.high));
          compared += 3;
        }
        assert.equal(row["total"], cell(figure.total));
        assert.deepEqual(
          [row["standing"], row["throttled_now"], row["last_throttled_at"]],
          [target.standing, cell(target.throttledNow), cell(target.lastThrottled?.at)],
        );
      }
    }
    assert.ok(compared > 300);
  });

  it("as CSV has the document's quotas", () => {
    const rows = parse(csvReport([document]), { columns: true }) as Record<string, string>[];
    for (const { scope, quotas } of document.targets) {
      for (const { code, value, utilisation: use } of quotas) {
        const row = rows.find((one) => one["scope"] === scope && one["quota_code"] === code)!;
        assert.equal(row["quota"], cell(value));
        for (const name of ["now", "p90", "peak"] as const) {
          assert.equal(row[`utilisation_${name}`], cell(use?.[name]), `${code} ${name}`);
          assert.equal(row[`utilisation_${name}_low`], cell(use?.bounds[name]?.low));
        }
      }
    }
  });

  it("as Markdown has the document's percentages with their marks and bounds, causes and steps", () => {
    const lines = markdownReport(document).split("\n");
    for (const target of document.targets) {
      for (const quota of target.quotas) {
        const row = lines.find((line) => line.includes(`[${quota.code}]`) && line.includes(`| ${target.scope} |`))!;
        const cells = row.split("|").map((one) => one.trim());
        assert.deepEqual(
          cells.slice(6, 9).map((one) => one.split(" ")[0]),
          marks(quota),
        );
        for (const [index, name] of (["now", "p90", "peak"] as const).entries()) {
          const bounds = quota.utilisation?.bounds[name];
          const range = /\((.*)\)/.exec(cells[6 + index]!)?.[1];
          if (bounds) holds(range!, bounds);
          else assert.equal(range, undefined);
        }
      }
      said(target, lines.join("\n"));
    }
  });

  it("on a terminal has the document's percentages with their marks, causes and steps, the worst first", () => {
    const lines = terminalReport(document, (_, text) => text).split("\n");
    const rows = lines.filter((line) => / L-[0-9A-F]{8} /.test(line));
    const quotas = document.targets.flatMap(({ quotas: own }) => own);
    assert.deepEqual(
      rows.map((line) => /L-[0-9A-F]{8}/.exec(line)![0]).slice(0, quotas.length),
      quotas.map(({ code }) => code),
    );
    for (const [index, quota] of quotas.entries()) {
      for (const mark of marks(quota)) assert.ok(rows[index]!.includes(` ${mark} `), `${rows[index]} lacks ${mark}`);
    }
    for (const target of document.targets) said(target, lines.join("\n"));
    const ranges = lines.filter((line) => /\d-[\d.]+%$/.test(line));
    const inexact = quotas.flatMap(({ utilisation }) => (utilisation?.bounds.peak ? [utilisation.bounds.peak] : []));
    assert.equal(ranges.length, inexact.length);
    for (const [index, bounds] of inexact.entries()) holds(ranges[index]!.split(/ +/).at(-1)!, bounds);
  });

  function said({ standing, causes, steps }: TargetUsage, text: string): void {
    assert.equal(causes.length + steps.length > 0, standing !== "ok");
    for (const cause of causes) assert.ok(text.includes(cause), cause);
    for (const step of steps) {
      assert.ok(text.includes(step.text), step.text);
      if (step.url !== undefined) assert.ok(text.includes(step.url));
    }
  }
});
