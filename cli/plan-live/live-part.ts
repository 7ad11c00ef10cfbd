import { quotaUrl } from "../../monitoring/console.ts";
import { lowQuota } from "../../monitoring/low-quota.ts";
import { type QuotaReading, type QuotaValue, quotaValue } from "../../monitoring/report/quota-reading.ts";
import type { MonitoringSettings, TargetSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import { kindLabels, type LimitKind, type QuotaCode, type Scope } from "../../words/words.ts";

/** A quota of the stack as the account has it. */
interface LivePlanQuota extends QuotaReading, Pick<QuotaValue, "awsValue"> {
  code: QuotaCode;
  name: string;
  kind: LimitKind;
  /** the targets whose quota it is; none: the daily quota across all models, which is only shown */
  targets: ({ modelId: string; scope: Scope } & Pick<QuotaValue, "multiplier" | "value">)[];
  /** what is worth a look; absent where all is well */
  finding?: "zero" | "low" | "missing" | "unread";
}

/** `live` of `headroom plan --live --json`; docs/plan.md describes it. */
export interface LivePart {
  quotas: LivePlanQuota[];
  /** a sentence for each finding */
  warnings: string[];
}

interface StackQuota {
  quota: Pick<RegistryQuota, "code" | "name" | "kind">;
  targets: TargetSettings[];
}

/** Each code of a stack once, with its targets. */
export function stackQuotas({ targets, crossModelDaily }: MonitoringSettings): StackQuota[] {
  const found = new Map<QuotaCode, StackQuota>();
  for (const target of targets) {
    for (const quota of scopeOf(target).quotas) {
      const known = found.get(quota.code);
      if (known) known.targets.push(target);
      else found.set(quota.code, { quota, targets: [target] });
    }
  }
  if (crossModelDaily && !found.has(crossModelDaily.code))
    found.set(crossModelDaily.code, { quota: { ...crossModelDaily, kind: "tpd" }, targets: [] });
  return [...found.values()];
}

/** What the account's values mean for a stack. */
export function livePart(settings: MonitoringSettings, values: ReadonlyMap<QuotaCode, QuotaReading>): LivePart {
  const quotas: LivePlanQuota[] = [];
  const warnings: string[] = [];
  for (const one of stackQuotas(settings)) {
    const { code, name, kind } = one.quota;
    const value = values.get(code);
    if (!value) continue;
    const finding = findingOf(value, one.targets.length > 0);
    quotas.push({
      code,
      name,
      kind,
      targets: one.targets.map((target) => {
        const { multiplier, value: effective } = quotaValue(value, multiplierIn(target, code));
        return { modelId: target.model.modelId, scope: target.scope, multiplier, value: effective };
      }),
      ...value,
      awsValue: quotaValue(value, 1).awsValue,
      ...(finding && { finding }),
    });
    if (finding) warnings.push(`${whose(one)}: ${sentence(finding, one, value, settings.region)}`);
  }
  return { quotas, warnings };
}

const multiplierIn = (target: TargetSettings, code: QuotaCode): 1 | 2 =>
  scopeOf(target).quotas.find((quota) => quota.code === code)?.multiplier ?? 1;

/** What is only shown may be missing: nothing is silent for it. */
function findingOf(live: QuotaReading, isConfigured: boolean): LivePlanQuota["finding"] {
  if (live.origin === "unread") return "unread";
  if (live.origin === "none") return isConfigured ? "missing" : undefined;
  const { awsValue: value } = quotaValue(live, 1);
  if (value === null || !lowQuota(value, live.default ?? undefined)) return undefined;
  return value === 0 ? "zero" : "low";
}

const whose = ({ targets, quota }: StackQuota): string =>
  targets.length === 0 ? quota.name : targets.map(({ model, scope }) => `${model.modelId} (${scope})`).join(", ");

function sentence(
  finding: NonNullable<LivePlanQuota["finding"]>,
  { quota, targets }: StackQuota,
  live: QuotaReading,
  region: string,
): string {
  const { kind, code, name } = quota;
  const label = kindLabels[kind];
  // AWS raises none of a legacy model (bedrock/latest/userguide/quotas-runtime).
  const raised = targets.every(({ model }) => model.lifecycle === "active");
  const ask = (what: string) =>
    raised ? `${what}: ${quotaUrl(region, code)}` : "AWS raises no quota of a legacy model: choose another one";
  switch (finding) {
    case "zero":
      return `the account's quota of ${label} is 0${ofDefault(live)}, so every request is throttled; ${ask("ask for it")}`;
    case "low":
      return `the account's quota of ${label} is ${number(live.applied)}, ${share(live)} % of AWS's default (${number(live.default)}); ${ask("ask for more before the model is used")}`;
    case "missing":
      return `its quota of ${label}, ${name.trim()} (${code}), is not in this account: leave out that kind with quotas: { ${kind}: none }`;
    case "unread":
      return `the account's quota of ${label} (${code}) could not be read: ${live.reason}`;
  }
}

const ofDefault = (live: QuotaReading): string =>
  live.origin === "default"
    ? " (AWS's default)"
    : live.default === null
      ? ""
      : ` (AWS's default: ${number(live.default)})`;

/** Cut, not rounded: what is under a fifth never reads 20 %. */
const share = ({ applied, default: standard }: QuotaReading): number =>
  Math.floor((1_000 * (applied ?? 0)) / (standard || 1)) / 10;

const number = (value: number | null): string => (value ?? 0).toLocaleString("en-US");

/** One line for a person: how the account's values were found. */
export function liveSummary({ quotas, warnings }: LivePart): string {
  const count = (origin: QuotaReading["origin"]) => quotas.filter((quota) => quota.origin === origin).length;
  const parts = [
    `${count("applied")} applied`,
    `${count("default")} as AWS's default`,
    ...(count("none") > 0 ? [`${count("none")} not in the account`] : []),
    ...(count("unread") > 0 ? [`${count("unread")} not read`] : []),
  ];
  return `Account: ${quotas.length} quotas, ${parts.join(", ")}; ${warnings.length === 0 ? "nothing to warn of" : `${warnings.length} to look at (warnings above)`}`;
}
