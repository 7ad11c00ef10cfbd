import type { PlaceWho, WhoReading } from "../../cli/top/who.ts";
import type { CallersSource, CallerUsage, TargetCallers } from "../../monitoring/report/callers-document.ts";
import { start } from "./sample-state.ts";

/** The target whose callers are known. */
export const opus = { modelId: "anthropic.claude-opus-5", scope: "cross-region" };

export const callerRow = (name: string, more: Partial<CallerUsage> = {}): CallerUsage => ({
  kind: "caller",
  value: name,
  name,
  requests: 10,
  throttled: 0,
  errors: 0,
  inputTokens: 1_000,
  outputTokens: 200,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  consumption: 3_000,
  share: 50,
  shareAtPeak: 50,
  shareWhileThrottled: null,
  ...more,
});

export const callers = (rows: CallerUsage[], more: Partial<TargetCallers> = {}): TargetCallers => ({
  basis: "consumption",
  peak: { kind: "tpm", start: "2026-11-21T13:40:00.000Z", periodSeconds: 60 },
  throttledPeriods: 2,
  rows,
  beyond: null,
  firstRecord: "2026-11-21T13:07:00.000Z",
  ...more,
});

const source: CallersSource = {
  by: "caller",
  logGroup: "/bedrock/calls",
  firstRecord: "2026-11-21T13:07:00.000Z",
  startsInWindow: false,
  queries: 1,
  recordsMatched: 20,
  bytesScanned: 2_000_000_000,
  usd: 0.01,
  estimate: { bytes: 3_000_000_000, usd: 0.015, how: "what the log group took in in the window (IncomingBytes)" },
  source: "a price list",
  verified: false,
  elsewhere: { requests: 0, foreign: 0 },
  notes: [],
};

export const whoReading = (targets: WhoReading["targets"]): WhoReading => ({
  start,
  end: start + 3_600,
  source,
  targets,
});

/** A place whose logs can be read and were not yet. */
export const placeWho = (more: Partial<PlaceWho> = {}): PlaceWho => ({
  by: "caller",
  isReadable: true,
  estimate: 0.015,
  asked: 0,
  answered: 0,
  reading: undefined,
  failure: undefined,
  spent: { bytes: 0, usd: 0, metrics: 1, isAll: true },
  ...more,
});
