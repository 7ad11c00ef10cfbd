import type { CallerUsage } from "../../../monitoring/report/callers-document.ts";
import { dash, short, whole } from "../numbers.ts";
import { shareText } from "./text.ts";

/** The columns after the caller's name: the same numbers in every output. */
export const callerColumns = [
  "share",
  "at peak",
  "while throttled",
  "requests",
  "throttled",
  "errors",
  "input",
  "output",
  "cache r/w",
  "consumption",
] as const;

/** A row's cells, in the order of `callerColumns`. */
export const callerCells = (row: CallerUsage): string[] => [
  shareText(row.share),
  shareText(row.shareAtPeak),
  shareText(row.shareWhileThrottled),
  whole(row.requests),
  whole(row.throttled),
  whole(row.errors),
  short(row.inputTokens),
  short(row.outputTokens),
  `${short(row.cacheReadTokens)}/${short(row.cacheWriteTokens)}`,
  row.consumption === null ? dash : short(row.consumption),
];
