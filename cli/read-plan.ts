import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { z } from "zod";
import { type MonitoringPlan, planSchemaVersion } from "../monitoring/plan-types.ts";
import { UserError } from "../stacks/user-error.ts";

const actions = z.array(z.string());
const tags = z.array(z.looseObject({ Key: z.string(), Value: z.string() }));
const target = { modelId: z.string(), scope: z.string() };
const dollars = z.number();

/** A MonitoringPlan document, as docs/plan.md describes it; fields that are not known here are let through. */
const document = z.looseObject({
  schemaVersion: z.literal(planSchemaVersion),
  stack: z.string(),
  region: z.string(),
  targets: z.array(
    z.looseObject({
      ...target,
      monitoredIds: z.array(z.string()),
      quotas: z.array(z.looseObject({ kind: z.string(), code: z.string() })),
      missingKinds: z.array(z.string()),
    }),
  ),
  alarms: z.array(
    z.looseObject({
      AlarmName: z.string(),
      AlarmDescription: z.string(),
      ActionsEnabled: z.boolean(),
      AlarmActions: actions,
      OKActions: actions,
      Metrics: z.array(
        z.looseObject({
          Id: z.string(),
          ReturnData: z.boolean(),
          Expression: z.string().optional(),
          MetricStat: z
            .looseObject({
              Metric: z.looseObject({ Dimensions: z.array(z.looseObject({ Name: z.string(), Value: z.string() })) }),
            })
            .optional(),
        }),
      ),
      EvaluationPeriods: z.number(),
      DatapointsToAlarm: z.number(),
      Threshold: z.number().optional(),
      ComparisonOperator: z.string(),
      TreatMissingData: z.string(),
      Tags: tags,
    }),
  ),
  compositeAlarms: z.array(
    z.looseObject({
      AlarmName: z.string(),
      AlarmDescription: z.string(),
      ActionsEnabled: z.boolean(),
      AlarmActions: actions,
      OKActions: actions,
      AlarmRule: z.string(),
      Tags: tags,
    }),
  ),
  dashboards: z.array(z.looseObject({ name: z.string(), body: z.string().refine(isDashboard, "is no dashboard") })),
  feed: z.looseObject({
    namespace: z.string(),
    // Plans made before there was a horizon have neither.
    stack: z.string().default(""),
    refreshMinutes: z.number(),
    horizonMinutes: z.number().default(0),
    quotas: z.array(
      z.looseObject({
        metric: z.string(),
        modelId: z.string(),
        code: z.string(),
        name: z.string(),
        multiplier: z.number(),
      }),
    ),
  }),
  cost: z.looseObject({
    currency: z.literal("USD"),
    monthlyUsd: dollars,
    freeTierUsd: dollars,
    lines: z.array(z.looseObject({ what: z.string(), usd: dollars, verified: z.boolean() })),
    perTarget: z.array(z.looseObject({ ...target, usd: dollars })),
  }),
});

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
  return result.data as unknown as MonitoringPlan;
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.map((step, at) => (typeof step === "number" ? `[${step}]` : `${at > 0 ? "." : ""}${String(step)}`)).join("") ||
  "the document";
