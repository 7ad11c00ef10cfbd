import type { RegistryQuota } from "../../words/registry.ts";
import type { QuotaCode } from "../../words/words.ts";
import { quotaUrl } from "../console.ts";
import type { QuotaUsage } from "./document.ts";

/** What Service Quotas said of a code. */
export interface LiveQuota {
  applied: number | null;
  default: number | null;
  adjustable: boolean;
  /** why the applied value could not be read, where it could not */
  unread?: string;
}

/** Values by code; undefined: Service Quotas could not be read at all. */
export type LiveQuotas = ReadonlyMap<QuotaCode, LiveQuota> | undefined;

/** A quota with the value that use is compared with: the applied one, else the default; never a made-up one. */
export function quotaState(quota: RegistryQuota, live: LiveQuotas, region: string): Omit<QuotaUsage, "utilisation"> {
  const { kind, code, name, multiplier } = quota;
  const known = live?.get(code);
  const applied = known?.applied ?? null;
  const standard = known?.default ?? null;
  const unread = live === undefined || known?.unread !== undefined;
  const plain = applied ?? (unread ? null : standard);
  return {
    kind,
    code,
    name,
    applied,
    default: standard,
    value: plain === null ? null : plain * multiplier,
    origin: applied !== null ? "applied" : unread ? "unread" : standard !== null ? "default" : "none",
    multiplier,
    adjustable: known?.adjustable ?? quota.adjustable ?? null,
    url: quotaUrl(region, code),
  };
}
