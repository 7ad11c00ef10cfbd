/** The shape of an entry of `models`. */
import * as z from "zod";
import { type LimitKind, limitKinds } from "../words/limit-kinds.ts";
import { scopes } from "../words/words.ts";
import { evaluation, off, severityName, threshold } from "./alarm-shapes.ts";
import { reservationOrOff } from "./reservation-shapes.ts";
import { says } from "./says.ts";

const quotaCode = says(z.string().regex(/^L-[0-9A-F]{8}$/), {
  errorMessage: "must be a Service Quotas code: L- and eight digits or letters A to F",
  examples: ["L-0AD9BBE8"],
});

const codeOrNone = says(z.union([quotaCode, z.literal("none")]), {
  errorMessage: "must be a Service Quotas code (L- and eight digits or letters A to F), or none to leave the kind out",
  examples: ["L-0AD9BBE8", "none"],
});

const codeByKind = Object.fromEntries(limitKinds.map((kind) => [kind, codeOrNone.optional()])) as Record<
  LimitKind,
  z.ZodOptional<typeof codeOrNone>
>;

/** A profile's id, or its ARN. */
const applicationProfile = says(z.string().min(1).max(2048), {
  errorMessage: "must be the id or the ARN of an application inference profile",
  examples: ["abcd1234efgh"],
});
const applicationProfiles = z.array(applicationProfile);

export const modelName = says(z.string().min(1).max(2048), {
  id: "model",
  description: "A model id, a system-defined profile's id (its scope alone), or a pattern with *.",
  errorMessage: "must be a model id, a profile id or a pattern with *",
  examples: ["anthropic.claude-sonnet-5", "global.anthropic.claude-sonnet-5", "anthropic.*"],
});

export const modelEntry = says(
  z.strictObject({
    model: modelName,
    scopes: says(z.array(z.enum(scopes)).min(1), {
      description: "How the model is called. Default: every way that the Region offers.",
      errorMessage: `must be a list of scopes: ${scopes.join(", ")}`,
      examples: [["cross-region", "global"]],
    }).optional(),
    thresholds: says(z.record(severityName, z.union([threshold, ...off])), {
      description: "Other thresholds than the stack's, by severity; off drops a severity here.",
      errorMessage: "must be a percentage of the quota from 1 to 100 for each severity, or off",
      examples: [{ warning: 60 }, { warning: "off" }],
    }).optional(),
    applicationProfiles: says(
      z.union([
        z.literal("discover"),
        applicationProfiles,
        z.strictObject(
          Object.fromEntries(scopes.map((scope) => [scope, applicationProfiles.optional()])) as Record<
            (typeof scopes)[number],
            z.ZodOptional<typeof applicationProfiles>
          >,
        ),
      ]),
      {
        description:
          "Application inference profiles made from this model: their traffic draws on its quotas. discover: those that the account has when the stack is deployed. Else a list when the entry has one scope, or a map from scope to list.",
        errorMessage: "must be discover, a list of profile ids or ARNs, or a map from scope to such a list",
        examples: ["discover", ["abcd1234efgh"], { global: ["abcd1234efgh"] }],
      },
    ).optional(),
    evaluation: evaluation.optional(),
    consumption: says(z.enum(["estimated", "formula"]), {
      description:
        "How tokens are counted: estimated is AWS's own figure (EstimatedTPMQuotaUsage), formula is input + cache write + burndown × output. Default: estimated.",
      errorMessage: 'must be "estimated" or "formula"',
      examples: ["estimated"],
    }).optional(),
    burndown: says(z.number().min(1).max(100), {
      description: "Tokens of quota that one output token takes, where AWS's documentation doesn't say or has changed.",
      errorMessage: "must be a number from 1 to 100: the tokens of quota that one output token takes",
      examples: [5],
    }).optional(),
    alarms: says(z.boolean(), {
      description: "false: charts only.",
      errorMessage: "must be true or false",
      examples: [false],
    }).optional(),
    serverErrorRate: says(z.union([z.number().gt(0).max(100), ...off]), {
      description: "Alarm when so many percent of the invocations end in a server error.",
      errorMessage: "must be a percentage over 0 and up to 100, or off",
      examples: [5],
    }).optional(),
    latencyAnomaly: says(z.union([z.boolean(), z.number().gt(0).max(10), z.literal("off"), z.null()]), {
      description: "Alarm when p90 latency leaves the band that CloudWatch expects. true: 2 standard deviations.",
      errorMessage: "must be true, off, or a number of standard deviations over 0 and up to 10",
      examples: [true, 3],
    }).optional(),
    reservation: reservationOrOff.optional(),
    quotas: says(z.strictObject(codeByKind), {
      description:
        "Quota codes by kind, for one model and scope whose quotas the registry does not know; none leaves a kind out: no alarm, not published.",
      errorMessage: "must be a map from kind of quota to its code, or to none",
      examples: [{ tpm: "L-0AD9BBE8" }, { tpd: "none" }],
    }).optional(),
  }),
  {
    errorMessage: "must be a model id, or a map with the key model",
    examples: [{ model: "anthropic.claude-sonnet-5" }],
  },
);
export type ModelEntry = z.output<typeof modelEntry>;

export const modelsItem = says(z.union([modelName, modelEntry]), {
  errorMessage: "must be a model id, or a map with the key model",
  examples: ["anthropic.claude-sonnet-5"],
});
