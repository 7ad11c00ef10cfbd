import assert from "node:assert/strict";
import type { PlannedAlarm } from "../../monitoring/plan-types.ts";
import {
  identityKey,
  lookupIn,
  minutes,
  putOnceAMinute,
  type SeriesStore,
} from "../../monitoring/simulation/series.ts";
import { type AlarmSimulation, type SimulationInput, simulate } from "../../monitoring/simulation/simulate.ts";
import { bedrock, quotaMetric, runsMetric, usageAlarm } from "./alarms.ts";

export const start = Date.UTC(2026, 0, 5) / 1000;
export const model = "us.example.model-v1";
export const quota = 1_000_000;
export const idle = Number.NaN;

export type Minutes = readonly number[];
export const steady = (value: number, length: number): number[] => new Array<number>(length).fill(value);

export interface Data {
  /** tokens a minute, by ModelId; from the start on */
  usage?: Readonly<Record<string, Minutes>>;
  quota?: Minutes;
  dailyQuota?: Minutes;
  runs?: Minutes;
  throttles?: Minutes;
  /** minutes of data before the simulation's start */
  history?: number;
}

export function store(data: Data): SeriesStore {
  const from = start - (data.history ?? 0) * 60;
  const found: SeriesStore = new Map();
  for (const [id, values] of Object.entries(data.usage ?? {})) {
    found.set(identityKey(bedrock("EstimatedTPMQuotaUsage", id)), { Sum: minutes(from, values) });
  }
  const put = (identity: ReturnType<typeof quotaMetric>, values?: Minutes) => {
    if (values) found.set(identityKey(identity), putOnceAMinute(from, values));
  };
  put(quotaMetric("TokenQuota", model), data.quota);
  put(quotaMetric("DailyTokenQuota", model), data.dailyQuota);
  put(runsMetric, data.runs);
  put(bedrock("InvocationThrottles", model), data.throttles);
  return found;
}

export type Options = Partial<Omit<SimulationInput, "alarms" | "series" | "minutes" | "start">>;

/** [minute, new state] of each change of the first alarm, leaving out the first OK of a new alarm. */
export function changes(alarms: PlannedAlarm | PlannedAlarm[], data: Data, length: number, options: Options = {}) {
  const [first] = simulate({
    alarms: [alarms].flat(),
    series: lookupIn(store(data)),
    start,
    minutes: length,
    ...options,
  });
  return changesOf(first!);
}
export function changesOf(result: AlarmSimulation): [number, string][] {
  assert.equal(result.outcome, "simulated", JSON.stringify(result));
  return (result as AlarmSimulation & { outcome: "simulated" }).transitions
    .filter(({ from, to }) => !(from === "INSUFFICIENT_DATA" && to === "OK"))
    .map(({ minute, to }) => [minute, to]);
}

export const warning = usageAlarm("warning", 70, [model]);
