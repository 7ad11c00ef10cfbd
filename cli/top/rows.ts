import type { Severity } from "../../monitoring/report/document.ts";
import type { Place, PlaceReading, TopQuota, TopTarget } from "./reading.ts";
import type { Order, PlaceState, TopState } from "./state.ts";
import type { PlaceWho } from "./who.ts";

/** A target in its place, with what it is judged and ordered by. */
export interface TopRow {
  /** tells it from every other row, in every round */
  key: string;
  place: Place;
  reading: PlaceReading;
  target: TopTarget;
  /** the quota that is fullest now; undefined: nobody can tell of any */
  tightest: TopQuota | undefined;
  /** the fullest of those that are told by the minute: whose hour is drawn */
  byMinute: TopQuota | undefined;
  /** percent of the tightest quota; null: nobody can tell */
  now: number | null;
  /** highest minute of the hour over all quotas, percent */
  peak: number | null;
  severity: Severity;
  /** who draws in its place, from the logs; undefined: nobody asked */
  who: PlaceWho | undefined;
}

export const placeText = ({ region, profile }: Place): string =>
  profile === undefined ? region : `${region} ${profile}`;

const keyOf = (place: Place, { modelId, scope }: TopTarget): string =>
  `${place.region} ${place.profile ?? ""} ${modelId} ${scope}`;

/** The rows that are shown, in order. */
export function shownRows({ places, filter, order }: Pick<TopState, "places" | "filter" | "order">): TopRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return places
    .flatMap((one) => {
      const { reading } = one;
      return reading ? reading.targets.map((target) => rowOf(one, reading, target)) : [];
    })
    .filter((row) => words.every((word) => searched(row).includes(word)))
    .sort((a, b) => comparing[order](a, b) || byHeadroom(a, b) || byName(a, b));
}

function rowOf({ place, who }: PlaceState, reading: PlaceReading, target: TopTarget): TopRow {
  const tightest = fullestOf(target.quotas);
  const peaks = target.quotas.flatMap(({ peak }) => (peak ? [peak.percent] : []));
  const row = {
    key: keyOf(place, target),
    place,
    reading,
    target,
    tightest,
    byMinute: fullestOf(target.quotas.filter(({ percents }) => percents !== null)),
    now: tightest?.now?.percent ?? null,
    peak: peaks.length > 0 ? Math.max(...peaks) : null,
    who,
  };
  return { ...row, severity: severityOf(row) };
}

/** Of those that can be told. */
const fullestOf = (quotas: readonly TopQuota[]): TopQuota | undefined =>
  quotas
    .filter(({ now }) => now !== null)
    .reduce<TopQuota | undefined>(
      (fullest, quota) => (fullest && fullest.now!.percent >= quota.now!.percent ? fullest : quota),
      undefined,
    );

/** As the report judges, of this minute: requests throttled just now make at least a warning. */
function severityOf({ target, now }: Pick<TopRow, "target" | "now">): Severity {
  const { thresholds, throttles } = target;
  if (now !== null && now >= thresholds.critical) return "critical";
  if ((throttles?.recent ?? 0) > 0 || (now !== null && now >= thresholds.warning)) return "warning";
  return now === null ? "unknown" : "ok";
}

function searched({ place, target }: TopRow): string {
  const { modelId, name, scope, drawers } = target;
  return [placeText(place), modelId, name, scope, ...drawers.map((one) => one.name)].join(" ").toLowerCase();
}

type Compare = (a: TopRow, b: TopRow) => number;

/** Most first; what nobody can tell comes last. */
const most =
  (of: (row: TopRow) => number | null): Compare =>
  (a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return other - one;
  };

/** What is being throttled has no headroom, however full its quotas look: Bedrock throttles by what it reserves. */
const isThrottled = ({ target }: TopRow): number => ((target.throttles?.recent ?? 0) > 0 ? 1 : 0);

const byHeadroom: Compare = (a, b) =>
  most(isThrottled)(a, b) || most(({ now }) => now)(a, b) || most(({ peak }) => peak)(a, b);

const byName: Compare = (a, b) =>
  compareText(a.target.name, b.target.name) ||
  compareText(a.target.scope, b.target.scope) ||
  compareText(placeText(a.place), placeText(b.place)) ||
  compareText(a.key, b.key);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const comparing: Readonly<Record<Order, Compare>> = {
  headroom: byHeadroom,
  peak: most(({ peak }) => peak),
  throttles: (a, b) =>
    most(({ target }) => target.throttles?.recent ?? 0)(a, b) ||
    most(({ target }) => target.throttles?.hour ?? 0)(a, b),
  name: byName,
};
