import type { Series } from "../words.ts";
import { type Figures, mergeFigures, noFigures } from "./figures.ts";

export const minuteMilliseconds = 60_000;

/** The name under which the models beyond the cap are counted. */
const otherModels = "other-models";

/** One series' figures of one minute, as they are published. */
export interface MinuteRecord {
  /** milliseconds since 1970 at which the minute begins */
  minute: number;
  series: Series;
  figures: Figures;
}

export interface MinutesLimits {
  /** models (per Region and endpoint) told apart in this process; the rest is counted as "other-models" */
  maxModels: number;
  /** records kept while they can't be published; the oldest minute is dropped first */
  maxRecords: number;
}

/** All that is counted and not yet published, by minute and series, in bounded memory. */
export interface Minutes {
  /** The figures to add to. @param time milliseconds since 1970 within the minute */
  at(time: number, series: Series): Figures;
  /** Takes out what is closed (any minute but the one of `now`), or all. Oldest first. */
  take(now: number, all: boolean): MinuteRecord[];
  /** Puts back what could not be published. */
  putBack(records: readonly MinuteRecord[]): void;
  /** records dropped for want of room since the last call */
  takeDropped(): number;
  readonly size: number;
}

const keyOf = ({ region, endpoint, modelId }: Series): string => `${modelId}\n${region}\n${endpoint}`;

export function createMinutes({ maxModels, maxRecords }: MinutesLimits): Minutes {
  const known = new Map<string, Series>();
  const byMinute = new Map<number, Map<string, MinuteRecord>>();
  let size = 0;
  let dropped = 0;

  function named(series: Series): [string, Series] {
    const key = keyOf(series);
    const found = known.get(key);
    if (found) return [key, found];
    if (known.size < maxModels) {
      known.set(key, series);
      return [key, series];
    }
    const other = { ...series, modelId: otherModels };
    return [keyOf(other), other];
  }

  function dropOldest(): void {
    const oldest = Math.min(...byMinute.keys());
    const records = byMinute.get(oldest);
    byMinute.delete(oldest);
    size -= records?.size ?? 0;
    dropped += records?.size ?? 0;
  }

  function at(time: number, series: Series): Figures {
    const minute = Math.floor(time / minuteMilliseconds) * minuteMilliseconds;
    const [key, name] = named(series);
    let records = byMinute.get(minute);
    const found = records?.get(key);
    if (found) return found.figures;
    while (size >= maxRecords) dropOldest();
    records = byMinute.get(minute) ?? new Map();
    byMinute.set(minute, records);
    const record = { minute, series: name, figures: noFigures() };
    records.set(key, record);
    size++;
    return record.figures;
  }

  return {
    at,
    take(now, all) {
      const current = Math.floor(now / minuteMilliseconds) * minuteMilliseconds;
      const minutes = [...byMinute.keys()].filter((minute) => all || minute !== current).sort((a, b) => a - b);
      return minutes.flatMap((minute) => {
        const records = [...(byMinute.get(minute)?.values() ?? [])];
        byMinute.delete(minute);
        size -= records.length;
        return records;
      });
    },
    putBack(records) {
      // The newest first: where there's no room for all, the oldest are those to lose.
      for (const { minute, series, figures } of records.toReversed()) {
        const isKept = byMinute.get(minute)?.has(keyOf(series)) ?? false;
        if (isKept || size < maxRecords) mergeFigures(at(minute, series), figures);
        else dropped++;
      }
    },
    takeDropped() {
      const count = dropped;
      dropped = 0;
      return count;
    },
    get size() {
      return size;
    },
  };
}
