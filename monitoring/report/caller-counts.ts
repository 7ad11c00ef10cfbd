import { groupOf, type LogGrouping } from "./caller-names.ts";
import type { LogCounts } from "./callers-document.ts";

/** What the records of one minute, id and caller come to: a row of the query's answer. */
export interface LogRecords extends Omit<LogCounts, "requests" | "throttled" | "errors"> {
  /** epoch seconds of the minute */
  minute: number;
  /** an id or an ARN */
  modelId: string;
  /** identity.arn, or the metadata's value */
  value: string | undefined;
  errorCode: string | undefined;
  records: number;
}

/** The fields of counts, in the order in which they stand in a row of minutes. */
const fields = [
  "requests",
  "throttled",
  "errors",
  "inputTokens",
  "outputTokens",
  "cacheReadTokens",
  "cacheWriteTokens",
] as const satisfies readonly (keyof LogCounts)[];

export const noCounts = (): LogCounts => ({
  requests: 0,
  throttled: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});

export function addCounts(to: LogCounts, counts: LogCounts): void {
  for (const field of fields) to[field] += counts[field];
}

/**
 * The error codes of a throttled request: ThrottlingException, and ModelNotReadyException, both 429
 * (botocore 1.44.8, bedrock-runtime). Whether records of such requests exist is in no source.
 */
const throttling = /throttl|toomanyrequests|modelnotready/i;

/** A record's id as CloudWatch names it in ModelId: what an ARN of a profile or a foundation model ends with. */
export function plainId(modelId: string): string {
  const [, id] =
    /^arn:[\w-]+:bedrock:[\w-]*:\d*:(?:application-inference-profile|inference-profile|foundation-model)\/(.+)$/.exec(
      modelId,
    ) ?? [];
  return id ?? modelId;
}

/** What one caller did with one id, minute by minute: plain numbers, as there are millions of them. */
export interface MinuteCounts {
  /** how many minutes there are */
  size: number;
  /** epoch seconds of each minute */
  minutes: Float64Array;
  /** the fields of each minute, one after the other */
  values: Float64Array;
  /** where a minute stands */
  places: Map<number, number>;
}

/** Adds one minute of those to some counts. */
export function addMinute(to: LogCounts, { values }: MinuteCounts, place: number): void {
  const at = place * fields.length;
  for (let index = 0; index < fields.length; index++) to[fields[index]!] += values[at + index]!;
}

const noMinutes = (): MinuteCounts => ({
  size: 0,
  minutes: new Float64Array(16),
  values: new Float64Array(16 * fields.length),
  places: new Map(),
});

function placeOf(counts: MinuteCounts, minute: number): number {
  const known = counts.places.get(minute);
  if (known !== undefined) return known;
  const place = counts.size++;
  if (place === counts.minutes.length) {
    counts.minutes = doubled(counts.minutes);
    counts.values = doubled(counts.values);
  }
  counts.minutes[place] = minute;
  counts.places.set(minute, place);
  return place;
}

function doubled(values: Float64Array): Float64Array {
  const room = new Float64Array(2 * values.length);
  room.set(values);
  return room;
}

/** By caller (null: the record names none), of one id or several. */
export type CountsByCaller = ReadonlyMap<string | null, readonly MinuteCounts[]>;

/** Records by id and caller. */
export interface CallerCounts {
  take(records: LogRecords): void;
  /** epoch seconds */
  readonly firstMinute: number | undefined;
  ids(): string[];
  /** of several ids together */
  of(ids: Iterable<string>): CountsByCaller;
}

export function callerCounts(grouping: LogGrouping): CallerCounts {
  const byId = new Map<string, Map<string | null, MinuteCounts>>();
  // Few ids and callers stand in many records: each is looked at once.
  const idOf = once(plainId);
  const callerOf = once((value: string | undefined) => groupOf(grouping, value));
  let firstMinute: number | undefined;
  return {
    take(record) {
      const { minute, records, errorCode } = record;
      const callers = inMap(byId, idOf(record.modelId), () => new Map<string | null, MinuteCounts>());
      const counts = inMap(callers, callerOf(record.value), noMinutes);
      const isThrottled = errorCode !== undefined && throttling.test(errorCode);
      const at = placeOf(counts, minute) * fields.length;
      const { values } = counts;
      values[at + (isThrottled ? 1 : 0)]! += records;
      if (errorCode !== undefined && !isThrottled) values[at + 2]! += records;
      values[at + 3]! += record.inputTokens;
      values[at + 4]! += record.outputTokens;
      values[at + 5]! += record.cacheReadTokens;
      values[at + 6]! += record.cacheWriteTokens;
      firstMinute = Math.min(firstMinute ?? minute, minute);
    },
    get firstMinute() {
      return firstMinute;
    },
    ids: () => [...byId.keys()],
    of(ids) {
      const all = new Map<string | null, MinuteCounts[]>();
      for (const id of new Set([...ids].map(plainId))) {
        for (const [caller, counts] of byId.get(id) ?? []) inMap(all, caller, () => []).push(counts);
      }
      return all;
    },
  };
}

function inMap<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function once<K, V>(of: (key: K) => V): (key: K) => V {
  const known = new Map<K, { value: V }>();
  return (key) => inMap(known, key, () => ({ value: of(key) })).value;
}
