import { metricReader } from "../../aws/metrics.ts";
import { metricKey } from "../../monitoring/expression/expression.ts";
import type { Incomplete } from "../../monitoring/report/document.ts";
import { stretchesOf } from "../../monitoring/report/stretches.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { scopeOf } from "../../monitoring/target.ts";
import { isAwsError, troubleOf } from "../../stacks/aws-errors.ts";
import { UserError } from "../../stacks/user-error.ts";
import { chooseTargets, type Wish } from "../usage/choose-targets.ts";
import type { UsageClients } from "../usage/clients.ts";
import { findIds } from "../usage/find-ids.ts";
import { factsOf } from "../usage/id-facts.ts";
import { quotaReadings } from "../usage/quota-readings.ts";
import { readAccount } from "../usage/read-account.ts";
import { stackCover } from "../usage/stack-cover.ts";
import { thresholdsFor } from "../usage/target-thresholds.ts";
import { readDays } from "./day-use.ts";
import type { TargetFrame } from "./read-quota.ts";
import { metricsFor, readTarget, windowOf } from "./read-target.ts";
import { type PlaceReading, windowMinutes } from "./reading.ts";
import { asksUpTo, type Rolling, takeRound } from "./rolling.ts";

/** What a place is read with. */
export interface WatchRequest extends Wish {
  /** where stack files are looked for: their thresholds say what is a warning */
  directory: string;
}

/** What changes seldom: the targets, their quotas, who their profiles are. */
interface Opened {
  /** epoch seconds */
  at: number;
  targets: TargetSettings[];
  frame: TargetFrame;
  notes: string[];
  /** metrics that reading it took */
  metrics: number;
}

/** How long what changes seldom is believed, seconds: as long as the publisher believes a quota. */
const openedFor = 15 * 60;

const roundsAnHour = 60;

/**
 * Reads one place again and again: everything first, then the newest minutes alone, and every 15 minutes what changes
 * seldom.
 * @returns reads one round; it throws a UserError where nothing could be read, and the next round is a try of its own
 */
export function watchPlace(
  clients: UsageClients,
  request: WatchRequest,
): (now: number, abortSignal: AbortSignal) => Promise<PlaceReading> {
  let opened: Opened | undefined;
  let rolling: Rolling | undefined;
  let metricsInAll = 0;

  return async (now, abortSignal) => {
    const old: string[] = [];
    if (!opened || now - opened.at >= openedFor) {
      try {
        opened = await trying(clients, abortSignal, () => open(clients, request, now, abortSignal));
        metricsInAll += opened.metrics;
      } catch (error) {
        if (!opened || !(error instanceof UserError)) throw error;
        old.push(`targets and quotas are those of before: ${error.message}`);
      }
    }
    const { targets, frame, notes } = opened;
    const { region } = clients;
    const metrics = [
      ...new Map(
        targets.flatMap((target) => metricsFor(target, region).map((metric) => [metricKey(metric), metric])),
      ).values(),
    ];
    const reader = metricReader(clients.cloudwatch, { abortSignal });
    const asks = asksUpTo(rolling, metrics, now);
    const values = await trying(clients, abortSignal, () => reader.read(asks));
    metricsInAll += reader.spent.metrics;
    rolling = takeRound(rolling, asks, values, now);
    const { settled, end } = rolling;
    const window = windowOf(rolling);
    return {
      readAt: now,
      start: end - windowMinutes * 60,
      settled,
      targets: targets.map((target) => readTarget(target, frame, window)),
      notes: [...old, ...notes, ...problemsOf(reader)],
      metricsAnHour: metrics.length * roundsAnHour + (opened.metrics * 3_600) / openedFor,
      metricsInAll,
    };
  };
}

async function open(
  clients: UsageClients,
  request: WatchRequest,
  now: number,
  abortSignal: AbortSignal,
): Promise<Opened> {
  const { region } = clients;
  const account = await readAccount(clients, abortSignal);
  const reader = metricReader(clients.cloudwatch, { abortSignal });
  const stretches = stretchesOf({ start: now - windowMinutes * 60, end: now }, now, 60);
  const [ids, cover] = await Promise.all([
    findIds(clients, account, reader, stretches, now, abortSignal),
    stackCover(request.directory, region),
  ]);
  const { targets, asked, unassigned } = chooseTargets(request, account, ids);
  const codes = new Set(targets.flatMap((target) => scopeOf(target).quotas.map(({ code }) => code)));
  const [facts, quotas] = await Promise.all([
    factsOf(clients, account, { targets, asked }, abortSignal),
    quotaReadings(clients, account, codes, { abortSignal }),
  ]);
  const days = await readDays(targets, region, quotas, reader, stretches);
  return {
    at: now,
    targets,
    frame: {
      region,
      quotas,
      facts,
      days,
      thresholdsOf: ({ model, scope }) => thresholdsFor(cover.targets.get(`${model.modelId} ${scope}`), undefined),
    },
    notes: [...account.incomplete.map(incompleteText), ...unassignedText(unassigned), ...cover.unreadable],
    metrics: reader.spent.metrics,
  };
}

const incompleteText = ({ what, why, effect }: Incomplete): string => `${what}: ${why}: ${effect}`;

const unassignedText = (unassigned: readonly { id: string; why: string }[]): string[] => {
  const [first] = unassigned;
  if (!first) return [];
  const others = unassigned.length > 1 ? `, and ${unassigned.length - 1} more ids are in no target` : "";
  return [`${first.id} is in no target: ${first.why}${others}`];
};

function problemsOf({ problems, messages }: ReturnType<typeof metricReader>): string[] {
  const [first] = problems;
  const series = first
    ? [`${problems.length} series came incomplete (${first.metric.name}: ${first.message}), so figures may be too low`]
    : [];
  return [...messages.map((message) => `CloudWatch says: ${message}`), ...series];
}

/** What AWS refuses becomes a sentence that says what to do. */
async function trying<T>(clients: UsageClients, abortSignal: AbortSignal, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (abortSignal.aborted && (error instanceof UserError || isAwsError(error)))
      throw new UserError("no answer from AWS in time", 3);
    if (error instanceof UserError || !isAwsError(error)) throw error;
    const { why, fix } = troubleOf(error, "cloudwatch:GetMetricData", { ...clients, policy: "top" });
    throw new UserError(`${why}; ${fix}`, 3);
  }
}
