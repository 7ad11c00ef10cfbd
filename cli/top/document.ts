import { prices } from "../../monitoring/prices.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import { costAnHour } from "./head-lines.ts";
import type { PercentAt, TopTarget } from "./reading.ts";
import { shownRows, type TopRow } from "./rows.ts";
import type { TopState } from "./state.ts";
import type { PlaceWho } from "./who.ts";

/** Version of the document of `top --once --json`; raised when a field changes its meaning or goes. Described in docs/top.md. */
const topSchemaVersion = 1;

/** What one frame shows, as data. Times are ISO 8601 in UTC. */
export function topDocument(state: TopState): object {
  const rows = shownRows(state);
  return {
    schemaVersion: topSchemaVersion,
    generatedAt: isoTime(state.now),
    places: state.places.map(({ place, reading, failure, who }) => ({
      region: place.region,
      profile: place.profile ?? null,
      failure: failure ?? null,
      readAt: reading ? isoTime(reading.readAt) : null,
      window: reading ? { start: isoTime(reading.start), newestWholeMinute: isoTime(reading.settled) } : null,
      targets: rows.filter((row) => row.place === place).map(targetOf),
      notes: reading?.notes ?? [],
      ...(who && { callers: sourceOf(who) }),
    })),
    cost: {
      metrics: state.places.reduce(
        (sum, { reading, who }) => sum + (reading?.metricsInAll ?? 0) + (who?.spent.metrics ?? 0),
        0,
      ),
      usdAnHour: costAnHour(state.places),
      source: prices.readMetric.source,
      verified: prices.readMetric.verified,
    },
  };
}

/** Where a place's callers come from, or why there are none. */
function sourceOf({ by, failure, reading, spent }: PlaceWho): object {
  return {
    by,
    failure: failure ?? null,
    window: reading ? { start: isoTime(reading.start), end: isoTime(reading.end) } : null,
    source: reading?.source ?? null,
    spent,
  };
}

function targetOf({ target, severity, now, peak, who }: TopRow): object {
  const own = who?.reading?.targets.find((one) => one.modelId === target.modelId && one.scope === target.scope);
  return {
    modelId: target.modelId,
    name: target.name,
    scope: target.scope,
    severity,
    now,
    peak,
    thresholds: target.thresholds,
    quotas: target.quotas.map(quotaOf),
    throttles: target.throttles && { ...target.throttles, lastAt: timeOf(target.throttles.lastAt) },
    drawers: target.drawers,
    ...(who && { callers: own?.callers ?? null }),
  };
}

const timeOf = (at: number | null): string | null => (at === null ? null : isoTime(at));
const dated = <T extends PercentAt>(value: T | null) => value && { ...value, at: isoTime(value.at) };

const quotaOf = ({ now, peak, ...quota }: TopTarget["quotas"][number]): object => ({
  ...quota,
  now: dated(now),
  peak: dated(peak),
});
