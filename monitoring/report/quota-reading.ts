import type { RegistryQuota } from "../../words/registry.ts";
import type { QuotaCode } from "../../words/words.ts";
import { quotaUrl } from "../console.ts";
import type { QuotaUsage } from "./document.ts";

/**
 * Where a quota's value comes from. `applied`: the account's own; `default`: the account has AWS's default alone;
 * `none`: neither a list nor a direct question has it, so it is not in this account; `unread`: it can't be told.
 */
export type ReadingOrigin = "applied" | "default" | "none" | "unread";

/** What one account has of one quota, in Service Quotas' own numbers. Every command that shows a quota shows this. */
export interface QuotaReading {
  /** null: none, or not read */
  applied: number | null;
  /** AWS's default; null: none, or not read */
  default: number | null;
  origin: ReadingOrigin;
  /** null: not known */
  adjustable: boolean | null;
  /** why it is unread */
  reason?: string;
}

export type QuotaReadings = ReadonlyMap<QuotaCode, QuotaReading>;

/** What nobody has asked for. */
export const notRead: QuotaReading = { applied: null, default: null, origin: "unread", adjustable: null };

/** A quota's number in its two meanings; both null where there is none, or it can't be told. */
export interface QuotaValue {
  /** AWS's value: what Service Quotas shows and an increase is asked of; the applied one, else the default */
  awsValue: number | null;
  multiplier: 1 | 2;
  /** effective for this scope: AWS's value × multiplier, which use is compared with */
  value: number | null;
}

/** The one place where AWS's value becomes what is effective for a scope. */
export function quotaValue(
  { applied, default: standard, origin }: Pick<QuotaReading, "applied" | "default" | "origin">,
  multiplier: 1 | 2,
): QuotaValue {
  const awsValue = origin === "applied" ? applied : origin === "default" ? standard : null;
  return { awsValue, multiplier, value: awsValue === null ? null : awsValue * multiplier };
}

/** A target's quota as the account has it: the applied value, else the default; never a made-up one. */
export function quotaState(
  quota: RegistryQuota,
  readings: QuotaReadings,
  region: string,
): Omit<QuotaUsage, "utilisation"> {
  const { kind, code, name, multiplier } = quota;
  const { applied, default: standard, origin, adjustable } = readings.get(code) ?? notRead;
  return {
    kind,
    code,
    name,
    applied,
    default: standard,
    ...quotaValue({ applied, default: standard, origin }, multiplier),
    origin,
    adjustable: adjustable ?? quota.adjustable ?? null,
    url: quotaUrl(region, code),
  };
}
