import { setImmediate as turn } from "node:timers/promises";
import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { type QuotaAwareBedrock, type QuotaAwareOptions, quotaAware } from "../../client/index.ts";
import {
  type SimulatedBedrock,
  type SimulatorOptions,
  simulateBedrock,
  type TurnedClock,
  turnedClock,
} from "../../client/testing/index.ts";

export const modelId = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

export interface World {
  bedrock: SimulatedBedrock;
  client: BedrockRuntimeClient;
  quotas: QuotaAwareBedrock;
  clock: TurnedClock;
  warnings: string[];
  /** Lets simulated time pass, in steps in which what is on its way arrives. */
  pass(milliseconds: number): Promise<void>;
}

export const clientOf = (url: string) =>
  new BedrockRuntimeClient({
    ...{ region: "us-east-1", endpoint: url, maxAttempts: 1 },
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  });

/** A simulated Bedrock, a client that stays under its quotas, and a clock for both. */
export async function inWorld<T>(
  simulated: Omit<SimulatorOptions, "clock">,
  options: Omit<QuotaAwareOptions, "client" | "clock">,
  use: (world: World) => Promise<T>,
): Promise<T> {
  const clock = turnedClock();
  const bedrock = await simulateBedrock({ ...simulated, clock });
  const client = clientOf(bedrock.url);
  const warnings: string[] = [];
  const onWarning = (message: string) => warnings.push(message);
  const quotas = quotaAware({ onWarning, random: () => 0.5, ...options, client, clock });
  const ids = Object.keys(simulated.models);
  const sum = (of: readonly number[]) => of.reduce((total, one) => total + one, 0);
  const hasOthers = Object.values(simulated.models).some(({ otherTraffic }) => otherTraffic);
  /** Everything that was sent has come to the server, and everything it answered has come back. */
  async function arrived(): Promise<void> {
    for (let times = 0; times < 2_000; times++) {
      const ours = Object.values(quotas.stats());
      const theirs = ids.flatMap((id) => bedrock.tenants(id)[id] ?? []);
      await turn();
      const came = sum(theirs.map(({ admitted, throttled }) => admitted + throttled));
      const open = sum(ids.map((id) => bedrock.counters(id).open));
      // Who else has requests open isn't told.
      const isBack = hasOthers ? times > 30 : sum(ours.map((each) => each.open)) === open;
      if (sum(ours.map((each) => each.admitted)) === came && isBack) return;
    }
  }
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 200) {
      await arrived();
      await clock.pass(Math.min(200, left));
    }
    await arrived();
  };
  try {
    return await use({ bedrock, client, quotas, clock, warnings, pass });
  } finally {
    await quotas.close();
    client.destroy();
    await bedrock.close();
  }
}

/** About 1,000 tokens of input. */
export const longText = "word ".repeat(800);

export const converse = (maxTokens: number | undefined, text = longText, id = modelId) =>
  new ConverseCommand({
    modelId: id,
    messages: [{ role: "user", content: [{ text }] }],
    ...(maxTokens !== undefined && { inferenceConfig: { maxTokens } }),
  });

/** How a send ended: "answered", or why not. */
export const outcome = (sent: Promise<unknown>): Promise<string> =>
  sent.then(
    () => "answered",
    (error) => (error as { reason?: string }).reason ?? (error as Error).name,
  );
