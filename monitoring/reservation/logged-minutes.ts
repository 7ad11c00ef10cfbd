import { count, type Distribution, distribution } from "./distribution.ts";
import type { LoggedRequest } from "./logged-request.ts";

/** What is added up of each minute: a request counts in the minute it began in, what it held in each that it lasted. */
export const columns = [
  "requests",
  /** input + cache write, and output, of all of them */
  "input",
  "output",
  /** of those that name a max_tokens */
  "namedInput",
  "namedMaxTokens",
  "namedOutput",
  /** of those that name none */
  "without",
  "withoutInput",
  "withoutOutput",
  /** (input + cache write + max_tokens) × seconds of those that name one and say how long they took */
  "namedTokenSeconds",
  /** the same of those that name none, without the max_tokens: their seconds are to be multiplied by it */
  "withoutTokenSeconds",
  "withoutSeconds",
  /** of both kinds, those that don't say how long they took */
  "namedUntimed",
  "withoutUntimed",
  /** whose body isn't in the record, and whose body has an unknown shape: what they reserved can't be told */
  "unseen",
  "unknown",
  /** refused because of a quota; failed otherwise. Neither counts in anything else */
  "throttled",
  "failed",
] as const;
export type Column = (typeof columns)[number];

const place = Object.fromEntries(columns.map((name, index) => [name, index])) as Record<Column, number>;

/** The requests of one id in one Region, in memory that grows with minutes and not with requests. */
export interface LoggedMinutes {
  /** by minute, counted from 1970: a number for each column */
  minutes: Map<number, Float64Array>;
  maxTokens: Distribution;
  outputTokens: Distribution;
}

export const loggedMinutes = (): LoggedMinutes => ({
  minutes: new Map(),
  maxTokens: distribution(),
  outputTokens: distribution(),
});

/** One minute's value of a column. */
export const columnOf = (minute: Float64Array, column: Column): number => minute[place[column]]!;

/** As the names of errors are in records: ThrottlingException, ServiceQuotaExceededException. */
const isThrottling = /throttl|quota|too ?many/i;

export function addRequest(to: LoggedMinutes, request: LoggedRequest): void {
  const { time, inputTokens, outputTokens, asked, errorCode } = request;
  const add = adderOf(minuteAt(to, Math.floor(time / 60)));
  if (errorCode !== undefined) add(isThrottling.test(errorCode) ? "throttled" : "failed", 1);
  else {
    add("requests", 1);
    add("input", inputTokens);
    add("output", outputTokens ?? 0);
    if (outputTokens !== undefined) count(to.outputTokens, outputTokens);
    if (asked === "unseen" || asked === "unknown") add(asked, 1);
    else addReserved(to, add, request, asked);
  }
}

type Add = (column: Column, value: number) => void;

const adderOf =
  (minute: Float64Array): Add =>
  (column, value) => {
    minute[place[column]]! += value;
  };

function addReserved(
  to: LoggedMinutes,
  add: Add,
  { time, inputTokens, outputTokens = 0, seconds }: LoggedRequest,
  asked: number | "without",
): void {
  if (asked === "without") {
    add("without", 1);
    add("withoutInput", inputTokens);
    add("withoutOutput", outputTokens);
  } else {
    add("namedInput", inputTokens);
    add("namedMaxTokens", asked);
    add("namedOutput", outputTokens);
    // 0 is of models that write no tokens.
    if (asked > 0) count(to.maxTokens, asked);
  }
  if (seconds === undefined) add(asked === "without" ? "withoutUntimed" : "namedUntimed", 1);
  else
    spread(time, seconds, (minute, part) => {
      const addThere = adderOf(minuteAt(to, minute));
      if (asked === "without") {
        addThere("withoutTokenSeconds", inputTokens * part);
        addThere("withoutSeconds", part);
      } else addThere("namedTokenSeconds", (inputTokens + asked) * part);
    });
}

/** The seconds of each minute that a length of time lies in. */
function spread(start: number, length: number, each: (minute: number, seconds: number) => void): void {
  const end = start + length;
  for (let at = start; at < end; ) {
    const minute = Math.floor(at / 60);
    const until = Math.min(end, (minute + 1) * 60);
    each(minute, until - at);
    at = until;
  }
}

function minuteAt({ minutes }: LoggedMinutes, minute: number): Float64Array {
  let values = minutes.get(minute);
  if (!values) {
    values = new Float64Array(columns.length);
    minutes.set(minute, values);
  }
  return values;
}
