import * as z from "zod";
import { causes, errorClasses } from "../../monitoring/diagnosis/causes.ts";
import { type MeasurableKind, measurableKinds, scopes } from "../../words/words.ts";
import { incompleteShape, metricCostShape, timeShape, windowShape } from "../document-shapes.ts";

const percentShape = z.number().nullable().describe("percent of the quota; null: not known");
const sureness = z.enum(["certain", "likely", "possible"]);
const cause = z.enum(causes);
const kind = z.enum(measurableKinds as [MeasurableKind, ...MeasurableKind[]]);
const step = z.strictObject({
  text: z.string(),
  command: z.exactOptional(z.string()).describe("a command that helps with it"),
});

const burst = z.strictObject({
  start: timeShape,
  end: timeShape.describe("exclusive"),
  minutes: z.int(),
  throttled: z.number().describe("requests; on mantle errors that callers got"),
  accepted: z.number().describe("requests accepted in the same minutes"),
  cause: cause.nullable().describe("null: it can't be told which of `left`"),
  kind: kind.nullable(),
  sureness: sureness.nullable(),
  left: z
    .array(z.strictObject({ cause, kind: z.exactOptional(kind), sureness, why: z.string() }))
    .describe("every cause that is left, the likeliest first"),
  limits: z.array(
    z.strictObject({
      cause,
      kind,
      code: z.templateLiteral(["L-", z.string()]),
      support: z.enum(["explains", "possible", "ruled-out", "cannot-tell"]),
      why: z.string(),
      quota: z.strictObject({ lowest: z.number(), highest: z.number() }).nullable().describe("in the burst's minutes"),
      quotaOfThen: z.boolean().describe("true: as published in those minutes; false: what the account has today"),
      peak: z
        .strictObject({ least: percentShape, most: percentShape })
        .describe("the highest whole minute with throttled requests; of the reservation at least and at most"),
      upTo: percentShape.describe("the most that any 60 seconds can have had, percent; null: not known"),
    }),
  ),
  maxTokens: z
    .strictObject({
      from: z.enum(["measured", "partly-assumed", "given", "bounds"]),
      least: z.number().nullable(),
      most: z.number().nullable(),
    })
    .nullable()
    .describe("what requests asked for; null: nothing is held for output, or nobody can tell"),
  drawers: z.array(
    z.strictObject({
      id: z.string().describe("value of ModelId (Model on mantle)"),
      name: z.string(),
      tags: z.record(z.string(), z.string()),
      share: z.number().describe("percent of the tokens (of requests where these are the cause)"),
      tokens: z.number(),
      requests: z.number(),
      throttled: z.number(),
    }),
  ),
  errors: z
    .strictObject({
      counts: z.partialRecord(z.enum(errorClasses), z.int()),
      timed: z.boolean().describe("false: they have no times, so they may be of other bursts"),
      named: z.boolean().describe("false: they name no model, so they may be of another"),
    })
    .nullable(),
  first: step.describe("what to change first"),
  wouldTell: z.array(step).describe("further evidence that would tell causes apart"),
});

export const diagnosisShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  region: z.string(),
  window: windowShape,
  inUse: z.int().describe("targets that were looked at"),
  targets: z
    .array(
      z.strictObject({
        modelId: z.string(),
        name: z.string(),
        scope: z.enum(scopes),
        ids: z.array(z.string()),
        throttled: z.number(),
        bursts: z.array(burst).describe("the newest first"),
        notes: z.array(z.string()),
      }),
    )
    .describe("those with throttled requests, most first"),
  errors: z
    .strictObject({ lines: z.int(), errors: z.int() })
    .nullable()
    .describe("what --errors held; null: none given"),
  incomplete: incompleteShape,
  notes: z.array(z.string()),
  cost: metricCostShape,
});

/** What `headroom diagnose --json` writes. */
export type DiagnosisDocument = z.infer<typeof diagnosisShape>;
