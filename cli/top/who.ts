import { groupingText, type LogGrouping } from "../../monitoring/report/caller-names.ts";
import type { CallersSource, TargetCallers } from "../../monitoring/report/callers-document.ts";
import type { LogPlan } from "../usage/callers/plan-logs.ts";
import type { TopTarget } from "./reading.ts";

/** The logs of a place: found and agreed to, or why they can't be read. */
export interface WhoPlan {
  grouping: LogGrouping;
  /** a string: why there is none */
  logs: LogPlan | string;
}

/** What one reading of a place's invocation logs says of its targets. */
export interface WhoReading {
  /** epoch seconds: the hour that it is of, which `usage --since 1h` would have */
  start: number;
  end: number;
  source: CallersSource;
  targets: { modelId: string; scope: string; callers: TargetCallers }[];
}

/** What reading took. */
export interface WhoSpent {
  /** bytes of logs that Logs Insights scanned */
  bytes: number;
  /** US dollars of the logs */
  usd: number;
  /** metrics that CloudWatch was asked for */
  metrics: number;
  /** false: a reading failed, and what it scanned is not known: `bytes` and `usd` are lower bounds */
  isAll: boolean;
}

/** Who draws in a place, as far as the logs were read. */
export interface PlaceWho {
  /** what callers are grouped by: caller, session, metadata:KEY */
  by: string;
  /** false: there are no logs that can be read, and `failure` says why */
  isReadable: boolean;
  /** what one reading was estimated to cost before anything was read, US dollars; null: not known */
  estimate: number | null;
  /** how often a reading was asked for, and how often one came to an end: more asked than answered is one that goes on */
  asked: number;
  answered: number;
  /** the newest that came to something; undefined: none yet */
  reading: WhoReading | undefined;
  /** why the newest did not; undefined: it did */
  failure: string | undefined;
  spent: WhoSpent;
}

/** A place's part of the state before its logs were read. */
export const firstWho = ({ grouping, logs }: WhoPlan): PlaceWho => ({
  by: groupingText(grouping),
  isReadable: typeof logs !== "string",
  estimate: typeof logs === "string" ? null : logs.estimate.usd,
  asked: 0,
  answered: 0,
  reading: undefined,
  failure: typeof logs === "string" ? logs : undefined,
  spent: { bytes: 0, usd: 0, metrics: typeof logs === "string" ? 0 : logs.spent.metrics, isAll: true },
});

/** How a reading ended. */
export type WhoAnswer = { reading: WhoReading; metrics: number } | { why: string; metrics: number };

/** Calls on mantle are in no log (Bedrock User Guide, model-invocation-logging). */
export const isLogged = ({ scope }: Pick<TopTarget, "scope">): boolean => scope !== "mantle";

export const isReadingWho = ({ asked, answered }: PlaceWho): boolean => asked > answered;

/** A place after somebody wants to know. One reading at a time: it tells of all targets of the place. */
export const askWho = (who: PlaceWho): PlaceWho =>
  !who.isReadable || isReadingWho(who) ? who : { ...who, asked: who.asked + 1 };

/** A place after a reading ended. What an earlier one found stays where a newer one fails. */
export function answerWho(who: PlaceWho, answer: WhoAnswer): PlaceWho {
  const { spent } = who;
  const metrics = spent.metrics + answer.metrics;
  if ("why" in answer) {
    return { ...who, answered: who.asked, failure: answer.why, spent: { ...spent, metrics, isAll: false } };
  }
  const { bytesScanned, usd } = answer.reading.source;
  return {
    ...who,
    answered: who.asked,
    reading: answer.reading,
    failure: undefined,
    spent: { ...spent, metrics, bytes: spent.bytes + bytesScanned, usd: spent.usd + usd },
  };
}
