import * as z from "zod";
import { stages } from "../../monitoring/increase/follow.ts";
import { limitKinds, scopes } from "../../words/words.ts";
import { incompleteShape, timeShape } from "../document-shapes.ts";
import { requestShape } from "./document-shape.ts";

const followedShape = z.strictObject({
  request: requestShape,
  modelId: z.string().nullable().describe("null: the daily quota of all models, or no quota of calling a known model"),
  scope: z.enum(scopes).nullable(),
  kind: z.enum(limitKinds).nullable().describe("null: not known"),
  stage: z
    .enum(stages)
    .describe(
      "open, approved (not applied yet), partly (less than was asked for), applied, published (by a stack), refused, closed (see the case), unknown",
    ),
  text: z.string(),
  from: z
    .number()
    .nullable()
    .describe("Service Quotas' value when it was made, as a stack published it; null: none did"),
  awsValue: z.number().nullable().describe("what Service Quotas shows now; null: none, or not read"),
  published: z
    .strictObject({
      stack: z.string(),
      value: z.number().nullable().describe("newest, effective for the scope: with the multiplier; null: none"),
      at: timeShape.nullable(),
      since: timeShape
        .nullable()
        .describe("from when on it was what was asked for, or more; null: it is not, or always was"),
    })
    .nullable()
    .describe("null: no stack file here monitors it"),
});

/** What `headroom increase status --json` writes, of one Region. */
export const statusShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  region: z.string(),
  requests: z.array(followedShape).describe("of the last 90 days, the newest first"),
  incomplete: incompleteShape,
});

export type StatusDocument = z.infer<typeof statusShape>;
export type FollowedRequest = z.infer<typeof followedShape>;
