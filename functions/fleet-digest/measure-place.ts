import type { DigestPlace } from "../../monitoring/fleet/digest.ts";
import type { DigestPort, Minutes } from "./port.ts";

/** What could be told of one place. */
export interface PlaceFigures {
  label: string;
  /** the fullest that a quota was; absent: no use was seen, which is not 0 % of a known quota */
  fullest?: { percent: number; minute: number; use: string };
  /** throttled requests; absent: none was seen, or there is no such metric */
  throttles?: number;
  /** the last minute in which the place's publisher ran; absent: in none of those that were looked at */
  lastRun?: number;
  /** why the place can't be told; what else is here is not all then */
  trouble?: string;
}

/** Minutes before the one that is asked about: a quota that is missing in a minute is the one of the minutes before. */
const heldMinutes = 15;

/** Reads one place's figures over some minutes. Never rejects: a place that can't be read must not silence the others. */
export async function measurePlace(
  port: DigestPort,
  place: DigestPlace,
  from: number,
  to: number,
): Promise<PlaceFigures> {
  const { label, region, requests, counts } = place;
  try {
    const read = (queries: DigestPlace["counts"]["runs"]) => port.read(region, queries, from, to);
    let fullest: PlaceFigures["fullest"];
    for (const request of requests) {
      const { queries, highest, uses } = request;
      const top = largest((await read(queries)).get(highest));
      if (!top || (fullest && top.value <= fullest.percent)) continue;
      // Which quota it was is asked for the one minute alone: every quota's every minute would be a thousand times as much.
      const asked = queries.map((query) => ({ ...query, ReturnData: query.Id in uses }));
      const then = [...(await port.read(region, asked, top.minute - heldMinutes, top.minute + 1))].flatMap(
        ([id, minutes]) => {
          const value = minutes.get(top.minute);
          return value === undefined ? [] : [{ id, value }];
        },
      );
      const [first] = then.sort((one, other) => other.value - one.value);
      fullest = { percent: top.value, minute: top.minute, use: uses[first?.id ?? ""] ?? "a quota that can't be told" };
    }
    const runs = valuesOf(await read(counts.runs));
    const throttles = counts.throttles && valuesOf(await read(counts.throttles));
    const ran = [...runs].filter(([, value]) => value > 0).map(([minute]) => minute);
    return {
      label,
      ...(fullest && { fullest }),
      ...(throttles && throttles.size > 0 && { throttles: [...throttles.values()].reduce((sum, one) => sum + one, 0) }),
      ...(ran.length > 0 && { lastRun: ran.reduce((last, one) => Math.max(last, one)) }),
    };
  } catch (error) {
    return { label, trouble: error instanceof Error ? error.message : String(error) };
  }
}

/** A count's values: the only query that returns data. */
const valuesOf = (found: ReadonlyMap<string, Minutes>): Minutes => found.values().next().value ?? new Map();

function largest(minutes: Minutes | undefined): { minute: number; value: number } | undefined {
  let found: { minute: number; value: number } | undefined;
  for (const [minute, value] of minutes ?? []) if (!found || value > found.value) found = { minute, value };
  return found;
}
