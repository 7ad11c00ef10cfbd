import * as z from "zod";

/** Parts that documents of several commands have. */

export const timeShape = z.iso.datetime().describe("ISO 8601 date and time in UTC");

export const windowShape = z
  .strictObject({ start: timeShape, end: timeShape.describe("exclusive") })
  .describe("what was looked at");

export const incompleteShape = z
  .array(
    z.strictObject({
      what: z.string().describe("what could not be read, e.g. AWS's default quotas"),
      why: z.string(),
      effect: z.string().describe("what that means for the document, and what to do"),
    }),
  )
  .describe("what could not be read: the document is not whole");

export const metricCostShape = z
  .strictObject({
    requests: z.int().describe("GetMetricData requests"),
    metrics: z.int().describe("metrics asked for, which is what CloudWatch charges"),
    datapoints: z.int(),
    usd: z.number(),
    source: z.string(),
    verified: z.boolean().describe("false: no AWS page that could be read states the price"),
  })
  .describe("what reading the metrics cost");
