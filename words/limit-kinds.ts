import { perUnit, type RateUnit } from "./units.ts";
import type { Scope } from "./words.ts";

/** What a quota counts of calls, in the words that AWS names quotas with. */
export type Counted = "tokens" | "requests" | "input tokens" | "output tokens";

/** The endpoint whose calls a quota counts: the scope `mantle`, or all others. */
type Endpoint = "runtime" | "mantle";

interface CommonRow {
  endpoint: Endpoint;
  /** whether a target of that endpoint is expected to have a quota of this kind; a missing one is worth telling */
  expected: boolean;
}

/** A kind whose use CloudWatch can tell. Its label, its period and its statistics follow from what it counts and in which unit. */
interface MeasurableRow extends CommonRow {
  counts: Counted;
  /** of the quota's value, and so of the use that it is compared with */
  unit: RateUnit;
  /** name of the metric that the quota is published as */
  feed: `${string}Quota`;
}

/** A kind that no metric tells the use of. */
interface UnmeasurableRow extends CommonRow {
  label: string;
}

export type KindRow = MeasurableRow | UnmeasurableRow;

/**
 * What a quota limits: every kind, each with all that sets it apart, in the order in which kinds are shown. Mantle has
 * a quota for input and one for output in place of `tpm`. Concurrency has no metric.
 * All else about a kind derives from its row, but for the form of its names in Service Quotas (registry/quota-name.ts).
 */
export const kindTable = {
  tpm: { counts: "tokens", unit: "per-minute", feed: "TokenQuota", endpoint: "runtime", expected: true },
  rpm: { counts: "requests", unit: "per-minute", feed: "RequestQuota", endpoint: "runtime", expected: true },
  tpd: { counts: "tokens", unit: "per-day", feed: "DailyTokenQuota", endpoint: "runtime", expected: false },
  concurrency: { label: "concurrent requests", endpoint: "runtime", expected: false },
  "input-tpm": {
    counts: "input tokens",
    unit: "per-minute",
    feed: "InputTokenQuota",
    endpoint: "mantle",
    expected: true,
  },
  "output-tpm": {
    counts: "output tokens",
    unit: "per-minute",
    feed: "OutputTokenQuota",
    endpoint: "mantle",
    expected: true,
  },
} as const satisfies Readonly<Record<string, KindRow>>;

type Table = typeof kindTable;

export type LimitKind = keyof Table;
/** The kinds whose use CloudWatch can tell. */
export type MeasurableKind = { [K in LimitKind]: Table[K] extends MeasurableRow ? K : never }[LimitKind];
/** The unit of a kind's quotas: what keeps a daily quota from meeting a minute's sum. */
export type UnitOf<K extends MeasurableKind> = Table[K]["unit"];

export const limitKinds = Object.keys(kindTable) as [LimitKind, ...LimitKind[]];

export const isMeasurable = (kind: LimitKind): kind is MeasurableKind => "unit" in kindTable[kind];

export const measurableKinds: readonly MeasurableKind[] = limitKinds.filter(isMeasurable);

export const unitOf = <K extends MeasurableKind>(kind: K): UnitOf<K> => kindTable[kind].unit;

/** What a kind's quotas count. */
export const countedBy = (kind: MeasurableKind): Counted => kindTable[kind].counts;

/** Name of the metric that a quota of this kind is published as. */
export const feedMetricOf = (kind: MeasurableKind): string => kindTable[kind].feed;

/** Whether a kind's quotas are for a day. */
export const isDaily = (kind: LimitKind): boolean => isMeasurable(kind) && unitOf(kind) === "per-day";

/** The kinds whose quotas are for a minute. */
export const perMinuteKinds = measurableKinds.filter((kind) => !isDaily(kind));

const labelOf = (row: KindRow): string => ("unit" in row ? `${row.counts} ${perUnit[row.unit]}` : row.label);

/** How a person reads each kind, e.g. "tokens per minute". AWS names quotas with the same words. */
export const kindLabels = Object.fromEntries(
  Object.entries(kindTable).map(([kind, row]) => [kind, labelOf(row)]),
) as Readonly<Record<LimitKind, string>>;

/** The kinds of quota that a way of calling can have. */
export const kindsOf = (scope: Scope): readonly LimitKind[] =>
  limitKinds.filter((kind) => (kindTable[kind].endpoint === "mantle") === (scope === "mantle"));

/** The kinds of quota that a target of a scope is expected to have. */
export const expectedKinds = (scope: Scope): readonly LimitKind[] =>
  kindsOf(scope).filter((kind) => kindTable[kind].expected);

/** The kind of the account-wide daily quota across all models. It is weighted by price: shown, never compared with use. */
export const crossModelKind = "tpd" satisfies MeasurableKind;
