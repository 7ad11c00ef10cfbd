import { deadLetterQueueName, publisherFunctionName } from "../../../monitoring/names.ts";
import type { Feed, FeedQuota, PlannedAlarm } from "../../../monitoring/plan-types.ts";
import { identityKey, lookupIn, type SeriesStore, minutes as seriesOf } from "../../../monitoring/simulation/series.ts";
import { simulate } from "../../../monitoring/simulation/simulate.ts";
import type { Played } from "./world.ts";

/** What a case came to. */
export interface Judgement {
  /** minutes of a quota without a denominator, or with a wrong one */
  blindMinutes: number;
  /** those of them that nobody was told of in time, in words */
  untold: string[];
  /** alarms that fired, with the minute */
  alarms: { kind: string; minute: number }[];
}

/** People are told within so many minutes. */
const tellingTime = 5;

/** Judges whether somebody was told of every minute in which a quota's alarms were blind. */
export function judge(feed: Feed, alarms: readonly PlannedAlarm[], played: Played): Judgement {
  const fired = alarmsOf(feed, alarms, played);
  const judgement: Judgement = { blindMinutes: 0, untold: [], alarms: fired };
  for (const quota of feed.quotas.filter(({ shownOnly }) => !shownOnly)) {
    const blind = blindMinutes(feed, quota, played);
    judgement.blindMinutes += blind.filter(Boolean).length;
    for (let start = 0; start < played.minutes; start++) {
      if (!blind[start] || blind[start - 1]) continue;
      const end = blind.indexOf(undefined, start);
      if (start + tellingTime >= played.minutes || isTold(feed, quota, played, fired, { start, what: blind[start]! }))
        continue;
      judgement.untold.push(
        `${quota.code} ${blind[start]} in minutes ${start} to ${(end === -1 ? played.minutes : end) - 1}`,
      );
    }
    judgement.untold.push(...silentChanges(feed, quota, played, fired));
  }
  return judgement;
}

/** By minute: what is wrong with the published quota, or undefined. */
function blindMinutes(feed: Feed, quota: FeedQuota, played: Played): (string | undefined)[] {
  const explained = feed.refreshMinutes + feed.horizonMinutes + 2;
  const truth = played.truth.get(quota.code)!;
  return Array.from({ length: played.minutes }, (_, minute) => {
    const values = played.data.filter(
      (datum) =>
        datum.metric === quota.metric &&
        datum.dimensions["ModelId"] === quota.modelId &&
        datum.timestamp === played.start + minute * 60 &&
        datum.putIn <= minute,
    );
    if (values.length === 0) return "absent";
    const value = Math.min(...values.map((datum) => datum.value)) / quota.multiplier;
    return truth.slice(Math.max(0, minute - explained), minute + 1).includes(value) ? undefined : `wrong (${value})`;
  });
}

/**
 * An alarm or a message that came not long before the blind time, or within five minutes of its start. Of a wrong value
 * only a message that it can't be read counts: one that says it as a change is the wrong value believed.
 */
function isTold(
  feed: Feed,
  quota: FeedQuota,
  played: Played,
  fired: Judgement["alarms"],
  { start, what }: { start: number; what: string },
): boolean {
  const from = start - feed.horizonMinutes - tellingTime - 2;
  const inTime = (minute: number) => minute >= from && minute <= start + tellingTime;
  const tells = (text: string) => text.includes(quota.code) && (what === "absent" || text.includes("can't be read"));
  return (
    fired.some(({ minute }) => inTime(minute)) ||
    played.messages.some(({ minute, text }) => inTime(minute) && tells(text))
  );
}

/** A quota that was lowered, or that the account lost, of which no message says so and no alarm says why not. */
function silentChanges(feed: Feed, quota: FeedQuota, played: Played, fired: Judgement["alarms"]): string[] {
  const truth = played.truth.get(quota.code)!;
  const within = feed.refreshMinutes + tellingTime + 1;
  return truth.flatMap((value, minute) => {
    const before = truth[minute - 1];
    if (minute === 0 || before === undefined || (value !== undefined && value >= before)) return [];
    if (truth.slice(minute, minute + within).some((later) => later !== value)) return [];
    if (minute + within >= played.minutes) return [];
    const inTime = (at: number) => at >= minute && at <= minute + within;
    const told =
      played.messages.some(({ minute: at, text }) => inTime(at) && text.includes(quota.code)) ||
      fired.some(({ minute: at }) => inTime(at));
    return told ? [] : [`${quota.code} from ${before} to ${value} in minute ${minute}: nobody was told`];
  });
}

/** When the publisher's alarms fire, as CloudWatch would see what was put in time. */
function alarmsOf(feed: Feed, alarms: readonly PlannedAlarm[], played: Played): Judgement["alarms"] {
  const { minutes, start } = played;
  const store: SeriesStore = new Map();
  const own = played.data.filter(({ dimensions }) => dimensions["ModelId"] === undefined);
  for (const [metric, data] of Map.groupBy(own, (datum) => datum.metric)) {
    const perMinute = Array.from({ length: minutes }, (): number[] => []);
    for (const { timestamp, value, putIn } of data) {
      const minute = (timestamp - start) / 60;
      if (putIn <= minute + 1) perMinute[minute]?.push(value);
    }
    const Dimensions = [{ Name: "Stack", Value: feed.stack }];
    const statistic = (of: (values: number[]) => number) =>
      seriesOf(
        start,
        perMinute.map((values) => (values.length === 0 ? Number.NaN : of(values))),
      );
    store.set(identityKey({ Namespace: feed.namespace, MetricName: metric, Dimensions }), {
      Sum: statistic((values) => values.reduce((sum, value) => sum + value, 0)),
      Minimum: statistic((values) => Math.min(...values)),
      Maximum: statistic((values) => Math.max(...values)),
    });
  }
  const counted = (Namespace: string, MetricName: string, Name: string, Value: string, counts: readonly number[]) =>
    store.set(identityKey({ Namespace, MetricName, Dimensions: [{ Name, Value }] }), { Sum: seriesOf(start, counts) });
  counted("AWS/Lambda", "Errors", "FunctionName", publisherFunctionName(feed.stack), played.errors);
  const queue = deadLetterQueueName(feed.stack);
  counted("AWS/SQS", "NumberOfMessagesSent", "QueueName", queue, played.deadLetters.slice(0, minutes));

  return simulate({ alarms, series: lookupIn(store), start, minutes, initialState: "OK" }).flatMap((result) => {
    if (result.outcome !== "simulated") throw new Error(`${result.alarm}: ${result.reason}`);
    const kind = result.alarm.split("/").at(-2) ?? "";
    return result.transitions.filter(({ to }) => to === "ALARM").map(({ minute }) => ({ kind, minute: minute - 1 }));
  });
}
