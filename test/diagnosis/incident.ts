import {
  type Admission,
  openAdmission,
  type Quotas,
  type Refill,
  request,
  settle,
} from "../../client/testing/index.ts";
import type { ReservedMinutes, TargetMinutes } from "../../monitoring/diagnosis/target-minutes.ts";
import type { MeasurableKind } from "../../words/limit-kinds.ts";
import type { QuotaCode } from "../../words/words.ts";

/** Requests of one kind over some minutes. */
export interface Load {
  /** requests that come in each minute of the incident */
  perMinute: (minute: number) => number;
  input: number;
  output: number;
  maxTokens: number;
  seconds: number;
  /** part of each minute in which they come, at its start; 1: evenly over it */
  within?: number;
}

export interface Incident {
  quotas: Quotas;
  refill: Refill;
  burndown: number;
  minutes: number;
  loads: readonly Load[];
  seed: number;
  /** part of the requests that are refused for another reason than a quota, minute by minute */
  refused?: (minute: number) => number;
  /** tokens used earlier on the day */
  usedBefore?: number;
}

/** A request that was accepted, as CloudWatch counts it: in the minute in which it ended. */
export interface Accepted {
  minute: number;
  input: number;
  output: number;
  used: number;
  maxTokens: number;
  seconds: number;
}

export interface Outcome {
  minutes: TargetMinutes;
  accepted: Accepted[];
  /** requests refused, by what refused them */
  refusals: Record<keyof Quotas | "other", number>;
}

const start = Date.UTC(2026, 10, 26, 12, 0, 0) / 1000;

/** Numbers from 0 up to 1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Event {
  at: number;
  load: Load;
}

/** Plays an incident through Bedrock's admission, and counts as CloudWatch does: a request in the minute in which it ends. */
export function play(incident: Incident, known: Knowledge = {}): Outcome {
  const { quotas, refill, burndown, minutes: length, loads } = incident;
  const random = randomOf(incident.seed);
  const zeros = () => new Float64Array(length);
  const counted = {
    throttled: zeros(),
    requests: zeros(),
    used: zeros(),
    input: zeros(),
    time: zeros(),
    begun: zeros(),
  };
  const held = zeros();
  const accepted: Accepted[] = [];
  const refusals: Outcome["refusals"] = { tokensPerMinute: 0, requestsPerMinute: 0, tokensPerDay: 0, other: 0 };
  let admission: Admission = openAdmission(quotas, refill, start * 1000);
  if (incident.usedBefore !== undefined) admission = { ...admission, spentToday: incident.usedBefore };
  const ends: { at: number; end: () => void }[] = [];
  const events: Event[] = loads
    .flatMap((load) =>
      Array.from({ length }, (_, minute) =>
        Array.from({ length: Math.round(load.perMinute(minute)) }, () => ({
          at: (minute + random() * (load.within ?? 1)) * 60_000,
          load,
        })),
      ).flat(),
    )
    .toSorted((a, b) => a.at - b.at);
  const settleUntil = (at: number) => {
    ends.sort((a, b) => a.at - b.at);
    while (ends[0] && ends[0].at <= at) ends.shift()!.end();
  };
  const minuteOf = (at: number) => Math.min(length - 1, Math.floor(at / 60_000));
  for (const { at, load } of events) {
    settleUntil(at);
    const minute = minuteOf(at);
    if (incident.refused && random() < incident.refused(minute)) {
      counted.throttled[minute]! += 1;
      refusals.other += 1;
      continue;
    }
    const [after, verdict] = request(admission, load.input + load.maxTokens, start * 1000 + at);
    admission = after;
    if (!verdict.admitted) {
      counted.throttled[minute]! += 1;
      refusals[verdict.limit] += 1;
      continue;
    }
    const seconds = load.seconds * (0.8 + 0.4 * random());
    const output = Math.max(1, Math.min(load.maxTokens, Math.round(load.output * (0.5 + random()))));
    const done = at + seconds * 1000;
    ends.push({
      at: done,
      end: () => {
        const used = load.input + burndown * output;
        admission = settle(admission, verdict.hold, used, start * 1000 + done);
        const then = minuteOf(done);
        counted.requests[then]! += 1;
        counted.used[then]! += used;
        counted.input[then]! += load.input;
        counted.time[then]! += seconds;
        counted.begun[then]! += load.input + load.maxTokens;
        accepted.push({ minute: then, input: load.input, output, used, maxTokens: load.maxTokens, seconds });
        held[then]! += (load.input + load.maxTokens) * (seconds / 60);
      },
    });
  }
  settleUntil(Number.POSITIVE_INFINITY);
  return { minutes: seen(incident, counted, held, known), accepted, refusals };
}

/** What the one who diagnoses knows. */
export interface Knowledge {
  /** of max_tokens: measured by logs, given by hand, or bounds alone */
  maxTokens?: "measured" | { given: number } | { least: number; most: number };
  /** the quotas are today's: what they were then isn't known */
  onlyToday?: boolean;
  /** kinds whose quota could not be read */
  unread?: readonly MeasurableKind[];
}

function seen(
  { quotas, minutes: length, usedBefore = 0 }: Incident,
  {
    throttled,
    requests,
    used,
    input,
    time,
    begun,
  }: Record<string, Float64Array> &
    Record<"throttled" | "requests" | "used" | "input" | "time" | "begun", Float64Array>,
  held: Float64Array,
  { maxTokens = { least: 0, most: 0 }, onlyToday = false, unread = [] }: Knowledge,
): TargetMinutes {
  const quotaOf = (value: number, kind: MeasurableKind) =>
    new Float64Array(length).fill(unread.includes(kind) ? Number.NaN : value);
  const limit = (kind: MeasurableKind, value: number | undefined, of: Float64Array, last24Hours?: Float64Array) =>
    value === undefined
      ? []
      : [
          {
            kind,
            code: `L-0000000${kind.length}` as QuotaCode,
            quota: quotaOf(value, kind),
            published: new Uint8Array(length).fill(onlyToday ? 0 : 1),
            used: of,
            ...(last24Hours && { last24Hours }),
          },
        ];
  const latency = time.map((sum, i) => (requests[i]! > 0 ? sum / requests[i]! : Number.NaN));
  const perRequest = input.map((sum, i) => (requests[i]! > 0 ? sum / requests[i]! : 0));
  const day = Float64Array.from(
    used,
    (_, i) => usedBefore + used.slice(0, i + 1).reduce((sum, value) => sum + value, 0),
  );
  const taken = (max: number) =>
    used.map((value, i) => value + ((input[i]! + requests[i]! * max) * (latency[i] || 0)) / 60);
  const none = requests.every((count) => count === 0);
  const highest = (values: Float64Array) => (none ? Number.POSITIVE_INFINITY : Math.max(...values));
  const lowest = (values: Float64Array) => (none ? 0 : Math.max(...values));
  const reserved = (): ReservedMinutes => {
    if (maxTokens === "measured") {
      const all = used.map((value, i) => value + held[i]!);
      const each = begun.map((value, i) => (requests[i]! > 0 ? value / requests[i]! : 0));
      return {
        ...{ kind: "tpm", takenLeast: all, takenMost: all, begunMost: begun },
        ...{ requestLeast: lowest(each), requestMost: highest(each) },
        ...{ from: "measured", maxTokensLeast: null, maxTokensMost: null },
      };
    }
    const [least, most] = "given" in maxTokens ? [maxTokens.given, maxTokens.given] : [maxTokens.least, maxTokens.most];
    return {
      kind: "tpm",
      takenLeast: taken(least),
      takenMost: taken(most),
      begunMost: input.map((value, i) => value + requests[i]! * most),
      requestLeast: lowest(perRequest) + least,
      requestMost: highest(perRequest) + most,
      from: "given" in maxTokens ? "given" : "bounds",
      maxTokensLeast: least,
      maxTokensMost: most,
    };
  };
  return {
    start,
    // Nothing was called before and after it.
    whole: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    ...{ throttled, requests, latency, requestTokens: highest(perRequest) },
    limits: [
      ...limit("tpm", quotas.tokensPerMinute, used),
      ...limit("rpm", quotas.requestsPerMinute, requests),
      ...limit("tpd", quotas.tokensPerDay, day, day),
    ],
    reserved: reserved(),
  };
}
