/**
 * The shape of a stack's config: its keys, their types and the limits that a value has by itself.
 * What depends on the Region or on another value is checked in the files beside this one.
 * Each leaf says in `errorMessage` what is allowed and shows an example: reports and editors tell both.
 */
import * as z from "zod";
import { defaultThresholds } from "../monitoring/default-thresholds.ts";
import { limits } from "../monitoring/limits.ts";
import { evaluation, severityName, threshold } from "./alarm-shapes.ts";
import { alerts } from "./alert-shapes.ts";
import { fleet } from "./fleet-shapes.ts";
import { iam } from "./iam-shapes.ts";
import { modelsItem } from "./model-shapes.ts";
import { publisher } from "./publisher-shapes.ts";
import { reservation } from "./reservation-shapes.ts";
import { says } from "./says.ts";

/** Longest name of a dashboard, and its characters. AmazonCloudWatch/latest/APIReference/API_PutDashboard */
const dashboardName = new RegExp(`^[A-Za-z0-9_-]{1,${limits.dashboardNameLength}}$`);

/**
 * Tag keys and values that AWS services take alike: batch/latest/userguide/tag-restrictions.
 * The prefix aws: is AWS's own, in any case, for keys and for values.
 */
const tagCharacters = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;
/** Words that every object of JavaScript answers to. Pulumi asks the map of tags for them and fails on a text. */
const objectWords = "constructor|hasOwnProperty|isPrototypeOf|propertyIsEnumerable|toLocaleString|toString|valueOf";
/** Properties that begin with __ Pulumi keeps to itself. */
const tagKey = new RegExp(`^(?![aA][wW][sS]:|__|(${objectWords})$)${tagCharacters}{1,128}$`, "u");
const tagValue = new RegExp(`^(?![aA][wW][sS]:)${tagCharacters}{0,256}$`, "u");

/** Every key of a stack's config, without the project's prefix. All are optional here; `models` is missed elsewhere. */
export const configShape = z.strictObject({
  models: says(z.union([z.literal("all"), z.array(modelsItem)]), {
    description: "What to monitor: all, or a list of models.",
    errorMessage: "must be all, or a list of models",
    examples: [["anthropic.claude-sonnet-5"], "all"],
  }).optional(),
  applicationProfiles: says(z.enum(["discover", "listed"]), {
    description:
      "Application inference profiles of every model: discover finds those that the account has when the stack is deployed, beside those that entries list; listed (the default) takes these alone.",
    errorMessage: 'must be "discover" or "listed"; single profiles are listed in their model\'s entry',
    examples: ["discover"],
  }).optional(),
  thresholds: says(z.record(severityName, threshold), {
    description: `The stack's severities and the share of a quota each begins at. Default: warning ${defaultThresholds.warning}, critical ${defaultThresholds.critical}.`,
    errorMessage: "must be a map from severity to percentage",
    examples: [{ ...defaultThresholds }],
  }).optional(),
  evaluation: evaluation.optional(),
  reservation: reservation.optional(),
  fleet: fleet.optional(),
  alerts: alerts.optional(),
  publisher: publisher.optional(),
  iam: iam.optional(),
  dashboard: says(
    z.strictObject({
      name: says(z.string().regex(dashboardName), {
        errorMessage: `must be a name of at most ${limits.dashboardNameLength} letters, digits, - and _`,
        examples: ["bedrock-headroom-us-east-1"],
      }).optional(),
    }),
    {
      description:
        "The CloudWatch dashboard. Dashboards are global in an account, so each stack needs a name of its own.",
      errorMessage: "must be a map",
      examples: [{ name: "bedrock-headroom-us-east-1" }],
    },
  ).optional(),
  tags: says(
    z.record(
      says(z.string().regex(tagKey).max(limits.tagKeyLength), {
        errorMessage:
          "must be a tag key: 1 to 128 letters, digits, spaces and _ . : / = + - @, not beginning with aws: or __, nor a word of JavaScript's objects such as constructor",
        examples: ["team"],
      }),
      says(z.string().regex(tagValue).max(limits.tagValueLength), {
        errorMessage: "must be text of up to 256 letters, digits, spaces and _ . : / = + - @, not beginning with aws:",
        examples: ["platform"],
      }),
    ),
    {
      description: "Tags for everything the stack creates.",
      errorMessage: "must be a map from tag key to text",
      examples: [{ team: "platform" }],
    },
  ).optional(),
  registry: says(z.string(), {
    description: "The Region whose models and quotas are known. Default, and the only choice that fits: aws:region.",
    errorMessage: "must be a Region's name",
    examples: ["us-east-1"],
  }).optional(),
});
export type Config = z.output<typeof configShape>;
