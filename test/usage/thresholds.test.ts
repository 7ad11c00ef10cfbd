import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exitCodeOf } from "../../cli/usage/exit-code.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { UsageDocument } from "../../monitoring/report/document.ts";
import { heatSteps, legendOf } from "../../pages/usage/heat.ts";
import { day, emptyAccount, now, opus, report, requestOf, seriesOf, usOpus } from "./pretend-account.ts";

const titan = "amazon.titan-embed-text-v2:0";

describe("what a target's use is judged by", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-thresholds-"));
  after(() => rmSync(folder, { recursive: true }));

  const stack = (name: string, lines: readonly string[]) =>
    writeFileSync(join(folder, `Pulumi.${name}.yaml`), ["config:", "  aws:region: us-east-1", ...lines, ""].join("\n"));

  /** Opus, in the stack, at 62 % of its quota; Titan, in none, at 62 % too. */
  async function usage(failOn?: number): Promise<UsageDocument> {
    const account = emptyAccount();
    account.quotas.push({
      code: "L-DE641971",
      name: "On-demand model inference tokens per minute for Amazon Titan Text Embeddings V2",
      applied: 100_000,
    });
    account.quotas.push({
      code: "L-26C560CE",
      name: "On-demand model inference requests per minute for Amazon Titan Text Embeddings V2",
      applied: 2_000,
    });
    const minutes = new Float64Array(day / 60).fill(62_000);
    for (const id of [usOpus, titan]) account.series.push(seriesOf("EstimatedTPMQuotaUsage", id, now - day, minutes));
    return report(account, requestOf(day, { directory: folder, failOn }));
  }
  const judged = ({ targets }: UsageDocument) =>
    Object.fromEntries(targets.map(({ modelId, severity, thresholds }) => [modelId, { severity, ...thresholds }]));

  it("is the stack that covers it, and the defaults where none does", async () => {
    stack("team", [
      "  bedrock-headroom:thresholds: { notice: 40, warning: 55, critical: 60 }",
      "  bedrock-headroom:models:",
      `    - model: ${opus}`,
    ]);
    const document = await usage();
    assert.deepEqual(judged(document), {
      [opus]: { severity: "critical", warning: 40, critical: 60, from: "team" },
      [titan]: { severity: "ok", warning: 70, critical: 90, from: "default" },
    });
    assert.deepEqual(document.thresholds, { warning: 70, critical: 90 });
    assert.equal(exitCodeOf(document), 2);
    const text = terminalReport(document, (style, part) => `<${style}>${part}</${style}>`);
    assert.match(text, /claude-opus-5.*<red>62%<\/red>/);
    assert.match(text, /titan-embed-text-v2:0.* 62% /);
    assert.match(text, /Warning from 40 % of a quota, critical from 60 % \(stack team\): anthropic\.claude-opus-5/);
  });

  it("is what a model's own entry says, where it says so", async () => {
    stack("team", [
      "  bedrock-headroom:models:",
      `    - model: ${opus}`,
      "      thresholds: { warning: 60, critical: off }",
    ]);
    const document = await usage();
    assert.deepEqual(judged(document)[opus], { severity: "critical", warning: 60, critical: 60, from: "team" });
  });

  it("exits with 1 where no target's own critical was reached, whatever another's is", async () => {
    stack("team", [
      "  bedrock-headroom:thresholds: { warning: 55, critical: 63 }",
      "  bedrock-headroom:models:",
      `    - model: ${opus}`,
    ]);
    assert.equal(exitCodeOf(await usage()), 1);
  });

  it("is --fail-on for all, where that is given, and a warning is never above it", async () => {
    stack("team", [
      "  bedrock-headroom:thresholds: { warning: 55, critical: 60 }",
      "  bedrock-headroom:models:",
      `    - model: ${opus}`,
    ]);
    const mild = await usage(65);
    assert.deepEqual(judged(mild), {
      [opus]: { severity: "warning", warning: 55, critical: 65, from: "--fail-on" },
      [titan]: { severity: "ok", warning: 65, critical: 65, from: "--fail-on" },
    });
    assert.equal(exitCodeOf(mild), 1);
    assert.equal(exitCodeOf(await usage(62)), 2);
  });

  it("is the defaults where the stack's file is for another Region or has errors", async () => {
    for (const lines of [["  bedrock-headroom:thresholds: { warning: 700 }"], []]) {
      stack("team", lines);
      assert.equal(judged(await usage())[opus]?.from, "default");
    }
  });
});

describe("a gate over more than CloudWatch has minutes of", () => {
  const over = (length: number, failOn: number | undefined, tokens = 30_000) => {
    const account = emptyAccount();
    const minutes = new Float64Array((30 * day) / 60).fill(tokens);
    account.series.push(seriesOf("EstimatedTPMQuotaUsage", usOpus, now - 30 * day, minutes));
    return report(account, requestOf(length, { failOn }));
  };

  it("can't be told where a minute may have reached it, and says how it can", async () => {
    const document = await over(30 * day, 80);
    assert.deepEqual(document.targets[0]?.quotas[0]?.utilisation?.bounds.peak, { low: 30, high: 150 });
    assert.equal(exitCodeOf(document), 3);
    assert.ok(document.notes.some((note) => /--fail-on was reached can't be told of .*--since 14d/.test(note)));
  });

  it("is told where none can have, where one has, and where every minute is known", async () => {
    assert.equal(exitCodeOf(await over(30 * day, 80, 15_000)), 0);
    assert.equal(exitCodeOf(await over(30 * day, 80, 85_000)), 2);
    assert.equal(exitCodeOf(await over(14 * day, 80)), 0);
  });

  it("is not asked for without --fail-on: what is certain counts, and is marked", async () => {
    const document = await over(30 * day, undefined);
    assert.equal(exitCodeOf(document), 0);
    assert.match(
      terminalReport(document, (_, text) => text),
      / ≥30% /,
    );
  });
});

describe("the colours of a report whose targets are judged differently", () => {
  const steps = (warning: number, critical: number) => heatSteps({ warning, critical });
  it("begin at the target's own thresholds", () => {
    const colours = (warning: number, critical: number) =>
      Object.fromEntries(steps(warning, critical).map(({ colour, from }) => [colour.replace("--heat-", ""), from]));
    assert.deepEqual(colours(70, 90), { low: 0, fair: 25, half: 50, warning: 70, critical: 90, full: 100 });
    assert.deepEqual(colours(60, 60), { low: 0, fair: 25, half: 50, critical: 60, full: 100 });
  });

  it("are explained in percent where all are the same, else in words", () => {
    const of = (...all: [number, number][]) =>
      legendOf(all.map(([warning, critical]) => ({ thresholds: { warning, critical } }))).map(({ label }) => label);
    assert.deepEqual(of([70, 90], [70, 90]).slice(3, 5), ["70–90 %", "90–100 %"]);
    assert.deepEqual(of([70, 90], [60, 60]).slice(2), [
      "50 % to the target's warning",
      "the target's warning",
      "the target's critical",
      "100 % and more",
    ]);
    assert.equal(of().length, 6);
  });
});
