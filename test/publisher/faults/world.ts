import type { Handler } from "../../../functions/quota-publisher/handler.ts";
import { AwsError, type AwsServer, type AwsService, startAwsServer } from "../../../local/servers/aws-http.ts";
import { cloudwatch, type PretendDatum } from "../../../local/servers/cloudwatch.ts";
import { type PretendQuota, serviceQuotas } from "../../../local/servers/service-quotas.ts";
import { type PretendMessage, sns } from "../../../local/servers/sns.ts";
import type { Feed } from "../../../monitoring/plan-types.ts";
import type { FakeTime } from "./fake-time.ts";

/** A datum, and the minute of the case in which it was put. */
export interface PutDatum extends PretendDatum {
  putIn: number;
}

/** What came of a case: everything by minutes since its start. */
export interface Played {
  minutes: number;
  /** epoch seconds */
  start: number;
  data: PutDatum[];
  messages: { minute: number; text: string; topic: string }[];
  /** failed runs, and messages in the dead-letter queue */
  errors: number[];
  deadLetters: number[];
  /** what the account has of each code, before the feed's multiplier; undefined: nothing */
  truth: Map<string, (number | undefined)[]>;
}

type Answer = (input: Record<string, unknown>, usual: () => unknown) => unknown;

/** The account and the function's surroundings while a case is played. */
export interface World {
  readonly feed: Feed;
  readonly quotas: PretendQuota[];
  readonly server: AwsServer;
  /** answers of AWS's operations other than the usual, by name */
  readonly answers: Map<string, Answer>;
  /** minutes whose run does not come */
  readonly missed: Set<number>;
  /** more runs in a minute: how many minutes before it they were due */
  readonly extraRuns: Map<number, number[]>;
  /** how many minutes the function's clock is ahead */
  clockAhead: number;
  /** true: the function fails before its code runs */
  dead: boolean;
  /** ends the execution environment: the next run starts a new one */
  endEnvironment(): void;
  quota(code: string): PretendQuota;
}

export type Script = Readonly<Record<number, (world: World) => void>>;

export const topicArns = ["critical", "warning"].map((name) => `arn:aws:sns:us-east-1:123456789012:${name}`);

const firstMinute = Date.UTC(2026, 10, 25, 10) / 60_000;

/**
 * Plays a case: the schedule runs the function's handler once a minute against servers that behave like AWS; a run that
 * fails is tried again a minute later, and lands in the dead-letter queue when that fails too.
 * @param script what happens, by the minute before whose run it does
 */
export async function play(
  setting: { feed: Feed; account: PretendQuota[]; coldStart: () => Handler; time: FakeTime },
  script: Script,
  minutes: number,
): Promise<Played> {
  const { feed, account: quotas, coldStart, time } = setting;
  const data: PretendDatum[] = [];
  const putIn: number[] = [];
  const messages: PretendMessage[] = [];
  const answers: World["answers"] = new Map();
  let minute = 0;
  const played: Played = {
    ...{ minutes, start: firstMinute * 60, data: [], messages: [], truth: new Map() },
    ...{ errors: Array<number>(minutes).fill(0), deadLetters: Array<number>(minutes + 1).fill(0) },
  };
  const answered = (service: AwsService): AwsService => ({
    ...service,
    operations: Object.fromEntries(
      Object.entries(service.operations).map(([name, usual]) => [
        name,
        (input: Record<string, unknown>, call) => {
          const other = answers.get("*") ?? answers.get(name);
          return other ? other(input, () => usual(input, call)) : usual(input, call);
        },
      ]),
    ),
  });
  const server = await startAwsServer(
    answered(serviceQuotas(quotas)),
    answered(cloudwatch(data, { now: () => (firstMinute + minute) * 60 + 3 })),
    answered(sns(messages)),
  );
  let environment: Handler | undefined;
  const world: World = {
    ...{ feed, quotas, server, answers, missed: new Set(), extraRuns: new Map(), clockAhead: 0, dead: false },
    endEnvironment: () => {
      environment = undefined;
    },
    quota: (code) => quotas.find((one) => one.code === code)!,
  };
  process.env["AWS_ENDPOINT_URL"] = server.url;

  const run = async (due: number, isRetry: boolean): Promise<void> => {
    try {
      if (world.dead) throw new Error("the function does not start");
      environment ??= coldStart();
      await environment({ scheduledTime: new Date((firstMinute + due) * 60_000 + 1_000).toISOString() }, {});
    } catch {
      played.errors[minute]! += 1;
      if (isRetry) played.deadLetters[minute]! += 1;
      else if (minute + 1 < minutes) retries.push(due);
    }
  };
  const retries: number[] = [];
  const note = () => {
    while (putIn.length < data.length) putIn.push(minute);
    for (const { TopicArn, Message } of messages.splice(0))
      played.messages.push({ minute, text: JSON.parse(Message).default, topic: TopicArn });
  };
  try {
    for (; minute < minutes; minute++) {
      script[minute]?.(world);
      for (const { code } of feed.quotas) {
        const known = quotas.find((one) => one.code === code);
        const values = played.truth.get(code) ?? [];
        values[minute] = known?.applied ?? known?.default;
        played.truth.set(code, values);
      }
      time.set((firstMinute + minute + world.clockAhead) * 60_000 + 3_456);
      for (const due of retries.splice(0)) await run(due, true);
      if (!world.missed.has(minute)) await run(minute, false);
      for (const before of world.extraRuns.get(minute) ?? []) await run(minute - before, false);
      note();
    }
  } finally {
    await server.close();
  }
  played.data = data.map((datum, index) => ({ ...datum, putIn: putIn[index]! }));
  return played;
}

/** From now on nothing that the function calls is answered, until its environment has ended. */
export function cutOff(world: World): void {
  world.answers.set("*", () => {
    throw new AwsError(403, "AccessDeniedException", "the environment has ended");
  });
  world.endEnvironment();
}
