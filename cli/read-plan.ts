import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import {
  type ComparisonOperator,
  type FeedSum,
  type MonitoringPlan,
  type PlannedAction,
  type PlannedAlarm,
  type PlannedAlerts,
  type PlannedRecipient,
  type PlannedReservation,
  planSchemaVersion,
} from "../monitoring/plan-types.ts";
import { UserError } from "../stacks/user-error.ts";
import type { Dollars } from "../words/units.ts";
import type { LimitKind, QuotaCode, Scope } from "../words/words.ts";

/** A word of a list that a later headroom may lengthen: any text is let through. */
const word = <T extends string>() => z.custom<T>((value) => typeof value === "string", "is no text");

const actions = z.array(word<PlannedAction>());
const tags = z.array(z.looseObject({ Key: z.string(), Value: z.string() }));
const target = { modelId: z.string(), scope: word<Scope>() };
const quota = { kind: word<LimitKind>(), code: word<QuotaCode>(), name: z.string() };
const usd = z.custom<Dollars>((value) => typeof value === "number", "is no number");
const query = { Id: z.string(), Label: z.string().exactOptional(), ReturnData: z.boolean() };
const alarm = {
  id: z.string(),
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  ActionsEnabled: z.boolean(),
  AlarmActions: actions,
  OKActions: actions,
  Tags: tags,
};
const identified = <T extends z.ZodType>(of: T) => z.array(z.preprocess(withId, of));

/**
 * A MonitoringPlan document, as docs/plan.md describes it; fields that are not known here are let through. The compiler
 * holds it against the plan's own type: a field that one has and the other has not, or has otherwise, is an error.
 */
const document = z.looseObject({
  schemaVersion: z.literal(planSchemaVersion),
  stack: z.string(),
  region: z.string(),
  // Plans made before they said who is told have none.
  alerts: z
    .looseObject({
      notify: word<PlannedAlerts["notify"]>(),
      severities: z.array(
        z.looseObject({
          severity: z.string(),
          recipients: z.array(
            z.looseObject({
              by: word<PlannedRecipient["by"]>(),
              to: z.string(),
              type: word<NonNullable<PlannedRecipient["type"]>>().exactOptional(),
              kmsKeyArn: z.string().exactOptional(),
            }),
          ),
        }),
      ),
      slackTopics: z.array(z.string()).exactOptional(),
      kmsKeyArn: z.string().exactOptional(),
    })
    .exactOptional(),
  targets: z.array(
    z.looseObject({
      ...target,
      provider: z.string(),
      monitoredIds: z.array(z.string()),
      quotas: z.array(z.looseObject(quota)),
      missingKinds: z.array(word<LimitKind>()),
      leftOutKinds: z.array(word<LimitKind>()).exactOptional(),
      alarms: z.array(z.string()),
      reservation: z
        .looseObject({
          source: word<PlannedReservation["source"]>(),
          maxTokens: z.number().exactOptional(),
          logGroup: z.string().exactOptional(),
          applications: z.array(z.string()).exactOptional(),
          namespace: z.string().exactOptional(),
          cannotTell: z.string().exactOptional(),
        })
        .exactOptional(),
    }),
  ),
  alarms: identified(
    z.looseObject({
      ...alarm,
      InsufficientDataActions: actions,
      Metrics: z.array(
        z.union([
          z.looseObject({
            ...query,
            MetricStat: z.looseObject({
              Metric: z.looseObject({
                Namespace: z.string(),
                MetricName: z.string(),
                Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })),
              }),
              Period: z.number(),
              Stat: z.string(),
            }),
          }),
          z.looseObject({ ...query, Expression: z.string(), Period: z.number().exactOptional() }),
        ]),
      ),
      EvaluationPeriods: z.number(),
      DatapointsToAlarm: z.number(),
      Threshold: z.number().exactOptional(),
      ThresholdMetricId: z.string().exactOptional(),
      ComparisonOperator: word<ComparisonOperator>(),
      TreatMissingData: word<PlannedAlarm["TreatMissingData"]>(),
      WarmUpConfiguration: z
        .looseObject({
          WarmUpPeriodDurationInMinutes: z.number(),
          OnlyStartEvaluatingAfterWarmUpPeriodEnds: z.boolean().exactOptional(),
        })
        .exactOptional(),
    }),
  ),
  compositeAlarms: identified(z.looseObject({ ...alarm, AlarmRule: z.string() })),
  dashboards: z.array(z.looseObject({ name: z.string(), body: z.string().refine(isDashboard, "is no dashboard") })),
  feed: z.looseObject({
    namespace: z.string(),
    // Plans made before there was a horizon have neither.
    stack: z.string().default(""),
    refreshMinutes: z.number(),
    horizonMinutes: z.number().default(0),
    quotas: z.array(
      z.looseObject({
        ...quota,
        metric: z.string(),
        modelId: z.string(),
        shownOnly: z.literal(true).exactOptional(),
        multiplier: z.custom<1 | 2>((value) => typeof value === "number", "is no number"),
      }),
    ),
    sums: z
      .array(
        z.looseObject({
          metric: z.string(),
          modelId: z.string(),
          over: word<FeedSum["over"]>(),
          terms: z.array(
            z.looseObject({
              namespace: z.string(),
              name: z.string(),
              dimensions: z.record(z.string(), z.string()),
              factor: z.number(),
              stat: z.literal("SampleCount").exactOptional(),
            }),
          ),
        }),
      )
      .exactOptional(),
    uncounted: z
      .looseObject({ counted: z.record(z.string(), z.array(z.string())), ignore: z.array(z.string()) })
      .exactOptional(),
  }),
  logs: z
    .looseObject({
      groups: z.array(
        z.looseObject({
          logGroup: z.string(),
          namespace: z.string(),
          filters: z.array(
            z.looseObject({
              name: z.string(),
              pattern: z.string(),
              metric: z.string(),
              value: z.string(),
              dimensions: z.record(z.string(), z.string()),
            }),
          ),
        }),
      ),
      logging: z.looseObject({ logGroup: z.string(), retentionDays: z.number() }).exactOptional(),
    })
    .exactOptional(),
  functions: z
    .looseObject({
      logRetentionDays: z.number(),
      vpc: z
        .union([
          z.looseObject({ kind: z.literal("create"), cidr: z.string(), zones: z.number() }),
          z.looseObject({
            kind: z.literal("existing"),
            subnetIds: z.array(z.string()),
            securityGroupIds: z.array(z.string()),
          }),
        ])
        .exactOptional(),
      iam: z
        .looseObject({
          permissionsBoundary: z.string().exactOptional(),
          path: z.string().exactOptional(),
          namePrefix: z.string().exactOptional(),
        })
        .exactOptional(),
    })
    .exactOptional(),
  cost: z.looseObject({
    currency: z.literal("USD"),
    monthlyUsd: usd,
    freeTierUsd: usd,
    lines: z.array(
      z.looseObject({
        what: z.string(),
        quantity: z.number(),
        unitUsd: z.number(),
        usd,
        source: z.string(),
        verified: z.boolean(),
      }),
    ),
    perTarget: z.array(z.looseObject({ ...target, usd })),
  }),
});

/** A type without what `looseObject` says of fields that it does not know, all the way down. */
type Known<T> = T extends readonly (infer Item)[]
  ? Known<Item>[]
  : T extends string | number | boolean
    ? T
    : { [Key in keyof T as string extends Key ? never : Key]: Known<T[Key]> };
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
true satisfies Same<Known<z.output<typeof document>>, Known<MonitoringPlan>>;

/** An alarm of a document from before alarms had an identity: it was the name, after the project's and the Region's. */
function withId(value: unknown): unknown {
  const { id, AlarmName } = (value ?? {}) as { id?: unknown; AlarmName?: unknown };
  if (id !== undefined || typeof AlarmName !== "string") return value;
  return { id: AlarmName.split("/").slice(2).join("/"), ...(value as object) };
}

function isDashboard(body: string): boolean {
  try {
    const { widgets } = JSON.parse(body) as { widgets?: unknown };
    return Array.isArray(widgets) && widgets.every((widget) => typeof widget === "object" && widget !== null);
  } catch {
    return false;
  }
}

const howToMake = "headroom plan --stack <name> --json prints one";

/**
 * The plan in a file.
 * @param path of a file, or "-" for what comes in on standard input
 * @returns undefined where the file is empty
 * @throws UserError when it can't be read or holds something else
 */
export async function readPlan(path: string): Promise<MonitoringPlan | undefined> {
  const source = path === "-" ? "standard input" : path;
  let bytes: Uint8Array;
  try {
    bytes = path === "-" ? await buffer(process.stdin) : await readFile(path);
  } catch (error) {
    throw new UserError(`${source} can't be read: ${(error as Error).message}`);
  }
  const text = textOf(bytes);
  return text.trim() === "" ? undefined : parsePlan(text, source);
}

/** Text of a file; PowerShell's `>` writes UTF-16. */
const textOf = (bytes: Uint8Array): string =>
  new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8").decode(bytes);

/** @throws UserError naming the source and what is wrong with it */
function parsePlan(text: string, source: string): MonitoringPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${source} is not JSON (${(error as Error).message}); ${howToMake}`);
  }
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion;
  if (typeof version === "number" && version !== planSchemaVersion) {
    throw new UserError(
      `${source} has schemaVersion ${version}, and this headroom reads ${planSchemaVersion}: ` +
        "make both plans with the same version of headroom",
    );
  }
  const result = document.safeParse(value);
  if (!result.success) {
    const [first, ...rest] = result.error.issues;
    const more = rest.length > 0 ? ` (and ${rest.length} more)` : "";
    throw new UserError(
      `${source} is no MonitoringPlan (docs/plan.md): ${pathText(first?.path ?? [])}: ${first?.message}${more}; ${howToMake}`,
    );
  }
  return result.data;
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((step, at) => (typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${String(step)}`)).join("") ||
  "the document";
