import assert from "node:assert/strict";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { headroom } from "../../client/index.ts";
import { type SimulatedBedrock, simulateBedrock, turnedClock } from "../../client/testing/index.ts";
import { allOf } from "./all-of.ts";
import { collected } from "./collected.ts";
import { minute } from "./turned-clock.ts";

const modelId = "us.anthropic.claude-sonnet-5";
const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];

const clientOf = ({ url }: SimulatedBedrock) =>
  new BedrockRuntimeClient({
    ...{ endpoint: url, region: "us-west-2", maxAttempts: 1, credentials: { accessKeyId: "a", secretAccessKey: "b" } },
  });

describe("the simulator, shared", () => {
  it("lets application profiles draw on one quota, and counts each", async () => {
    const profile = "arn:aws:bedrock:us-west-2:123456789012:application-inference-profile/abcdef123456";
    const bedrock = await simulateBedrock({
      models: { [modelId]: { quotas: { requestsPerMinute: 3 }, profiles: [profile] } },
      answer: () => ({ inputTokens: 10, outputTokens: 10 }),
      clock: turnedClock(),
    });
    const client = clientOf(bedrock);
    const results: string[] = [];
    for (const id of [modelId, profile, profile, profile]) {
      const sent = client.send(new ConverseCommand({ modelId: id, messages }));
      results.push(await sent.then(() => "answered").catch((error) => error.name));
    }
    client.destroy();
    await bedrock.close();
    assert.deepEqual(results, ["answered", "answered", "answered", "ThrottlingException"]);
    assert.deepEqual(bedrock.tenants(modelId), {
      [modelId]: { admitted: 1, throttled: 0, settledTokens: 20 },
      abcdef123456: { admitted: 2, throttled: 1, settledTokens: 40 },
    });
    assert.equal(bedrock.counters(profile).admitted, 3);
  });

  it("lets others take their part, the same in each run of a seed", async () => {
    const batch = {
      ...{ name: "the nightly batch", requestsPerMinute: 600, seconds: 2 },
      ...{ inputTokens: 1000, maxTokens: 1000, outputTokens: 100 },
    };
    const run = async (seed: number) => {
      const clock = turnedClock();
      const model = { quotas: { tokensPerMinute: 300_000 }, burndownRate: 10, otherTraffic: [batch] };
      const bedrock = await simulateBedrock({ models: { [modelId]: model }, clock, seed });
      await clock.pass(10 * minute);
      await bedrock.close();
      // Closed: nobody sends any more, what runs ends.
      await clock.pass(minute);
      return { tenants: bedrock.tenants(modelId), counters: bedrock.counters(modelId) };
    };
    const first = await run(1);
    assert.deepEqual(await run(1), first);
    assert.notDeepEqual((await run(2)).tenants, first.tenants);
    const { admitted = 0, throttled = 0, settledTokens } = first.tenants["the nightly batch"] ?? {};
    // 6,000 on average, of which the quota serves 300,000 ÷ 2,000 each minute, and the bucket's first filling.
    assert.ok(Math.abs(admitted + throttled - 6000) < 250, `${admitted} + ${throttled}`);
    assert.ok(admitted > 1400 && admitted <= 1650, `${admitted}`);
    assert.equal(settledTokens, admitted * 2000);
    assert.deepEqual([first.counters.open, first.counters.heldNow], [0, 0]);
  });

  it("gives answers that differ, the same in each run of a seed", async () => {
    const lengths = async (seed: number) => {
      const bedrock = await simulateBedrock({
        models: { [modelId]: { quotas: {} } },
        answer: (_, random) => ({ inputTokens: 1, outputTokens: Math.ceil(random() * 1000) }),
        ...{ clock: turnedClock(), seed },
      });
      const client = clientOf(bedrock);
      const found: (number | undefined)[] = [];
      for (let times = 0; times < 4; times++)
        found.push((await client.send(new ConverseCommand({ modelId, messages }))).usage?.outputTokens);
      client.destroy();
      await bedrock.close();
      return found;
    };
    const first = await lengths(7);
    assert.equal(new Set(first).size, 4);
    assert.deepEqual(await lengths(7), first);
    assert.notDeepEqual(await lengths(8), first);
  });
});

describe("the simulator and the client library", () => {
  const answer = {
    ...{ inputTokens: 30, outputTokens: 12 },
    ...{ cacheReadTokens: 400, cacheWriteTokens: 5 },
  };
  const bodies: Readonly<Record<string, object>> = {
    "us.anthropic.claude-sonnet-5": { messages, max_tokens: 200 },
    "amazon.nova-lite-v1:0": { messages, inferenceConfig: { maxTokens: 200 } },
    "meta.llama3-1-8b-instruct-v1:0": { prompt: "Hello", max_gen_len: 200 },
    "openai.gpt-oss-120b-1:0": { messages, max_completion_tokens: 200 },
  };

  for (const [id, body] of Object.entries(bodies))
    it(`count the same of ${id}, in all four operations`, async () => {
      const bedrock = await simulateBedrock({ models: { [id]: { quotas: {} } }, answer: () => answer });
      const client = clientOf(bedrock);
      const published = collected();
      const meter = headroom({ application: "test", publish: published });
      client.middlewareStack.use(meter);
      const converse = { modelId: id, messages, inferenceConfig: { maxTokens: 200 } };
      const invoke = { modelId: id, body: JSON.stringify(body) };
      await client.send(new ConverseCommand(converse));
      await allOf((await client.send(new ConverseStreamCommand(converse))).stream ?? []);
      await client.send(new InvokeModelCommand(invoke));
      await allOf((await client.send(new InvokeModelWithResponseStreamCommand(invoke))).body ?? []);
      await meter.shutdown();
      client.destroy();
      await bedrock.close();
      const { HeldTokenSeconds: _, ...sums } = published.sums()[id] ?? {};
      assert.deepEqual(sums, {
        ...{ Requests: 4, MaxTokens: 800, InputTokens: 140, OutputTokens: 48, ReservedTokens: 940 },
      });
      const { admitted, settledTokens } = bedrock.counters(id);
      assert.deepEqual({ admitted, settledTokens }, { admitted: 4, settledTokens: 188 });
    });
});
