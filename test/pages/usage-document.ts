import { reportNotes } from "../../cli/usage/notes.ts";
import { type Metric, metricKey } from "../../monitoring/expression/expression.ts";
import { targetOf } from "../../monitoring/report/discover.ts";
import {
  type TargetThresholds,
  type TargetUsage,
  type UsageDocument,
  usageSchemaVersion,
} from "../../monitoring/report/document.ts";
import type { Span } from "../../monitoring/report/evaluate.ts";
import { groupsOf } from "../../monitoring/report/groups.ts";
import { isoTime } from "../../monitoring/report/iso-time.ts";
import type { IdFacts } from "../../monitoring/report/profile-usage.ts";
import type { QuotaReading } from "../../monitoring/report/quota-reading.ts";
import { seriesStore } from "../../monitoring/report/series-store.ts";
import { worstFirst } from "../../monitoring/report/standing.ts";
import { minutesIn, stretchesOf } from "../../monitoring/report/stretches.ts";
import { targetUsage, wantedFor } from "../../monitoring/report/target-usage.ts";
import type { TargetSettings } from "../../monitoring/settings.ts";
import { randomFrom } from "../../monitoring/simulation/random.ts";
import { monitoredIds, scopeOf } from "../../monitoring/target.ts";
import { loadRegistry } from "../../registry/index.ts";
import type { LimitKind, QuotaCode, Scope } from "../../words/words.ts";

const day = 86_400;

/** A Saturday afternoon, UTC. */
const reportedAt = Date.UTC(2026, 10, 21, 14, 7) / 1000;

interface SyntheticTarget {
  modelId: string;
  scope: Scope;
  /** what busy minutes use of the fullest quota, percent */
  level: number;
  /** minutes before the end of the window in which use jumps, with the percent it jumps to */
  spikes?: readonly { minutesBefore: number; percent: number; minutes: number }[];
  applicationProfiles?: readonly { id: string; name: string; tags: Record<string, string>; part: number }[];
  /** applied values by kind; null: Service Quotas could not tell. A kind that is absent has this much */
  quotas?: Partial<Record<LimitKind, number | null>>;
  inStack?: string | false | null;
  /** what it is judged by, other than the defaults */
  thresholds?: TargetThresholds;
  /** calls only in working hours and hardly at night, or all the time */
  rhythm?: "office" | "steady" | "nightly";
}

export interface SyntheticReport {
  targets: readonly SyntheticTarget[];
  days: number;
  timeZone?: string;
  by?: string;
  more?: Partial<UsageDocument>;
}

const ordinary: Partial<Record<LimitKind, number>> = {
  tpm: 2_000_000,
  rpm: 2_000,
  "input-tpm": 2_000_000,
  "output-tpm": 400_000,
  tpd: 1_440_000_000,
  concurrency: 20,
};

/** A usage document as `headroom usage` makes it, from made-up metrics that are the same every time. */
export async function syntheticUsage({
  targets,
  days,
  timeZone = "UTC",
  by,
  more,
}: SyntheticReport): Promise<UsageDocument> {
  const registry = await loadRegistry("us-east-1");
  const end = Math.floor(reportedAt / 60) * 60;
  const stretches = stretchesOf({ start: end - days * day, end }, reportedAt);
  const thresholds = { warning: 70, critical: 90 };
  const usages = targets.map((wish): TargetUsage => {
    const model = registry.models.find(({ modelId }) => modelId === wish.modelId);
    if (!model) throw new RangeError(`the registry has no ${wish.modelId}`);
    const settings = targetOf(model, wish.scope, wish.applicationProfiles?.map(({ id }) => id) ?? []);
    const quotas = new Map<QuotaCode, QuotaReading>(
      scopeOf(settings).quotas.map(({ kind, code, multiplier, adjustable, defaultValue }) => {
        const value = wish.quotas?.[kind] === undefined ? ordinary[kind]! : wish.quotas[kind];
        return [
          code,
          {
            applied: value === null ? null : value / multiplier,
            default: defaultValue ?? null,
            adjustable: adjustable ?? false,
            ...(value === null ? { origin: "unread", reason: "AccessDenied" } : { origin: "applied" }),
          },
        ];
      }),
    );
    const frame = {
      region: registry.region,
      stretches,
      now: reportedAt,
      thresholdsOf: () => wish.thresholds ?? { ...thresholds, from: "us-east-1" },
      quotas,
    };
    const truth = truthOf(settings, wish, end - (days + 1) * day, end);
    const store = seriesStore();
    for (const { metric, span } of wantedFor(settings, frame)) {
      const values = readFrom(truth, metric, span);
      if (values) store.put(span, metric, values);
    }
    const usage = targetUsage(settings, frame, store, factsOf(settings, wish));
    return {
      ...usage,
      ...(by !== undefined && { groups: groupsOf(usage.perProfile, { by: "tag", key: by }) }),
      inStack: wish.inStack === undefined ? "us-east-1" : wish.inStack,
      alarms: null,
    };
  });
  const document: UsageDocument = {
    schemaVersion: usageSchemaVersion,
    generatedAt: isoTime(reportedAt),
    region: registry.region,
    timeZone,
    window: {
      start: isoTime(stretches[0]!.start),
      end: isoTime(stretches.at(-1)!.end),
      ...minutesIn(stretches),
    },
    resolution: stretches.map(({ start, end, period }) => ({
      start: isoTime(start),
      end: isoTime(end),
      periodSeconds: period as 60 | 300 | 3600,
      hidesMinutePeaks: period > 60,
    })),
    thresholds,
    targets: usages.sort(worstFirst),
    unassigned: [],
    crossModelDaily: null,
    lacking: [{ stack: "us-east-1", yaml: "- model: amazon.nova-lite-v1:0\n  scopes: [on-demand]" }],
    stacks: ["us-east-1"],
    incomplete: [],
    notes: [],
    cost: {
      requests: 12,
      metrics: 1_480,
      datapoints: 900_000,
      usd: 0.0148,
      source: "AmazonCloudWatch price list",
      verified: false,
    },
    ...more,
  };
  document.notes.push(...reportNotes(document, reportedAt, true));
  return document;
}

function factsOf(target: TargetSettings, wish: SyntheticTarget): Map<string, IdFacts> {
  const kind = wish.scope === "on-demand" || wish.scope === "mantle" ? "model" : "system-profile";
  return new Map<string, IdFacts>([
    ...scopeOf(target).ids.map((id) => [id, { name: target.model.name, kind, tags: {} }] as const),
    ...(wish.applicationProfiles ?? []).map(
      ({ id, name, tags }) => [id, { name, kind: "application-profile", tags }] as const,
    ),
  ]);
}

/** Minutes of counts and hours of latency by metric, whatever is asked of them. */
interface Truth {
  start: number;
  minutes: Map<string, Float64Array>;
}

function truthOf(target: TargetSettings, wish: SyntheticTarget, start: number, end: number): Truth {
  const random = randomFrom(`${wish.modelId} ${wish.scope}`);
  const length = (end - start) / 60;
  const perTokens = 3_000;
  const limitTokens = wish.quotas?.tpm ?? wish.quotas?.["output-tpm"] ?? ordinary.tpm!;
  const ids = monitoredIds(target, "us-east-1");
  const own = wish.applicationProfiles ?? [];
  const given = own.reduce((sum, { part }) => sum + part, 0);
  const parts = ids.map((id, index) => own.find((one) => one.id === id)?.part ?? (index === 0 ? 1 - given : 0));
  const rate = target.model.burndown.rate;
  const burndown = rate === "unknown" ? 1 : rate;
  const minutes = new Map<string, Float64Array>();
  const seriesOf = (name: string, id: string): Float64Array => {
    const key = `${name} ${id}`;
    const known = minutes.get(key) ?? new Float64Array(length).fill(Number.NaN);
    minutes.set(key, known);
    return known;
  };
  for (let minute = 0; minute < length; minute++) {
    const at = start + minute * 60;
    const share = shareAt(wish, at, length - minute, random);
    const tokens = Math.round(share * limitTokens);
    const throttled = share > 1 ? Math.ceil(((share - 1) * limitTokens) / perTokens) : 0;
    if (tokens < perTokens) continue;
    const put = (id: string, values: Readonly<Record<string, number>>): void => {
      for (const [name, value] of Object.entries(values)) seriesOf(name, id)[minute] = value;
    };
    for (const [index, id] of ids.entries()) {
      const part = parts[index]!;
      if (part === 0) continue;
      const mine = Math.round(tokens * part);
      const output = Math.floor((mine * (0.2 + 0.15 * random())) / burndown);
      const cacheWrite = Math.floor(mine * 0.06);
      const input = Math.max(0, mine - burndown * output - cacheWrite);
      const calls = Math.max(1, Math.round(mine / perTokens));
      if (wish.scope === "mantle") {
        put(id, { TotalInputTokens: input, TotalOutputTokens: output, Inferences: calls });
        continue;
      }
      put(id, {
        EstimatedTPMQuotaUsage: mine,
        InputTokenCount: input,
        OutputTokenCount: output,
        CacheWriteInputTokenCount: cacheWrite,
        CacheReadInputTokenCount: Math.floor(input * (0.8 + 0.8 * random())),
        Invocations: calls,
        ...(throttled > 0 && { InvocationThrottles: Math.max(1, Math.round(throttled * part)) }),
        ...rareErrors(random),
      });
    }
  }
  return { start, minutes };
}

/** Use as a share of the quota, so many minutes before the window's end. */
function shareAt(wish: SyntheticTarget, at: number, before: number, random: () => number): number {
  const spike = wish.spikes?.find(
    ({ minutesBefore, minutes }) => before <= minutesBefore && before > minutesBefore - minutes,
  );
  if (spike) return spike.percent / 100;
  return (wish.level / 100) * rhythm(at, wish.rhythm ?? "office") * (0.55 + 0.45 * random());
}

const rareErrors = (random: () => number): Readonly<Record<string, number>> => ({
  ...(random() < 0.004 && { InvocationClientErrors: 1 + Math.floor(3 * random()) }),
  ...(random() < 0.001 && { InvocationServerErrors: 1 }),
});

/** How busy a time is, 0 to 1. */
function rhythm(at: number, kind: NonNullable<SyntheticTarget["rhythm"]>): number {
  const time = new Date(at * 1000);
  const clock = time.getUTCHours() + time.getUTCMinutes() / 60;
  if (kind === "steady") return 0.8 + 0.2 * Math.sin((clock / 24) * 2 * Math.PI);
  if (kind === "nightly") return clock >= 1 && clock < 4 ? 1 : 0;
  const weekend = time.getUTCDay() % 6 === 0 ? 0.25 : 1;
  return weekend * Math.max(0.02, Math.exp(-(((clock - 14.5) / 4) ** 2)));
}

/** What CloudWatch would answer: sums of minutes; percentiles that are made up, the same every time. */
function readFrom(
  { start, minutes }: Truth,
  metric: Metric,
  { start: from, end, period }: Span,
): Float64Array | undefined {
  const id = metric.dimensions["ModelId"] ?? metric.dimensions["Model"] ?? "";
  const slow = metric.name === "InvocationLatency" || metric.name === "TimeToFirstToken";
  const counts = minutes.get(`${slow ? "Invocations" : metric.name} ${id}`);
  if (!counts) return undefined;
  const random = randomFrom(`${metricKey({ ...metric, stat: "" })}`);
  const base = metric.name === "TimeToFirstToken" ? 600 : 4_200;
  const values = new Float64Array(Math.round((end - from) / period)).fill(Number.NaN);
  for (let index = 0; index < values.length; index++) {
    const first = (from + index * period - start) / 60;
    let sum = Number.NaN;
    for (let minute = Math.max(0, first); minute < Math.min(counts.length, first + period / 60); minute++) {
      if (!Number.isNaN(counts[minute]!)) sum = (Number.isNaN(sum) ? 0 : sum) + counts[minute]!;
    }
    const typical = base * (0.9 + 0.2 * random());
    if (Number.isNaN(sum)) continue;
    values[index] = slow ? latencyAs(metric.stat, typical, sum) : sum;
  }
  return values;
}

const factors: Readonly<Record<string, number>> = { p50: 0.94, p90: 1.5, p99: 2.4, Maximum: 3.6 };

const latencyAs = (stat: string, typical: number, samples: number): number =>
  stat === "SampleCount" ? samples : stat === "Sum" ? typical * samples : typical * factors[stat]!;

/** A report with something of everything: throttles, profiles with tags, a daily quota, what can't be told. */
export const exampleReport: SyntheticReport = {
  days: 30,
  timeZone: "Europe/Berlin",
  targets: [
    {
      modelId: "anthropic.claude-sonnet-5",
      scope: "cross-region",
      level: 58,
      spikes: [
        { minutesBefore: 3_010, percent: 118, minutes: 7 },
        { minutesBefore: 9_200, percent: 104, minutes: 3 },
        { minutesBefore: 28_000, percent: 112, minutes: 9 },
      ],
      applicationProfiles: [
        { id: "a1b2c3d4e5f6", name: "chat-frontend", tags: { team: "web", stage: "prod" }, part: 0.45 },
        { id: "b2c3d4e5f6a1", name: "nightly-summaries", tags: { team: "data", stage: "prod" }, part: 0.2 },
        { id: "c3d4e5f6a1b2", name: "evaluation", tags: { team: "data", stage: "test" }, part: 0.1 },
      ],
    },
    { modelId: "anthropic.claude-opus-5", scope: "global", level: 74, rhythm: "steady", inStack: false },
    { modelId: "anthropic.claude-haiku-4-5-20251001-v1:0", scope: "cross-region", level: 9 },
    { modelId: "amazon.nova-pro-v1:0", scope: "on-demand", level: 36, rhythm: "steady" },
    { modelId: "amazon.nova-lite-v1:0", scope: "on-demand", level: 50, rhythm: "nightly", inStack: false },
  ],
  by: "team",
};
