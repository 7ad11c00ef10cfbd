import * as z from "zod";
import { verdicts } from "../../monitoring/increase/judge.ts";
import { limitKinds, scopes } from "../../words/words.ts";
import { incompleteShape, timeShape, windowShape } from "../document-shapes.ts";

const code = z.templateLiteral(["L-", z.string()]);

const boundsShape = z
  .strictObject({ low: z.number(), high: z.number() })
  .nullable()
  .describe("between what the true value lies, where CloudWatch has no minutes any more; null: it is exact");

const measuredShape = z.strictObject({ value: z.number(), bounds: boundsShape });

const rateShape = z.strictObject({
  kind: z.enum(["tpm", "rpm", "input-tpm", "output-tpm"]),
  steady: measuredShape.describe("the median minute of those with data"),
  p90: measuredShape,
  p99: measuredShape,
  peak: measuredShape.describe("the highest minute"),
  peakAt: timeShape,
});

const factsShape = z
  .strictObject({
    requests: z.number().describe("accepted in the window"),
    rates: z.array(rateShape).describe("tokens or requests a minute"),
    perRequest: z
      .strictObject({
        input: z.number().describe("tokens not from a cache"),
        cacheRead: z.number().nullable().describe("null: no metric"),
        cacheWrite: z.number().nullable().describe("null: no metric"),
        output: z.number(),
      })
      .nullable()
      .describe("tokens of a request, on average; null: nothing was called"),
    cachedShare: z
      .number()
      .nullable()
      .describe("of all input, read from a cache: 0 to 1; null: no metric, or no input"),
    longInputs: z
      .number()
      .nullable()
      .describe("percent of requests with more than 25,000 input tokens, cached ones left out; null: not read"),
    throttles: z
      .strictObject({ requests: z.number(), percent: z.number().nullable(), lastAt: timeShape.nullable() })
      .nullable()
      .describe("null: no metric tells (mantle)"),
    takenPeak: z
      .number()
      .nullable()
      .describe("percent of the quota taken (held + used) in the highest minute; null: no stack here looks at it"),
    growth: z
      .strictObject({ text: z.string() })
      .nullable()
      .describe("how use grew in the last eight weeks; null: no trend, or it can't be told"),
  })
  .describe("what AWS asks of who wants more");

export const requestShape = z.strictObject({
  id: z.string(),
  code,
  name: z.string(),
  desired: z.number().describe("Service Quotas' own value, without multiplier"),
  status: z
    .string()
    .describe("PENDING, CASE_OPENED, APPROVED, DENIED, NOT_APPROVED, CASE_CLOSED, INVALID_REQUEST, or a newer one"),
  caseId: z.string().nullable().describe("the support case; null: none yet"),
  created: timeShape,
  updated: timeShape,
  automatic: z.boolean().describe("Service Quotas Automatic Management asked, no person"),
});

const quotaShape = z.strictObject({
  kind: z.enum(limitKinds),
  code,
  name: z.string(),
  url: z.string().describe("its page in the console"),
  awsValue: z.number().nullable().describe("what Service Quotas shows; null: none, or not read"),
  multiplier: z.union([z.literal(1), z.literal(2)]),
  value: z.number().nullable().describe("effective for the scope: AWS's value times the multiplier"),
  default: z.number().nullable(),
  adjustable: z.boolean().nullable(),
  verdict: z.enum(verdicts),
  because: z.string(),
  desired: z
    .number()
    .nullable()
    .describe("what to ask for, in Service Quotas' own unit; null: nothing, or it can't be told"),
  demand: z
    .strictObject({
      peak: z.number().describe("effective unit: tokens or requests a minute, tokens a day"),
      from: z.enum(["used", "taken"]),
      at: timeShape.nullable(),
      atLeast: z.boolean().describe("the true one may be higher"),
    })
    .nullable(),
  request: requestShape.nullable().describe("the one that is open, or approved and not applied yet"),
  notes: z.array(z.string()),
  ways: z.array(
    z.strictObject({
      what: z.enum(["support-case", "cross-region-quota", "another-scope", "advise", "another-model", "wait"]),
      text: z.string(),
      url: z.string().optional(),
    }),
  ),
});

const targetShape = z.strictObject({
  modelId: z.string(),
  name: z.string(),
  scope: z.enum(scopes),
  lifecycle: z.enum(["active", "legacy", "end-of-life"]),
  profileId: z.string().describe("what callers name: the model's id, or that of its system profile"),
  facts: factsShape,
  quotas: z.array(quotaShape),
});

const submittedShape = z.strictObject({
  region: z.string(),
  code,
  desired: z.number(),
  outcome: z.enum(["submitted", "already-open", "refused", "unknown", "not-tried"]),
  request: requestShape.nullable(),
  why: z.string().optional(),
});

/** What `headroom increase --json` writes, of one Region. */
export const increaseShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  region: z.string(),
  window: windowShape,
  ask: z.union([z.strictObject({ headroomPercent: z.number() }), z.strictObject({ to: z.number() })]),
  targets: z.array(targetShape),
  submitted: z.array(submittedShape).nullable().describe("null: nothing was to be submitted (no --submit)"),
  incomplete: incompleteShape,
});

export type IncreaseDocument = z.infer<typeof increaseShape>;
export type IncreaseTarget = z.infer<typeof targetShape>;
export type IncreaseQuota = z.infer<typeof quotaShape>;
export type SubmittedPart = z.infer<typeof submittedShape>;
export type RequestPart = z.infer<typeof requestShape>;
