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

export const noCounts = (): LogCounts => ({
  requests: 0,
  throttled: 0,
  errors: 0,
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
});

export function addCounts(to: LogCounts, { requests, throttled, errors, ...tokens }: LogCounts): void {
  to.requests += requests;
  to.throttled += throttled;
  to.errors += errors;
  to.inputTokens += tokens.inputTokens;
  to.outputTokens += tokens.outputTokens;
  to.cacheReadTokens += tokens.cacheReadTokens;
  to.cacheWriteTokens += tokens.cacheWriteTokens;
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

/** By caller (null: the record names none) and minute. */
export type CountsByCaller = Map<string | null, Map<number, LogCounts>>;

/** Records by id, as few numbers as the report needs: they come by the million. */
export interface CallerCounts {
  take(records: LogRecords): void;
  /** epoch seconds */
  readonly firstMinute: number | undefined;
  ids(): string[];
  /** of several ids together */
  of(ids: Iterable<string>): CountsByCaller;
}

export function callerCounts(grouping: LogGrouping): CallerCounts {
  const byId = new Map<string, CountsByCaller>();
  let firstMinute: number | undefined;
  const inMap = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
    const known = map.get(key) ?? make();
    map.set(key, known);
    return known;
  };
  return {
    take(record) {
      const { minute, records, errorCode } = record;
      const callers = inMap(byId, plainId(record.modelId), (): CountsByCaller => new Map());
      const minutes = inMap(callers, groupOf(grouping, record.value), () => new Map<number, LogCounts>());
      const isThrottled = errorCode !== undefined && throttling.test(errorCode);
      addCounts(inMap(minutes, minute, noCounts), {
        ...record,
        requests: isThrottled ? 0 : records,
        throttled: isThrottled ? records : 0,
        errors: errorCode !== undefined && !isThrottled ? records : 0,
      });
      firstMinute = Math.min(firstMinute ?? minute, minute);
    },
    get firstMinute() {
      return firstMinute;
    },
    ids: () => [...byId.keys()],
    of(ids) {
      const all: CountsByCaller = new Map();
      for (const id of new Set([...ids].map(plainId))) {
        for (const [caller, minutes] of byId.get(id) ?? []) {
          const sums = inMap(all, caller, () => new Map<number, LogCounts>());
          for (const [minute, counts] of minutes) addCounts(inMap(sums, minute, noCounts), counts);
        }
      }
      return all;
    },
  };
}
