import type { TargetThresholds } from "../../monitoring/report/document.ts";
import type { Span } from "../../monitoring/report/evaluate.ts";
import { percentsOver } from "../../monitoring/report/percents.ts";
import type { IdFacts } from "../../monitoring/report/profile-usage.ts";
import { type QuotaReadings, quotaState } from "../../monitoring/report/quota-reading.ts";
import type { SeriesStore } from "../../monitoring/report/series-store.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { countedBy, isDaily, isMeasurable, type MeasurableKind } from "../../words/limit-kinds.ts";
import type { RegistryQuota } from "../../words/registry.ts";
import type { DayUse } from "./day-use.ts";
import type { Now, TopQuota } from "./reading.ts";

/** What a place's targets are read with, beside their series. */
export interface TargetFrame {
  region: string;
  quotas: QuotaReadings;
  facts: ReadonlyMap<string, IdFacts>;
  thresholdsOf: (target: TargetSettings) => TargetThresholds;
  /** of daily quotas, by "<modelId> <scope> <kind>" */
  days: ReadonlyMap<string, DayUse>;
}

/** The hour that has been read. */
export interface Window {
  span: Stretch;
  store: SeriesStore;
  /** epoch seconds: start of the newest minute whose data are whole */
  settled: number;
}

/** Ids with requests and without tokens. */
export interface Uncounted {
  note: string;
  /** no id of the target has any tokens */
  isAll: boolean;
}

type Told = Pick<TopQuota, "percents" | "now" | "peak" | "note">;

/** How one of a target's quotas stands. */
export function readQuota(
  target: TargetSettings,
  quota: RegistryQuota,
  frame: TargetFrame,
  window: Window,
  uncounted: Uncounted | undefined,
): TopQuota {
  const { applied: _, default: __, ...state } = quotaState(quota, frame.quotas, frame.region);
  const { kind, value, origin } = state;
  const tell = (): Told => {
    if (!isMeasurable(kind)) return untold("no metric tells its use");
    if (value === null) return untold(origin === "none" ? "not in this account" : "its value could not be read");
    if (isDaily(kind)) return dayOf(frame.days.get(`${target.model.modelId} ${target.scope} ${kind}`));
    const lacking = countedBy(kind) === "tokens" ? uncounted : undefined;
    return lacking?.isAll
      ? untold(lacking.note)
      : hourOf(target, kind, value, frame.region, window, lacking?.note ?? null);
  };
  return { ...state, ...tell() };
}

const untold = (note: string): Told => ({ percents: null, now: null, peak: null, note });

const dayOf = (day: DayUse | undefined): Told =>
  day
    ? { percents: null, now: { ...day, complete: true }, peak: null, note: "since midnight UTC" }
    : untold("today's use could not be read");

function hourOf(
  target: TargetSettings,
  kind: MeasurableKind,
  value: number,
  region: string,
  { span, store, settled }: Window,
  note: string | null,
): Told {
  const percents = percentsOver(target, kind, value, region, span, store.over(span));
  if (!percents) return untold("no metric tells its use");
  return {
    percents: Array.from(percents, (one) => (Number.isNaN(one) ? null : one)),
    now: nowOf(percents, span, settled),
    peak: highestIn(percents, span),
    note: value === 0 ? "the account's quota is 0: ask for it" : note,
  };
}

/** The newest whole minute, an idle one as 0; a newer one in its place where what is there of it is already more. */
function nowOf(percents: Float64Array, span: Span, settled: number): Now {
  const index = Math.max(0, (settled - span.start) / span.period);
  const whole = percents[index] ?? Number.NaN;
  let now: Now = { percent: Number.isNaN(whole) ? 0 : whole, at: settled, complete: true };
  for (let i = index + 1; i < percents.length; i++) {
    if (percents[i]! > now.percent) now = { percent: percents[i]!, at: span.start + i * span.period, complete: false };
  }
  return now;
}

function highestIn(percents: Float64Array, span: Span): TopQuota["peak"] {
  let peak: TopQuota["peak"] = null;
  for (const [index, percent] of percents.entries()) {
    if (percent > (peak?.percent ?? -1)) peak = { percent, at: span.start + index * span.period };
  }
  return peak;
}
