import type { QuotaOrigin } from "../../aws/service-quotas.ts";
import type { FeedQuota } from "../../monitoring/plan-types.ts";
import type { LimitKind, QuotaCode } from "../../words/words.ts";

/** A quota that has another value than people were last told of, in Service Quotas' own numbers (without multiplier). */
export interface QuotaChange {
  code: QuotaCode;
  name: string;
  kind: LimitKind;
  /** ids of the models and profiles whose quota it is */
  models: string[];
  oldValue: number;
  newValue: number;
  /** of the old value, e.g. -50; absent when that was 0 */
  percent?: number;
  /** whether the new value is the account's own or AWS's default; absent when it is not known */
  origin?: QuotaOrigin;
}

export const isLowered = (change: QuotaChange): boolean => change.newValue < change.oldValue;

/** What differs between two sets of values, one change for each code that both know, lowered ones first. */
export function quotaChanges(
  feed: readonly FeedQuota[],
  before: ReadonlyMap<QuotaCode, number>,
  after: ReadonlyMap<QuotaCode, number>,
  origins: ReadonlyMap<QuotaCode, QuotaOrigin>,
): QuotaChange[] {
  const changes = new Map<QuotaCode, QuotaChange>();
  for (const { code, name, kind, modelId } of feed) {
    const oldValue = before.get(code);
    const newValue = after.get(code);
    if (oldValue === undefined || newValue === undefined || isSame(oldValue, newValue)) continue;
    const known = changes.get(code);
    if (known !== undefined) {
      known.models.push(modelId);
      continue;
    }
    const origin = origins.get(code);
    changes.set(code, {
      code,
      name,
      kind,
      models: [modelId],
      oldValue,
      newValue,
      ...(oldValue === 0 ? {} : { percent: ((newValue - oldValue) / oldValue) * 100 }),
      ...(origin === undefined ? {} : { origin }),
    });
  }
  return [...changes.values()].sort((a, b) => Number(isLowered(b)) - Number(isLowered(a)));
}

/** CloudWatch, where old values may come from, is not documented to give a number back to its last bit. */
const isSame = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
