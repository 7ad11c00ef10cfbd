import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { markdownReport } from "../../cli/usage/markdown.ts";
import { terminalReport } from "../../cli/usage/terminal.ts";
import type { PretendDatum } from "../../local/servers/cloudwatch.ts";
import { logMetrics, logsNamespace } from "../../monitoring/reservation/metrics.ts";
import { emptyAccount, now, opus, type PretendAccount, report, requestOf, usOpus } from "./pretend-account.ts";

const minutes = 30;
const start = now - (now % 60) - minutes * 60;

/** In each minute ten requests of 1,000 tokens of input, 30 seconds each, that ask for so much: 40 % of the quota is used. */
function accountWhere(maxTokens: number): PretendAccount {
  const account = emptyAccount();
  const put = (namespace: string, metric: string, ModelId: string, timestamp: number, value: number): PretendDatum => ({
    ...{ namespace, metric, dimensions: { ModelId }, timestamp, value },
  });
  for (let at = start; at < start + minutes * 60; at += 60) {
    const bedrock = (metric: string, value: number) => account.data.push(put("AWS/Bedrock", metric, usOpus, at, value));
    bedrock("EstimatedTPMQuotaUsage", 40_000);
    bedrock("Invocations", 10);
    bedrock("InputTokenCount", 10_000);
    bedrock("OutputTokenCount", 3_000);
    bedrock("InvocationThrottles", 2);
    for (let each = 0; each < 10; each++) {
      bedrock("InvocationLatency", 30_000);
      account.data.push(put(logsNamespace("team"), logMetrics.maxTokens, usOpus, at, maxTokens));
    }
  }
  return account;
}

describe("the reservation in the usage report", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-reserved-"));
  after(() => rmSync(folder, { recursive: true }));
  const stack = (reservation: string) =>
    writeFileSync(
      join(folder, "Pulumi.team.yaml"),
      `config:\n  aws:region: us-east-1\n  bedrock-headroom:models: [us.${opus}]\n${reservation}`,
    );
  const logs = "  bedrock-headroom:reservation: { source: logs, logGroup: bedrock }\n";
  const read = async (maxTokens: number) => {
    const document = await report(
      accountWhere(maxTokens),
      requestOf(minutes * 60, { directory: folder, end: start + minutes * 60 }),
    );
    const [target] = document.targets;
    assert.ok(target);
    return { document, target };
  };

  it("is not there where no stack looks at it, and costs nothing then", async () => {
    stack("");
    const { document, target } = await read(16_000);
    assert.equal(target.reservation, undefined);
    assert.doesNotMatch(
      terminalReport(document, (_style, text) => text),
      /Reserved/,
    );
    stack(logs);
    assert.ok((await read(16_000)).document.cost.metrics > document.cost.metrics);
  });

  it("is what the dashboard shows: begun, held, taken, and of the quota", async () => {
    stack(logs);
    const { target } = await read(16_000);
    // Ten of 1,000 + 16,000 are begun each minute; half of that is held on average.
    const at = new Date(start * 1000).toISOString().replace(".000Z", "Z");
    const figure = (peak: number) => ({ peak, peakAt: at, mean: peak, minutes });
    assert.deepEqual(target.reservation, {
      ...{ source: "logs", stack: "team", maxTokens: 128_000 },
      asked: { maxTokens: 16_000, requests: 10 * minutes },
      assumed: 0,
      begun: figure(170_000),
      held: figure(85_000),
      taken: figure(125_000),
      gap: figure(130_000),
      takenPercent: { peak: 125, mean: 125 },
      takenAtThrottles: 125,
      minutesFull: minutes,
    });
  });

  it("is the first cause of throttles below the quota, as surely as it is known", async () => {
    stack(logs);
    const causeWhere = async (maxTokens: number) =>
      (await read(maxTokens)).target.causes.find((cause) => /reserve|burst/.test(cause)) ?? "";
    assert.equal((await read(16_000)).target.causes[0], await causeWhere(16_000));
    assert.match(
      await causeWhere(16_000),
      /^what requests reserve, by the invocation log: in a minute with throttles .* 125 % of the quota .*, while tokens per minute peaked at 40 %/,
    );
    assert.match(await causeWhere(9_000), /^likely what requests reserve.*90 % of the quota/);
    assert.match(
      await causeWhere(500),
      /^a burst within a minute, or calls that are not seen: by the invocation log.*47 %/,
    );
    const some = accountWhere(16_000);
    some.data.push({
      ...some.data.find(({ metric }) => metric === logMetrics.maxTokens)!,
      metric: logMetrics.without,
      value: 1,
    });
    const [assumed] = (await report(some, requestOf(minutes * 60, { directory: folder, end: start + minutes * 60 })))
      .targets;
    assert.match(
      assumed?.causes.join("\n") ?? "",
      /likely what requests reserve.*1 requests that name no max_tokens count as 128,000 each/,
    );
    stack("  bedrock-headroom:reservation: { source: estimate, maxTokens: 20000 }\n");
    assert.match(
      await causeWhere(500),
      /^possibly what requests reserve.*up to 145 % .*20,000 tokens of output, which nobody measured/,
    );
    stack("  bedrock-headroom:reservation: { source: estimate, maxTokens: 100 }\n");
    assert.match(await causeWhere(500), /^a burst within a minute, hardly what requests reserve: .*at most 45 %/);
    stack("");
    assert.match(await causeWhere(500), /^what requests reserve: tokens per minute peaked at 40 %/);
  });

  it("stands in the terminal and in Markdown, marked for what it is", async () => {
    stack(logs);
    const { document } = await read(16_000);
    const text = terminalReport(document, (_style, part) => part, 120);
    assert.match(text, /taken ÷ quota/);
    assert.match(text, /≈170k +≈85k +≈125k +≈125%/);
    assert.match(text, /≈ estimated from what was measured/);
    assert.match(markdownReport(document), /## Reserved[\s\S]*≈125%/);
    for (const line of terminalReport(document, (_style, part) => part, 80).split("\n"))
      assert.ok(line.length <= 80 || line.includes("https://"), line);
  });
});
