/**
 * How long one simulated day takes: `node bench/simulate.ts`.
 * 100 targets with five alarms each on single minutes (tokens and requests at two severities, throttles) and one on a
 * sliding day, all evaluated every minute. The target is a second.
 */
import type { MetricDataQuery, PlannedAlarm } from "../monitoring/plan-types.ts";
import {
  identityKey,
  lookupIn,
  type MetricIdentity,
  minutes,
  putOnceAMinute,
} from "../monitoring/simulation/series.ts";
import { simulate } from "../monitoring/simulation/simulate.ts";

const targets = 100;
const simulated = 1_440;
const history = 3 * 1_440;
const start = Date.UTC(2026, 0, 5) / 1000;

const metric = (Namespace: string, MetricName: string, id: string): MetricIdentity => ({
  Namespace,
  MetricName,
  Dimensions: [{ Name: "ModelId", Value: id }],
});
const reads = (Id: string, Metric: MetricIdentity, Stat: string, Period: number): MetricDataQuery => ({
  Id,
  MetricStat: { Metric, Period, Stat },
  ReturnData: false,
});

function utilisation(
  name: string,
  id: string,
  threshold: number,
  usage: string,
  quota: string,
  day = false,
): PlannedAlarm {
  const period = day ? 86_400 : 60;
  return alarm(name, threshold, day ? [1, 1] : [2, 3], [
    reads("m1", metric("AWS/Bedrock", usage, id), "Sum", period),
    reads("m2", metric("AWS/Bedrock", usage, `${id}-application`), "Sum", period),
    reads("q", metric("Bedrock/Quotas", quota, id), day ? "Minimum" : "Maximum", period),
    { Id: "usage", Expression: "m1 + m2", ReturnData: false },
    { Id: "quota", Expression: "FILL(q, REPEAT)", ReturnData: false },
    { Id: "utilisation", Expression: "IF(usage >= 0, 100 * usage / (quota + (quota == 0)))", ReturnData: true },
  ]);
}

const alarm = (
  name: string,
  threshold: number,
  [m, n]: [number, number],
  Metrics: MetricDataQuery[],
): PlannedAlarm => ({
  AlarmName: name,
  AlarmDescription: "",
  ActionsEnabled: true,
  AlarmActions: [],
  OKActions: [],
  InsufficientDataActions: [],
  Metrics,
  EvaluationPeriods: n,
  DatapointsToAlarm: m,
  Threshold: threshold,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
  TreatMissingData: "notBreaching",
  Tags: [],
});

const store = new Map();
const alarms: PlannedAlarm[] = [];
const begin = start - history * 60;
const wave = (high: number, phase: number, gaps: boolean) =>
  minutes(
    begin,
    Array.from({ length: history + simulated }, (_value, i) =>
      gaps && i % 7 === phase % 7 ? Number.NaN : Math.round(high * (0.5 + 0.5 * Math.sin((i + phase) / 90))),
    ),
  );
for (let t = 0; t < targets; t++) {
  const id = `model-${t}`;
  const quota = 1_000_000 + t;
  for (const [name, value] of Object.entries({
    TokenQuota: quota,
    RequestQuota: 1_000,
    DailyTokenQuota: quota * 700,
  })) {
    const values = Array.from({ length: history + simulated }, () => value);
    store.set(identityKey(metric("Bedrock/Quotas", name, id)), putOnceAMinute(begin, values));
  }
  for (const profile of [id, `${id}-application`]) {
    const put = (name: string, high: number) =>
      store.set(identityKey(metric("AWS/Bedrock", name, profile)), { Sum: wave(high, t, profile === id) });
    put("EstimatedTPMQuotaUsage", quota / 2);
    put("Invocations", 500);
    put("InvocationThrottles", 1);
  }
  for (const threshold of [70, 90]) {
    alarms.push(utilisation(`${id} tpm ${threshold}`, id, threshold, "EstimatedTPMQuotaUsage", "TokenQuota"));
    alarms.push(utilisation(`${id} rpm ${threshold}`, id, threshold, "Invocations", "RequestQuota"));
  }
  alarms.push(
    alarm(
      `${id} throttles`,
      1,
      [1, 1],
      [{ ...reads("m1", metric("AWS/Bedrock", "InvocationThrottles", id), "Sum", 60), ReturnData: true }],
    ),
  );
  alarms.push(utilisation(`${id} tpd`, id, 70, "EstimatedTPMQuotaUsage", "DailyTokenQuota", true));
}

const lookup = lookupIn(store);
for (const round of ["first", "second", "third"]) {
  const began = performance.now();
  const results = simulate({ alarms, series: lookup, start, minutes: simulated, lagMinutes: { "AWS/Bedrock": 1 } });
  const took = performance.now() - began;
  const transitions = results.reduce(
    (sum, result) => sum + (result.outcome === "simulated" ? result.transitions.length : 0),
    0,
  );
  console.log(
    `${round} run: ${alarms.length} alarms × ${simulated} minutes in ${took.toFixed(0)} ms, ${transitions} transitions`,
  );
}
