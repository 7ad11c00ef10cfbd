/**
 * What the client library costs: `npm run bench -- client`. The SDK's client runs with an HTTP handler that answers at
 * once, with the middleware and without it in turn, so that the difference is the middleware's own work.
 */
import { Readable } from "node:stream";
import { BedrockRuntimeClient, ConverseCommand, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { headroom, type Publisher } from "../client/index.ts";

export interface ClientFigures {
  /** microseconds of a call of Converse */
  converse: CallFigures;
  /** … of InvokeModel with a prompt of 4,000 characters */
  invoke: CallFigures;
  /** memory of 200 models with figures of every size in two minutes, megabytes */
  megabytesFor200Models: number;
}

interface CallFigures {
  /** the SDK's client alone, and with the middleware */
  bare: Quantiles;
  counted: Quantiles;
  /** the middleware alone */
  own: Quantiles;
}

interface Quantiles {
  p50: number;
  p99: number;
}

const calls = 4000;
const modelId = "us.anthropic.claude-sonnet-5";
const usage = { inputTokens: 100, outputTokens: 10, totalTokens: 110 };
const converseBody = JSON.stringify({
  output: { message: { role: "assistant", content: [{ text: "Hello" }] } },
  usage,
});
const invokeBody = JSON.stringify({ content: [{ text: "Hello" }], usage: { input_tokens: 100, output_tokens: 10 } });
const nowhere: Publisher = { publish: async () => ({ keep: [], refused: 0, toldDropped: true }) };

function clientOf(body: string): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    requestHandler: {
      async handle() {
        const headers = { "content-type": "application/json" };
        return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(body)]) } };
      },
    },
  });
}

const quantiles = (times: number[]): Quantiles => {
  times.sort((left, right) => left - right);
  const at = (share: number) => Math.round((times[Math.floor(times.length * share)] ?? 0) * 10) / 10;
  return { p50: at(0.5), p99: at(0.99) };
};

async function timeCalls(call: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let number = 0; number < calls; number++) {
    const began = performance.now();
    await call();
    times.push((performance.now() - began) * 1000);
  }
  return times;
}

async function measureCalls(
  send: (client: BedrockRuntimeClient) => Promise<unknown>,
  body: string,
): Promise<Omit<CallFigures, "own">> {
  const bare = clientOf(body);
  const counted = clientOf(body);
  const meter = headroom({ application: "bench", publish: nowhere });
  counted.middlewareStack.use(meter);
  for (const client of [bare, counted]) await timeCalls(() => send(client));
  const times = { bare: await timeCalls(() => send(bare)), counted: await timeCalls(() => send(counted)) };
  await meter.shutdown();
  return { bare: quantiles(times.bare), counted: quantiles(times.counted) };
}

type Handler = (args: { input: unknown; request: unknown }) => Promise<unknown>;

/** The middleware's own work: between a handler that has its answer already and the caller, in the last of five rounds. */
async function measureOwn(commandName: string, input: unknown, output: unknown): Promise<Quantiles> {
  const meter = headroom({ application: "bench", publish: nowhere });
  let handler: Handler | undefined;
  const add = (middleware: (next: Handler, context: { commandName: string }) => Handler) => {
    handler = middleware(async () => ({ output, response: { headers: {} } }), { commandName });
  };
  meter.applyToStack({ add } as unknown as Parameters<typeof meter.applyToStack>[0]);
  const request = { hostname: "bedrock-runtime.us-east-1.amazonaws.com" };
  let times: number[] = [];
  for (let round = 0; round < 5; round++) times = await timeCalls(async () => handler?.({ input, request }));
  await meter.shutdown();
  return quantiles(times);
}

/** Every model gets values of all sizes, in two minutes: as much as can be kept of them. */
function measureMemory(): number {
  let now = Date.UTC(2026, 10, 26);
  const clock = { now: () => now, elapsed: () => now, after: () => () => {} };
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const meter = headroom({ application: "bench", publish: nowhere, maxModels: 200, clock });
  for (let minute = 0; minute < 2; minute++, now += 60_000)
    for (let model = 0; model < 200; model++)
      for (let size = 1; size < 200_000; size *= 1.06) {
        const series = { region: "us-east-1", endpoint: "bedrock-runtime", modelId: `model.${model}` } as const;
        const tokens = Math.floor(size);
        const answer = { throttled: false, usage: { inputTokens: tokens, outputTokens: tokens } };
        meter.begin(series, tokens).settle(answer);
      }
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  void meter.shutdown();
  return Math.round(((after - before) / 2 ** 20) * 100) / 100;
}

export async function benchClient(): Promise<ClientFigures> {
  const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
  const inferenceConfig = { maxTokens: 1000 };
  const prompt = JSON.stringify({ messages: [{ role: "user", content: "x".repeat(4000) }], max_tokens: 1000 });
  const converse = { modelId, messages, inferenceConfig };
  const invoke = { modelId, body: prompt };
  const output = { body: new TextEncoder().encode(invokeBody) };
  return {
    converse: {
      ...(await measureCalls((client) => client.send(new ConverseCommand(converse)), converseBody)),
      own: await measureOwn("ConverseCommand", converse, { usage }),
    },
    invoke: {
      ...(await measureCalls((client) => client.send(new InvokeModelCommand(invoke)), invokeBody)),
      own: await measureOwn("InvokeModelCommand", invoke, output),
    },
    megabytesFor200Models: measureMemory(),
  };
}
