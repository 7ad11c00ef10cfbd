import type { Clock } from "../clock.ts";
import {
  type Admission,
  type Counters,
  changeQuotas,
  type Limit,
  openAdmission,
  type Quotas,
  type Refill,
  request,
  settle,
} from "./admission.ts";

/** What one of those who share quotas got of them. */
export interface TenantCounters {
  readonly admitted: number;
  readonly throttled: number;
  /** tokens that its requests which ended counted with */
  readonly settledTokens: number;
}

/** Quotas in use, at a clock's time. */
export interface QuotaPool {
  /**
   * @param tenant who asks: counted apart, admitted alike
   * @param tokens input + cache write + max_tokens
   * @returns the limit that refuses it, or what ends it, once, with the tokens it used
   */
  request(tenant: string, tokens: number): Limit | ((usedTokens: number) => void);
  quotas(): Readonly<Quotas>;
  change(quotas: Quotas): void;
  counters(): Counters;
  tenants(): Readonly<Record<string, TenantCounters>>;
}

export function openPool(quotas: Quotas, refill: Refill, clock: Clock): QuotaPool {
  // The time of day may be set while a test runs; what has passed can't.
  const offset = clock.now() - clock.elapsed();
  const time = () => offset + clock.elapsed();
  const tenants = new Map<string, TenantCounters>();
  const count = (tenant: string, change: Partial<TenantCounters>) => {
    const { admitted, throttled, settledTokens } = tenants.get(tenant) ?? nothing;
    tenants.set(tenant, {
      admitted: admitted + (change.admitted ?? 0),
      throttled: throttled + (change.throttled ?? 0),
      settledTokens: settledTokens + (change.settledTokens ?? 0),
    });
  };
  let admission: Admission = openAdmission(quotas, refill, time());
  return {
    request(tenant, tokens) {
      const [after, verdict] = request(admission, tokens, time());
      admission = after;
      count(tenant, verdict.admitted ? { admitted: 1 } : { throttled: 1 });
      if (!verdict.admitted) return verdict.limit;
      return (usedTokens) => {
        admission = settle(admission, verdict.hold, usedTokens, time());
        count(tenant, { settledTokens: usedTokens });
      };
    },
    quotas: () => admission.quotas,
    change: (to) => {
      admission = changeQuotas(admission, to, time());
    },
    counters: () => admission.counters,
    tenants: () => Object.fromEntries(tenants),
  };
}

const nothing: TenantCounters = { admitted: 0, throttled: 0, settledTokens: 0 };
