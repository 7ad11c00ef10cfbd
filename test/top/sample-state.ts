import type { Place, PlaceReading, TopQuota, TopTarget } from "../../cli/top/reading.ts";
import { firstState, type Look, type TopState } from "../../cli/top/state.ts";

/** 14:07 UTC. */
export const now = Date.UTC(2026, 10, 21, 14, 7, 12) / 1000;
/** The window's first minute, 13:07; the newest whole one is 14:04. */
export const start = Date.UTC(2026, 10, 21, 13, 7) / 1000;
export const settled = start + 57 * 60;

export const plain: Look = { colours: false, unicode: true };

/** A quota whose minutes are given, the newest whole one last but two. */
export function quota(percents: readonly (number | null)[], more: Partial<TopQuota> = {}): TopQuota {
  const highest = percents.reduce<{ percent: number; at: number } | null>(
    (peak, percent, index) =>
      percent !== null && percent > (peak?.percent ?? -1) ? { percent, at: start + index * 60 } : peak,
    null,
  );
  return {
    kind: "tpm",
    code: "L-99296DCD",
    name: "Cross-region model inference tokens per minute for Anthropic Claude Opus 5",
    awsValue: 100_000,
    multiplier: 1,
    value: 100_000,
    origin: "applied",
    adjustable: true,
    url: "https://us-east-1.console.aws.amazon.com/servicequotas/home/services/bedrock/quotas/L-99296DCD",
    percents: [...percents],
    now: { percent: percents[57] ?? 0, at: settled, complete: true },
    peak: highest,
    note: null,
    ...more,
  };
}

/** An hour of minutes; the newest two have no data yet. */
const hour = (of: (minute: number) => number | null): (number | null)[] =>
  Array.from({ length: 60 }, (_, index) => (index > 57 ? null : of(index)));

export const target = (more: Partial<TopTarget> = {}): TopTarget => ({
  modelId: "anthropic.claude-opus-5",
  name: "Claude Opus 5",
  scope: "cross-region",
  thresholds: { warning: 70, critical: 90, from: "default" },
  quotas: [quota(hour(() => 40))],
  throttles: { recent: 0, hour: 0, lastAt: null },
  drawers: [],
  ...more,
});

export const reading = (targets: readonly TopTarget[], more: Partial<PlaceReading> = {}): PlaceReading => ({
  readAt: now,
  start,
  settled,
  targets: [...targets],
  notes: [],
  metricsAnHour: 720,
  metricsInAll: 12,
  ...more,
});

const drawer = (name: string, share: number, isApplicationProfile = true) => ({
  id: isApplicationProfile ? `id-of-${name}` : name,
  name,
  isApplicationProfile,
  share,
  tokens: share * 10_000,
  requests: share,
  throttles: 0,
});

const places: readonly Place[] = [
  { region: "us-east-1", profile: "dev" },
  { region: "us-east-1", profile: "prod" },
  { region: "eu-west-1", profile: "prod" },
  { region: "ap-southeast-2", profile: "prod" },
];

/** Two accounts and three Regions in a bad hour, one of them denied. */
export function sampleState(look: Look = plain): TopState {
  const first = firstState(places, { now, timeZone: "UTC", look });
  const rising = target({
    quotas: [
      quota(
        hour((minute) => (minute < 10 ? null : minute * 1.9)),
        { now: { percent: 112, at: settled + 60, complete: false } },
      ),
      quota(
        hour((minute) => minute / 2),
        {
          kind: "rpm",
          code: "L-1D3E7C5B",
          name: "Cross-region model inference requests per minute",
          adjustable: false,
        },
      ),
    ],
    throttles: { recent: 3, hour: 41, lastAt: settled },
    drawers: [drawer("search", 58.6), drawer("chat", 39), drawer("us.anthropic.claude-opus-5", 2.4, false)],
  });
  const busy = target({
    name: "Claude Sonnet 5",
    modelId: "anthropic.claude-sonnet-5",
    scope: "global",
    quotas: [quota(hour((minute) => 60 + 25 * Math.sin(minute / 5)))],
    drawers: [drawer("a profile with a name that is rather long", 100)],
  });
  const idle = target({
    name: "Nova Pro",
    modelId: "amazon.nova-pro-v1:0",
    scope: "on-demand",
    quotas: [quota(hour(() => null))],
  });
  const untold = target({
    name: "Claude Haiku 4.5",
    modelId: "anthropic.claude-haiku-4-5",
    quotas: [
      quota([], {
        percents: null,
        now: null,
        peak: null,
        value: null,
        awsValue: null,
        origin: "unread",
        note: "its value could not be read",
      }),
    ],
  });
  const onMantle = target({
    name: "GPT-OSS 120B",
    modelId: "openai.gpt-oss-120b",
    scope: "mantle",
    throttles: null,
    quotas: [
      quota(
        hour(() => 12),
        { kind: "input-tpm" },
      ),
      quota(
        hour(() => 33),
        { kind: "output-tpm" },
      ),
    ],
  });
  const readings = [
    reading([idle, rising]),
    reading([untold, busy], { notes: ["AWS's default quotas: access denied"] }),
    reading([onMantle]),
  ];
  return {
    ...first,
    places: first.places.map((one, index) => ({
      ...one,
      reading: readings[index],
      failure:
        index === 3
          ? "access denied: cloudwatch:GetMetricData; allow it (headroom iam-policy top prints the policy)"
          : undefined,
    })),
  };
}
