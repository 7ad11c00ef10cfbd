import { type Counted, countedBy, measurableKinds, perMinuteKinds, unitOf } from "../../words/limit-kinds.ts";
import { minute, secondsPer } from "../../words/units.ts";
import type { MeasurableKind, Scope } from "../../words/words.ts";
import { type MantleMetricName, mantleNamespace, type RuntimeMetricName, runtimeNamespace } from "../metrics.ts";
import { randomFrom } from "./random.ts";
import { identityKey, type MetricIdentity, type SeriesStore, type Statistics, minutes as seriesOf } from "./series.ts";
import { shareAt, type Traffic } from "./traffic.ts";

/** What synthetic traffic needs to know of a target. */
export interface TrafficTarget {
  modelId: string;
  scope: Scope;
  /** every id whose calls draw on the target's quotas; the first gets the most */
  ids: readonly string[];
  /** the quotas' values at the start, in each kind's own unit; a kind without a quota is absent */
  quotas: Readonly<Partial<Record<MeasurableKind, number>>>;
  /** tokens of quota that one output token burns */
  burndown: number;
}

export interface TrafficSpan {
  /** epoch seconds, a whole minute */
  start: number;
  minutes: number;
  /** another seed: other details (how calls spread over ids, latency, errors), the same use of the quotas */
  seed?: string;
}

/**
 * The metrics that Bedrock would publish for a target under some traffic.
 *
 * In each minute the counts add up, over all ids, to the asked share of each per-minute quota, rounded down to whole
 * tokens and requests: exact wherever share × quota is whole. EstimatedTPMQuotaUsage equals input + cache write +
 * burndown × output. A quota of 0 admits nothing: its calls are throttled. Over 100 % the excess is throttled too, and
 * the whole is counted all the same: Bedrock admits by what is reserved, so both can be seen in one minute. Minutes
 * without calls have no datapoints; nor have minutes without throttles or errors. Where a target has no quota to tell
 * the tokens or the requests of, 2,500 tokens make a request.
 */
export function targetTraffic(target: TrafficTarget, traffic: Traffic, span: TrafficSpan): SeriesStore {
  return target.scope === "mantle" ? mantleTraffic(target, traffic, span) : runtimeTraffic(target, traffic, span);
}

const tokensPerRequest = 2_500;

/** What a target's quotas allow a minute; undefined: no quota counts it. */
interface Allowed {
  tokens: number | undefined;
  requests: number | undefined;
}

/** Requests a minute that come in against a quota of 0, all of them throttled. */
const refusedRequests = 10;

function runtimeTraffic(target: TrafficTarget, traffic: Traffic, span: TrafficSpan): SeriesStore {
  const { quotas, burndown, ids } = target;
  const { start, minutes } = span;
  const random = randomFrom(`${span.seed ?? ""} ${target.modelId} ${target.scope}`);
  const calls = ids.map(() => runtimeCalls(minutes));
  const allowed: Allowed = { tokens: allowedAMinute(quotas, "tokens"), requests: allowedAMinute(quotas, "requests") };
  const refused = perMinuteKinds.some((kind) => quotas[kind] === 0);

  for (let minute = 0; minute < minutes; minute++) {
    const share = shareAt(traffic, minute, minutes);
    if (share === 0) continue;
    const { tokens, requests, throttled } = refused ? nothingButRefused : demandAt(allowed, share);
    const parts = spread(tokens, requests, ids.length, random);
    for (const [index, part] of parts.entries()) {
      const to = calls[index]!;
      if (index === 0 && throttled > 0) to.InvocationThrottles[minute] = throttled;
      if (part.requests > 0) addCalls(to, minute, part, share, burndown, random);
    }
  }
  return runtimeStore(ids, calls, start);
}

/** What all ids are called for in one minute. */
interface Demand {
  tokens: number;
  requests: number;
  throttled: number;
}

const nothingButRefused: Demand = { tokens: 0, requests: 0, throttled: refusedRequests };

function demandAt(allowed: Allowed, share: number): Demand {
  const tokens = tokensAt(allowed, share);
  const requests = requestsAt(allowed, share, tokens);
  return { tokens, requests, throttled: share > 100 ? Math.ceil((requests * (share - 100)) / share) : 0 };
}

/** The metrics that the calls of each id make. */
function runtimeStore(
  ids: readonly string[],
  calls: readonly ReturnType<typeof runtimeCalls>[],
  start: number,
): SeriesStore {
  const store: SeriesStore = new Map();
  for (const [index, id] of ids.entries()) {
    const { InvocationLatency, TimeToFirstToken, ...counts } = calls[index]!;
    const put = (name: RuntimeMetricName, statistics: Statistics) =>
      store.set(identityKey(dimensioned(runtimeNamespace, name, "ModelId", id)), statistics);
    for (const [name, values] of Object.entries(counts)) {
      put(name as RuntimeMetricName, countStatistics(start, values, counts.Invocations));
    }
    put("InvocationLatency", latencyStatistics(start, InvocationLatency, counts.Invocations));
    put("TimeToFirstToken", latencyStatistics(start, TimeToFirstToken, counts.Invocations));
  }
  return store;
}

/** What one id's calls of one minute add to its metrics. */
function addCalls(
  to: ReturnType<typeof runtimeCalls>,
  minute: number,
  { tokens, requests }: { tokens: number; requests: number },
  share: number,
  burndown: number,
  random: () => number,
): void {
  const output = Math.floor((tokens * (0.15 + 0.2 * random())) / burndown);
  const cacheWrite = Math.floor(tokens * 0.1 * random());
  const input = tokens - cacheWrite - burndown * output;
  to.Invocations[minute] = requests;
  to.EstimatedTPMQuotaUsage[minute] = tokens;
  to.InputTokenCount[minute] = input;
  to.OutputTokenCount[minute] = output;
  to.CacheWriteInputTokenCount[minute] = cacheWrite;
  to.CacheReadInputTokenCount[minute] = Math.floor(input * random());
  const clientErrors = Math.floor(requests * 0.02 * random());
  const serverErrors = Math.floor(requests * 0.002 * random());
  if (clientErrors > 0) to.InvocationClientErrors[minute] = clientErrors;
  if (serverErrors > 0) to.InvocationServerErrors[minute] = serverErrors;
  to.InvocationLatency[minute] = Math.round(2_000 + 1_500 * random() + 20 * Math.max(0, share - 80));
  to.TimeToFirstToken[minute] = Math.round(400 + 200 * random() + 5 * Math.max(0, share - 80));
}

function mantleTraffic(target: TrafficTarget, traffic: Traffic, span: TrafficSpan): SeriesStore {
  const { start, minutes } = span;
  const input = quiet(minutes);
  const output = quiet(minutes);
  const inferences = quiet(minutes);
  const errors = quiet(minutes);
  const random = randomFrom(`${span.seed ?? ""} ${target.modelId} ${target.scope}`);
  const inputQuota = allowedAMinute(target.quotas, "input tokens");
  const outputQuota = allowedAMinute(target.quotas, "output tokens");
  for (let minute = 0; minute < minutes; minute++) {
    const share = shareAt(traffic, minute, minutes);
    const inputTokens = part(inputQuota ?? (outputQuota ?? 0) * 5, share);
    const outputTokens = part(outputQuota ?? (inputQuota ?? 0) / 5, share);
    if (inputTokens + outputTokens === 0) continue;
    input[minute] = inputTokens;
    output[minute] = outputTokens;
    inferences[minute] = Math.max(1, Math.floor((inputTokens + outputTokens) / tokensPerRequest));
    const clientErrors = Math.floor(inferences[minute]! * 0.02 * random());
    if (clientErrors > 0) errors[minute] = clientErrors;
  }
  const store: SeriesStore = new Map();
  const put = (name: MantleMetricName, values: Float64Array) =>
    store.set(
      identityKey(dimensioned(mantleNamespace, name, "Model", target.ids[0] ?? target.modelId)),
      countStatistics(start, values, inferences),
    );
  put("TotalInputTokens", input);
  put("TotalOutputTokens", output);
  put("Inferences", inferences);
  put("InferenceClientErrors", errors);
  return store;
}

/** Share of a quota in whole tokens or requests. The small addend undoes what binary fractions take off. */
const part = (quota: number, share: number): number => Math.floor((quota * share) / 100 + 1e-6);

/** What the quota that counts this allows a minute, the minute's own before the day's; undefined: there is none. */
function allowedAMinute(quotas: TrafficTarget["quotas"], counts: Counted): number | undefined {
  const [kind] = measurableKinds.filter((one) => countedBy(one) === counts && quotas[one] !== undefined);
  return kind && (quotas[kind]! * minute) / secondsPer[unitOf(kind)];
}

function tokensAt({ tokens, requests }: Allowed, share: number): number {
  if (tokens !== undefined) return part(tokens, share);
  return requests === undefined ? 0 : part(requests, share) * tokensPerRequest;
}

function requestsAt({ requests }: Allowed, share: number, tokens: number): number {
  if (requests !== undefined) return part(requests, share);
  return tokens === 0 ? 0 : Math.max(1, Math.floor(tokens / tokensPerRequest));
}

/** Shares a minute's calls out among ids: the sums are kept, the first id gets the rest, the others are idle at times. */
function spread(
  tokens: number,
  requests: number,
  ids: number,
  random: () => number,
): { tokens: number; requests: number }[] {
  const rest = { tokens, requests };
  const others = Array.from({ length: ids - 1 }, () => {
    const share = random() < 0.3 ? 0 : (0.4 * random()) / (ids - 1);
    const part = { tokens: Math.floor(tokens * share), requests: Math.floor(requests * share) };
    if (part.requests === 0) return { tokens: 0, requests: 0 };
    rest.tokens -= part.tokens;
    rest.requests -= part.requests;
    return part;
  });
  return [rest, ...others];
}

const quiet = (minutes: number): Float64Array => new Float64Array(minutes).fill(Number.NaN);

const runtimeCalls = (minutes: number) => ({
  Invocations: quiet(minutes),
  EstimatedTPMQuotaUsage: quiet(minutes),
  InputTokenCount: quiet(minutes),
  OutputTokenCount: quiet(minutes),
  CacheReadInputTokenCount: quiet(minutes),
  CacheWriteInputTokenCount: quiet(minutes),
  InvocationThrottles: quiet(minutes),
  InvocationClientErrors: quiet(minutes),
  InvocationServerErrors: quiet(minutes),
  InvocationLatency: quiet(minutes),
  TimeToFirstToken: quiet(minutes),
});

const dimensioned = (Namespace: string, MetricName: string, Name: string, Value: string): MetricIdentity => ({
  Namespace,
  MetricName,
  Dimensions: [{ Name, Value }],
});

/** A count that each request adds to. Minimum and Maximum are those of single requests, which are not made up here. */
function countStatistics(start: number, sums: Float64Array, requests: Float64Array): Statistics {
  const counts = sums.map((sum, i) => (Number.isNaN(sum) ? Number.NaN : requests[i]!));
  return {
    Sum: seriesOf(start, sums),
    SampleCount: seriesOf(start, counts),
    Average: seriesOf(
      start,
      sums.map((sum, i) => sum / counts[i]!),
    ),
  };
}

/** Milliseconds, spread around their average the way latencies are: a few slow requests, many quick ones. */
function latencyStatistics(start: number, average: Float64Array, requests: Float64Array): Statistics {
  const scaled = (factor: number) =>
    seriesOf(
      start,
      average.map((value) => Math.round(value * factor)),
    );
  return {
    Sum: seriesOf(
      start,
      average.map((value, i) => value * requests[i]!),
    ),
    SampleCount: seriesOf(
      start,
      average.map((value, i) => (Number.isNaN(value) ? Number.NaN : requests[i]!)),
    ),
    Average: seriesOf(start, average),
    Minimum: scaled(0.3),
    p50: scaled(0.85),
    p90: scaled(1.8),
    p99: scaled(3),
    Maximum: scaled(3.5),
  };
}
