/**
 * How well a client stays under a quota: `npm run bench -- client-quota`. Ten times as many requests as the quota takes,
 * for ten simulated minutes, over HTTP against the simulator, on a clock that is turned: beside the quota-aware client one
 * that sends all at once, and one that paces requests by what each holds, as a queue with a fixed rate would. What the
 * SDK tries again by itself waits by the system's clock, so no retries are in it: they would add throttles, not answers.
 */
import { setImmediate as turn } from "node:timers/promises";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { quotaAware } from "../client/index.ts";
import { type Refill, simulateBedrock, turnedClock } from "../client/testing/index.ts";

export interface QuotaFigures {
  /** of ten minutes' quota, percent */
  used: number;
  /** requests refused for want of a quota */
  throttled: number;
}

type Way = "quota-aware" | "all at once" | "paced";

const modelId = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const tokensPerMinute = 300_000;
const burndownRate = 5;
const maxTokens = 300;
const minutes = 10;
/** About 1,000 tokens. */
const text = "word ".repeat(800);
/** What each counts on average: 1,000 of input and 5 × 150 of output. */
const perRequest = 1_750;
const tenTimes = Math.round((10 * tokensPerMinute) / perRequest / 60);

export async function benchQuota(): Promise<Record<string, QuotaFigures>> {
  const found: Record<string, QuotaFigures> = {};
  for (const refill of ["bucket", "window"] as const)
    for (const way of ["quota-aware", "paced", "all at once"] as const)
      found[`${way}, refill by ${refill}`] = await overload(way, refill);
  return found;
}

async function overload(way: Way, refill: Refill): Promise<QuotaFigures> {
  const clock = turnedClock();
  const model = { quotas: { tokensPerMinute }, burndownRate, refill };
  const bedrock = await simulateBedrock({
    clock,
    models: { [modelId]: model },
    answer: (_request, random) => ({
      ...{ outputTokens: 100 + Math.floor(100 * random()), secondsToFirstToken: 0.5, tokensPerSecond: 200 },
    }),
  });
  const client = new BedrockRuntimeClient({
    ...{ region: "us-east-1", endpoint: bedrock.url, maxAttempts: 1 },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });
  const quotas = quotaAware({ client, clock, models: { [modelId]: { tokensPerMinute, burndownRate } } });
  const command = () =>
    new ConverseCommand({
      modelId,
      messages: [{ role: "user", content: [{ text }] }],
      inferenceConfig: { maxTokens },
    });
  let sent = 0;
  let ended = 0;
  /** Whatever was sent has come, and whatever was answered is back. */
  async function quiet(): Promise<void> {
    for (let times = 0; times < 5_000; times++) {
      const { admitted, open, throttled } = bedrock.counters(modelId);
      const refused = Object.values(throttled).reduce((total, one) => total + one, 0);
      const stats = quotas.stats()[modelId]!;
      const out = way === "quota-aware" ? stats.admitted : sent;
      const back = way === "quota-aware" ? stats.open : sent - ended;
      if (out === admitted + refused && back === open) return;
      await turn();
    }
  }
  const pacedRate = tokensPerMinute / (1_000 + maxTokens) / 60;
  let due = 0;
  for (let second = 0; second < minutes * 60; second++) {
    due += way === "paced" ? pacedRate : tenTimes;
    for (; due >= 1; due--) {
      sent++;
      const answer = way === "quota-aware" ? quotas.send(command(), { timeout: 60_000 }) : client.send(command());
      void answer.catch(() => {}).finally(() => ended++);
    }
    for (let step = 0; step < 5; step++) {
      await quiet();
      await clock.pass(200);
    }
  }
  const { settledTokens, throttled } = bedrock.counters(modelId);
  await quotas.close();
  client.destroy();
  await bedrock.close();
  return {
    used: Math.round((1_000 * settledTokens) / tokensPerMinute / minutes) / 10,
    throttled: throttled.tokensPerMinute,
  };
}
