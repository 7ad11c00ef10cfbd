import type { QuotaOrigin } from "../../aws/service-quotas.ts";
import { staleMargin } from "../../monitoring/feed.ts";
import type { LowQuota } from "../../monitoring/low-quota.ts";
import type { Feed } from "../../monitoring/plan-types.ts";
import type { LimitKind, QuotaCode } from "../../words/words.ts";
import { configuredCodes, type Fault, type Memory } from "./memory.ts";
import { takeAsToldIds, untoldIds } from "./uncounted.ts";
import { isSame } from "./verdict.ts";

/** A quota as people know it. */
export interface NamedQuota {
  code: QuotaCode;
  name: string;
  kind: LimitKind;
  /** ids of the models and profiles whose quota it is */
  models: string[];
}

/** A quota that has another value than people were last told of, in Service Quotas' own numbers (without multiplier). */
export interface QuotaChange extends NamedQuota {
  oldValue: number;
  newValue: number;
  /** of the old value, e.g. -50; absent when that was 0 */
  percent?: number;
  /** whether the new value is the account's own or AWS's default; absent when it is not known */
  origin?: QuotaOrigin;
}

/** What people have not been told yet. */
export interface News {
  changes: QuotaChange[];
  missing: NamedQuota[];
  unread: (NamedQuota & { reason: string })[];
  /** codes that had a fault, and have a value again */
  back: (NamedQuota & { value: number; oldValue?: number })[];
  low: (NamedQuota & LowQuota)[];
  /** ids that have use and no target, and were not told */
  uncounted: string[];
}

export const isLowered = (change: QuotaChange): boolean => change.newValue < change.oldValue;

/** How many things there are to tell. */
export const newsCount = ({ changes, missing, unread, back, low, uncounted }: News): number =>
  changes.length + missing.length + unread.length + back.length + low.length + uncounted.length;

/** The faults of configured codes as of a minute. */
export function faultsOf(feed: Feed, memory: Memory, minute: number): Map<QuotaCode, Fault> {
  const faults = new Map<QuotaCode, Fault>();
  for (const code of configuredCodes(feed)) {
    const unread = memory.unread.get(code);
    // What is known to be missing, and can't be read now, stays missing.
    if (memory.missing.has(code)) faults.set(code, "missing");
    else if (unread && (unread.atOnce || isOverdue(feed, memory, code, minute))) faults.set(code, "unread");
  }
  return faults;
}

/** Whether a code has not been read for so long that it is no passing trouble. */
function isOverdue(feed: Feed, memory: Memory, code: QuotaCode, minute: number): boolean {
  const read = memory.values.get(code)?.read;
  return read === undefined
    ? minute - (memory.firstMinute ?? minute) >= staleMargin
    : minute - read >= feed.refreshMinutes + staleMargin;
}

/** What people don't know yet of what the memory has. */
export function newsOf(feed: Feed, memory: Memory, faults: ReadonlyMap<QuotaCode, Fault>): News {
  const news: News = {
    changes: [],
    missing: [],
    unread: [],
    back: [],
    low: [],
    uncounted: untoldIds(memory.uncounted),
  };
  for (const quota of namedQuotas(feed)) {
    const isBack = addValueNews(news, quota, memory);
    addFaultNews(news, quota, memory, faults.get(quota.code), isBack);
    const low = memory.low.get(quota.code);
    if (low) news.low.push({ ...quota, ...low });
  }
  news.changes.sort((a, b) => Number(isLowered(b)) - Number(isLowered(a)));
  return news;
}

/** Adds a value that people don't know: of a code that is back, or another than they know. @returns whether it is back */
function addValueNews(news: News, quota: NamedQuota, memory: Memory): boolean {
  const { code } = quota;
  const [known, held] = [memory.told.faults.get(code), memory.values.get(code)];
  // A code that people think missing is news as soon as it has a value, also where that can't be read again just now.
  const isBack = held !== undefined && (known === "missing" || (known === "unread" && !memory.unread.has(code)));
  const change = changeOf(quota, memory);
  if (isBack) news.back.push({ ...quota, value: held.value, ...(change ? { oldValue: change.oldValue } : {}) });
  else if (change) news.changes.push(change);
  return isBack;
}

/** Adds a fault that people don't know. A code that is back from missing and can't be read is one. */
function addFaultNews(news: News, quota: NamedQuota, memory: Memory, fault: Fault | undefined, isBack: boolean): void {
  const known = memory.told.faults.get(quota.code);
  if (fault === "missing" && known !== "missing") news.missing.push(quota);
  if (fault === "unread" && (known === undefined || (isBack && known === "missing")))
    news.unread.push({ ...quota, reason: memory.unread.get(quota.code)?.reason ?? "unknown" });
}

function changeOf(quota: NamedQuota, { told, values }: Memory): QuotaChange | undefined {
  const oldValue = told.values.get(quota.code);
  const held = values.get(quota.code);
  if (oldValue === undefined || held === undefined || isSame(oldValue, held.value)) return undefined;
  const { value: newValue, origin } = held;
  return {
    ...quota,
    oldValue,
    newValue,
    ...(oldValue === 0 ? {} : { percent: ((newValue - oldValue) / oldValue) * 100 }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** People have been told the news. */
export function takeAsTold(memory: Memory, news: News, faults: ReadonlyMap<QuotaCode, Fault>): void {
  const { told } = memory;
  for (const { code, newValue } of news.changes) told.values.set(code, newValue);
  for (const { code, value } of news.back) {
    told.faults.delete(code);
    told.values.set(code, value);
  }
  for (const { code } of [...news.missing, ...news.unread]) told.faults.set(code, faults.get(code) ?? "unread");
  for (const { code } of news.low) memory.low.delete(code);
  takeAsToldIds(memory.uncounted, news.uncounted);
}

/** Each code of the feed once, with all its models. */
function namedQuotas(feed: Feed): NamedQuota[] {
  const found = new Map<QuotaCode, NamedQuota>();
  for (const { code, name, kind, modelId } of feed.quotas) {
    const known = found.get(code);
    if (known) known.models.push(modelId);
    else found.set(code, { code, name, kind, models: [modelId] });
  }
  return [...found.values()];
}
