import * as z from "zod";
import { limitKinds } from "../../words/limit-kinds.ts";
import { scopes } from "../../words/words.ts";
import { incompleteShape, metricCostShape, timeShape, windowShape } from "../document-shapes.ts";

const dateShape = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/)
  .describe("a day, UTC: YYYY-MM-DD");
const intervalShape = z.strictObject({ low: z.number(), mid: z.number(), high: z.number() });

const reachShape = z.strictObject({
  earliest: dateShape.nullable().describe("not before; null: not within horizonDays"),
  likely: dateShape
    .nullable()
    .describe("null: not within horizonDays, or no trend leads there; the first day looked at: reached already"),
  latest: dateShape.nullable().describe("by then; null: not within horizonDays"),
});

const dayEndShape = z.strictObject({
  used: z.number().describe("tokens since midnight UTC"),
  total: intervalShape.describe("tokens that the whole day will have had"),
  earliest: timeShape.nullable().describe("when today's quota may be used up; null: not today"),
  likely: timeShape.nullable(),
  latest: timeShape.nullable(),
  level: z.int().describe("percent of such days that lie between earliest and latest, low and high"),
  like: z.string().describe("the days that today is compared with, e.g. 9 Thursdays"),
});

/** How one quota's use goes on; in `headroom usage` too. */
const quotaForecastShape = z.strictObject({
  trend: z
    .enum(["growing", "shrinking", "no-trend", "cannot-tell"])
    .describe("no-trend: the interval of the growth contains 0"),
  growth: intervalShape.nullable().describe("percent a week, by an interval of 90 %"),
  now: intervalShape
    .nullable()
    .describe(
      "percent of today's quota: the p99 minute of a busy day (of a daily quota its tokens), which the busiest day of a usual week exceeds",
    ),
  reach: reachShape.nullable().describe("days on which that is 100; null: cannot tell, or the quota is not known"),
  sureness: z
    .enum(["clear", "rough"])
    .nullable()
    .describe("clear: 30 days with use or more, and an interval of the growth no wider than it; null: no trend"),
  since: dateShape.nullable().describe("first day that counts"),
  days: z.int().describe("days with use that count"),
  shift: z.number().nullable().describe("by which factor the level changed on `since`; null: it did not"),
  minutesFactor: intervalShape
    .nullable()
    .describe("p99 of minutes over p99 of five-minute means; null: not known, or a daily quota"),
  cannotTell: z.strictObject({ because: z.string(), needs: z.string().describe("what would tell") }).nullable(),
  idle: z.boolean().describe("not used for more than a week, so that there is nothing to go on from"),
  today: dayEndShape.nullable().describe("of a daily quota: how today goes on; null: cannot tell, or no daily quota"),
  notes: z.array(z.string()),
});

/** What `headroom forecast --json` writes of one Region. */
export const forecastDocumentShape = z.strictObject({
  schemaVersion: z.literal(1),
  generatedAt: timeShape,
  region: z.string(),
  timeZone: z.string().describe("IANA name: how times are shown; all are UTC here"),
  window: windowShape,
  level: z.int().describe("percent of cases that intervals hold in"),
  withinDays: z.number().describe("--within"),
  horizonDays: z.int().describe("how far ahead is looked"),
  targets: z.array(
    z.strictObject({
      modelId: z.string(),
      name: z.string(),
      scope: z.enum(scopes),
      quotas: z.array(
        z.strictObject({
          kind: z.enum(limitKinds),
          code: z.string(),
          name: z.string(),
          value: z
            .number()
            .nullable()
            .describe("effective for the scope, today's; null: none, or it could not be read"),
          origin: z.enum(["applied", "default", "none", "unread"]),
          verdict: z
            .enum(["likely", "may", "not", "idle", "cannot-tell"])
            .describe(
              "whether it is reached within withinDays; idle: not used for a week, so that nothing is forecast",
            ),
          forecast: quotaForecastShape,
        }),
      ),
    }),
  ),
  incomplete: incompleteShape,
  notes: z.array(z.string()),
  cost: metricCostShape,
});
