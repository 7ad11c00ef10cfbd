import { performance } from "node:perf_hooks";
import type { PlannedAlarm } from "../monitoring/plan-types.ts";
import {
  identityKey,
  lookupIn,
  minutes,
  putOnceAMinute,
  type SeriesLookup,
  type SeriesStore,
} from "../monitoring/simulation/series.ts";
import { simulate } from "../monitoring/simulation/simulate.ts";
import {
  alarm,
  bedrock,
  dailyAlarm,
  quotaMetric,
  throttleAlarm,
  utilisationQueries,
} from "../test/simulation/alarms.ts";

const targets = 100;
const simulated = 1_440;
/** what a sliding day looks back over */
const history = 3 * 1_440;
const start = Date.UTC(2026, 0, 5) / 1000;
const begin = start - history * 60;

/** A target's minutes: a slow wave, here and there a minute without a call. */
const wave = (high: number, phase: number) =>
  minutes(
    begin,
    Array.from({ length: history + simulated }, (_none, i) =>
      i % 7 === phase % 7 ? Number.NaN : Math.round(high * (0.5 + 0.5 * Math.sin((i + phase) / 90))),
    ),
  );

/**
 * 100 targets of two profiles each: tokens and requests at two severities, throttles, and tokens over a sliding day,
 * 600 alarms in all, every one of them evaluated every minute.
 */
function stack(): { alarms: PlannedAlarm[]; series: SeriesLookup } {
  const store: SeriesStore = new Map();
  const alarms = Array.from({ length: targets }, (_none, index) => {
    const id = `model-${index}`;
    const ids = [id, `${id}-application`];
    const quota = 1_000_000 + index;
    for (const [name, value] of Object.entries({
      TokenQuota: quota,
      RequestQuota: 1_000,
      DailyTokenQuota: quota * 700,
    })) {
      const values = Array.from({ length: history + simulated }, () => value);
      store.set(identityKey(quotaMetric(name, id)), putOnceAMinute(begin, values));
    }
    for (const [at, profile] of ids.entries()) {
      for (const [name, high] of Object.entries({
        EstimatedTPMQuotaUsage: quota / 2,
        Invocations: 500,
        InvocationThrottles: 1,
      })) {
        store.set(identityKey(bedrock(name, profile)), { Sum: wave(high, index + at) });
      }
    }
    const requests = utilisationQueries(ids, "rpm");
    return [
      ...[70, 90].flatMap((Threshold) => [
        alarm(`${id} tokens ${Threshold}`, utilisationQueries(ids), { Threshold }),
        alarm(`${id} requests ${Threshold}`, requests, { Threshold }),
      ]),
      throttleAlarm(`${id} throttles`, id),
      dailyAlarm(`${id} day`, 70, ids),
    ];
  });
  return { alarms: alarms.flat(), series: lookupIn(store) };
}

/** A simulated day: milliseconds, best and median of some runs in a warm process. */
export function benchSimulate(runs = 7): { what: string; best: number; median: number; unit: string } {
  const { alarms, series } = stack();
  const times = Array.from({ length: runs }, () => {
    const began = performance.now();
    simulate({ alarms, series, start, minutes: simulated, lagMinutes: { "AWS/Bedrock": 1 } });
    return performance.now() - began;
  }).sort((left, right) => left - right);
  return {
    what: `simulating a day of ${alarms.length} alarms`,
    best: times[0] ?? Number.NaN,
    median: times[Math.floor(runs / 2)] ?? Number.NaN,
    unit: "ms",
  };
}

if (import.meta.main) console.log(benchSimulate());
