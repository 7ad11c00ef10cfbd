import { simulateBedrock, turnedClock } from "../../client/testing/index.ts";

/** The simulated model: a quota that refills evenly, and answers of a hundred tokens in two seconds. */
const answer = { outputTokens: 100, secondsToFirstToken: 1, tokensPerSecond: 100 };

/**
 * A simulated Bedrock (client/testing) with one model, and its time, which passes whenever a request waits. What AWS
 * doesn't say of admission the simulator assumes: docs/client.md.
 */
export async function simulated(modelId: string, tokensPerMinute: number, burndownRate: number) {
  const clock = turnedClock();
  const bedrock = await simulateBedrock({
    clock,
    models: { [modelId]: { quotas: { tokensPerMinute }, burndownRate } },
    answer: () => answer,
  });
  let sent = 0;
  let ended = 0;
  let passing = false;
  /** Lets time pass while a request is open. */
  async function pass(): Promise<void> {
    if (passing) return;
    passing = true;
    while (ended < sent) {
      await bedrock.arrived(sent);
      await clock.pass(100);
    }
    passing = false;
  }
  return {
    url: bedrock.url,
    now: () => clock.elapsed(),
    wait: (milliseconds: number) => clock.pass(milliseconds),
    async run<T>(send: () => Promise<T>): Promise<T> {
      sent++;
      const answered = send().finally(() => ended++);
      void pass();
      return answered;
    },
    close: () => bedrock.close(),
  };
}
