import { stringify } from "csv-stringify/sync";
import type { Bounds } from "../../monitoring/report/bounds.ts";
import type { QuotaUsage, TargetUsage, UsageDocument } from "../../monitoring/report/document.ts";
import { figureOfKind } from "../../monitoring/report/figure-of-kind.ts";

const columns = [
  "region",
  "from",
  "to",
  "model_id",
  "scope",
  "measure",
  "severity",
  "standing",
  "throttled_now",
  "last_throttled_at",
  "total",
  "mean",
  "mean_low",
  "mean_high",
  "p50",
  "p50_low",
  "p50_high",
  "p90",
  "p90_low",
  "p90_high",
  "p99",
  "p99_low",
  "p99_high",
  "max",
  "max_low",
  "max_high",
  "max_at",
  "max_period_seconds",
  "datapoints",
  "minutes_with_data",
  "minutes_with_data_low",
  "minutes_with_data_high",
  "p90_idle_as_zero",
  "p90_idle_as_zero_low",
  "p90_idle_as_zero_high",
  "quota_code",
  "quota",
  "quota_applied",
  "quota_default",
  "quota_origin",
  "quota_aws_value",
  "quota_multiplier",
  "utilisation_now",
  "utilisation_now_low",
  "utilisation_now_high",
  "utilisation_p90",
  "utilisation_p90_low",
  "utilisation_p90_high",
  "utilisation_peak",
  "utilisation_peak_low",
  "utilisation_peak_high",
  "utilisation_peak_at",
] as const;
type Row = Partial<Record<(typeof columns)[number], string | number | null>>;

/** Documents as one row a target and measure; a quota stands in the row of what it limits. Empty: not known, or a bound of what is exact. */
export function csvReport(documents: readonly UsageDocument[]): string {
  return stringify(documents.flatMap(rowsOf), { header: true, columns: [...columns] });
}

function rowsOf({ region, window, targets }: UsageDocument): Row[] {
  return targets.flatMap((target) => {
    const own = { region, from: window.start, to: window.end, model_id: target.modelId, scope: target.scope };
    return [...figureRows(target), ...quotaRows(target)].map(
      (row): Row => ({
        ...own,
        severity: target.severity,
        standing: target.standing,
        throttled_now: target.throttledNow,
        last_throttled_at: target.lastThrottled?.at ?? null,
        ...row,
      }),
    );
  });
}

function figureRows(target: TargetUsage): Row[] {
  return Object.entries(target.figures).map(([name, figure]) => {
    const quota = target.quotas.find(({ kind }) => figureOfKind(kind) === name);
    const { total, mean, p50, p90, p99, max, maxAt, datapoints, minutesWithData, idleAsZero, bounds } = figure;
    return {
      measure: name,
      total,
      mean,
      p50,
      p90,
      p99,
      max,
      max_at: maxAt,
      max_period_seconds: figure.maxPeriodSeconds,
      datapoints,
      minutes_with_data: minutesWithData,
      p90_idle_as_zero: idleAsZero.p90,
      ...between("mean", bounds.mean),
      ...between("p50", bounds.p50),
      ...between("p90", bounds.p90),
      ...between("p99", bounds.p99),
      ...between("max", bounds.max),
      ...between("minutes_with_data", bounds.minutesWithData),
      ...between("p90_idle_as_zero", bounds.p90IdleAsZero),
      ...(quota && quotaColumns(quota)),
    };
  });
}

/** The columns of bounds: empty where the value is exact. */
const between = (column: string, bounds: Bounds | undefined): Row =>
  bounds ? { [`${column}_low`]: bounds.low, [`${column}_high`]: bounds.high } : {};

/** Quotas that no figure of a minute stands for: daily ones, and those without a metric. */
const quotaRows = ({ quotas }: TargetUsage): Row[] =>
  quotas
    .filter(({ kind }) => figureOfKind(kind) === undefined)
    .map((quota) => ({
      measure: quota.kind,
      ...(quota.daily && { total: quota.daily.days.reduce((sum, { tokens }) => sum + tokens, 0) }),
      ...quotaColumns(quota),
    }));

const quotaColumns = ({
  code,
  value,
  awsValue,
  multiplier,
  applied,
  default: standard,
  origin,
  utilisation: use,
}: QuotaUsage): Row => ({
  quota_code: code,
  quota: value,
  quota_applied: applied,
  quota_default: standard,
  quota_origin: origin,
  quota_aws_value: awsValue,
  quota_multiplier: multiplier,
  utilisation_now: use?.now ?? null,
  utilisation_p90: use?.p90 ?? null,
  utilisation_peak: use?.peak ?? null,
  utilisation_peak_at: use?.peakAt ?? null,
  ...between("utilisation_now", use?.bounds.now),
  ...between("utilisation_p90", use?.bounds.p90),
  ...between("utilisation_peak", use?.bounds.peak),
});
