import { type ListedMetric, listMetrics, type MetricReader, type SeriesAsk } from "../../aws/metrics.ts";
import { mantleCount, mantleNamespace, runtimeCount, runtimeNamespace } from "../../monitoring/metrics.ts";
import type { SeenId } from "../../monitoring/report/discover.ts";
import type { Span } from "../../monitoring/report/evaluate.ts";
import { metricsIn } from "../../monitoring/report/measures.ts";
import type { Stretch } from "../../monitoring/report/stretches.ts";
import { hour } from "../../words/units.ts";
import { attempt } from "./attempt.ts";
import type { UsageClients } from "./clients.ts";
import { listedKey } from "./metric-asks.ts";
import type { Account } from "./read-account.ts";

export interface FoundIds {
  seen: SeenId[];
  /** what CloudWatch lists, of the last two weeks; undefined: it could not be read */
  listed: ReadonlySet<string> | undefined;
}

/** ListMetrics tells of the last two weeks; a day less is safe. */
const listedFor = 13 * 86_400;

/**
 * The ids with traffic in a window: those that CloudWatch lists, and for a window that reaches further back than its
 * list (or without the list) those among all known ids that have invocations or throttles.
 */
export async function findIds(
  clients: UsageClients,
  account: Account,
  reader: MetricReader,
  stretches: readonly Stretch[],
  now: number,
  abortSignal?: AbortSignal,
): Promise<FoundIds> {
  const list = (namespace: string) =>
    attempt(
      clients,
      `the list of metrics in ${namespace}`,
      "cloudwatch:ListMetrics",
      "models in use are looked for among the known ids only",
      account.incomplete,
      () => listMetrics(clients.cloudwatch, namespace, abortSignal ? { abortSignal } : {}),
    );
  const [runtime, mantle] = await Promise.all([list(runtimeNamespace), list(mantleNamespace)]);
  const ids = new Map<string, SeenId>();
  const listed = new Set<string>();
  const take = (namespace: string, dimension: string, metrics: readonly ListedMetric[]) => {
    for (const { name, dimensions } of metrics) {
      const id = dimensions[dimension];
      // The series without dimensions is the sum of the others, and further dimensions cut them up: neither is added.
      if (id === undefined || Object.keys(dimensions).length !== 1) continue;
      ids.set(`${namespace} ${id}`, { namespace, id });
      listed.add(listedKey(namespace, name, id));
    }
  };
  take(runtimeNamespace, "ModelId", runtime ?? []);
  take(mantleNamespace, "Model", mantle ?? []);

  const start = stretches[0]?.start ?? now;
  const isListed = runtime !== undefined && mantle !== undefined;
  if (!isListed || now - start > listedFor) {
    const candidates = candidatesOf(account).filter(({ namespace, id }) => !ids.has(`${namespace} ${id}`));
    for (const found of await probe(reader, candidates, stretches)) {
      ids.set(`${found.namespace} ${found.id}`, found);
    }
  }
  return { seen: [...ids.values()], listed: isListed ? listed : undefined };
}

/** Every id that the Region or the account is known to have. */
function candidatesOf({ registry, applicationProfiles = [] }: Account): SeenId[] {
  const own = registry.models.flatMap(({ scopes }) =>
    Object.entries(scopes).flatMap(([scope, { ids }]) =>
      ids.map((id) => ({ namespace: scope === "mantle" ? mantleNamespace : runtimeNamespace, id })),
    ),
  );
  const profiles = applicationProfiles.map(({ profileId }) => ({ namespace: runtimeNamespace, id: profileId }));
  return [...new Map([...own, ...profiles].map((one) => [`${one.namespace} ${one.id}`, one])).values()];
}

/** A window in hours, which CloudWatch has at any age. */
function hoursOf(stretches: readonly Stretch[]): Span | undefined {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return undefined;
  return {
    start: Math.floor(first.start / hour) * hour,
    end: Math.ceil(last.end / hour) * hour,
    period: hour,
  };
}

async function probe(
  reader: MetricReader,
  candidates: readonly SeenId[],
  stretches: readonly Stretch[],
): Promise<SeenId[]> {
  const span = hoursOf(stretches);
  if (!span) return [];
  const asked = candidates.flatMap((candidate) => {
    const expressions =
      candidate.namespace === mantleNamespace
        ? [mantleCount("Inferences", candidate.id)]
        : [runtimeCount("Invocations", candidate.id), runtimeCount("InvocationThrottles", candidate.id)];
    const asks = metricsIn(expressions).map((metric): SeriesAsk => ({ metric, ...span, sparse: true }));
    return asks.map((ask) => ({ candidate, ask }));
  });
  const values = await reader.read(asked.map(({ ask }) => ask));
  const found = new Set<SeenId>();
  for (const [index, { candidate }] of asked.entries()) {
    if (values[index]?.some((value) => value > 0)) found.add(candidate);
  }
  return [...found];
}

/**
 * The spans in which a window's sums are read with few datapoints: whole hours, which CloudWatch has at any age, and
 * before and after them the window's own periods, so that nothing outside it counts.
 */
function sumSpans(stretches: readonly Stretch[]): Span[] {
  const [first] = stretches;
  const last = stretches.at(-1);
  if (!first || !last) return [];
  const from = Math.ceil(first.start / hour) * hour;
  const to = Math.floor(last.end / hour) * hour;
  // Within one hour there is one stretch, as stretches meet at full hours.
  if (from > to) return [first];
  return [
    { start: first.start, end: from, period: first.period },
    { start: from, end: to, period: hour },
    { start: to, end: last.end, period: last.period },
  ].filter(({ start, end }) => start < end);
}

/** Ids that are in no target, each with how often it was called in the window. */
export async function invocationsOf<Id extends SeenId>(
  reader: MetricReader,
  ids: readonly Id[],
  stretches: readonly Stretch[],
): Promise<(Id & { invocations: number })[]> {
  const spans = sumSpans(stretches);
  const asks = ids.flatMap(({ namespace, id }) => {
    const count = namespace === mantleNamespace ? mantleCount("Inferences", id) : runtimeCount("Invocations", id);
    const metric = metricsIn([count])[0]!;
    return spans.map((span): SeriesAsk => ({ metric, ...span, sparse: true }));
  });
  const values = await reader.read(asks);
  return ids.map((one, index) => {
    const own = values.slice(index * spans.length, (index + 1) * spans.length);
    return { ...one, invocations: own.reduce((sum, series) => sum + sumOf(series), 0) };
  });
}

function sumOf(series: Float64Array | undefined): number {
  let sum = 0;
  for (const value of series ?? []) if (!Number.isNaN(value)) sum += value;
  return sum;
}
