import * as z from "zod";
import { measurableKinds, scopes } from "../../words/words.ts";
import { incompleteShape, metricCostShape, timeShape, windowShape } from "../document-shapes.ts";

const percentage = z.number().describe("percent of the quota");
const rule = {
  threshold: percentage,
  datapointsToAlarm: z.int(),
  evaluationPeriods: z.int().describe("minutes"),
};
const trial = z.strictObject({
  ...rule,
  warnedMinutes: z.int(),
  pages: z.int(),
  quietPages: z.int(),
  messages: z.int(),
});

const alarm = z.strictObject({
  id: z.string(),
  name: z.string(),
  severity: z.string(),
  kind: z.enum(["use", "throttles", "other"]).describe("use: it can warn; throttles: it tells of what has happened"),
  threshold: z.number().nullable(),
  episodes: z
    .array(
      z.strictObject({
        on: timeShape,
        off: timeShape.nullable().describe("null: on at the end"),
        throttled: z.boolean().describe("requests were throttled while it was on, or in the hour after"),
      }),
    )
    .describe("when it would have been on"),
  pages: z.int().describe("times that it went on in the window"),
  quietPages: z.int().describe("of those, without a throttled request while it was on nor in the hour after"),
  messages: z.int().describe("ALARM and OK messages; 0 where a composite alarm tells"),
  cannotTell: z.exactOptional(z.string()),
});

const burst = z.strictObject({
  start: timeShape,
  end: timeShape,
  throttledMinutes: z.int(),
  throttled: z.number(),
  warnedMinutes: z.int().describe("of its throttled minutes, those before whose beginning an alarm on use was on"),
  warnedBy: z.string().nullable(),
  leadMinutes: z.number().nullable().describe("how long that was on before the first throttled minute; null: none was"),
  lateMinutes: z
    .number()
    .nullable()
    .describe("how long after it the first alarm went on; null: none, or one was on before"),
});

const target = z.strictObject({
  modelId: z.string(),
  scope: z.enum(scopes),
  throttledMinutes: z.int(),
  warnedMinutes: z.int(),
  messages: z.int(),
  untold: z.int().describe("alarms on use that can't be told"),
  bursts: z.array(burst),
  alarms: z.array(alarm),
});

const outcome = z.strictObject({
  throttledMinutes: z.int(),
  warnedMinutes: z.int().describe("throttled minutes before whose beginning an alarm on use was on"),
  pages: z.int(),
  quietPages: z.int(),
  messages: z.int(),
  mostInAnHour: z.int().describe("the most messages within any 60 minutes"),
  targets: z.array(target),
});

export const backtestShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  stack: z.string(),
  region: z.string(),
  window: windowShape,
  lagMinutes: z.int().describe("how many minutes late Bedrock's metrics are taken to have come"),
  outcome: outcome.describe("what the plan's alarms would have done"),
  changed: z
    .strictObject({ thresholds: z.record(z.string(), z.number()), outcome })
    .nullable()
    .describe("the same with --thresholds"),
  whatIf: z
    .strictObject({
      throttledMinutes: z.int(),
      bursts: z.int().describe("on which the recommendation rests"),
      trials: z.array(trial).describe("one rule for the use of every per-minute quota, in the place of the plan's"),
      recommended: trial.nullable(),
      best: trial.nullable().describe("where none warns of 95 %, the one that warns of most"),
      targets: z.array(
        z.strictObject({
          ...{ modelId: z.string(), scope: z.string(), throttledMinutes: z.int(), bursts: z.int() },
          recommended: trial.nullable(),
        }),
      ),
    })
    .describe("what other thresholds and evaluations would have done"),
  quotas: z.array(
    z.strictObject({
      code: z.templateLiteral(["L-", z.string()]),
      modelId: z.string(),
      kind: z.enum(measurableKinds as [string, ...string[]]),
      published: z.int().describe("minutes of the window with the value that was published then"),
      assumed: z.int().describe("minutes with another: the published one before or after, or today's"),
      unknown: z.int().describe("minutes without any: alarms on it can't be told"),
    }),
  ),
  incomplete: incompleteShape,
  notes: z.array(z.string()),
  cost: metricCostShape.nullable().describe("null: read from a saved history"),
});

/** What `headroom backtest --json` writes. */
export type BacktestDocument = z.infer<typeof backtestShape>;
