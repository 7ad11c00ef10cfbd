import { counted } from "../pages/charts/format.ts";
import { isInAws, type StackPreview, targetKey } from "../pages/preview/data.ts";
import { kindLabels, type LimitKind } from "../words/words.ts";

/** Raised when a field of the JSON changes its meaning or goes. */
const schemaVersion = 1;

/** What `headroom preview --json` tells of a stack. */
export function summaryOf({ stack, region, plan, resources, warnings }: StackPreview) {
  const created = resources.filter(isInAws);
  const { monthlyUsd, freeTierUsd, lines } = plan.cost;
  return {
    schemaVersion,
    stack,
    region,
    models: new Set(plan.targets.map(({ modelId }) => modelId)).size,
    targets: plan.targets.length,
    alarms: plan.alarms.length,
    compositeAlarms: plan.compositeAlarms.length,
    dashboards: plan.dashboards.map(({ name }) => name),
    resources: Object.fromEntries(
      [...Map.groupBy(created, ({ type }) => type)].sort().map(([type, all]) => [type, all.length]),
    ),
    cost: {
      monthlyUsd,
      freeTierUsd,
      unverifiedPrices: lines.filter(({ verified }) => !verified).length,
      prices: lines.length,
    },
    withoutQuota: plan.targets.flatMap(({ modelId, scope, missingKinds }) =>
      missingKinds.length > 0 ? [{ modelId, scope, kinds: missingKinds }] : [],
    ),
    warnings,
  };
}

/** A stack in a few lines for the terminal. */
export function describeStack(preview: StackPreview): string {
  const {
    stack,
    region,
    models,
    targets,
    alarms,
    compositeAlarms,
    dashboards,
    resources,
    cost,
    withoutQuota,
    warnings,
  } = summaryOf(preview);
  const types = Object.entries(resources).sort(([, a], [, b]) => b - a);
  const total = types.reduce((sum, [, number]) => sum + number, 0);
  const lines: [string, string][] = [
    ["targets", `${targets} of ${counted(models, "model")}`],
    ["alarms", `${alarms} and ${compositeAlarms} composite`],
    ["dashboards", dashboards.join(", ")],
    ["resources", `${total}: ${types.map(([type, number]) => `${number} ${type.split(":").at(-1)}`).join(", ")}`],
    [
      "cost",
      `$${cost.monthlyUsd.toFixed(2)} a month; the free tier takes off up to $${cost.freeTierUsd.toFixed(2)}` +
        (cost.unverifiedPrices > 0
          ? ` (${cost.unverifiedPrices} of ${cost.prices} prices not confirmed on an AWS page)`
          : ""),
    ],
    ...preview.resources.flatMap(({ type, note }): [string, string][] =>
      note ? [["note", `${type} is ${note}`]] : [],
    ),
    ...withoutQuotaLines(preview, withoutQuota),
    ...warnings.map((warning): [string, string] => ["warning", warning]),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  return [
    `${stack === region ? stack : `${stack} (${region})`}`,
    ...lines.map(([name, text]) => `  ${name.padEnd(width)}  ${text}`),
  ].join("\n");
}

/** Labels named in one line of the terminal; the page has them all. */
const namedLabels = 8;

/** By kind, since newer models lack the same one. */
function withoutQuotaLines(
  { labels }: StackPreview,
  lacking: readonly { modelId: string; scope: string; kinds: readonly LimitKind[] }[],
): [string, string][] {
  const byKind = Map.groupBy(
    lacking.flatMap((target) =>
      target.kinds.map((kind) => ({ kind, label: labels[targetKey(target)] ?? target.modelId })),
    ),
    ({ kind }) => kind,
  );
  return [...byKind].map(([kind, all]) => {
    const more = all.length - namedLabels;
    const named = all.slice(0, namedLabels).map(({ label }) => label);
    return ["no quota of", `${kindLabels[kind]}: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`];
  });
}
