import { limits } from "../../monitoring/limits.ts";
import type { Feed, FeedSum } from "../../monitoring/plan-types.ts";
import { dayStepMinutes, sumWindowMinutes } from "../../monitoring/sums.ts";
import { chunked } from "./chunked.ts";
import type { CountedSeries, MetricPoint, QuotaPort } from "./port.ts";

/** What one environment remembers of the sums of a feed. */
export interface SumMemory {
  /** by the sum's place in the feed: the minutes that were put, each with its value */
  put: Map<number, number>[];
  /** likewise: the last total of a day, and the minute of the run that made it */
  day: ({ value: number; minute: number } | undefined)[];
}

export const newSumMemory = ({ sums = [] }: Feed): SumMemory => ({
  put: sums.map(() => new Map()),
  day: sums.map(() => undefined),
});

/** Minutes for which a day's total is put again when it can't be added up anew. */
const dayKept = 3 * dayStepMinutes;

type Placed = FeedSum & { index: number };

/**
 * Adds up the series of each sum and puts what is new.
 *
 * **Late values.** What CloudWatch has of a minute rises for some minutes after it. Each run therefore adds up the last
 * `sumWindowMinutes` minutes, and puts those that have risen since they were put: statistic Maximum gives the newest. A
 * new environment knows of none and puts all. So a run may come twice, late or not at all, and each minute still gets
 * its sum; only a value that comes more than an hour late is in none.
 *
 * **No wrong number.** Where CloudWatch can't answer for one of the series, nothing of that run is put: the next one
 * does it. A series without a value in a minute adds nothing, as in an alarm's own expression.
 *
 * **A day's total** is that of the 24 hours up to the last whole step of five minutes, added up anew every five minutes
 * and put for each minute.
 * @throws an AggregateError of what could not be read or put; the other sums are put
 */
export async function putSums(port: QuotaPort, feed: Feed, memory: SumMemory, minute: number): Promise<void> {
  const sums = (feed.sums ?? []).map((sum, index): Placed => ({ ...sum, index }));
  if (sums.length === 0) return;
  const parts = await Promise.allSettled([
    minutePoints(
      port,
      sums.filter(({ over }) => over === "minute"),
      memory,
      minute,
    ),
    dayPoints(
      port,
      sums.filter(({ over }) => over === "day"),
      memory,
      minute,
    ),
  ]);
  const points = parts.flatMap((part) => (part.status === "fulfilled" ? part.value.points : []));
  const failures: unknown[] = parts.flatMap((part) =>
    part.status === "rejected" ? [part.reason] : (part.value.failure ?? []),
  );
  const puts = chunked(points, limits.metricsPerPut).map(async (batch) => {
    await port.publish(batch.map(({ point }) => point));
    for (const { index, point } of batch) note(memory, index, point);
  });
  for (const put of await Promise.allSettled(puts)) if (put.status === "rejected") failures.push(put.reason);
  forgetBefore(memory, minute - sumWindowMinutes);
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
}

interface Points {
  points: { index: number; point: MetricPoint }[];
  /** what went wrong, where there are points all the same */
  failure?: unknown;
}

async function minutePoints(
  port: QuotaPort,
  sums: readonly Placed[],
  { put }: SumMemory,
  minute: number,
): Promise<Points> {
  if (sums.length === 0) return { points: [] };
  const totals = await totalsOf(port, sums, { from: minute - sumWindowMinutes, to: minute, minutes: 1 });
  const points = sums.flatMap(({ index, metric, modelId }, place) =>
    [...totals[place]!]
      .filter(([at, value]) => value > (put[index]!.get(at) ?? Number.NEGATIVE_INFINITY))
      .map(([at, value]) => ({ index, point: { metric, modelId, minute: at, value } })),
  );
  return { points };
}

async function dayPoints(
  port: QuotaPort,
  sums: readonly Placed[],
  { day }: SumMemory,
  minute: number,
): Promise<Points> {
  const until = minute - (minute % dayStepMinutes);
  const due = sums.filter(({ index }) => (day[index]?.minute ?? 0) < until);
  let failure: unknown;
  if (due.length > 0) {
    try {
      const totals = await totalsOf(port, due, { from: until - 1_440, to: until, minutes: dayStepMinutes });
      for (const [place, { index }] of due.entries()) {
        const value = [...totals[place]!.values()].reduce((total, each) => total + each, 0);
        day[index] = { value, minute };
      }
    } catch (error) {
      failure = error;
    }
  }
  const points = sums.flatMap(({ index, metric, modelId }) => {
    const known = day[index];
    if (known === undefined || minute - known.minute > dayKept) return [];
    return [{ index, point: { metric, modelId, minute, value: known.value } }];
  });
  return { points, ...(failure === undefined ? {} : { failure }) };
}

/** Each sum's value in each period of the span in which any of its series has one. */
async function totalsOf(
  port: QuotaPort,
  sums: readonly FeedSum[],
  span: Parameters<QuotaPort["counted"]>[1],
): Promise<Map<number, number>[]> {
  const terms = sums.flatMap((sum, place) => sum.terms.map((term) => ({ ...term, place })));
  const series = terms.map(({ factor: _, place: __, ...one }): CountedSeries => one);
  const values = await port.counted(series, span);
  const totals = sums.map(() => new Map<number, number>());
  for (const [index, { factor, place }] of terms.entries()) {
    const total = totals[place]!;
    for (const [at, value] of values[index]!) {
      // CloudWatch may round an old start down.
      if (at >= span.from && at < span.to) total.set(at, (total.get(at) ?? 0) + factor * value);
    }
  }
  return totals;
}

function note({ put }: SumMemory, index: number, { minute, value }: MetricPoint): void {
  put[index]!.set(minute, value);
}

function forgetBefore({ put }: SumMemory, minute: number): void {
  for (const minutes of put) for (const at of minutes.keys()) if (at < minute) minutes.delete(at);
}
