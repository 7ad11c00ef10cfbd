import { publisherMetrics } from "../../monitoring/feed.ts";
import type { Feed, FeedQuota } from "../../monitoring/plan-types.ts";
import type { QuotaCode } from "../../words/words.ts";
import type { HeldValue, Told } from "./memory.ts";
import { configuredCodes } from "./memory.ts";
import type { MetricAsk, QuotaPort } from "./port.ts";

/**
 * How far back is looked for what was published, in minutes. Older data are there still, but a gap that long is an
 * outage that the alarm on runs has told of long ago.
 */
const readBackMinutes = 180;

/** What was there before this environment: nothing at a first deployment, or after three hours without a run. */
export interface Before {
  /** the last values that were published */
  values: Map<QuotaCode, HeldValue>;
  told: Told;
}

/**
 * Reads from CloudWatch what was published, and what people have been told.
 *
 * People know the values of the last minute in which UntoldChanges was 0. What changed since then the environment before
 * could not tell, so this one does. The value of a run for minute m is the one that it put at the horizon, m + h, which
 * no run before it has put: where a later run has put another value there, m itself is looked at, and where that is not
 * clear either, the higher of the values, so that a lowered quota is told twice rather than not at all.
 * Not seen is a code that went missing and came back within the horizon, both told to nobody but by the alarm on untold
 * changes, before the environment ended: its points go on without a gap.
 * CloudWatch has the model and not the code, so a deployment that gives a model another code is told as a change.
 * @param before the first minute that is not looked at: this environment's own
 */
export async function readBack(port: QuotaPort, feed: Feed, before: number): Promise<Before> {
  const status = await port.published(statusAsks, before - readBackMinutes, before);
  const [untold, runs, age, withoutValue] = status as [Minutes, Minutes, Minutes, Minutes];
  const lastRun = latest([...untold.keys(), ...runs.keys(), ...age.keys()]);
  if (lastRun === undefined) return { values: new Map(), told: { values: new Map(), faults: new Map() } };
  const lastTold = latest([...untold].flatMap(([minute, count]) => (count === 0 ? [minute] : [])));

  const from = Math.min(lastTold ?? lastRun, lastRun);
  const asks = feed.quotas.flatMap(({ metric, modelId }): MetricAsk[] => [
    { metric, modelId, statistic: "Minimum" },
    { metric, modelId, statistic: "Maximum" },
  ]);
  const answers = await port.published(asks, from, lastRun + feed.horizonMinutes + 1);
  const values = new Map<QuotaCode, HeldValue>();
  const told: Told = { values: new Map(), faults: new Map() };
  const read = lastRun - (age.get(lastRun) ?? 0);
  feed.quotas.forEach((quota, index) => {
    const lowest = answers[2 * index]!;
    const highest = answers[2 * index + 1]!;
    const last = latest([...lowest.keys()]);
    if (last !== undefined) keep(values, quota, { value: lowest.get(last)!, read });
    const known = lastTold === undefined ? undefined : putBy(lastTold, feed.horizonMinutes, lowest, highest);
    if (known !== undefined && !told.values.has(quota.code)) told.values.set(quota.code, known / quota.multiplier);
  });
  if (lastTold !== undefined) told.faults = toldFaults(feed, told.values, withoutValue.get(lastTold) ?? 0);
  return { values, told };
}

type Minutes = ReadonlyMap<number, number>;

const statusAsks: readonly MetricAsk[] = [
  { metric: publisherMetrics.untold, statistic: "Minimum" },
  { metric: publisherMetrics.runs, statistic: "Maximum" },
  { metric: publisherMetrics.age, statistic: "Maximum" },
  { metric: publisherMetrics.withoutValue, statistic: "Maximum" },
];

const latest = (minutes: readonly number[]): number | undefined =>
  minutes.reduce<number | undefined>(
    (last, minute) => (last === undefined || minute > last ? minute : last),
    undefined,
  );

function keep(values: Map<QuotaCode, HeldValue>, { code, multiplier }: FeedQuota, { value, read }: HeldValue): void {
  if (!values.has(code)) values.set(code, { value: value / multiplier, read });
}

/**
 * The value that the run for a minute put, as far as the lowest and highest values of two minutes tell; undefined where
 * it put none: a run covers its own minute, and what is only there at the horizon a later run has put.
 */
function putBy(minute: number, horizon: number, lowest: Minutes, highest: Minutes): number | undefined {
  const [far, near] = [minute + horizon, minute].map((at) => ({ low: lowest.get(at), high: highest.get(at) }));
  if (near!.low === undefined) return undefined;
  if (far!.low !== undefined && far!.low === far!.high) return far!.low;
  if (near!.low === near!.high) return near!.low;
  const common = [near!.low, near!.high].filter((value) => value === far!.low || value === far!.high);
  const candidates = (common.length === 1 ? common : [near!.high, far!.high]).filter((value) => value !== undefined);
  return candidates.length === 0 ? undefined : Math.max(...candidates);
}

/**
 * Codes that had no value when people were last told all: they know. Where more have none than were counted then, the
 * config has new ones, and which of them people know can't be told: all are told.
 */
function toldFaults(feed: Feed, values: ReadonlyMap<QuotaCode, number>, counted: number): Told["faults"] {
  const without = configuredCodes(feed).filter((code) => !values.has(code));
  return new Map(without.length > counted ? [] : without.map((code) => [code, "missing"]));
}
