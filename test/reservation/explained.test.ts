import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { metricReader } from "../../aws/metrics.ts";
import { adviceDocument } from "../../cli/advise/document.ts";
import { readOutputs } from "../../cli/advise/read-outputs.ts";
import { collectUsage } from "../../cli/usage/collect.ts";
import { simulateBedrock, turnedClock } from "../../client/testing/index.ts";
import type { PretendDatum } from "../../local/servers/cloudwatch.ts";
import { evaluateOver } from "../../monitoring/report/evaluate.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import { logFilters } from "../../monitoring/reservation/log-filters.ts";
import { logsNamespace } from "../../monitoring/reservation/metrics.ts";
import { reservationOf } from "../../monitoring/reservation/watched.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { minute as minuteSeconds, percent } from "../../words/units.ts";
import { registry, target } from "../monitoring/example-settings.ts";
import { emptyAccount, now, opus, type PretendAccount, region, run, usOpus } from "../usage/pretend-account.ts";
import { filterPattern, selected } from "./filter-pattern.ts";

/**
 * The whole story on one simulated Bedrock: an application with a large max_tokens is throttled at 40 % of its quota; what
 * Bedrock would publish of it, and the metric filters of its log records, go into CloudWatch; the dashboard, the report
 * and the advice tell it with the same number; and with the advice followed nothing is throttled any more.
 */
const quota = 525_000;
const minutes = 5;
const start = now - (now % 60) - minutes * 60;
const filters = logFilters("team").map((filter) => ({ ...filter, test: filterPattern(filter.pattern) }));
const messages = [{ role: "user" as const, content: [{ text: "Is this mail spam?" }] }];

/** Twelve requests every six seconds: 2,500 tokens of input and answers of 100, a burndown of 10. */
async function application(maxTokens: number) {
  const clock = turnedClock(start * 1000);
  const bedrock = await simulateBedrock({
    clock,
    models: { [usOpus]: { quotas: { tokensPerMinute: quota }, burndownRate: 10 } },
    answer: () => ({ inputTokens: 2_500, outputTokens: 100, secondsToFirstToken: 1, tokensPerSecond: 50 }),
  });
  const client = new BedrockRuntimeClient({
    ...{ region, endpoint: bedrock.url, maxAttempts: 1 },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const data: PretendDatum[] = [];
  const put = (namespace: string, metric: string, dimensions: Record<string, string>, at: number, value: number) =>
    data.push({ namespace, metric, dimensions, timestamp: Math.floor(at / 1000), value });
  let throttled = 0;
  async function request(): Promise<void> {
    const began = clock.now();
    const bedrockPuts = (metric: string, value: number) =>
      put("AWS/Bedrock", metric, { ModelId: usOpus }, began, value);
    const inputBodyJson = { messages, inferenceConfig: { maxTokens } };
    try {
      const { usage } = await client.send(new ConverseCommand({ modelId: usOpus, ...inputBodyJson }));
      bedrockPuts("Invocations", 1);
      bedrockPuts("InputTokenCount", usage!.inputTokens!);
      bedrockPuts("OutputTokenCount", usage!.outputTokens!);
      bedrockPuts("EstimatedTPMQuotaUsage", usage!.inputTokens! + 10 * usage!.outputTokens!);
      // A second to the first token, and two for 100 of them: the server itself answers at once.
      bedrockPuts("InvocationLatency", 3_000);
      const record = { modelId: usOpus, operation: "Converse", input: { inputBodyJson } };
      for (const { test, metric, value, dimensions } of filters) {
        if (!test(record)) continue;
        const own = Object.fromEntries(
          Object.entries(dimensions).map(([name, at]) => [name, String(selected(record, at))]),
        );
        put(
          logsNamespace("team"),
          metric,
          own,
          began,
          value.startsWith("$") ? Number(selected(record, value)) : Number(value),
        );
      }
    } catch (error) {
      assert.equal((error as Error).name, "ThrottlingException");
      throttled++;
      bedrockPuts("InvocationThrottles", 1);
    }
  }
  const sent: Promise<void>[] = [];
  for (let second = 0; second < minutes * 60; second += 6) {
    for (let each = 0; each < 12; each++) sent.push(request());
    await bedrock.arrived(sent.length);
    await clock.pass(6_000);
  }
  await Promise.all(sent);
  client.destroy();
  await bedrock.close();
  return { data, throttled, sent: sent.length };
}

describe("an application that is throttled at 40 % of its quota", () => {
  const folder = mkdtempSync(join(tmpdir(), "headroom-explained-"));
  after(() => rmSync(folder, { recursive: true }));
  const yaml = [
    "config:",
    "  aws:region: us-east-1",
    `  bedrock-headroom:models: [us.${opus}]`,
    "  bedrock-headroom:reservation: { source: logs, logGroup: bedrock, thresholds: { warning: 80 } }",
  ];
  writeFileSync(join(folder, "Pulumi.team.yaml"), `${yaml.join("\n")}\n`);

  it("is explained by the dashboard, the report and the advice with one number, and helped by the advice", async () => {
    const before = await application(64_000);
    assert.ok(before.throttled > 0.4 * before.sent, `${before.throttled} of ${before.sent} throttled`);

    const account: PretendAccount = { ...emptyAccount(), data: before.data };
    Object.assign(account.quotas[0]!, { applied: quota, default: quota });
    const { server, clients } = await run(account);
    const stretches = stretchesOf({ start, end: start + minutes * 60 }, now, "auto");
    let targets: TargetSettings[] = [];
    const usage = await collectUsage(
      clients,
      { models: [], all: false, by: undefined, timeZone: "UTC", failOn: undefined, stretches, now, directory: folder },
      {
        pick: async (chosen) => {
          targets = chosen.targets;
          return targets;
        },
      },
    );
    const outputs = await readOutputs(metricReader(clients.cloudwatch), clients.region, targets, stretches);
    await server.close();

    // The report: throttled though 40 % is used, since the reservation took what was left.
    const [own] = usage.targets;
    assert.ok(own?.reservation?.takenPercent);
    const used = own.quotas[0]?.utilisation?.peak ?? 0;
    assert.ok(used >= 30 && used <= 50, `${used} % used`);
    const taken = own.reservation.takenPercent.peak;
    assert.ok(taken >= 80, `${taken} % taken`);
    assert.match(own.causes[0] ?? "", /what requests reserve, by the invocation log/);
    assert.match(
      own.causes[0] ?? "",
      new RegExp(`${Math.floor(own.reservation.takenAtThrottles ?? 0)} % of the quota`),
    );

    // The dashboard: the very expression of its chart and its alarm, over the same series.
    const reservation = {
      source: "logs",
      logGroup: "bedrock",
      thresholds: [{ name: "warning", threshold: percent(80) }],
    } as const;
    const figures = reservationOf(target(opus, "cross-region", { reservation }), { stack: "team", region });
    assert.ok(figures && !("cannotTell" in figures) && figures.share);
    const span = { start, end: start + minutes * 60, period: minuteSeconds };
    const shown = evaluateOver(figures.share, span, ({ namespace, name, dimensions, stat }) => {
      if (namespace === "Bedrock/Quotas") return new Float64Array(minutes).fill(quota);
      const found = new Float64Array(minutes).fill(Number.NaN);
      for (const datum of before.data) {
        if (
          datum.namespace !== namespace ||
          datum.metric !== name ||
          datum.dimensions["ModelId"] !== dimensions["ModelId"]
        )
          continue;
        const at = Math.floor((datum.timestamp - start) / 60);
        found[at] = (Number.isNaN(found[at]!) ? 0 : found[at]!) + (stat === "SampleCount" ? 1 : datum.value);
      }
      return found;
    });
    assert.ok(Math.abs(Math.max(...shown) - taken) < 1e-9);

    // The advice: the same number, and what to ask for instead.
    const document = adviceDocument({
      usage,
      targets: targets.map((one, index) => ({ target: one, outputP99: outputs[index] })),
      models: registry.models,
      ...{ maxTokens: undefined, margin: 0.2 },
    });
    const advice = document.targets[0]?.advice.find(({ what }) => what === "max-tokens");
    assert.ok(advice?.maxTokens);
    assert.equal(advice.maxTokens.takenNow, taken);
    assert.deepEqual([advice.maxTokens.now, advice.maxTokens.instead], [64_000, 150]);
    assert.ok(advice.requestsAMinute! >= before.sent / minutes, `${advice.requestsAMinute} a minute`);

    // Followed, it helps.
    const followed = await application(advice.maxTokens.instead);
    assert.equal(followed.throttled, 0);
  }).timeout(60_000);
});
